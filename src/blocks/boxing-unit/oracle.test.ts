/** The golden model against CPython 3.11, in every format and width. */
import { describe, expect, it } from 'vitest';
import { formatNames, layoutOf, type FormatName, type WordWidth } from '../../formats/index.js';
import { readOracle, type OracleCase, type PythonValue } from '../../python/oracle.js';
import { operations, statuses, type Operation, type Status } from '../tagged-alu/operations.js';
import { BoxingUnitModel } from './model.js';

const oracle = await readOracle();

const configurations = formatNames.flatMap((format) =>
  ([32, 64] as const).filter((width) => layoutOf(format, width)).map((width) => ({ format, width })),
);

/** Writes values as words in BigInt, from src/formats/README.md: a writing of its own. */
class Boxes {
  readonly format: FormatName;
  readonly width: WordWidth;
  readonly bits: number;
  readonly none: bigint;
  readonly false: bigint;
  readonly true: bigint;
  readonly #names = new Map<string, bigint>();
  #objects = 0n;

  constructor(format: FormatName, width: WordWidth) {
    this.format = format;
    this.width = width;
    this.bits = format === 'nan-boxing' ? 48 : width - 1;
    const old = format === 'micropython-1.9.2';
    const tag = format === 'nan-boxing' ? 0xfffb_0000_0000_0000n : 0n;
    this.none = old ? 0x1000n : tag || 0x06n;
    this.false = old ? 0x1008n : tag ? tag | 1n : 0x0en;
    this.true = old ? 0x1010n : tag ? tag | 3n : 0x1en;
  }

  holds(value: bigint): boolean {
    return BigInt.asIntN(this.bits, value) === value;
  }

  integer(value: bigint): bigint {
    if (this.format === 'nan-boxing') return 0xfff9_0000_0000_0000n | BigInt.asUintN(48, value);
    return BigInt.asUintN(this.width, value * 2n + 1n);
  }

  /** The word, and whether it is a pointer to an object that the unit cannot look into. */
  word(value: PythonValue): { readonly word: bigint; readonly isPointer: boolean } {
    switch (value.type) {
      case 'none':
        return { word: this.none, isPointer: false };
      case 'bool':
        return { word: value.value ? this.true : this.false, isPointer: false };
      case 'str':
        return { word: this.#name(value.text), isPointer: false };
      case 'float':
        if (this.format !== 'nan-boxing') return this.#object();
        return { word: value.bits, isPointer: false };
      case 'int':
        return this.holds(value.value)
          ? { word: this.integer(value.value), isPointer: false }
          : this.#object();
    }
  }

  #object(): { readonly word: bigint; readonly isPointer: boolean } {
    this.#objects += 16n;
    const tag = this.format === 'nan-boxing' ? 0xfffc_0000_0000_0000n : 0n;
    return { word: tag | (0x10_0000n + this.#objects), isPointer: true };
  }

  #name(text: string): bigint {
    const index = this.#names.get(text) ?? BigInt(this.#names.size + 1);
    this.#names.set(text, index);
    if (this.format === 'nan-boxing') return 0xfffa_0000_0000_0000n | index;
    return this.format === 'micropython' ? (index << 3n) | 2n : (index << 2n) | 2n;
  }
}

const comparisons = new Set(['lt', 'le', 'eq', 'ne', 'gt', 'ge']);
const isNumber = ({ type }: PythonValue): boolean => type === 'int' || type === 'bool' || type === 'float';

/** What the unit must say, told from Python's answer alone and from what a word can hold. */
function expected(
  boxes: Boxes,
  { operation, a, b, answer }: OracleCase,
  anyPointer: boolean,
): { status: Status; value: bigint } {
  const refuse = (status: Status) => ({ status, value: 0n });
  const operands = b ? [a, b] : [a];
  const identity = operation === 'is' || operation === 'is_not';
  if (anyPointer && !identity) return refuse('type_mismatch');
  if (answer.type === 'TypeError') return refuse('type_mismatch');
  const inFloat = operands.every(isNumber) && operands.some(({ type }) => type === 'float');
  if (inFloat && !identity && operation !== 'truth') return refuse('float');
  switch (answer.type) {
    case 'ZeroDivisionError':
      return refuse('divide_by_zero');
    case 'ValueError':
      return refuse('negative_shift');
    case 'large int':
      return refuse('overflow');
    case 'int':
      if (operation === 'unbox_int')
        return { status: 'ok', value: BigInt.asUintN(boxes.width, answer.value) };
      return boxes.holds(answer.value)
        ? { status: 'ok', value: boxes.integer(answer.value) }
        : refuse('overflow');
    case 'bool': {
      // Content of strings, which the unit does not have.
      const ofContent =
        operation === 'truth' || (comparisons.has(operation) && !['eq', 'ne'].includes(operation));
      if (ofContent && operands.some(({ type }) => type === 'str')) return refuse('type_mismatch');
      return { status: 'ok', value: answer.value ? boxes.true : boxes.false };
    }
    case 'str':
      return refuse('type_mismatch');
    default:
      throw new Error(`the oracle answers ${answer.type} to ${operation}`);
  }
}

const low = (word: bigint): number => Number(BigInt.asIntN(32, word));
const high = (word: bigint): number => Number(BigInt.asIntN(32, word >> 32n));

describe.each(configurations)('the model, $format at $width bits', ({ format, width }) => {
  it('answers what Python answers, or refuses for the reason that Python has', () => {
    const boxes = new Boxes(format, width);
    const model = new BoxingUnitModel({ format, width, multiplies: true, divides: true });
    if (format === 'micropython-1.9.2') {
      const at = (address: bigint) => ({ low: low(address), high: high(address) });
      model.alu.setConstantAddresses({ none: at(boxes.none), false: at(boxes.false), true: at(boxes.true) });
    }
    const wrong: string[] = [];
    const met = new Map<string, number>();
    for (const one of oracle) {
      const a = boxes.word(one.a);
      // One Python object is one word; `is` compares objects.
      const b = one.b && (one.b === one.a ? a : boxes.word(one.b));
      const { status, value } = expected(boxes, one, a.isPointer || !!b?.isPointer);
      const { word: bWord } = b ?? { word: 0n };
      model.answer(
        operations[one.operation as Operation],
        low(a.word),
        high(a.word),
        low(bWord),
        high(bWord),
      );
      const actual = (BigInt.asUintN(32, BigInt(model.high)) << 32n) | BigInt.asUintN(32, BigInt(model.low));
      met.set(status, (met.get(status) ?? 0) + 1);
      if (model.status !== statuses[status] || actual !== value) {
        const say = ({ type, ...rest }: PythonValue) => `${type} ${Object.values(rest).join()}`;
        wrong.push(
          `${one.operation} ${say(one.a)}, ${one.b ? say(one.b) : ''}: expected ${status} ${value.toString(16)}, ` +
            `got ${Object.keys(statuses)[model.status]} ${actual.toString(16)}`,
        );
      }
    }
    expect(wrong.slice(0, 10)).toEqual([]);
    const possible = ['ok', 'overflow', 'type_mismatch', 'divide_by_zero', 'negative_shift'];
    expect([...met.keys()].sort()).toEqual(
      [...possible, ...(format === 'nan-boxing' ? ['float'] : [])].sort(),
    );
  });
});
