import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { operators, type OperatorName } from '../netlist/operator.js';
import { Graph } from './graph.test-helper.js';
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
          const graph = new Graph('operator');
          const inputs = shape.widths.map((each, index) => graph.input(`in${index}`, each));
          graph.output('out', graph.operation(operator, width, inputs, low));
          const sim = simulate(graph.module());
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

describe('expressions', () => {
  /** Random graphs: sharing, inlining, masking and branches together. */
  const steps = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.nat()), {
    minLength: 5,
    maxLength: 120,
  });

  test('of any shape compute what the operators say', () => {
    fc.assert(
      fc.property(
        steps,
        fc.array(fc.bigInt({ min: 0n, max: ones(70) }), { minLength: 12, maxLength: 12 }),
        (list, stimuli) => {
          const graph = new Graph('expression');
          interface Known {
            node: ReturnType<Graph['constant']> | ReturnType<Graph['operation']> | ReturnType<Graph['input']>;
            of: (inputs: bigint[]) => bigint;
          }
          const inputWidths = [1, 5, 8, 32, 40, 64, 70, 1];
          const known: Known[] = inputWidths.map((width, index) => ({
            node: graph.input(`in${index}`, width),
            of: (inputs) => (inputs[index] ?? 0n) & ones(width),
          }));
          const fit = (from: Known, width: number): Known => {
            const have = from.node.width;
            if (have === width) return from;
            const operator = have > width ? 'slice' : 'zeroExtend';
            const node = graph.operation(operator, width, [from.node]);
            return {
              node,
              of: (inputs) => operators[operator].evaluate([from.of(inputs)], [have], width, 0),
            };
          };
          for (const [which, x, y, z, extra] of list) {
            const operator = names[which % names.length] as OperatorName;
            const pick = (index: number): Known => known[index % known.length] as Known;
            const [a, b, c] = [pick(x), pick(y), pick(z)];
            const shape = caseOf(
              operator,
              Math.min(a.node.width, 70),
              Math.min(b.node.width, 70),
              Math.min(c.node.width, 70),
            );
            const slice = operator === 'slice' ? { width: 1 + (extra % a.node.width), low: 0 } : shape;
            const operands = [a, b, c].slice(0, shape.widths.length);
            const fitted = (operator === 'mux' ? [a, b, c] : operands).map((each, index) =>
              fit(each, shape.widths[index] ?? 1),
            );
            const { width, low } = slice;
            if (width > 200) continue;
            const node = graph.operation(
              operator,
              width,
              fitted.map((each) => each.node),
              low,
            );
            const memo = new Map<bigint[], bigint>();
            known.push({
              node,
              of: (inputs) => {
                const found = memo.get(inputs);
                if (found !== undefined) return found;
                const value = operators[operator].evaluate(
                  fitted.map((each) => each.of(inputs)),
                  shape.widths,
                  width,
                  low,
                );
                memo.set(inputs, value);
                return value;
              },
            });
          }
          const watched = known.slice(-6);
          watched.forEach(({ node }, index) => graph.output(`out${index}`, node));
          const sim = simulate(graph.module());
          for (let first = 0; first + 8 <= stimuli.length; first++) {
            const inputs = stimuli.slice(first, first + 8);
            inputWidths.forEach((width, index) =>
              sim.port(`in${index}`).setBig((inputs[index] ?? 0n) & ones(width)),
            );
            sim.settle();
            watched.forEach(({ of }, index) => expect(sim.port(`out${index}`).getBig()).toBe(of(inputs)));
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
