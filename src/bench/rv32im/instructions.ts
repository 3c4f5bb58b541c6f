/** The instructions of RV32IM as data: RISC-V Instruction Set Manual, volume I (20191213), chapter 24. */

/** What an instruction costs time for. */
export type InstructionClass =
  | 'alu'
  | 'load'
  | 'store'
  | 'branch'
  | 'jump'
  | 'jumpRegister'
  | 'multiply'
  | 'divide'
  | 'fence'
  | 'environment'
  | 'custom';

/** Which fields an instruction has, named as in the manual. */
export type Format = 'R' | 'I' | 'S' | 'B' | 'U' | 'J' | 'shift' | 'fixed';

export interface Instruction {
  readonly name: string;
  readonly format: Format;
  readonly class: InstructionClass;
  /** Bits that are fixed, and their values. */
  readonly mask: number;
  readonly match: number;
}

const opcodeMask = 0x7f;
const funct3Mask = 0x707f;
const funct7Mask = 0xfe00_707f | 0;

const one = (
  name: string,
  format: Format,
  kind: InstructionClass,
  mask: number,
  match: number,
): Instruction => ({ name, format, class: kind, mask, match });

/** Instructions that differ in funct3, in its order from 0; undefined where the code is reserved. */
const byFunct3 = (
  names: readonly (string | undefined)[],
  format: Format,
  kind: InstructionClass,
  opcode: number,
): Instruction[] =>
  names.flatMap((name, funct3) =>
    name === undefined ? [] : [one(name, format, kind, funct3Mask, (funct3 << 12) | opcode)],
  );

/** As {@link byFunct3} with funct7 fixed. */
const byFunct7 = (
  names: readonly (string | undefined)[],
  format: Format,
  kind: InstructionClass,
  opcode: number,
  funct7: number,
): Instruction[] =>
  byFunct3(names, format, kind, opcode).map((entry) => ({
    ...entry,
    mask: funct7Mask,
    match: entry.match | (funct7 << 25),
  }));

const none = undefined;

/** Opcodes custom-0 to custom-3, which the manual leaves to extensions such as ours. */
export const customOpcodes = [0x0b, 0x2b, 0x5b, 0x7b] as const;

export const instructions: readonly Instruction[] = [
  one('lui', 'U', 'alu', opcodeMask, 0x37),
  one('auipc', 'U', 'alu', opcodeMask, 0x17),
  one('jal', 'J', 'jump', opcodeMask, 0x6f),
  one('jalr', 'I', 'jumpRegister', funct3Mask, 0x67),
  ...byFunct3(['beq', 'bne', none, none, 'blt', 'bge', 'bltu', 'bgeu'], 'B', 'branch', 0x63),
  ...byFunct3(['lb', 'lh', 'lw', none, 'lbu', 'lhu'], 'I', 'load', 0x03),
  ...byFunct3(['sb', 'sh', 'sw'], 'S', 'store', 0x23),
  ...byFunct3(['addi', none, 'slti', 'sltiu', 'xori', none, 'ori', 'andi'], 'I', 'alu', 0x13),
  ...byFunct7([none, 'slli', none, none, none, 'srli'], 'shift', 'alu', 0x13, 0x00),
  ...byFunct7([none, none, none, none, none, 'srai'], 'shift', 'alu', 0x13, 0x20),
  ...byFunct7(['add', 'sll', 'slt', 'sltu', 'xor', 'srl', 'or', 'and'], 'R', 'alu', 0x33, 0x00),
  ...byFunct7(['sub', none, none, none, none, 'sra'], 'R', 'alu', 0x33, 0x20),
  ...byFunct7(['mul', 'mulh', 'mulhsu', 'mulhu'], 'R', 'multiply', 0x33, 0x01),
  ...byFunct7([none, none, none, none, 'div', 'divu', 'rem', 'remu'], 'R', 'divide', 0x33, 0x01),
  one('fence', 'fixed', 'fence', funct3Mask, 0x0f),
  one('ecall', 'fixed', 'environment', -1, 0x0000_0073),
  one('ebreak', 'fixed', 'environment', -1, 0x0010_0073),
  // Taken as R: the fields rd, rs1 and rs2 stand in one place in every format that has them.
  ...customOpcodes.map((opcode, index) => one(`custom${index}`, 'R', 'custom', opcodeMask, opcode)),
];

/** An instruction's place in {@link instructions}; -1 for what RV32IM does not have. */
export function findInstruction(word: number): number {
  return instructions.findIndex(({ mask, match }) => (word & mask) === match);
}

/** The number by which the interpreter knows an instruction. */
export function instructionIndex(name: string): number {
  const index = instructions.findIndex((instruction) => instruction.name === name);
  if (index < 0) throw new Error(`RV32IM has no '${name}'`);
  return index;
}
