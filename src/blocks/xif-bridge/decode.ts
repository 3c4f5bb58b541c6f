import { bool, constant, mux, uint, type Bool, type Builder, type UInt } from '../../hdl/index.js';
import { anyOf, oneHotMux } from '../../library/index.js';
import { customOpcodes, instructions, operationBits, type InstructionGroup } from './instructions.js';

export interface Decoded {
  /** One of the instructions of the table. */
  readonly accept: Bool;
  /** Code of its command. */
  readonly operation: UInt;
  /** The bridge executes it itself. */
  readonly own: Bool;
  readonly swaps: Bool;
  /** Bit 0: rs1, bit 1: rs2. */
  readonly reads: UInt<2>;
}

/** What the instruction is, by the table. Combinational. */
export function decode(m: Builder, word: UInt<32>): Decoded {
  const opcode = word.slice(0, 7);
  const funct3 = word.slice(12, 3);
  const funct7 = word.slice(25, 7);
  const recognised = instructions.map((group) => {
    const { first, last } = group.funct7;
    const inGroup =
      first === last
        ? funct7.eq(first)
        : first === 0
          ? funct7.le(last)
          : funct7.ge(first).and(funct7.le(last));
    return opcode.eq(customOpcodes[group.opcode]).and(funct3.eq(group.funct3)).and(inGroup);
  });
  const matches = Object.values(
    m.name(
      Object.fromEntries(
        instructions.map(({ name }, index) => [`is_${name}`, recognised[index] as Bool] as const),
      ),
    ),
  );
  const where = (holds: (group: InstructionGroup) => boolean): Bool => {
    const found = matches.filter((_, index) => holds(instructions[index] as InstructionGroup));
    return found.length > 0 ? anyOf(found) : constant(bool(), 0);
  };
  return {
    accept: anyOf(matches),
    operation: oneHotMux(
      matches,
      instructions.map(({ does, funct7: { first } }) =>
        typeof does === 'number'
          ? funct7.extend<number>(operationBits).addWrap(does - first)
          : constant(uint<number>(operationBits), 0),
      ),
      operationBits,
    ),
    own: where(({ does }) => typeof does !== 'number'),
    swaps: where(({ does }) => does === 'swapStatus'),
    reads: mux(
      where(({ reads }) => reads.rs1),
      constant(uint(2), 1),
      0,
    ).or(
      mux(
        where(({ reads }) => reads.rs2),
        constant(uint(2), 2),
        0,
      ),
    ),
  };
}
