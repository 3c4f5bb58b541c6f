import { expect, it } from 'vitest';
import { Graph } from '../testing-graph.js';
import { messagesOf } from './testing-complaints.js';

it('lets driven wires and outputs pass', () => {
  const g = new Graph();
  g.output('out', 4, g.wire('w', 4, g.input('a', 4)));
  expect(messagesOf(g.module)).toEqual([]);
});

it('refuses an output and a wire without a driver', () => {
  const g = new Graph('fifo');
  g.output('full', 1);
  g.output('out', 4, g.wire('w', 4));
  expect(messagesOf(g.module)).toEqual([
    "D21 HERE: wire 'w' is never driven. Drive it, or remove it.",
    "D20 HERE: output 'full' of module 'fifo' is never driven. Drive it, or remove the port.",
  ]);
});
