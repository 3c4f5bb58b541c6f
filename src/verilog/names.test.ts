import { describe, expect, it } from 'vitest';
import type { Node } from '../netlist/node.js';
import { Graph } from '../netlist/testing-graph.js';
import { printVerilog } from './index.js';

/** The wires that the printed module declares, in order. */
function wires(g: Graph): readonly string[] {
  const text = printVerilog(g.module)[0]?.text ?? '';
  return [...text.matchAll(/^ {2}wire (?:\[\d+:0\] )?(\w+) =/gm)].flatMap(([, name]) => name ?? []);
}

/** A module whose wires are all slices, each of one expression. */
function sliced(make: (g: Graph, a: Node, b: Node, c: Node) => Node): readonly string[] {
  const g = new Graph('names', { clocks: [] });
  const node = make(g, g.input('a', 8), g.input('b', 8), g.input('c', 1));
  g.output('o', 1, g.operation('slice', [node], { low: 1, width: 1 }));
  return wires(g).filter((name) => name !== '_unused');
}

describe('names of unnamed values', () => {
  it.each<[string, (g: Graph, a: Node, b: Node, c: Node) => Node]>([
    ['a_plus_1', (g, a) => g.operation('add', [a, g.constant(8, 1)])],
    ['a_and_b_xor_a', (g, a, b) => g.operation('xor', [g.operation('and', [a, b]), a])],
    ['a_and_b_minus_a', (g, a, b) => g.operation('and', [a, g.operation('subtract', [b, a])])],
    ['a_and_b_n', (g, a, b) => g.operation('not', [g.operation('and', [a, b])], { width: 8 })],
    ['not_a_or_b', (g, a, b) => g.operation('or', [g.operation('not', [a], { width: 8 }), b])],
    ['if_c_then_a_else_b', (g, a, b, c) => g.operation('mux', [c, a, b])],
    ['a_times_signed_b', (g, a, b) => g.operation('multiplySigned', [a, b])],
    [
      'if_not_a_3_then_a_else_b',
      (g, a, b) =>
        g.operation('mux', [
          g.operation('not', [g.operation('slice', [a], { low: 3, width: 1 })], { width: 1 }),
          a,
          b,
        ]),
    ],
    ['a_with_b', (g, a, b) => g.operation('concat', [a, b], { width: 16 })],
    [
      'a_3_to_0_signed_9',
      (g, a) => g.operation('signExtend', [g.operation('slice', [a], { width: 4 })], { width: 9 }),
    ],
  ])('reads %s', (name, make) => {
    expect(sliced(make)).toContain(name);
  });

  it('ends with a hash where the words alone would say something else', () => {
    const [first] = sliced((g, a, b) => g.operation('xor', [a, g.operation('and', [b, a])]));
    expect(first).toMatch(/^a_xor_and_[0-9a-f]{8}$|^a_xor_b_and_a_[0-9a-f]{8}$/);
  });

  it('stays short, and tells apart what begins alike', () => {
    const sum = (g: Graph, count: number, from: Node): Node =>
      Array.from({ length: count }, (_, index) => g.constant(8, index + 1)).reduce<Node>(
        (all, each) => g.operation('add', [all, each]),
        from,
      );
    const g = new Graph('names', { clocks: [] });
    const a = g.input('a_name_that_is_long_already', 8);
    for (const count of [20, 21])
      g.output(`o${count}`, 1, g.operation('slice', [sum(g, count, a)], { low: 1, width: 1 }));
    const names = wires(g);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(48);
  });

  it('renames nothing when a line is added, not even to make room', () => {
    const build = (withMore: boolean): Graph => {
      const g = new Graph('names', { clocks: [] });
      const [a, b] = [g.input('a', 8), g.input('b', 8)];
      if (withMore) g.output('more', 1, g.operation('reduceXor', [g.operation('add', [b, a])]));
      if (withMore)
        g.output('top_bit', 1, g.operation('slice', [g.operation('subtract', [a, b])], { low: 7, width: 1 }));
      for (const low of [0, 1])
        g.output(`o${low}`, 1, g.operation('slice', [g.operation('add', [a, b])], { low, width: 1 }));
      g.output('p', 1, g.operation('slice', [g.operation('multiply', [a, b])], { low: 9, width: 1 }));
      return g;
    };
    expect(wires(build(true))).toEqual(expect.arrayContaining([...wires(build(false))]));
  });

  it("makes room for the author's names and for keywords", () => {
    const g = new Graph('names', { clocks: [] });
    const a = g.input('a', 8);
    const sum = g.operation('add', [a, g.constant(8, 1)]);
    g.output('o', 1, g.operation('slice', [sum], { low: 1, width: 1 }));
    g.output('a_plus_1', 8, a);
    expect(wires(g)[0]).toMatch(/^a_plus_1_[0-9a-f]{8}$/);
  });

  it("reads a value under the author's name wherever it is written again", () => {
    const g = new Graph('names', { clocks: [] });
    const [a, b] = [g.input('a', 8), g.input('b', 8)];
    g.operation('add', [a, b], { name: 'sum' });
    g.output('o', 8, g.operation('add', [a, b]));
    expect(printVerilog(g.module)[0]?.text).toContain('assign o = sum;');
  });
});
