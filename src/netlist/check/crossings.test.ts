import { describe, expect, it } from 'vitest';
import type { Clock, Module } from '../node.js';
import { clk, Graph } from '../testing-graph.js';
import { messagesOf } from './testing-complaints.js';

const clkB: Clock = { name: 'clk_b', reset: { name: 'rst_b', kind: 'synchronous', activeLow: false } };
const both = { clocks: [clk, clkB] };

describe('values that stay in their domain, or cross where the author says so', () => {
  it('pass', () => {
    const g = new Graph('top', both);
    const a = g.register('a_q', 1, { next: g.input('a', 1) });
    const first = g.register('first', 1, { clock: clkB, next: g.wire('a_b', 1, a, { crossingTo: clkB }) });
    const second = g.register('second', 1, { clock: clkB, next: first });
    g.output('x', 1, second, { clock: clkB });
    g.output('y', 1, a);
    expect(messagesOf(g.module)).toEqual([]);
  });

  it('pass from asynchronous inputs, and to asynchronous outputs', () => {
    const g = new Graph('top', both);
    const button = g.input('button', 1, { clock: null });
    g.output('x', 1, g.register('q', 1, { next: g.wire('sampled', 1, button, { crossingTo: clk }) }));
    g.output('y', 1, g.operation('not', [button]), { clock: null });
    expect(messagesOf(g.module)).toEqual([]);
  });

  it('pass through a memory written with one clock and read with another', () => {
    const g = new Graph('top', both);
    const memory = g.memory('m', 1, 2);
    const a = g.input('a', 1);
    g.write(memory, { enable: a, address: a, data: a });
    const b = g.input('b', 1, { clock: clkB });
    g.output('x', 1, g.read(memory, b, { onCollision: 'never', clock: clkB }), { clock: clkB });
    expect(messagesOf(g.module)).toEqual([]);
  });
});

describe('unasked crossings', () => {
  it('into a register are refused with both sides', () => {
    const g = new Graph('top', both);
    const a = g.register('a_q', 4, { next: g.input('a', 4) });
    const b = g.register('b_q', 4, { clock: clkB });
    b.next = g.operation('add', [b, a]);
    b.enable = g.operation('reduceOr', [a]);
    g.output('x', 4, b, { clock: clkB });
    expect(messagesOf(g.module)).toEqual([
      "C20 HERE: register 'a_q' (HERE) changes with clock 'clk' but reaches the next value of register 'b_q', which belongs to clock 'clk_b'. Bring register 'a_q' into 'clk_b' through a synchroniser or another declared crossing.",
      "C20 HERE: register 'a_q' (HERE) changes with clock 'clk' but reaches the enable of register 'b_q', which belongs to clock 'clk_b'. Bring register 'a_q' into 'clk_b' through a synchroniser or another declared crossing.",
    ]);
  });

  it('into outputs, memory ports and properties are refused', () => {
    const g = new Graph('top', both);
    const a = g.input('a', 1);
    const memory = g.memory('m', 1, 2);
    const b = g.input('b', 1, { clock: clkB });
    g.write(memory, { enable: b, address: a, data: b, clock: clkB });
    g.output('x', 1, g.read(memory, a, { onCollision: 'never', clock: clkB }), { clock: clkB });
    g.output('y', 1, a, { clock: clkB });
    g.property('p', a, { clock: clkB });
    const messages = messagesOf(g.module);
    expect(messages).toHaveLength(4);
    for (const [index, use] of [
      "output 'y'",
      "the write address of memory 'm'",
      "the read address of memory 'm'",
      "property 'p'",
    ].entries())
      expect(messages[index]).toContain(
        `C20 HERE: input 'a' (HERE) changes with clock 'clk' but reaches ${use},`,
      );
  });

  it('out of an asynchronous read of a memory written elsewhere are refused', () => {
    const g = new Graph('top', both);
    const memory = g.memory('m', 1, 2);
    const a = g.input('a', 1);
    g.write(memory, { enable: a, address: a, data: a });
    const word = g.read(memory, g.input('b', 1, { clock: clkB }), { name: 'word' });
    g.output('x', 1, word, { clock: clkB });
    expect(messagesOf(g.module)).toEqual([
      "C20 HERE: 'word' (HERE) changes with clock 'clk' but reaches output 'x', which belongs to clock 'clk_b'. Bring 'word' into 'clk_b' through a synchroniser or another declared crossing.",
    ]);
  });

  it('from asynchronous inputs are refused', () => {
    const g = new Graph();
    const button = g.input('button', 1, { clock: null });
    g.output('x', 1, g.register('q', 1, { next: g.operation('not', [button]) }));
    expect(messagesOf(g.module)).toEqual([
      "C21 HERE: the asynchronous input 'button' (HERE) reaches the next value of register 'q', which belongs to clock 'clk'. Bring input 'button' into 'clk' through a synchroniser or another declared crossing.",
    ]);
  });

  it('to a domain other than the declared one are refused', () => {
    const g = new Graph('top', { clocks: [clk, clkB, { name: 'clk_c', reset: undefined }] });
    const vouched = g.wire('vouched', 1, g.input('a', 1), {
      crossingTo: { name: 'clk_c', reset: undefined },
    });
    g.output('x', 1, vouched, { clock: clkB });
    expect(messagesOf(g.module)).toEqual([
      "C20 HERE: 'vouched' (HERE) changes with clock 'clk_c' but reaches output 'x', which belongs to clock 'clk_b'. Bring 'vouched' into 'clk_b' through a synchroniser or another declared crossing.",
    ]);
  });
});

describe('instances', () => {
  const registered = (): Module => {
    const child = new Graph('registered');
    child.output('q', 1, child.register('q_q', 1, { next: child.input('d', 1) }));
    return child.module;
  };
  /** No clocks at all: its ports belong to whatever surrounds it. */
  const inverter = (): Module => {
    const child = new Graph('inverter', { clocks: [] });
    child.output('y', 1, child.operation('not', [child.input('x', 1, { clock: null })]), { clock: null });
    return child.module;
  };

  it('keep their ports in the domains they are connected to', () => {
    const g = new Graph('top', both);
    const b = g.input('b', 1, { clock: clkB });
    const { q } = g.instance('u', registered(), { d: b }, { clk: clkB });
    g.output('x', 1, q, { clock: clkB });
    expect(messagesOf(g.module)).toEqual([]);
  });

  it('are refused an input of another domain, and an output into one', () => {
    const g = new Graph('top', both);
    const a = g.input('a', 1);
    const { q } = g.instance('u', registered(), { d: a }, { clk: clkB });
    g.output('x', 1, q);
    expect(messagesOf(g.module)).toEqual([
      "C20 HERE: output 'q' of instance 'u' (HERE) changes with clock 'clk_b' but reaches output 'x', which belongs to clock 'clk'. Bring output 'q' of instance 'u' into 'clk' through a synchroniser or another declared crossing.",
      "C20 HERE: input 'a' (HERE) changes with clock 'clk' but reaches input 'd' of instance 'u', which belongs to clock 'clk_b'. Bring input 'a' into 'clk_b' through a synchroniser or another declared crossing.",
    ]);
  });

  it('without clocks let domains through', () => {
    const build = (clock: Clock): Module => {
      const g = new Graph('top', both);
      const { y } = g.instance('u', inverter(), { x: g.input('a', 1) }, {});
      g.output('out', 1, y, { clock });
      return g.module;
    };
    expect(messagesOf(build(clk))).toEqual([]);
    expect(messagesOf(build(clkB))).toEqual([
      expect.stringMatching(
        /^C20 HERE: input 'a' \(HERE\) changes with clock 'clk' but reaches output 'out'/,
      ),
    ]);
  });
});
