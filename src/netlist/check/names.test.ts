import { expect, it } from 'vitest';
import type { Clock, ForeignModule } from '../node.js';
import { clk, Graph } from '../testing-graph.js';
import { messagesOf } from './testing-complaints.js';

const fix = 'Use letters, digits and _, no digit first, and no reserved word.';

it('lets different identifiers pass, and clocks that share a reset', () => {
  const other: Clock = { ...clk, name: 'clk_b' };
  const g = new Graph('top', { clocks: [clk, other] });
  const a = g.input('a', 1);
  g.output('a_1', 1, g.register('regs', 1, { next: g.operation('not', [a], { name: '_a$'.slice(0, 2) }) }));
  expect(messagesOf(g.module)).toEqual([]);
});

it('refuses clocks that mean different things by one reset', () => {
  const other: Clock = { name: 'clk_b', reset: { name: 'rst', kind: 'asynchronous', activeLow: true } };
  const g = new Graph('top', { clocks: [clk, other] });
  g.output('out', 1, g.input('a', 1));
  expect(messagesOf(g.module)).toEqual([
    "N24 HERE: clocks 'clk' (synchronous, active high) and 'clk_b' (asynchronous, active low) declare their common reset 'rst' differently. Declare it alike, or give one of them another name.",
  ]);
});

it.each(['1a', 'a-b', 'a.b', 'a$', 'ä', ''])("refuses '%s', which is no identifier", (name) => {
  const g = new Graph();
  g.output('out', 1, g.input(name, 1));
  expect(messagesOf(g.module)).toEqual([
    `N20 HERE: the input name '${name}' is no Verilog identifier. ${fix}`,
  ]);
});

it.each(['reg', 'logic', 'Module', 'interface', '_unused'])("refuses the reserved word '%s'", (name) => {
  const g = new Graph();
  g.output('out', 1, g.register(name, 1, { next: g.input('a', 1) }));
  expect(messagesOf(g.module)).toEqual([
    `N20 HERE: the register name '${name}' is a reserved word of Verilog or SystemVerilog. ${fix}`,
  ]);
});

it.each(['interrupt', 'queue'])("refuses the C++ word '%s' for a port, and for nothing else", (name) => {
  const g = new Graph();
  g.output('out', 1, g.input(name, 1));
  expect(messagesOf(g.module)).toEqual([
    `N20 HERE: the input name '${name}' is a word of C++, at which Verilator stops. ${fix}`,
  ]);
  const inside = new Graph();
  inside.output('out', 1, inside.register(name, 1, { next: inside.input('a', 1) }));
  expect(messagesOf(inside.module)).toEqual([]);
});

it('refuses names used twice, whatever they name, and those that differ in case only', () => {
  const g = new Graph();
  const a = g.input('a', 1);
  const memory = g.memory('words', 1, 2, [1n]);
  g.output('out', 1, g.register('a', 1, { next: g.read(memory, a, { name: 'Out' }) }));
  g.operation('not', [a], { name: 'rst' });
  g.property('words', a);
  g.wire('CLK', 1, a);
  expect(messagesOf(g.module)).toEqual([
    "N21 HERE: clock 'clk' (HERE) and wire 'CLK' differ in case only. Give one of them another name.",
    "N21 HERE: input (HERE) and register are both named 'a'. Give one of them another name.",
    "N21 HERE: output 'out' (HERE) and memory read 'Out' differ in case only. Give one of them another name.",
    "N21 HERE: memory (HERE) and property are both named 'words'. Give one of them another name.",
    "N21 HERE: reset (HERE) and value are both named 'rst'. Give one of them another name.",
  ]);
});

it('does not compare the names of a module with those of another', () => {
  const child = new Graph('child');
  child.output('a', 1, child.operation('not', [child.input('b', 1)]));
  const g = new Graph();
  const a = g.input('a', 1);
  g.output('b', 1, g.instance('child', child.module, { b: a }).a);
  expect(messagesOf(g.module)).toEqual([]);
});

function leaf(name: string, width = 1): Graph {
  const g = new Graph(name);
  g.output('out', width, g.input('a', width));
  return g;
}

it('refuses two modules of one name, and lets one module be used twice', () => {
  const g = new Graph();
  const a = g.input('a', 1);
  const child = leaf('child').module;
  const first = g.instance('first', child, { a });
  g.output('x', 1, first.out);
  g.output('y', 1, g.instance('second', child, { a }).out);
  expect(messagesOf(g.module)).toEqual([]);
  const twin = new Graph();
  const b = twin.input('b', 1);
  twin.output('x', 1, twin.instance('first', child, { a: b }).out);
  twin.output('y', 1, twin.instance('second', leaf('Child').module, { a: b }).out);
  expect(messagesOf(twin.module)).toEqual([
    "N23 HERE: two different modules of one design are named 'child' (HERE) and 'Child'. Give one of them another name.",
  ]);
});

it('refuses a module name that is no identifier', () => {
  expect(messagesOf(leaf('my-block').module)).toEqual([
    `N22 HERE: the module name 'my-block' is no Verilog identifier. ${fix}`,
  ]);
});

it('lets a foreign module have a model of its own name, which is not printed', () => {
  const model = leaf('pll').module;
  const foreign: ForeignModule = {
    kind: 'foreign',
    name: 'pll',
    parameters: {},
    clocks: [],
    ports: [
      { direction: 'input', name: 'a', width: 1 },
      { direction: 'output', name: 'out', width: 1 },
    ],
    files: ['pll.v'],
    model,
    source: model.source,
  };
  const g = new Graph();
  g.output('x', 1, g.instance('u', foreign, { a: g.input('a', 1) }, {}).out);
  expect(messagesOf(g.module)).toEqual([]);
});
