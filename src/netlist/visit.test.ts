import { expect, it } from 'vitest';
import { components, spread } from './components.js';
import type { Node } from './node.js';
import { Graph } from './testing-graph.js';
import { combinationalOperands, fanIn, modulesOf, nodesOf, postOrder } from './visit.js';

it('visits every node once, operands first, and survives long chains', () => {
  const g = new Graph('top', { places: false });
  let node: Node = g.input('a', 8);
  for (let index = 0; index < 50_000; index++) node = g.operation('not', [node], { width: 8 });
  g.output('out', 8, node);
  const nodes = nodesOf(g.module);
  expect(nodes).toHaveLength(50_002);
  const position = new Map(nodes.map((visited, index) => [visited, index]));
  expect(position.size).toBe(nodes.length);
  const early = nodes.filter((visited, index) =>
    combinationalOperands(visited).some((operand) => (position.get(operand) ?? Infinity) >= index),
  );
  expect(early).toEqual([]);
  expect(components(nodes, combinationalOperands)).toHaveLength(nodes.length);
});

it('finds declared things that nothing uses, and not what is neither declared nor used', () => {
  const g = new Graph();
  const a = g.input('a', 1);
  const lonely = g.register('lonely', 1);
  g.operation('not', [a]);
  expect(nodesOf(g.module)).toEqual([lonely, a]);
});

it('finds rings as components, and spreads marks around them', () => {
  const g = new Graph();
  const [a, b] = [g.input('a', 1), g.input('b', 1)];
  const wire = g.wire('wire', 1);
  const ring = g.operation('and', [wire, a]);
  wire.driver = ring;
  const after = g.operation('or', [wire, b]);
  const found = components([after], combinationalOperands);
  expect(found.map((component) => component.length)).toEqual([1, 2, 1, 1]);
  const marks = spread([after], combinationalOperands, (node) => (node === a ? 1n : node === b ? 2n : 0n));
  expect([marks.get(wire), marks.get(ring), marks.get(after)]).toEqual([1n, 1n, 3n]);
  expect(fanIn(ring)).toEqual(new Set([a, ring, wire]));
});

it('orders modules children first, each once', () => {
  const leaf = new Graph('leaf');
  const middle = new Graph('middle');
  middle.instance('one', leaf.module, {});
  middle.instance('two', leaf.module, {});
  const top = new Graph('top');
  top.instance('m', middle.module, {});
  top.instance('l', leaf.module, {});
  expect(modulesOf(top.module).map(({ name }) => name)).toEqual(['leaf', 'middle', 'top']);
});

it('leaves each node before the ones that follow it', () => {
  const g = new Graph();
  const a = g.input('a', 1);
  const b = g.operation('not', [a]);
  expect(postOrder([b, a], combinationalOperands)).toEqual([a, b]);
});
