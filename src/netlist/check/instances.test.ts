import { expect, it } from 'vitest';
import type { Clock, ForeignModule, Module } from '../node.js';
import { clk, Graph } from '../testing-graph.js';
import { messagesOf } from './testing-complaints.js';

function adder(clocks: readonly Clock[] = [clk]): Module {
  const g = new Graph('adder', { clocks });
  const [a, b] = [g.input('a', 4), g.input('b', 4)];
  g.output('sum', 4, g.operation('add', [a, b]));
  return g.module;
}

function around(clocks: readonly Clock[] = [clk]): Graph {
  return new Graph('top', { clocks });
}

it('lets a full and fitting connection pass', () => {
  const g = around();
  const a = g.input('a', 4);
  g.output('out', 4, g.instance('u', adder(), { a, b: a }).sum);
  expect(messagesOf(g.module)).toEqual([]);
});

it('refuses missing, unknown and unfitting inputs', () => {
  const g = around();
  const a = g.input('a', 3);
  g.output('out', 4, g.instance('u', adder(), { a, c: a }).sum);
  expect(messagesOf(g.module)).toEqual([
    "H24 HERE: input 'a' (3 bits) drives input 'a' (4 bits) of instance 'u'. Extend or truncate explicitly.",
    "H23 HERE: nothing drives input 'b' (4 bits) of instance 'u'. Drive it.",
    "H25 HERE: 'c' is no input (they are 'a', 'b') of instance 'u'. Use one of these names.",
  ]);
});

it('refuses outputs that the module does not have, or not in this width', () => {
  const g = around();
  const a = g.input('a', 4);
  const { sum } = g.instance('u', adder(), { a, b: a });
  if (!sum) throw new Error('no output');
  const wide = { ...sum, width: 5 };
  sum.instance.outputs.set('sum', wide);
  sum.instance.outputs.set('carry', { ...sum, port: 'carry' });
  g.output('out', 5, wide);
  expect(messagesOf(g.module)).toEqual([
    "H24 HERE: output 'sum' (4 bits) is read as 5 bits out of instance 'u'. Read its own width.",
    "H25 HERE: 'carry' is no output (they are 'sum') of instance 'u'. Use one of these names.",
  ]);
});

it('refuses clocks that are not connected, unknown, or reset otherwise', () => {
  const low: Clock = { name: 'clk', reset: { name: 'rst_n', kind: 'asynchronous', activeLow: true } };
  const bare: Clock = { name: 'clk', reset: undefined };
  const g = around();
  const a = g.input('a', 4);
  g.output('x', 4, g.instance('u', adder(), { a, b: a }, { clock: clk }).sum);
  expect(messagesOf(g.module)).toEqual([
    "H26 HERE: nothing drives clock 'clk' of instance 'u'. Connect it to a clock of the module around.",
    "H25 HERE: 'clock' is no clock (they are 'clk') of instance 'u'. Use one of these names.",
  ]);
  const mixed = around([low]);
  const b = mixed.input('b', 4);
  mixed.output('x', 4, mixed.instance('u', adder(), { a: b, b }).sum);
  expect(messagesOf(mixed.module)).toEqual([
    "H27 HERE: the reset of clock 'clk' (synchronous, active high) does not fit clock 'clk' (asynchronous, active low), which drives it, of instance 'u'. Declare both resets alike.",
  ]);
  for (const [kind, activeLow] of [
    ['synchronous', true],
    ['asynchronous', false],
  ] as const) {
    const other = around([{ name: 'clk', reset: { name: 'rst', kind, activeLow } }]);
    const d = other.input('d', 4);
    other.output('x', 4, other.instance('u', adder(), { a: d, b: d }).sum);
    expect(messagesOf(other.module)).toEqual([expect.stringMatching(/^H27 /)]);
  }
  const inner = around([low]);
  const c = inner.input('c', 4);
  inner.output('x', 4, inner.instance('u', adder([bare]), { a: c, b: c }).sum);
  expect(messagesOf(inner.module)).toEqual([]);
});

it('refuses a model whose ports are not those of the foreign module', () => {
  const foreign: ForeignModule = {
    kind: 'foreign',
    name: 'dsp',
    parameters: {},
    clocks: [clk],
    ports: [
      { direction: 'input', name: 'a', width: 4 },
      { direction: 'input', name: 'b', width: 5 },
      { direction: 'output', name: 'sum', width: 4 },
    ],
    files: [],
    model: adder(),
    source: adder().source,
  };
  const g = around();
  const a = g.input('a', 4);
  const b = g.operation('zeroExtend', [a], { width: 5 });
  g.output('x', 4, g.instance('u', foreign, { a, b }).sum);
  expect(messagesOf(g.module)).toEqual([
    "H28 HERE: the model lacks input 'b' (5 bits) of instance 'u'. Give the model the ports of the foreign module.",
    "H28 HERE: the model has input 'b' (4 bits) too many of instance 'u'. Give the model the ports of the foreign module.",
  ]);
});
