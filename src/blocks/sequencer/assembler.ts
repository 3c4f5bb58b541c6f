/** Writes programs for the stimuli: the same calls make bytecode of either set. */
import { binaryOperators, opcodeNamed, unaryOperators } from '../../bytecode/index.js';
import { microPrograms, type MicroProgramName } from '../../bytecode/micro-programs.js';
import type { Opcode } from '../../bytecode/opcode.js';

export type Binary =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'floor_divide'
  | 'modulo'
  | 'shift_left'
  | 'shift_right'
  | 'and'
  | 'or'
  | 'xor'
  | 'power'
  | 'true_divide'
  | 'less'
  | 'less_equal'
  | 'equal'
  | 'not_equal'
  | 'more'
  | 'more_equal'
  | 'is'
  | 'is_not';
export type Unary = 'positive' | 'negative' | 'not' | 'invert';
export type Constant = number | 'none' | 'true' | 'false';

/** The order of `opcode._nb_ops` and of `opcode.cmp_op`. */
const numberOperators = [
  'add',
  'and',
  'floor_divide',
  'shift_left',
  '',
  'multiply',
  'modulo',
  'or',
  'power',
  'shift_right',
  'subtract',
  'true_divide',
  'xor',
];
const comparisons = ['less', 'less_equal', 'equal', 'not_equal', 'more', 'more_equal'];
const unaryNames = {
  positive: 'UNARY_POSITIVE',
  negative: 'UNARY_NEGATIVE',
  not: 'UNARY_NOT',
  invert: 'UNARY_INVERT',
};

/** A place in the program, before or after it is reached. */
export interface Label {
  at: number;
}

interface Line {
  opcode: Opcode;
  operand: number;
  label?: Label;
  /** Of a conditional jump in CPython: the opcode that goes the other way. */
  backward?: Opcode;
  bytes: number;
}

export class Assembler {
  /** Words of the constants, by index; NaN for one that is no constant of the code. MicroPython has small ones in the code. */
  readonly constants: Constant[] = [];
  readonly #lines: Line[] = [];
  readonly #set;
  readonly #isMicropython: boolean;

  constructor(name: MicroProgramName) {
    this.#set = microPrograms[name].set;
    this.#isMicropython = name === 'micropython-1.9.2';
  }

  label(): Label {
    return { at: -1 };
  }

  place(label: Label): void {
    label.at = this.#lines.length;
  }

  get length(): number {
    return this.#lines.length;
  }

  raw(name: string, operand = 0): void {
    this.#lines.push({ opcode: opcodeNamed(this.#set, name), operand, bytes: 0 });
  }

  load(index: number): void {
    this.#numbered('LOAD_FAST', index);
  }

  store(index: number): void {
    this.#numbered('STORE_FAST', index);
  }

  delete(index: number): void {
    this.raw('DELETE_FAST', index);
  }

  constant(value: Constant): void {
    if (!this.#isMicropython) {
      let index = this.constants.indexOf(value);
      if (index < 0) index = this.constants.push(value) - 1;
      this.raw('LOAD_CONST', index);
    } else if (typeof value !== 'number') this.raw(`LOAD_CONST_${value.toUpperCase()}`);
    else if (value >= -16 && value < 48) this.raw('LOAD_CONST_SMALL_INT_MULTI', value);
    else this.raw('LOAD_CONST_SMALL_INT', value);
  }

  /** A word of the constants, whatever it is. */
  object(index: number): void {
    this.raw(this.#isMicropython ? 'LOAD_CONST_OBJ' : 'LOAD_CONST', index);
  }

  null(): void {
    this.raw(this.#isMicropython ? 'LOAD_NULL' : 'PUSH_NULL');
  }

  /** @param inPlace what integers do not tell apart, but the code does */
  binary(operator: Binary, inPlace = false): void {
    if (this.#isMicropython) {
      const name = (inPlace ? `inplace_${operator}` : operator) as (typeof binaryOperators)[number];
      const at = binaryOperators.indexOf(name);
      this.raw('BINARY_OP_MULTI', at < 0 ? binaryOperators.indexOf(operator) : at);
    } else if (operator === 'is' || operator === 'is_not') this.raw('IS_OP', operator === 'is' ? 0 : 1);
    else if (comparisons.includes(operator)) this.raw('COMPARE_OP', comparisons.indexOf(operator));
    else this.raw('BINARY_OP', numberOperators.indexOf(operator) + (inPlace ? numberOperators.length : 0));
  }

  unary(operator: Unary): void {
    if (this.#isMicropython) this.raw('UNARY_OP_MULTI', unaryOperators.indexOf(operator));
    else this.raw(unaryNames[operator]);
  }

  pop(): void {
    this.raw('POP_TOP');
  }

  duplicate(): void {
    if (this.#isMicropython) this.raw('DUP_TOP');
    else this.raw('COPY', 1);
  }

  duplicateTwo(): void {
    if (this.#isMicropython) this.raw('DUP_TOP_TWO');
    else {
      this.raw('COPY', 2);
      this.raw('COPY', 2);
    }
  }

  rotateTwo(): void {
    if (this.#isMicropython) this.raw('ROT_TWO');
    else this.raw('SWAP', 2);
  }

  rotateThree(): void {
    if (this.#isMicropython) this.raw('ROT_THREE');
    else {
      this.raw('SWAP', 3);
      this.raw('SWAP', 2);
    }
  }

  jump(label: Label): void {
    if (this.#isMicropython) this.#jump('JUMP', label);
    else this.#jump('JUMP_FORWARD', label, 'JUMP_BACKWARD');
  }

  jumpIf(when: boolean, label: Label): void {
    const truth = when ? 'TRUE' : 'FALSE';
    if (this.#isMicropython) this.#jump(`POP_JUMP_IF_${truth}`, label);
    else this.#jump(`POP_JUMP_FORWARD_IF_${truth}`, label, `POP_JUMP_BACKWARD_IF_${truth}`);
  }

  /** CPython only; elsewhere the comparison is written out. */
  jumpIfNone(when: boolean, label: Label): void {
    if (this.#isMicropython) {
      this.constant('none');
      this.binary('is');
      this.jumpIf(when, label);
      return;
    }
    const none = when ? 'NONE' : 'NOT_NONE';
    this.#jump(`POP_JUMP_FORWARD_IF_${none}`, label, `POP_JUMP_BACKWARD_IF_${none}`);
  }

  /** Forward only. */
  jumpOrPop(when: boolean, label: Label): void {
    this.#jump(`JUMP_IF_${when ? 'TRUE' : 'FALSE'}_OR_POP`, label);
  }

  /** The code, if it begins at `base`. */
  bytes(base = 0): Uint8Array {
    const lines = this.#lines;
    const starts = new Array<number>(lines.length + 1).fill(base);
    const encoded: number[][] = lines.map(() => []);
    // Jumps grow until all of them reach: longer ones move others, never nearer.
    for (let changed = true; changed;) {
      changed = false;
      lines.forEach((line, index) => {
        const code = this.#encode(line, starts[index] as number, starts);
        if (code.length > line.bytes) {
          line.bytes = code.length;
          changed = true;
        }
        encoded[index] = code;
        starts[index + 1] = (starts[index] as number) + line.bytes;
      });
    }
    // One more round with all places known; what has become shorter is filled up with prefixes of 0.
    return Uint8Array.from(
      lines.flatMap((line, index) => {
        const code = this.#encode(line, starts[index] as number, starts);
        const prefix = opcodeOrNone(this.#set.opcodes, 'EXTENDED_ARG');
        while (code.length < line.bytes && prefix) code.unshift(prefix.code, 0);
        return code;
      }),
    );
  }

  #numbered(name: string, index: number): void {
    if (!this.#isMicropython) this.raw(name, index);
    else this.raw(index < 16 ? `${name}_MULTI` : `${name}_N`, index);
  }

  #jump(name: string, label: Label, backward?: string): void {
    this.#lines.push({
      opcode: opcodeNamed(this.#set, name),
      operand: 0,
      label,
      bytes: 0,
      ...(backward !== undefined && { backward: opcodeNamed(this.#set, backward) }),
    });
  }

  #encode(line: Line, start: number, starts: readonly number[]): number[] {
    if (!line.label) return encode(line.opcode, line.operand, line.bytes);
    const target = starts[Math.max(0, line.label.at)] as number;
    const opcode = target <= start && line.backward ? line.backward : line.opcode;
    const { jump, skipped = 0 } = opcode;
    if (!jump) throw new RangeError(`${opcode.name} does not jump`);
    const end = start + Math.max(line.bytes, encode(opcode, 0, 0).length);
    const from = jump.from === 'next' ? end : end - skipped;
    const distance = (jump.direction === 'backward' ? from - target : target - from) / jump.unit;
    return encode(opcode, distance, line.bytes);
  }
}

/** The bytes of one instruction, with its prefixes. */
export function encode(
  { code, codes = 1, operand: form, skipped = 0 }: Opcode,
  operand: number,
  room: number,
): number[] {
  const tail = new Array<number>(skipped).fill(0);
  switch (form.kind) {
    case 'none':
      return [code, ...new Array<number>(form.bytes).fill(0), ...tail];
    case 'range': {
      const offset = operand + form.excess;
      if (offset < 0 || offset >= codes) throw new RangeError(`${operand} is not in the range of ${code}`);
      return [code + offset, ...tail];
    }
    case 'fixed': {
      const value = operand + form.excess;
      if (form.bytes === 1 && (value > 255 || room > 0)) {
        const extended: number[] = [];
        for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256))
          extended.unshift(0x90, rest & 255);
        return [...extended, code, value & 255, ...tail];
      }
      const bytes = Array.from({ length: form.bytes }, (_, index) => Math.floor(value / 256 ** index) & 255);
      return [code, ...bytes, ...tail];
    }
    case 'variable': {
      const bytes = [operand & 0x7f];
      let rest = form.signed ? operand >> 7 : operand >>> 7;
      // Bit 6 of the first byte is the sign.
      const enough = () =>
        form.signed
          ? (rest === 0 && ((bytes[0] as number) & 0x40) === 0) ||
            (rest === -1 && ((bytes[0] as number) & 0x40) !== 0)
          : rest === 0;
      while (!enough()) {
        bytes.unshift((rest & 0x7f) | 0x80);
        rest = form.signed ? rest >> 7 : rest >>> 7;
      }
      return [code, ...bytes, ...tail];
    }
  }
}

function opcodeOrNone(opcodes: readonly Opcode[], name: string): Opcode | undefined {
  return opcodes.find((opcode) => opcode.name === name);
}
