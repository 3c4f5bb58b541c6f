import { expect, it } from 'vitest';
import type { Clock } from '../node.js';
import { Graph } from '../testing-graph.js';
import { messagesOf } from './testing-complaints.js';

it('refuses values of another module', () => {
  const parent = new Graph('parent');
  const a = parent.input('a', 4);
  const count = parent.register('count', 4, { next: a });
  parent.output('out', 4, count);
  expect(messagesOf(parent.module)).toEqual([]);
  const child = new Graph('child');
  child.output('out', 4, child.operation('add', [a, count]));
  expect(messagesOf(child.module)).toEqual([
    "H21 HERE: input 'a' is used in module 'child' but not declared there. Hand values of another module in through a port.",
    "H21 HERE: register 'count' is used in module 'child' but not declared there. Hand values of another module in through a port.",
  ]);
});

it('refuses clocks that the module does not have', () => {
  const other: Clock = { name: 'clk_b', reset: undefined };
  const g = new Graph('child');
  g.output('out', 1, g.register('r', 1, { next: g.input('a', 1), clock: other, resetValue: undefined }));
  expect(messagesOf(g.module)).toEqual([
    "H22 HERE: register 'r' uses the clock 'clk_b', which module 'child' does not have (it has 'clk'). Declare the clock in the module, or use one that it has.",
  ]);
});

it('refuses an output without a wire of its own', () => {
  const g = new Graph();
  const wire = g.wire('w', 4, g.input('a', 4));
  const [, ...ports] = [g.output('out', 4, wire), ...g.module.ports];
  const module = {
    ...g.module,
    ports: ports.map((port) => (port.kind === 'output' ? { ...port, driver: wire } : port)),
  };
  expect(messagesOf(module)).toEqual([
    "H20 HERE: output 'out' (4 bits) is driven by 'w' (4 bits) instead of a wire of its own name and width. Give the output a wire of its own.",
  ]);
});
