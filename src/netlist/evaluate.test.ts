import { describe, expect, it } from 'vitest';
import { Interpreter } from './evaluate.js';
import type { Clock } from './node.js';
import { clk, Graph } from './testing-graph.js';

describe('the reference interpreter', () => {
  it('resets, counts where enabled, and shows outputs as before the edge', () => {
    const g = new Graph();
    const enable = g.input('enable', 1);
    const count = g.register('count', 4, { resetValue: 13n, enable });
    count.next = g.operation('add', [count, g.constant(4, 1)]);
    g.output('out', 4, count);
    const sim = new Interpreter(g.module);
    sim.registers.set(count, 5n);
    sim.set('rst', 1n);
    sim.step();
    expect(sim.get('out')).toBe(5n);
    sim.set('rst', 0n);
    sim.set('enable', 1n);
    const seen = Array.from({ length: 5 }, () => {
      sim.step();
      return sim.get('out');
    });
    expect(seen).toEqual([13n, 14n, 15n, 0n, 1n]);
    sim.set('enable', 0n);
    sim.step();
    sim.step();
    expect(sim.get('out')).toBe(2n);
  });

  it('applies an asynchronous, active-low reset at once', () => {
    const clock: Clock = { name: 'clk', reset: { name: 'rst_n', kind: 'asynchronous', activeLow: true } };
    const g = new Graph('top', { clocks: [clock] });
    const r = g.register('r', 4, { resetValue: 9n, next: g.constant(4, 1) });
    g.output('out', 4, r);
    const sim = new Interpreter(g.module);
    sim.step();
    sim.settle();
    expect(sim.get('out')).toBe(1n);
    sim.set('rst_n', 0n);
    sim.settle();
    expect(sim.get('out')).toBe(9n);
    sim.step();
    sim.settle();
    expect(sim.get('out')).toBe(9n);
  });

  it.each([
    ['old', 3n],
    ['never', 3n],
    ['new', 0xb3n],
  ] as const)('reads the %s word on a collision, masks applied', (onCollision, expected) => {
    const g = new Graph();
    const enable = g.input('enable', 1);
    const memory = g.memory('m', 8, 4, [1n, 2n, 3n]);
    const address = g.constant(2, 2);
    g.write(memory, { enable, address, data: g.constant(8, 0xaa), mask: g.constant(2, 0b10) });
    g.write(memory, { enable, address, data: g.constant(8, 0xbb), mask: g.constant(2, 0b10) });
    g.output('now', 8, g.read(memory, address));
    g.output('out', 8, g.read(memory, address, { onCollision }));
    const sim = new Interpreter(g.module);
    sim.set('enable', 1n);
    sim.step();
    expect(sim.get('now')).toBe(3n);
    sim.set('enable', 0n);
    sim.settle();
    expect(sim.get('out')).toBe(expected);
    expect(sim.get('now')).toBe(0xb3n);
  });

  it('writes nothing and reads 0 beyond the depth', () => {
    const g = new Graph();
    const address = g.input('address', 2);
    const memory = g.memory('m', 8, 3, [1n, 2n, 3n]);
    g.write(memory, { enable: g.constant(1, 1), address, data: g.constant(8, 7) });
    g.output('now', 8, g.read(memory, address));
    g.output('out', 8, g.read(memory, address, { onCollision: 'new' }));
    const sim = new Interpreter(g.module);
    sim.set('address', 3n);
    sim.step();
    sim.step();
    expect(sim.get('now')).toBe(0n);
    expect(sim.get('out')).toBe(0n);
    expect(sim.memories.get(memory)).toEqual([1n, 2n, 3n]);
  });

  it('forwards to a read only what is written to its own address', () => {
    const g = new Graph();
    const memory = g.memory('m', 8, 4, [1n, 2n, 3n]);
    g.write(memory, { enable: g.constant(1, 1), address: g.constant(2, 1), data: g.constant(8, 0xaa) });
    g.output('out', 8, g.read(memory, g.constant(2, 2), { onCollision: 'new' }));
    const sim = new Interpreter(g.module);
    sim.step();
    sim.settle();
    expect(sim.get('out')).toBe(3n);
  });

  it('writes only when the clock of the write ticks', () => {
    const other: Clock = { name: 'clk_b', reset: undefined };
    const g = new Graph('top', { clocks: [clk, other] });
    const memory = g.memory('m', 8, 2, [1n]);
    g.write(memory, {
      enable: g.constant(1, 1),
      address: g.constant(1, 0),
      data: g.constant(8, 7),
      clock: other,
    });
    g.output('out', 8, g.read(memory, g.constant(1, 0)));
    const sim = new Interpreter(g.module);
    const after = (clock: string): bigint => {
      sim.step([clock]);
      sim.settle();
      return sim.get('out');
    };
    expect([after('clk'), after('clk_b')]).toEqual([1n, 7n]);
  });

  it('settles rings of nodes in which no bit follows itself, and refuses real loops', () => {
    const g = new Graph();
    const a = g.input('a', 1);
    const word = g.wire('word', 3);
    const bit = (low: number) => g.operation('slice', [word], { low, width: 1 });
    word.driver = g.operation('concat', [bit(1), bit(0), a]);
    g.output('out', 3, word);
    const sim = new Interpreter(g.module);
    sim.set('a', 1n);
    sim.settle();
    expect(sim.get('out')).toBe(7n);
    word.driver = g.operation('not', [word]);
    expect(() => new Interpreter(g.module).settle()).toThrow(/L20 .*combinational loop/);
  });

  it('steps instances with the clocks of their parent, each as often as it ticks', () => {
    const child = new Graph('counter');
    const count = child.register('count', 4);
    count.next = child.operation('add', [count, child.input('by', 4)]);
    child.output('out', 4, count);
    const clkB: Clock = { name: 'clk_b', reset: undefined };
    const g = new Graph('top', { clocks: [clk, clkB] });
    const by = g.input('by', 4);
    const first = g.instance('first', child.module, { by }, { clk });
    const second = g.instance('second', child.module, { by }, { clk: clkB });
    g.output('out', 8, g.operation('concat', [first.out ?? by, second.out ?? by]));
    const sim = new Interpreter(g.module);
    sim.set('by', 3n);
    sim.step(['clk']);
    sim.step();
    sim.settle();
    expect(sim.get('out')).toBe(0x63n);
  });

  it('names what it does not know', () => {
    const g = new Graph();
    g.output('out', 1, g.input('a', 1));
    const sim = new Interpreter(g.module);
    expect(() => sim.set('b', 0n)).toThrow("'top' has no input or reset 'b'");
    expect(() => sim.set('a', 2n)).toThrow("2 does not fit into the 1 bits of 'a'");
    expect(() => sim.get('a')).toThrow("'top' has no output 'a'");
    const foreign = {
      kind: 'foreign',
      name: 'pll',
      parameters: {},
      clocks: [],
      ports: [],
      files: [],
      model: undefined,
      source: g.module.source,
    } as const;
    g.instance('u', foreign, {}, {});
    expect(() => new Interpreter(g.module)).toThrow(
      /^H29 .*'u' cannot be simulated: the foreign module 'pll'/,
    );
  });
});
