import { expect, it } from 'vitest';
import { Graph } from '../testing-graph.js';
import { checkModule } from './index.js';
import { messagesOf } from './testing-complaints.js';

it('lets matching widths pass', () => {
  const g = new Graph();
  const a = g.input('a', 8);
  const r = g.register('r', 16, { enable: g.operation('reduceOr', [a]) });
  r.next = g.operation('multiply', [a, a]);
  g.output('out', 24, g.operation('concat', [r, a], { width: 24 }));
  g.property('p', g.operation('equal', [a, g.constant(8, 255)]));
  expect(messagesOf(g.module)).toEqual([]);
});

it('refuses an operation against its rule, with both sides and the place', () => {
  const g = new Graph();
  const [a, b] = [g.input('a', 8), g.input('b', 4)];
  g.output('out', 8, g.operation('add', [a, b], { width: 8, name: 'sum' }));
  expect(messagesOf(g.module)).toEqual([
    "W22 HERE: add of input 'a' (8 bits) and input 'b' (4 bits) as 'sum' (8 bits): operands of 8 and 4 bits must all have the result's 8 bits. Extend or truncate explicitly.",
  ]);
  expect(() => checkModule(g.module)).toThrow(/^W22 src\/netlist\/check\/widths\.test\.ts:19:/);
});

it('refuses slices beyond the end, two-bit conditions and wrong numbers of operands', () => {
  const g = new Graph();
  const a = g.input('a', 8);
  g.output('x', 4, g.operation('slice', [a], { low: 6, width: 4 }));
  g.output('y', 8, g.operation('mux', [g.operation('slice', [a], { width: 2 }), a, a], { width: 8 }));
  g.output('z', 8, g.operation('not', [a, a], { width: 8 }));
  expect(messagesOf(g.module)).toEqual([
    "W22 HERE: slice of input 'a' (8 bits) as (4 bits): bits 9 down to 6 are not all within 8 bits. Extend or truncate explicitly.",
    "W22 HERE: mux of an unnamed slice (2 bits) and input 'a' (8 bits) and input 'a' (8 bits) as (8 bits): the condition has 1 bit, not 2. Extend or truncate explicitly.",
    "W22 HERE: not of input 'a' (8 bits) and input 'a' (8 bits) takes 1 operand, not 2. Extend or truncate explicitly.",
  ]);
});

it('refuses connections of different widths', () => {
  const g = new Graph();
  const a = g.input('a', 8);
  const r = g.register('r', 4, { next: a, enable: a });
  g.output('out', 4, g.wire('w', 4, g.operation('slice', [a], { width: 2 })));
  g.output('state', 4, r);
  g.property('p', a);
  expect(messagesOf(g.module)).toEqual([
    "W23 HERE: 'w' has 4 bits, but is driven by an unnamed slice (2 bits). Extend or truncate explicitly.",
    "W23 HERE: register 'r' has 4 bits, but is driven by input 'a' (8 bits). Extend or truncate explicitly.",
    "W23 HERE: the enable of register 'r' has 1 bit, but is driven by input 'a' (8 bits). Compare or reduce it to one bit.",
    "W23 HERE: the condition of property 'p' has 1 bit, but is driven by input 'a' (8 bits). Compare or reduce it to one bit.",
  ]);
});

it('refuses values that do not fit, and widths that are none', () => {
  const g = new Graph();
  g.output('out', 4, { ...g.constant(4, 0), value: 16n });
  g.output('nothing', 0, g.constant(0, 0));
  expect(messagesOf(g.module)).toEqual([
    'W21 HERE: constant 16 does not fit into 4 bits. Make it wider or the value smaller.',
    'W20 HERE: constant 0 cannot have 0 bits. Use a whole number from 1.',
    "W20 HERE: 'nothing' cannot have 0 bits. Use a whole number from 1.",
  ]);
});
