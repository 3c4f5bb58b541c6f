import { describe, expect, it } from 'vitest';
import type { Clock } from '../node.js';
import { clk, Graph } from '../testing-graph.js';
import { addressWidth } from './memories.js';
import { messagesOf } from './testing-complaints.js';

it('gives an address as many bits as the depth needs, at least 1', () => {
  const widths = [1, 2, 3, 4, 5, 1023, 1024, 1025].map((depth) =>
    addressWidth({
      name: 'm',
      width: 1,
      depth,
      initial: undefined,
      writes: [],
      reads: [],
      source: new Graph().module.source,
    }),
  );
  expect(widths).toEqual([1, 1, 2, 2, 3, 10, 10, 11]);
});

it('lets a memory pass whose ports fit', () => {
  const g = new Graph();
  const a = g.input('a', 3);
  const bit = g.input('enable', 1);
  const memory = g.memory('m', 8, 5, [255n]);
  const mask = g.operation('concat', [bit, bit], { width: 2 });
  g.write(memory, { enable: bit, address: a, data: g.input('data', 8), mask });
  g.output('x', 8, g.read(memory, a));
  g.output('y', 8, g.read(memory, a, { onCollision: 'new', enable: bit }));
  expect(messagesOf(g.module)).toEqual([]);
});

describe('wrong ports', () => {
  it('are refused, each with its name and the words it should fit', () => {
    const g = new Graph();
    const a = g.input('a', 8);
    const memory = g.memory('m', 6, 5);
    g.write(memory, { enable: a, address: a, data: a, mask: g.operation('slice', [a], { width: 4 }) });
    g.output('x', 8, g.read(memory, a, { onCollision: 'old', enable: a, width: 8 }));
    const of = "of memory 'm' (5 words of 6 bits) has";
    const fix = 'Extend or truncate explicitly.';
    expect(messagesOf(g.module)).toEqual([
      `M20 HERE: the write address ${of} 3 bits, not those of input 'a' (8 bits). ${fix}`,
      `M20 HERE: the write data ${of} 6 bits, not those of input 'a' (8 bits). ${fix}`,
      `M20 HERE: the write enable ${of} 1 bit, not those of input 'a' (8 bits). ${fix}`,
      "M21 HERE: the write mask an unnamed slice (4 bits) does not divide the 6 bits of a word of memory 'm'. Use as many mask bits as a word has equal parts.",
      `M20 HERE: the read address ${of} 3 bits, not those of input 'a' (8 bits). ${fix}`,
      `M20 HERE: the read data ${of} 6 bits, not those of a read of memory 'm' (8 bits). ${fix}`,
      `M20 HERE: the read enable ${of} 1 bit, not those of input 'a' (8 bits). ${fix}`,
    ]);
  });
});

it('refuses impossible sizes and content', () => {
  const g = new Graph();
  const a = g.input('a', 1);
  const wide = g.memory('wide', 4, 2, [1n, 16n]);
  const long = g.memory('long', 4, 2, [1n, 2n, 3n]);
  g.output('x', 4, g.read(wide, a));
  g.output('y', 4, g.read(long, a));
  const none = g.memory('none', 4, 0, []);
  g.output('z', 4, g.read(none, g.constant(32, 0)));
  expect(messagesOf(g.module)).toEqual([
    "M23 HERE: initial word 1 of memory 'wide' (16) does not fit into 4 bits. Make the words wider or the value smaller.",
    "M23 HERE: memory 'long' has 2 words, but 3 initial ones. Give no more than the depth.",
    "M22 HERE: memory 'none' cannot have 0 words. Use a whole number from 1.",
  ]);
});

it('refuses a memory without content, and one without readers', () => {
  const g = new Graph();
  const a = g.input('a', 1);
  g.output('x', 4, g.read(g.memory('empty', 4, 2), a));
  const unread = g.memory('unread', 1, 2);
  g.write(unread, { enable: a, address: a, data: a });
  expect(messagesOf(g.module)).toEqual([
    "M24 HERE: memory 'empty' is never written and has no initial content. Write it, or give it content.",
    "M25 HERE: memory 'unread' is never read. Read it, or remove it.",
  ]);
});

it('refuses to forward a word between two clocks, and lets other collisions pass', () => {
  const other: Clock = { name: 'clk_b', reset: undefined };
  const build = (onCollision: 'new' | 'never') => {
    const g = new Graph('top', { clocks: [clk, other] });
    const memory = g.memory('m', 1, 2);
    const a = g.input('a', 1);
    g.write(memory, { enable: a, address: a, data: a });
    const address = g.input('b', 1, { clock: other });
    g.output('x', 1, g.read(memory, address, { onCollision, clock: other }), { clock: other });
    return g.module;
  };
  expect(messagesOf(build('never'))).toEqual([]);
  expect(messagesOf(build('new'))).toEqual([
    "M26 HERE: memory 'm' cannot read the new word on a collision: it is read with clock 'clk_b' and written with clock 'clk'. Use 'never', and let no read meet a write.",
  ]);
});
