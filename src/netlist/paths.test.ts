import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Node } from './node.js';
import { operators, type OperatorName } from './operator.js';
import { allBits, CombinationalPaths } from './paths.js';
import { Graph } from './testing-graph.js';

const names = Object.keys(operators) as OperatorName[];

/** An operation on fresh inputs (a shift amount may be a constant), from numbers that choose its widths. */
function build(
  operator: OperatorName,
  [w, v, low]: readonly [number, number, number],
  amount: bigint | undefined,
) {
  const g = new Graph('top', { places: false });
  const input = (name: string, width: number) => g.input(name, width);
  const [a, b] = [input('a', w), input('b', v)];
  const same = input('same', w);
  const shiftBy = amount === undefined ? b : g.constant(v, amount);
  const operation = (): Node => {
    switch (operator) {
      case 'not':
      case 'reduceAnd':
      case 'reduceOr':
      case 'reduceXor':
        return g.operation(operator, [a]);
      case 'multiply':
      case 'multiplySigned':
        return g.operation(operator, [a, b]);
      case 'shiftLeft':
      case 'shiftRight':
      case 'shiftRightSigned':
        return g.operation(operator, [a, shiftBy], { width: w });
      case 'mux':
        return g.operation(operator, [input('condition', 1), a, same], { width: w });
      case 'concat':
        return g.operation(operator, [a, b, same], { width: w + v + w });
      case 'slice':
        return g.operation(operator, [a], { low: low % w, width: 1 + ((v - 1) % (w - (low % w))) });
      case 'zeroExtend':
      case 'signExtend':
        return g.operation(operator, [a], { width: w + low });
      default:
        return g.operation(operator, [a, same]);
    }
  };
  const node = operation();
  if (node.kind !== 'operation') throw new Error('no operation');
  return node;
}

describe.each(names)('bit paths of %s', (operator) => {
  it('leave out no operand bit that can change a result bit', () => {
    const width = fc.integer({ min: 1, max: 9 });
    const shape = fc.tuple(width, width, fc.nat(8));
    const amount = fc.option(fc.bigInt({ min: 0n, max: 12n }), { nil: undefined });
    const values = fc.array(fc.bigInt({ min: 0n, max: 511n }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(shape, amount, values, (sizes, by, patterns) => {
        const node = build(operator, sizes, by);
        const { operands, width: resultWidth, low } = node;
        const { evaluate } = operators[operator];
        const value = (flipped: Node | undefined, bit: number): bigint =>
          evaluate(
            operands.map((operand, index) => {
              if (operand.kind === 'constant') return operand.value;
              const pattern = BigInt.asUintN(operand.width, patterns[index] ?? 0n);
              return operand === flipped ? pattern ^ (1n << BigInt(bit)) : pattern;
            }),
            operands.map((operand) => operand.width),
            resultWidth,
            low,
          );
        const plain = value(undefined, 0);
        for (let bit = 0; bit < resultWidth; bit++) {
          const { reached } = new CombinationalPaths().walk([{ node, bit }]);
          const bitOf = (result: bigint): bigint => (result >> BigInt(bit)) & 1n;
          const missed = operands.flatMap(allBits).filter((at) => {
            const isReached = reached.some((other) => other.node === at.node && other.bit === at.bit);
            return !isReached && bitOf(value(at.node, at.bit)) !== bitOf(plain);
          });
          expect(missed).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

it('reaches the bits of inputs through instances, one by one', () => {
  const child = new Graph('child');
  const x = child.input('x', 4);
  child.output('y', 4, child.operation('add', [x, child.constant(4, 1)]));
  const g = new Graph();
  const a = g.input('a', 4);
  const { y } = g.instance('u', child.module, { x: a });
  g.output('out', 4, y);
  const paths = new CombinationalPaths();
  const bits = paths.inputBitsOf(g.module, 'out', 2).map(({ node, bit }) => [node.name, bit]);
  expect(bits).toEqual([
    ['a', 2],
    ['a', 1],
    ['a', 0],
  ]);
  expect([...paths.inputsOf(g.module, 'out')]).toEqual(['a']);
});

it('ends at registers and synchronous reads, not at asynchronous ones', () => {
  const g = new Graph();
  const a = g.input('a', 1);
  const memory = g.memory('m', 1, 2, [1n]);
  g.output('registered', 1, g.register('r', 1, { next: a }));
  g.output('synchronous', 1, g.read(memory, a, { onCollision: 'never' }));
  g.output('asynchronous', 1, g.read(memory, a));
  const paths = new CombinationalPaths();
  const inputs = ['registered', 'synchronous', 'asynchronous'].map((name) => [
    ...paths.inputsOf(g.module, name),
  ]);
  expect(inputs).toEqual([[], [], ['a']]);
});
