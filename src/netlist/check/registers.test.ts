import { expect, it } from 'vitest';
import type { Clock } from '../node.js';
import { Graph } from '../testing-graph.js';
import { messagesOf } from './testing-complaints.js';

const bare: Clock = { name: 'clk', reset: undefined };

it('lets registers pass with a reset, with a reason for none, and on a clock without reset', () => {
  const g = new Graph();
  const next = g.input('a', 4);
  g.output('x', 4, g.register('x_q', 4, { next, resetValue: 15n }));
  g.output(
    'y',
    4,
    g.register('y_q', 4, { next, resetValue: undefined, noResetReason: 'read only while valid' }),
  );
  expect(messagesOf(g.module)).toEqual([]);

  const unreset = new Graph('top', { clocks: [bare] });
  unreset.output('x', 4, unreset.register('x_q', 4, { next: unreset.input('a', 4), resetValue: undefined }));
  expect(messagesOf(unreset.module)).toEqual([]);
});

it('refuses a register without a reset', () => {
  const g = new Graph();
  g.output('x', 4, g.register('state', 4, { next: g.input('a', 4), resetValue: undefined }));
  expect(messagesOf(g.module)).toEqual([
    "R21 HERE: register 'state' has no reset value, but its clock 'clk' has the reset 'rst'. Give it a reset value, or state why it needs none.",
  ]);
});

it('refuses a register that is never written', () => {
  const g = new Graph();
  g.output('x', 4, g.register('state', 4));
  expect(messagesOf(g.module)).toEqual([
    "R20 HERE: register 'state' is never written. Write it, or use a constant in its place.",
  ]);
});

it('refuses a reset value that no reset sets, and one that does not fit', () => {
  const g = new Graph('top', { clocks: [bare] });
  g.output('x', 4, g.register('state', 4, { next: g.input('a', 4), resetValue: 3n }));
  expect(messagesOf(g.module)).toEqual([
    "R22 HERE: register 'state' has the reset value 3, but its clock 'clk' has no reset. Give the clock a reset, or the register no reset value.",
  ]);
  const wide = new Graph();
  wide.output('x', 4, wide.register('state', 4, { next: wide.input('a', 4), resetValue: 16n }));
  expect(messagesOf(wide.module)).toEqual([
    "R23 HERE: the reset value 16 of register 'state' does not fit into 4 bits. Make the register wider or the value smaller.",
  ]);
});
