import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { operators, type OperatorName } from '../netlist/operator.js';
import { Graph } from '../netlist/testing-graph.js';
import { simulate } from './index.js';

interface Case {
  readonly operator: OperatorName;
  readonly widths: readonly number[];
  readonly width: number;
  readonly low: number;
}

const names = Object.keys(operators) as OperatorName[];
/** The boundaries of the wasm types are where mistakes are. */
const widths = fc.oneof(
  fc.integer({ min: 1, max: 200 }),
  fc.constantFrom(1, 2, 7, 8, 16, 31, 32, 33, 63, 64, 65, 96, 127, 128, 129),
);

/** Legal widths of operands and result. */
function caseOf(operator: OperatorName, a: number, b: number, c: number): Case {
  const one = (operands: number[], width: number, low = 0): Case => ({
    operator,
    widths: operands,
    width,
    low,
  });
  const { arity, wasm } = operators[operator];
  switch (operator) {
    case 'not':
      return one([a], a);
    case 'multiply':
    case 'multiplySigned':
      return one([a, b], a + b);
    case 'shiftLeft':
    case 'shiftRight':
    case 'shiftRightSigned':
      return one([a, b > 100 ? b : 1 + (b % 9)], a);
    case 'mux':
      return one([1, a, a], a);
    case 'concat':
      return one([a, b, c], a + b + c);
    case 'slice':
      return one([a], 1 + (b % (a - (c % a))), c % a);
    case 'zeroExtend':
    case 'signExtend':
      return one([Math.min(a, b)], Math.max(a, b));
    case 'reduceAnd':
    case 'reduceOr':
    case 'reduceXor':
      return one([a], 1);
    default:
      return /eq|ne|lt|le/.test(wasm ?? '') ? one([a, a], 1) : one(Array<number>(arity ?? 2).fill(a), a);
  }
}

const ones = (width: number): bigint => (1n << BigInt(width)) - 1n;

/** Values at the ends of the range, small ones, and any; some equal to one another. */
function valuesFor(width: number): fc.Arbitrary<bigint> {
  const top = 1n << BigInt(width - 1);
  return fc.oneof(
    fc.bigInt({ min: 0n, max: ones(width) }),
    fc.constantFrom(0n, 1n, ones(width), top, top - 1n).map((value) => value & ones(width)),
    fc.bigInt({ min: 0n, max: 200n }).map((value) => value & ones(width)),
  );
}

const cases = fc.tuple(widths, widths, widths);

describe('every operator computes what the table says', () => {
  test.each(names)('%s', (operator) => {
    fc.assert(
      fc.property(
        cases.chain(([a, b, c]) => {
          const shape = caseOf(operator, a, b, c);
          const vector = fc.tuple(...shape.widths.map(valuesFor));
          return fc.tuple(fc.constant(shape), fc.array(vector, { minLength: 4, maxLength: 8 }), fc.boolean());
        }),
        ([shape, vectors, isEqual]) => {
          const { width, low } = shape;
          const graph = new Graph('operator', { places: false });
          const inputs = shape.widths.map((each, index) => graph.input(`in${index}`, each));
          graph.output('out', width, graph.operation(operator, inputs, { width, low }));
          const sim = simulate(graph.module);
          for (const vector of vectors) {
            const operands = vector.map((value, index) =>
              isEqual && shape.widths[index] === shape.widths[0] ? (vector[0] ?? 0n) : value,
            );
            if (operator === 'mux') operands[0] = (operands[0] ?? 0n) & 1n;
            operands.forEach((value, index) => sim.port(`in${index}`).setBig(value));
            sim.settle();
            const expected = operators[operator].evaluate(operands, shape.widths, width, low);
            expect(sim.port('out').getBig()).toBe(expected);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
