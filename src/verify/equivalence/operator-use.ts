/** Operators put to use: each at given widths, and each inside each other, as what Verilog's contexts can spoil. */
import fc from 'fast-check';
import { operators, type OperatorName } from '../../netlist/operator.js';

/** Where the boundaries of words and of wasm's and C++'s types are, and the ends. */
export const edges: readonly number[] = [1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 129, 200];

export const operatorNames = Object.keys(operators) as OperatorName[];

/** What an operand is: an input of its width, one of two, or a constant. */
export type Operand =
  | { readonly kind: 'input'; readonly width: number; readonly which: 'a' | 'b' }
  | { readonly kind: 'constant'; readonly width: number; readonly value: bigint }
  | OperatorUse;

export interface OperatorUse {
  readonly kind: 'operation';
  readonly operator: OperatorName;
  readonly operands: readonly Operand[];
  readonly width: number;
  /** For slices. */
  readonly low: number;
}

type Shape = Omit<OperatorUse, 'kind' | 'operands'> & { readonly widths: readonly number[] };

/** Free choices: widths of further operands, and a number for whatever else an operator needs. */
interface Choices {
  readonly second: number;
  readonly third: number;
  readonly number: number;
}

/** A legal use whose first operand (of a `mux`: whose values) has the given width. */
function shapeOf(operator: OperatorName, first: number, { second, third, number }: Choices): Shape {
  const shape = (widths: readonly number[], width: number, low = 0): Shape => ({
    operator,
    widths,
    width,
    low,
  });
  switch (operator) {
    case 'multiply':
    case 'multiplySigned':
      return shape([first, second], first + second);
    case 'shiftLeft':
    case 'shiftRight':
    case 'shiftRightSigned':
      // Mostly amounts that do not shift everything out.
      return shape([first, number % 3 === 0 ? second : 1 + (number % 8)], first);
    case 'mux':
      return shape([1, first, first], first);
    case 'concat': {
      const widths = [first, second, third].slice(0, 1 + (number % 3));
      return shape(
        widths,
        widths.reduce((sum, width) => sum + width),
      );
    }
    case 'slice': {
      const low = number % first;
      return shape([first], 1 + (second % (first - low)), low);
    }
    case 'zeroExtend':
    case 'signExtend':
      return shape([first], first + (number % 3 === 0 ? 0 : second));
    case 'reduceAnd':
    case 'reduceOr':
    case 'reduceXor':
      return shape([first], 1);
    default: {
      const { arity, widthRule } = operators[operator];
      const widths = Array<number>(arity ?? 2).fill(first);
      return shape(widths, widthRule(widths, 1, 0) === undefined ? 1 : first);
    }
  }
}

function choicesAmong(widths: readonly number[]): fc.Arbitrary<Choices> {
  const width = fc.constantFrom(...widths);
  return fc.record({ second: width, third: width, number: fc.nat(9999) });
}

/** Mostly different inputs; sometimes the same one twice, or a constant. */
function leaves(widths: readonly number[]): fc.Arbitrary<readonly Operand[]> {
  return fc.tuple(
    ...widths.map((width, index) =>
      fc.oneof(
        {
          weight: 8,
          arbitrary: fc.constant<Operand>({ kind: 'input', width, which: index % 2 ? 'b' : 'a' }),
        },
        {
          weight: 1,
          arbitrary: fc.constant<Operand>({ kind: 'input', width, which: index % 2 ? 'a' : 'b' }),
        },
        { weight: 1, arbitrary: constantOf(width) },
      ),
    ),
  );
}

function constantOf(width: number): fc.Arbitrary<Operand> {
  const ones = (1n << BigInt(width)) - 1n;
  return fc
    .oneof(
      fc.constantFrom(0n, 1n, ones, 1n << BigInt(width - 1), BigInt(width)),
      fc.bigInt({ min: 0n, max: ones }),
    )
    .map((value) => ({ kind: 'constant', width, value: value & ones }));
}

/** One operator on inputs and constants. */
export function useOf(
  operator: OperatorName,
  width: number,
  among: readonly number[],
): fc.Arbitrary<OperatorUse> {
  return choicesAmong(among)
    .map((choices) => shapeOf(operator, width, choices))
    .chain(({ widths, ...shape }) =>
      leaves(widths).map((operands) => ({ kind: 'operation', ...shape, operands })),
    );
}

/** The outer operator on the result of the inner one, which becomes the operand chosen of those that can have its width. */
export function nestedUseOf(
  outer: OperatorName,
  inner: OperatorName,
  width: number,
  among: readonly number[],
  choice: number,
): fc.Arbitrary<OperatorUse> {
  return useOf(inner, width, among).chain((part) =>
    useOf(outer, part.width, among).map((use) => {
      const places = use.operands.flatMap((operand, index) => (operand.width === part.width ? [index] : []));
      const place = places[choice % places.length];
      return { ...use, operands: use.operands.map((operand, index) => (index === place ? part : operand)) };
    }),
  );
}

/** `lessSigned(a33, 33'h7) -> 1`, with the width of the result. */
export function describeUse(use: Operand): string {
  if (use.kind === 'input') return `${use.which}${use.width}`;
  if (use.kind === 'constant') return `${use.width}'h${use.value.toString(16)}`;
  const low = use.operator === 'slice' ? ` from ${use.low}` : '';
  return `${use.operator}(${use.operands.map(describeUse).join(', ')}${low}) -> ${use.width}`;
}

/** The value by the table, for the values of the inputs. */
export function evaluatorOf(use: Operand, input: (name: string) => () => bigint): () => bigint {
  if (use.kind === 'input') return input(`${use.which}${use.width}`);
  if (use.kind === 'constant') return () => use.value;
  const { evaluate } = operators[use.operator];
  const operands = use.operands.map((operand) => evaluatorOf(operand, input));
  const widths = use.operands.map((operand) => operand.width);
  return () =>
    evaluate(
      operands.map((operand) => operand()),
      widths,
      use.width,
      use.low,
    );
}
