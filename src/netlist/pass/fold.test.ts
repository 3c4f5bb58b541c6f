import { describe, expect, it } from 'vitest';
import { operation as make } from '../make.js';
import type { Node, Operation } from '../node.js';
import { Graph } from '../testing-graph.js';
import { foldConstants, foldOperation, type Emit } from './fold.js';

/** Writes a node as text: `add(a, 3)`, slices as `a[7:4]`. */
function text(node: Node): string {
  if (node.kind === 'constant') return `${node.value}`;
  if (node.kind !== 'operation') return node.name ?? '?';
  const operands = node.operands.map(text);
  if (node.operator === 'slice') return `${operands[0] ?? ''}[${node.low + node.width - 1}:${node.low}]`;
  return `${node.operator}(${operands.join(', ')})`;
}

const emit: Emit = (operation) => foldOperation(operation, emit);
const folded = (node: Operation): string => text(emit(node));

const g = new Graph('top', { places: false });
const [a, b, c] = [g.input('a', 8), g.input('b', 8), g.input('c', 8)];
const [p, q] = [g.input('p', 1), g.input('q', 1)];
const k = (value: number, width = 8) => g.constant(width, value);
const op = (name: Operation['operator'], ...operands: Node[]) => g.operation(name, operands);
const slice = (of: Node, high: number, low: number) =>
  g.operation('slice', [of], { low, width: high - low + 1 });
const extend = (name: 'zeroExtend' | 'signExtend', of: Node, width: number) =>
  g.operation(name, [of], { width });
const concat = (...parts: Node[]) =>
  g.operation('concat', parts, { width: parts.reduce((sum, part) => sum + part.width, 0) });
const mux = (condition: Node, high: Node, low: Node) =>
  g.operation('mux', [condition, high, low], { width: high.width });

describe('identities', () => {
  it.each<[string, Operation, string]>([
    ['constants', op('add', k(200), k(100)), '44'],
    ['double not', op('not', op('not', a)), 'a'],
    ['and 0', op('and', k(0), a), '0'],
    ['and ones', op('and', a, k(255)), 'a'],
    ['and itself', op('and', a, a), 'a'],
    ['and its inverse', op('and', op('not', a), a), '0'],
    ['or 0', op('or', a, k(0)), 'a'],
    ['or ones', op('or', k(255), a), '255'],
    ['or its inverse', op('or', a, op('not', a)), '255'],
    ['xor itself', op('xor', a, a), '0'],
    ['xor 0', op('xor', k(0), a), 'a'],
    ['xor ones', op('xor', a, k(255)), 'not(a)'],
    ['xor its inverse', op('xor', a, op('not', a)), '255'],
    ['plus 0', op('add', k(0), a), 'a'],
    ['minus 0', op('subtract', a, k(0)), 'a'],
    ['minus itself', op('subtract', a, a), '0'],
    ['times 0', op('multiply', a, k(0)), '0'],
    ['times 1', op('multiply', k(1), a), 'zeroExtend(a)'],
    ['signed times 0', op('multiplySigned', k(0), a), '0'],
    ['equal itself', op('equal', a, a), '1'],
    ['not equal itself', op('notEqual', a, a), '0'],
    ['a bit equal 1', op('equal', p, k(1, 1)), 'p'],
    ['a bit equal 0', op('equal', k(0, 1), p), 'not(p)'],
    ['a bit not equal 1', op('notEqual', p, k(1, 1)), 'not(p)'],
    ['less than itself', op('less', a, a), '0'],
    ['less than 0', op('less', a, k(0)), '0'],
    ['more than the most', op('less', k(255), a), '0'],
    ['at most itself', op('lessOrEqual', a, a), '1'],
    ['at most the most', op('lessOrEqual', a, k(255)), '1'],
    ['signed less than itself', op('lessSigned', a, a), '0'],
    ['signed at most itself', op('lessOrEqualSigned', a, a), '1'],
    ['shift by 0', op('shiftLeft', a, k(0, 3)), 'a'],
    ['shift of 0', op('shiftRightSigned', k(0), b), '0'],
    ['shift everything out', op('shiftRight', a, k(8, 4)), '0'],
    ['reduce one bit', op('reduceXor', p), 'p'],
    ['mux with a constant condition', mux(k(0, 1), a, b), 'b'],
    ['mux of equal arms', mux(p, k(7), k(7)), '7'],
    ['mux 1 : 0', mux(p, k(1, 1), k(0, 1)), 'p'],
    ['mux 0 : 1', mux(p, k(0, 1), k(1, 1)), 'not(p)'],
    ['mux with an inverted condition', mux(op('not', p), a, b), 'mux(p, b, a)'],
    ['mux asking again when high', mux(p, mux(p, a, b), c), 'mux(p, a, c)'],
    ['mux asking again when low', mux(p, a, mux(p, b, c)), 'mux(p, a, c)'],
    ['concat of one', concat(a), 'a'],
    ['concat of concat', concat(concat(a, b), c), 'concat(a, b, c)'],
    ['concat of constants', concat(k(1, 1), k(1, 2), a), 'concat(5, a)'],
    ['concat of slices that meet', concat(slice(a, 6, 4), slice(a, 3, 1)), 'a[6:1]'],
    ['concat of all slices', concat(slice(a, 7, 4), slice(a, 3, 0)), 'a'],
    ['slice of everything', slice(a, 7, 0), 'a'],
    ['slice of slice', slice(slice(a, 6, 2), 3, 1), 'a[5:3]'],
    ['slice of a part of concat', slice(concat(a, b), 11, 9), 'a[3:1]'],
    ['slice of whole parts of concat', slice(concat(a, b, c), 15, 0), 'concat(b, c)'],
    ['slice below an extension', slice(extend('signExtend', a, 16), 5, 2), 'a[5:2]'],
    ['slice from an extension', slice(extend('signExtend', a, 16), 11, 0), 'signExtend(a)'],
    ['slice above a zero extension', slice(extend('zeroExtend', a, 16), 15, 9), '0'],
    ['sign bit of a sign extension', slice(extend('signExtend', a, 16), 12, 12), 'a[7:7]'],
    ['extend by nothing', extend('signExtend', a, 8), 'a'],
    ['extend twice', extend('signExtend', extend('signExtend', a, 9), 16), 'signExtend(a)'],
    ['sign extend a zero extension', extend('signExtend', extend('zeroExtend', a, 9), 16), 'zeroExtend(a)'],
    ['extend a constant', extend('signExtend', k(128), 16), '65408'],
  ])('%s', (_, node, expected) => {
    expect(folded(node)).toBe(expected);
  });

  it.each<[string, Operation]>([
    ['and of two', op('and', a, b)],
    ['a word equal a constant', op('equal', a, k(1))],
    ['less the other way', op('less', k(0), a)],
    ['less than ones', op('less', a, k(255))],
    ['0 minus', op('subtract', k(0), a)],
    ['signed times 1', op('multiplySigned', a, k(1))],
    ['signed shift by much', op('shiftRightSigned', a, k(9, 4))],
    ['mux of different arms', mux(p, k(7), k(8))],
    ['mux to more than one bit', mux(p, k(1), k(0))],
    ['mux with another question within', mux(p, mux(q, a, b), c)],
    ['slices in another order', concat(slice(a, 3, 0), slice(a, 7, 4))],
    ['slices of two words', concat(slice(a, 7, 4), slice(b, 3, 0))],
    ['slice across parts', slice(concat(a, b), 11, 4)],
    ['slice across the end of an extension', slice(extend('zeroExtend', a, 16), 11, 4)],
    ['shift by all but one', op('shiftRight', a, k(7, 4))],
    ['slice above a sign extension', slice(extend('signExtend', a, 16), 12, 9)],
    ['zero extend a sign extension', extend('zeroExtend', extend('signExtend', a, 9), 16)],
  ])('nothing to do for %s', (_, node) => {
    expect(emit(node)).toBe(node);
  });
});

describe('wires', () => {
  it('hand constants on, through rings too, unless they are vouched crossings', () => {
    const d = new Graph();
    const constantWire = d.wire('zero', 8, d.constant(8, 0));
    const crossing = d.wire('quiet', 8, d.constant(8, 0), { crossingTo: d.clock });
    const input = d.input('in', 8);
    const x = d.output('x', 8, d.operation('and', [constantWire, input]));
    const y = d.output('y', 8, d.operation('and', [crossing, input]));
    const { ports, wires } = foldConstants(d.module);
    const drivers = ports.flatMap((port) => (port.kind === 'output' ? [port.driver.driver] : []));
    expect(drivers.map((driver) => driver && text(driver))).toEqual(['0', 'and(quiet, in)']);
    expect(wires.map(({ name }) => name)).toEqual(['zero', 'quiet']);
    expect([x.driver, y.driver].map((driver) => driver && text(driver))).toEqual([
      'and(zero, in)',
      'and(quiet, in)',
    ]);
  });

  it('without a name give way to what drives them', () => {
    const d = new Graph();
    d.output('x', 8, d.operation('not', [d.wire(undefined, 8, d.wire(undefined, 8, d.input('in', 8)))]));
    const { ports, wires } = foldConstants(d.module);
    expect(wires).toEqual([]);
    expect(
      ports.flatMap((port) =>
        port.kind === 'output' && port.driver.driver ? [text(port.driver.driver)] : [],
      ),
    ).toEqual(['not(in)']);
  });
});

it('keeps a long chain of concatenations affordable', () => {
  const d = new Graph('top', { places: false });
  let word: Node = d.input('bit_in', 1);
  const bit = word;
  for (let width = 2; width <= 3000; width++) word = make('concat', [word, bit], width);
  d.output('out', 3000, word);
  const start = process.cpuUsage();
  foldConstants(d.module);
  expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
});
