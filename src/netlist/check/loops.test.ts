import { describe, expect, it } from 'vitest';
import type { Module, Node } from '../node.js';
import type { OperatorName } from '../operator.js';
import { Graph } from '../testing-graph.js';
import { messagesOf } from './testing-complaints.js';

/** Four bits, bit 0 from outside, each higher bit made of the lower ones: legal as far as `make` keeps bits apart. */
function ladder(make: (g: Graph, word: Node, a: Node) => Node): Module {
  const g = new Graph();
  const a = g.input('a', 1);
  const word = g.wire('word', 4);
  const shifted = g.operation('concat', [g.operation('slice', [word], { width: 3 }), a], { width: 4 });
  word.driver = make(g, shifted, a);
  g.output('out', 4, word);
  return g.module;
}

describe('rings of nodes in which no bit follows itself', () => {
  it.each<[string, (g: Graph, word: Node, a: Node) => Node]>([
    ['slices and concatenations', (_, word) => word],
    ['not', (g, word) => g.operation('not', [word])],
    ['and', (g, word) => g.operation('and', [word, g.constant(4, 5)])],
    ['mux', (g, word, a) => g.operation('mux', [a, word, g.constant(4, 5)], { width: 4 })],
    ['add: carries only go up', (g, word) => g.operation('add', [word, g.constant(4, 5)])],
    ['multiply', (g, word) => g.operation('slice', [g.operation('multiply', [word, word])], { width: 4 })],
    ['shift left by a variable amount', (g, word, a) => g.operation('shiftLeft', [word, a], { width: 4 })],
    [
      'shift left by a constant',
      (g, word) => g.operation('shiftLeft', [word, g.constant(2, 1)], { width: 4 }),
    ],
    [
      'extensions',
      (g, word) => g.operation('slice', [g.operation('zeroExtend', [word], { width: 6 })], { width: 4 }),
    ],
  ])('pass through %s', (_, make) => {
    expect(messagesOf(ladder(make))).toEqual([]);
  });

  it('pass through a child whose other output closes the ring', () => {
    const child = new Graph('child');
    const [x, y] = [child.input('x', 1), child.input('y', 1)];
    child.output('not_x', 1, child.operation('not', [x]));
    child.output('not_y', 1, child.operation('not', [y]));
    const g = new Graph();
    const back = g.wire('back', 1);
    const { not_x: notX, not_y: notY } = g.instance('u', child.module, { x: g.input('a', 1), y: back });
    back.driver = notX;
    g.output('out', 1, notY);
    expect(messagesOf(g.module)).toEqual([]);
  });

  it('pass through a child that keeps the bits of one port apart', () => {
    expect(messagesOf(throughChild('not', false))).toEqual([]);
  });

  it('end at registers and synchronous reads', () => {
    const g = new Graph();
    const r = g.register('r', 2);
    const memory = g.memory('m', 2, 4, [1n]);
    const read = g.read(memory, r, { onCollision: 'old' });
    r.next = g.operation('add', [r, read]);
    g.output('out', 2, r);
    expect(messagesOf(g.module)).toEqual([]);
  });
});

/** word = { operator(word)[0], a } through an instance; `straight` connects the bits so that one follows itself. */
function throughChild(operator: OperatorName, straight: boolean): Module {
  const child = new Graph('child');
  child.output('y', 2, child.operation(operator, [child.input('x', 2)], { width: 2 }));
  const g = new Graph();
  const a = g.input('a', 1);
  const word = g.wire('word', 2);
  const { y } = g.instance('u', child.module, { x: word });
  if (!y) throw new Error('no output');
  word.driver = g.operation('concat', [g.operation('slice', [y], { low: straight ? 1 : 0, width: 1 }), a]);
  g.output('out', 2, word);
  return g.module;
}

describe('real loops', () => {
  const fix = 'Put a register into the loop, or take the value from before it.';

  it('are refused with every step and its place', () => {
    const g = new Graph('fifo');
    const a = g.input('a', 1);
    const ready = g.wire('ready', 1);
    const fire = g.operation('and', [ready, a], { name: 'fire' });
    ready.driver = g.operation('not', [fire]);
    g.output('out', 1, fire);
    expect(messagesOf(g.module)).toEqual([
      `L20 HERE: combinational loop in module 'fifo': 'ready' (HERE) -> 'fire' (HERE) -> an unnamed not (HERE) -> 'ready' (HERE). ${fix}`,
    ]);
  });

  it('are refused through single bits of words', () => {
    const g = new Graph();
    const word = g.wire('word', 2);
    const bit = g.operation('slice', [word], { low: 1, width: 1 });
    word.driver = g.operation('concat', [g.operation('not', [bit]), g.input('a', 1)]);
    g.output('out', 2, word);
    expect(messagesOf(g.module)).toEqual([
      `L20 HERE: combinational loop in module 'top': 'word'[1] (HERE) -> an unnamed slice (HERE) -> an unnamed not (HERE) -> an unnamed concat (HERE) -> 'word'[1] (HERE). ${fix}`,
    ]);
  });

  it.each<[string, (g: Graph, word: Node, a: Node) => Node]>([
    [
      'a comparison',
      (g, word) => g.operation('zeroExtend', [g.operation('less', [word, word])], { width: 4 }),
    ],
    ['a reduction', (g, word) => g.operation('signExtend', [g.operation('reduceXor', [word])], { width: 4 })],
    ['a shift right', (g, word, a) => g.operation('shiftRight', [word, a], { width: 4 })],
    ['a shift amount', (g, word) => g.operation('shiftLeft', [g.constant(4, 1), word], { width: 4 })],
    [
      'a condition',
      (g, word) => {
        const top = g.operation('slice', [word], { low: 3, width: 1 });
        return g.operation('mux', [top, word, g.constant(4, 1)], { width: 4 });
      },
    ],
    ['an asynchronous read', (g, word) => g.read(g.memory('m', 4, 16, [1n]), word)],
    [
      'a signed product',
      (g, word) => g.operation('slice', [g.operation('multiplySigned', [word, word])], { low: 4, width: 4 }),
    ],
  ])('are refused through %s', (_, make) => {
    expect(messagesOf(ladder(make))).toEqual([expect.stringMatching(/^L20 HERE: combinational loop/)]);
  });

  it('are refused through instances, which are named with their ports', () => {
    expect(messagesOf(throughChild('not', true))).toEqual([
      `L20 HERE: combinational loop in module 'top': 'word'[1] (HERE) -> output 'y' of instance 'u'[1] through its input 'x' (HERE) -> an unnamed slice (HERE) -> an unnamed concat (HERE) -> 'word'[1] (HERE). ${fix}`,
    ]);
  });

  it('are each reported once', () => {
    const g = new Graph();
    for (const name of ['first', 'second']) {
      const wire = g.wire(name, 8);
      wire.driver = g.operation('add', [wire, g.constant(8, 1)]);
      g.output(`${name}_out`, 8, wire);
    }
    expect(messagesOf(g.module)).toEqual([
      expect.stringContaining("'first'[0] (HERE) -> an unnamed add (HERE) -> 'first'[0] (HERE)"),
      expect.stringContaining("'second'[0] (HERE) -> an unnamed add (HERE) -> 'second'[0] (HERE)"),
    ]);
  });
});
