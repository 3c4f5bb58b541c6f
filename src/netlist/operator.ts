/**
 * The one table of operators. A row says everything about an operator: how many operands, which widths it accepts,
 * the width of its result, what it computes, and how Verilog writes it. The engine's emitter (src/sim) adds the wasm
 * opcode where a row names one; anything it must build from several opcodes stands there.
 *
 * Values are bit patterns, `0 <= value < 2^width`.
 */
export type OperatorName =
  | 'not'
  | 'and'
  | 'or'
  | 'xor'
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'multiplySigned'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessOrEqual'
  | 'lessSigned'
  | 'lessOrEqualSigned'
  | 'shiftLeft'
  | 'shiftRight'
  | 'shiftRightSigned'
  | 'reduceAnd'
  | 'reduceOr'
  | 'reduceXor'
  | 'mux'
  | 'concat'
  | 'slice'
  | 'zeroExtend'
  | 'signExtend';

export interface Operator {
  /** Number of operands; undefined for any number from 1. */
  readonly arity: 1 | 2 | 3 | undefined;
  /**
   * The rule on widths: undefined when `width` is a legal result for these operands, else the sentence that says
   * what is wrong. `low` is the slice's lowest bit.
   */
  readonly widthRule: (operands: readonly number[], width: number, low: number) => string | undefined;
  /** The value, from values and widths of the operands and the width of the result. */
  readonly evaluate: (
    operands: readonly bigint[],
    widths: readonly number[],
    width: number,
    low: number,
  ) => bigint;
  /**
   * Verilog text from the operands' texts; `low` and `width` as above. Null where an operand must first be a wire.
   * The text is an expression whose own width is that of the result in a context of the same width.
   */
  readonly verilog: (
    operands: readonly string[],
    widths: readonly number[],
    width: number,
    low: number,
  ) => string;
  /** Binding strength of the text's outermost operator as in IEEE 1364-2005 table 5-4; 13 needs no parentheses. */
  readonly precedence: number;
  /** Operands (by index) that Verilog wants as a plain name: a part select or `$signed` shift cannot take an expression. */
  readonly namedOperands: readonly number[];
  /** The same opcode of wasm's i32 and i64 computes it (before masking to the width); by its name without the type. */
  readonly wasm: string | undefined;
  /** May the operands be exchanged? Used by sharing. */
  readonly commutative: boolean;
}

const mask = (width: number): bigint => (1n << BigInt(width)) - 1n;
const signed = (value: bigint, width: number): bigint => BigInt.asIntN(width, value);
const bit = (condition: boolean): bigint => (condition ? 1n : 0n);

const allEqual = (operands: readonly number[], width: number): string | undefined =>
  operands.every((operand) => operand === width)
    ? undefined
    : `operands of ${operands.join(' and ')} bits must all have the result's ${width} bits`;

const comparison = ([a, b]: readonly number[], width: number): string | undefined =>
  a !== b
    ? `operands of ${a} and ${b} bits must have one width`
    : width !== 1
      ? `the result has 1 bit, not ${width}`
      : undefined;

const oneBit = (_operands: readonly number[], width: number): string | undefined =>
  width === 1 ? undefined : `the result has 1 bit, not ${width}`;

const firstKeepsWidth = ([a]: readonly number[], width: number): string | undefined =>
  a === width ? undefined : `the result has the first operand's ${a} bits, not ${width}`;

const product = ([a = 0, b = 0]: readonly number[], width: number): string | undefined =>
  width === a + b ? undefined : `the product of ${a} and ${b} bits has ${a + b} bits, not ${width}`;

type Defaults = 'precedence' | 'namedOperands' | 'wasm' | 'commutative';
function row(given: Omit<Operator, Defaults> & Partial<Pick<Operator, Defaults>>): Operator {
  return { precedence: 13, namedOperands: [], wasm: undefined, commutative: false, ...given };
}

/** `a op b` for operands and result of one width. */
function infix(
  symbol: string,
  precedence: number,
  wasm: string,
  commutative: boolean,
  evaluate: (a: bigint, b: bigint) => bigint,
): Operator {
  return row({
    arity: 2,
    widthRule: allEqual,
    evaluate: ([a = 0n, b = 0n], _widths, width) => evaluate(a, b) & mask(width),
    verilog: ([a, b]) => `${a} ${symbol} ${b}`,
    precedence,
    wasm,
    commutative,
  });
}

function compare(
  symbol: string,
  precedence: number,
  wasm: string,
  isSigned: boolean,
  commutative: boolean,
  evaluate: (a: bigint, b: bigint) => boolean,
): Operator {
  return row({
    arity: 2,
    widthRule: comparison,
    evaluate: ([a = 0n, b = 0n], [width = 1]) =>
      bit(isSigned ? evaluate(signed(a, width), signed(b, width)) : evaluate(a, b)),
    verilog: ([a, b]) => (isSigned ? `$signed(${a}) ${symbol} $signed(${b})` : `${a} ${symbol} ${b}`),
    precedence,
    wasm,
    commutative,
  });
}

function reduce(symbol: string, evaluate: (value: bigint, width: number) => boolean): Operator {
  return row({
    arity: 1,
    widthRule: oneBit,
    evaluate: ([a = 0n], [width = 1]) => bit(evaluate(a, width)),
    verilog: ([a]) => `${symbol}${a}`,
    precedence: 12,
  });
}

function parity(value: bigint): boolean {
  let odd = false;
  for (let rest = value; rest > 0n; rest &= rest - 1n) odd = !odd;
  return odd;
}

export const operators: Readonly<Record<OperatorName, Operator>> = {
  not: row({
    arity: 1,
    widthRule: allEqual,
    evaluate: ([a = 0n], _widths, width) => ~a & mask(width),
    verilog: ([a]) => `~${a}`,
    precedence: 12,
  }),
  and: infix('&', 6, 'and', true, (a, b) => a & b),
  or: infix('|', 4, 'or', true, (a, b) => a | b),
  xor: infix('^', 5, 'xor', true, (a, b) => a ^ b),
  /** Modulo 2^width: the carry is lost, so the language offers it under a name that says so. */
  add: infix('+', 10, 'add', true, (a, b) => a + b),
  subtract: infix('-', 10, 'sub', false, (a, b) => a - b),
  /** Full product: as wide as both operands together. */
  multiply: row({
    arity: 2,
    widthRule: product,
    evaluate: ([a = 0n, b = 0n]) => a * b,
    // The wider context of the assignment extends both operands before the product is formed.
    verilog: ([a, b]) => `${a} * ${b}`,
    precedence: 11,
    commutative: true,
  }),
  multiplySigned: row({
    arity: 2,
    widthRule: product,
    evaluate: ([a = 0n, b = 0n], [widthA = 1, widthB = 1], width) =>
      (signed(a, widthA) * signed(b, widthB)) & mask(width),
    verilog: ([a, b]) => `$signed(${a}) * $signed(${b})`,
    precedence: 11,
    commutative: true,
  }),
  equal: compare('==', 7, 'eq', false, true, (a, b) => a === b),
  notEqual: compare('!=', 7, 'ne', false, true, (a, b) => a !== b),
  less: compare('<', 8, 'lt_u', false, false, (a, b) => a < b),
  lessOrEqual: compare('<=', 8, 'le_u', false, false, (a, b) => a <= b),
  lessSigned: compare('<', 8, 'lt_s', true, false, (a, b) => a < b),
  lessOrEqualSigned: compare('<=', 8, 'le_s', true, false, (a, b) => a <= b),
  /** By an amount of any width; an amount of the width or more shifts everything out. */
  shiftLeft: row({
    arity: 2,
    widthRule: firstKeepsWidth,
    evaluate: ([a = 0n, amount = 0n], _widths, width) =>
      amount >= BigInt(width) ? 0n : (a << amount) & mask(width),
    verilog: ([a, b]) => `${a} << ${b}`,
    precedence: 9,
  }),
  shiftRight: row({
    arity: 2,
    widthRule: firstKeepsWidth,
    evaluate: ([a = 0n, amount = 0n]) => a >> amount,
    verilog: ([a, b]) => `${a} >> ${b}`,
    precedence: 9,
  }),
  shiftRightSigned: row({
    arity: 2,
    widthRule: firstKeepsWidth,
    evaluate: ([a = 0n, amount = 0n], _widths, width) => (signed(a, width) >> amount) & mask(width),
    verilog: ([a, b]) => `$signed(${a}) >>> ${b}`,
    precedence: 9,
  }),
  reduceAnd: reduce('&', (value, width) => value === mask(width)),
  reduceOr: reduce('|', (value) => value !== 0n),
  reduceXor: reduce('^', (value) => parity(value)),
  /** (condition, value when high, value when low). */
  mux: row({
    arity: 3,
    widthRule: ([condition, a, b], width) =>
      condition !== 1
        ? `the condition has 1 bit, not ${condition}`
        : a !== width || b !== width
          ? `both values must have the result's ${width} bits, not ${a} and ${b}`
          : undefined,
    evaluate: ([condition = 0n, a = 0n, b = 0n]) => (condition !== 0n ? a : b),
    verilog: ([condition, a, b]) => `${condition} ? ${a} : ${b}`,
    precedence: 1,
    wasm: 'select',
  }),
  /** The first operand is the most significant, as in Verilog. */
  concat: row({
    arity: undefined,
    widthRule: (operands, width) => {
      const sum = operands.reduce((total, operand) => total + operand, 0);
      return sum === width ? undefined : `${operands.join(' + ')} bits make ${sum}, not ${width}`;
    },
    evaluate: (operands, widths) =>
      operands.reduce((value, operand, index) => (value << BigInt(widths[index] ?? 0)) | operand, 0n),
    verilog: (operands) => `{${operands.join(', ')}}`,
  }),
  slice: row({
    arity: 1,
    widthRule: ([a = 0], width, low) =>
      low >= 0 && low + width <= a
        ? undefined
        : `bits ${low + width - 1} down to ${low} are not all within ${a} bits`,
    evaluate: ([a = 0n], _widths, width, low) => (a >> BigInt(low)) & mask(width),
    verilog: ([a], [operandWidth], width, low) =>
      operandWidth === 1 ? `${a}` : width === 1 ? `${a}[${low}]` : `${a}[${low + width - 1}:${low}]`,
    namedOperands: [0],
  }),
  zeroExtend: row({
    arity: 1,
    widthRule: ([a = 0], width) => (width >= a ? undefined : `${width} bits are fewer than its ${a}`),
    evaluate: ([a = 0n]) => a,
    verilog: ([a], [operandWidth = 0], width) =>
      width === operandWidth ? `${a}` : `{${width - operandWidth}'d0, ${a}}`,
  }),
  signExtend: row({
    arity: 1,
    widthRule: ([a = 0], width) => (width >= a ? undefined : `${width} bits are fewer than its ${a}`),
    evaluate: ([a = 0n], [operandWidth = 1], width) => signed(a, operandWidth) & mask(width),
    verilog: ([a], [operandWidth = 0], width) =>
      width === operandWidth
        ? `${a}`
        : operandWidth === 1
          ? `{${width}{${a}}}`
          : `{{${width - operandWidth}{${a}[${operandWidth - 1}]}}, ${a}}`,
    namedOperands: [0],
  }),
};
