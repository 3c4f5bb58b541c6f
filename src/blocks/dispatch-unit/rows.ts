/** A bytecode set as the decoder has it: one row of bits a code, in columns, of which only those that vary are stored. */
import { bitsFor, constant, uint, type UInt } from '../../hdl/index.js';
import { lengthOf, opcodeTable, type BytecodeSet, type Opcode } from '../../bytecode/index.js';

/** What each column says of an opcode, undefined where nobody looks; unknown codes have 0 in all of them. */
const columns = {
  known: () => 1,
  prefix: ({ prefix }: Opcode) => flag(prefix),
  /** Bytes of an operand of fixed length. */
  operandBytes: ({ operand }: Opcode) =>
    operand.kind === 'fixed' || operand.kind === 'none' ? operand.bytes : 0,
  /** Bytes behind the opcode, but for an operand of variable length. */
  rest: (opcode: Opcode): number => columns.operandBytes(opcode) + columns.skipped(opcode),
  isFixed: ({ operand }: Opcode) => flag(operand.kind === 'fixed'),
  excess: ({ operand }: Opcode) => (operand.kind === 'fixed' ? operand.excess : 0),
  isVariable: ({ operand }: Opcode) => flag(operand.kind === 'variable'),
  isSigned: ({ operand }: Opcode) => flag(operand.kind === 'variable' && operand.signed),
  /** Of a range: the operand plus `impliedExcess` of the set. */
  implied: ({ operand, code: first }: Opcode, code: number) =>
    operand.kind === 'range' ? code - first - operand.excess : 0,
  skipped: ({ skipped = 0 }: Opcode) => skipped,
  jumps: ({ jump }: Opcode) => flag(jump),
  /** Followed without being asked, if all jumps are, or if it turns out to lead backward. */
  followedAlways: ({ jump }: Opcode) => flag(jump?.kind === 'always'),
  followedBackward: ({ jump }: Opcode) => flag(jump?.kind === 'conditional'),
  isBackward: ({ jump }: Opcode) => flag(jump?.direction === 'backward'),
  mayBeNegative: ({ jump }: Opcode) => flag(jump?.direction === 'signed'),
  unit: ({ jump }: Opcode) => jump && Math.log2(jump.unit),
  /** Whether the target is counted from the operand; without skipped bytes that is where the next instruction begins. */
  fromOperand: ({ jump, skipped = 0 }: Opcode) =>
    jump && skipped > 0 ? flag(jump.from === 'operand') : undefined,
  interruptsAlways: ({ interrupts }: Opcode) => flag(interrupts === 'always'),
  interruptsBackward: ({ interrupts }: Opcode) => flag(interrupts === 'backward'),
} as const;

export type Column = keyof typeof columns;

/** What must be known of an opcode early: to find the instruction's end, and where it leads. */
export const early: readonly Column[] = [
  'prefix',
  'operandBytes',
  'isFixed',
  'isVariable',
  'rest',
  'isBackward',
];

/** What else there is to know of it. */
export const late: readonly Column[] = (Object.keys(columns) as Column[]).filter(
  (name) => !early.includes(name),
);

const flag = (condition: unknown): number => (condition ? 1 : 0);

interface Place {
  readonly low: number;
  readonly width: number;
  /** In every row, and so in none. */
  readonly always?: number;
}

/** The rows of a set with some of the columns, and where in them each of these is. */
export class Rows {
  readonly width: number;
  readonly content: readonly bigint[];
  /** Greatest value of each column. */
  readonly greatest: Readonly<Record<Column, number>>;
  /** Added to the column `implied`, so that it is no negative number. */
  readonly impliedExcess: number;
  /** Bytes of a prefix with its operand; 0 in a set without prefixes. */
  readonly prefixBytes: number;
  /** The most bytes that have to be seen at once: an instruction without its skipped bytes, and one prefix. */
  readonly windowBytes: number;
  readonly #places: Readonly<Record<Column, Place>>;

  constructor(set: BytecodeSet, names: readonly Column[]) {
    const table = opcodeTable(set);
    const decodedBytes = (opcode: Opcode): number => lengthOf({ operand: opcode.operand }).most;
    const bytesOf = (opcodes: readonly Opcode[]): number => Math.max(0, ...opcodes.map(decodedBytes));
    this.prefixBytes = bytesOf(set.opcodes.filter(({ prefix }) => prefix));
    this.windowBytes = this.prefixBytes + bytesOf(set.opcodes);
    const implied = table.map((opcode, code) => (opcode ? columns.implied(opcode, code) : 0));
    this.impliedExcess = -Math.min(...implied);
    const valuesOf = (name: Column): number[] =>
      table.map((opcode, code) => {
        if (!opcode) return 0;
        const value = columns[name](opcode, code) ?? 0;
        return name === 'implied' ? value + this.impliedExcess : value;
      });
    const all = Object.keys(columns) as Column[];
    const values = Object.fromEntries(all.map((name) => [name, valuesOf(name)])) as Record<Column, number[]>;
    this.greatest = Object.fromEntries(all.map((name) => [name, Math.max(...values[name])])) as Record<
      Column,
      number
    >;
    let low = 0;
    const places: Partial<Record<Column, Place>> = {};
    for (const name of names) {
      // An unknown opcode is told by `known`, so columns need not vary for its sake where there is that one, nor where nobody looks.
      const [first = 0, ...rest] = table.flatMap((opcode, code) =>
        (opcode ? columns[name](opcode, code) !== undefined : !names.includes('known'))
          ? [values[name][code] ?? 0]
          : [],
      );
      const always = rest.every((value) => value === first);
      const width = bitsFor(this.greatest[name] + 1);
      if (always && name !== 'known') places[name] = { low: 0, width, always: first };
      else {
        places[name] = { low, width };
        low += width;
      }
    }
    this.width = low;
    this.#places = places as Record<Column, Place>;
    this.content = table.map((_, code) =>
      names.reduce((row, name) => {
        const place = this.#places[name];
        if (place.always !== undefined) return row;
        return row | (BigInt(values[name][code] ?? 0) << BigInt(place.low));
      }, 0n),
    );
  }

  /** A column of a row: a constant where it is the same for all opcodes. */
  read(row: UInt, name: Column): UInt {
    const { low, width, always } = this.#places[name];
    return always === undefined ? row.slice<number>(low, width) : constant(uint<number>(width), always);
  }

  /** Whether this column is one of its own. */
  holds(name: Column): boolean {
    return name in this.#places;
  }

  /** Whether it is not the same for all opcodes. */
  varies(name: Column): boolean {
    return this.#places[name].always === undefined;
  }

  /** Whether any opcode has something else than 0 there. */
  has(name: Column): boolean {
    return this.greatest[name] > 0;
  }
}
