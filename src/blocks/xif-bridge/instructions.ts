/**
 * The custom instructions of Adder, as data: which encodings stand for which operations of the accelerator's command port. What
 * is not listed is not accepted, and the core raises its illegal instruction exception.
 *
 * All are of the R-type (RISC-V unprivileged ISA, 2.2): funct7, rs2, rs1, funct3, rd, opcode.
 */

/** The major opcodes that the ISA leaves to custom instructions (chapter 24, table 24.1). */
export const customOpcodes = { custom0: 0x0b, custom1: 0x2b } as const;

/** Bits of a command's operation. */
export const operationBits = 8;

/** Instructions that differ in funct7 only, and stand for operations that follow each other. */
export interface InstructionGroup {
  readonly name: string;
  readonly opcode: keyof typeof customOpcodes;
  readonly funct3: number;
  readonly funct7: { readonly first: number; readonly last: number };
  /**
   * Code of the first one's command, or what the bridge itself does: give the status of the command before, or exchange it
   * for rs1.
   */
  readonly does: number | 'status' | 'swapStatus';
  /** Which source registers it needs. */
  readonly reads: { readonly rs1: boolean; readonly rs2: boolean };
}

const both = { rs1: true, rs2: true };

/** The commands of one unit: 32 codes from `32 * funct3`, of which the first `count` from `first` on exist. */
const unit = (name: string, funct3: number, first: number, count: number): InstructionGroup => ({
  name,
  opcode: 'custom0',
  funct3,
  funct7: { first, last: first + count - 1 },
  does: 32 * funct3 + first,
  reads: both,
});

export const instructions: readonly InstructionGroup[] = [
  unit('boxing', 0, 0, 23), // up to modulo
  unit('comparison', 0, 24, 6),
  unit('cache', 1, 0, 8),
  unit('sequencer', 2, 0, 1),
  unit('dispatch', 2, 8, 3),
  unit('marker', 3, 0, 2),
  unit('sweeper', 3, 8, 5),
  unit('allocator', 4, 0, 7),
  unit('barrier', 5, 0, 5),
  unit('refcount', 5, 16, 6),
  unit('register', 7, 16, 2),
  {
    name: 'status',
    opcode: 'custom1',
    funct3: 0,
    funct7: { first: 0, last: 0 },
    does: 'status',
    reads: { rs1: false, rs2: false },
  },
  {
    name: 'swapstatus',
    opcode: 'custom1',
    funct3: 0,
    funct7: { first: 1, last: 1 },
    does: 'swapStatus',
    reads: { rs1: true, rs2: false },
  },
];
