import { expect, it } from 'vitest';
import { Graph } from '../testing-graph.js';
import { messagesOf } from './testing-complaints.js';

it('lets inputs pass of which one bit is read, and those with a reason', () => {
  const g = new Graph();
  g.output('out', 1, g.operation('slice', [g.input('a', 8)], { low: 3, width: 1 }));
  g.input('b', 4, { unusedReason: 'for a later version' });
  expect(messagesOf(g.module)).toEqual([]);
});

it('refuses an input that nothing reads', () => {
  const g = new Graph('fifo');
  const a = g.input('a', 8);
  g.operation('not', [a]); // made, but never used
  g.output('out', 1, g.constant(1, 0));
  expect(messagesOf(g.module)).toEqual([
    "D22 HERE: no bit of input 'a' of module 'fifo' is read. Read it, remove the port, or state why it stays unread.",
  ]);
});

it('lets registers pass that are seen outside, through memories too, and those with a reason', () => {
  const g = new Graph();
  const a = g.input('a', 1);
  const memory = g.memory('m', 1, 2);
  g.write(memory, { enable: g.register('enable', 1, { next: a }), address: a, data: a });
  g.output('out', 1, g.read(memory, a));
  g.property('p', g.register('watched', 1, { next: a }));
  g.register('spare', 1, { next: a, unusedReason: 'seen in waves' });
  expect(messagesOf(g.module)).toEqual([]);
});

it('refuses registers that feed only themselves and each other', () => {
  const g = new Graph();
  const a = g.input('a', 1);
  const r = g.register('r', 1);
  r.next = g.operation('xor', [r, a]);
  g.register('s', 1, { next: r });
  g.output('out', 1, a);
  expect(messagesOf(g.module)).toEqual([
    "D23 HERE: register 'r' reaches no output, instance or property of module 'top'. Read it, or remove it.",
    "D23 HERE: register 's' reaches no output, instance or property of module 'top'. Read it, or remove it.",
  ]);
});
