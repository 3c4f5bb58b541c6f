import { describe, expect, test } from 'vitest';
import type { Clock, Collision, ForeignModule, Node } from '../netlist/node.js';
import { AdderError } from '../netlist/error.js';
import { Source } from '../netlist/source.js';
import { Graph } from '../netlist/testing-graph.js';
import { slice } from '../netlist/make.js';
import { simulate, type Simulator } from './index.js';

const stateOf = (sim: Simulator, path: string) => {
  const found = sim.state.find((element) => element.path.join('.') === path);
  if (!found) throw new Error(`no state ${path}`);
  return found;
};

function counter(width = 8, clock?: Clock): Graph {
  const graph = new Graph('counter', clock && { clocks: [clock] });
  const enable = graph.input('enable', 1);
  const count = graph.register('count', width, { resetValue: 5n, enable });
  count.next = graph.operation('add', [count, graph.constant(width, 1)]);
  graph.output('value', count.width, count);
  return graph;
}

describe('registers', () => {
  test('count, hold without enable, and are reset although not enabled', () => {
    const sim = simulate(counter().module);
    sim.reset();
    sim.settle();
    expect(sim.port('value').get()).toBe(5);
    sim.port('enable').set(1);
    sim.cycle(10);
    expect(sim.port('value').get()).toBe(14); // as during the tenth cycle
    sim.settle();
    expect(sim.port('value').get()).toBe(15);
    sim.port('enable').set(0);
    sim.cycle(3);
    expect(sim.port('value').get()).toBe(15);
    sim.reset(2);
    sim.settle();
    expect(sim.port('value').get()).toBe(5);
    expect(sim.cycles).toBe(16);
  });

  test('hold where a multiplexer says so, whichever way round', () => {
    const graph = new Graph('holds');
    const [take, data] = [graph.input('take', 1), graph.input('data', 8)];
    const high = graph.register('high', 8);
    high.next = graph.operation('mux', [take, data, high]);
    const low = graph.register('low', 8);
    low.next = graph.operation('mux', [take, low, data]);
    graph.output('out', 16, graph.operation('concat', [high, low]));
    const sim = simulate(graph.module);
    sim.reset();
    const seen = [1, 0, 1, 0].map((level, index) => {
      sim.port('take').set(level);
      sim.port('data').set(index + 1);
      sim.cycle();
      sim.settle();
      return sim.port('out').get();
    });
    expect(seen).toEqual([0x100, 0x102, 0x302, 0x304]);
  });

  test('start random by the seed, also those with a reset', () => {
    const start = (seed: number): bigint => stateOf(simulate(counter(60).module, { seed }), 'count').read();
    expect(start(7)).toBe(start(7));
    expect(new Set([1, 2, 3, 4].map(start)).size).toBe(4);
  });

  test('swap, shift and rotate all at once', () => {
    const graph = new Graph('exchange');
    const load = graph.input('load', 1);
    const names = ['a', 'b', 'c'];
    const registers = names.map((name, index) =>
      graph.register(name, 70, { resetValue: BigInt(index + 1) << 66n }),
    );
    const [a, b, c] = registers as [(typeof registers)[0], (typeof registers)[0], (typeof registers)[0]];
    a.next = graph.operation('mux', [load, graph.constant(70, 9), b]);
    b.next = c;
    b.enable = graph.operation('not', [load], { width: 1 });
    c.next = a;
    c.enable = b.enable;
    for (const register of registers) graph.output(`${register.name}_out`, register.width, register);
    const sim = simulate(graph.module);
    sim.reset();
    const read = (): bigint[] => names.map((name) => sim.port(`${name}_out`).getBig() >> 66n);
    sim.cycle();
    expect(read()).toEqual([1n, 2n, 3n]);
    sim.cycle();
    expect(read()).toEqual([2n, 3n, 1n]);
    sim.cycle(3);
    expect(read()).toEqual([2n, 3n, 1n]);
  });

  test('an active-low reset', () => {
    const sim = simulate(
      counter(8, { name: 'clk', reset: { name: 'rst_n', kind: 'synchronous', activeLow: true } }).module,
    );
    expect(sim.port('rst_n').get()).toBe(1);
    sim.port('enable').set(1);
    sim.port('rst_n').set(0);
    sim.cycle();
    sim.port('rst_n').set(1);
    sim.cycle(2);
    expect(sim.port('value').get()).toBe(6);
  });

  test('an asynchronous reset acts without a clock edge and stays', () => {
    const graph = counter(8, { name: 'clk', reset: { name: 'rst', kind: 'asynchronous', activeLow: false } });
    const sim = simulate(graph.module);
    sim.port('rst').set(1);
    sim.settle();
    expect(sim.port('value').get()).toBe(5);
    sim.port('rst').set(0);
    sim.settle();
    expect(sim.port('value').get()).toBe(5);
    sim.port('enable').set(1);
    sim.port('rst').set(1);
    sim.cycle(3);
    sim.port('rst').set(0);
    sim.cycle(2);
    expect(sim.port('value').get()).toBe(6);
  });

  test('a synchronous reset waits for the edge', () => {
    const sim = simulate(counter().module);
    stateOf(sim, 'count').write(0, 77n);
    sim.port('rst').set(1);
    sim.settle();
    expect(sim.port('value').get()).toBe(77);
  });
});

describe('clocks', () => {
  const fast: Clock = { name: 'fast', reset: undefined };
  const slow: Clock = { name: 'slow', reset: { name: 'rst', kind: 'synchronous', activeLow: false } };

  function twoClocks(): Simulator {
    const graph = new Graph('two_clocks', { clocks: [fast, slow] });
    const a = graph.register('a', 8, { clock: fast });
    a.next = graph.operation('add', [a, graph.constant(8, 1)]);
    const b = graph.register('b', 8, { clock: slow, resetValue: 0n });
    b.next = graph.operation('add', [b, a]);
    graph.output('a_out', a.width, a);
    graph.output('b_out', b.width, b);
    const sim = simulate(graph.module);
    stateOf(sim, 'a').write(0, 0n);
    stateOf(sim, 'b').write(0, 0n);
    return sim;
  }

  test('tick apart or together', () => {
    const sim = twoClocks();
    sim.cycleClocks(['fast']);
    sim.cycleClocks(['fast']);
    sim.cycleClocks(['slow']);
    sim.cycle();
    sim.settle();
    expect(sim.port('a_out').get()).toBe(3);
    expect(sim.port('b_out').get()).toBe(4);
    sim.cycleClocks([]);
    expect(sim.port('a_out').get()).toBe(3);
  });

  test('an unknown one is an error that lists the known', () => {
    expect(() => twoClocks().cycleClocks(['quick'])).toThrow(/C23.*'quick'.*fast, slow/);
  });
});

describe('memories', () => {
  const content = [10n, 11n, 12n, 13n, 14n];

  /** Five words of `width` bits, one write port, an asynchronous read and a synchronous one. */
  function ram(width: number, onCollision: Collision, maskBits?: number): Simulator {
    const graph = new Graph('ram');
    const memory = graph.memory('words', width, 5, content);
    const address = graph.input('address', 3);
    const write = graph.input('write', 1);
    const readEnable = graph.input('read', 1);
    const data = graph.input('data', width);
    graph.write(memory, {
      enable: write,
      address: address,
      data: data,
      mask: maskBits ? graph.input('mask', maskBits) : undefined,
    });
    graph.memory('neighbour', 32, 8, Array<bigint>(8).fill(0xffff_ffffn));
    graph.output('now', width, graph.read(memory, address));
    graph.output(
      'later',
      width,
      graph.read(memory, address, { onCollision, enable: readEnable, name: 'later_data' }),
    );
    return simulate(graph.module);
  }

  const set = (sim: Simulator, values: Record<string, number | bigint>): void => {
    for (const [name, value] of Object.entries(values)) sim.port(name).setBig(BigInt(value));
  };

  test.each([5, 8, 13, 16, 32, 40, 64, 65, 130])('of %i bits read what was written', (width) => {
    const sim = ram(width, 'old');
    const top = (1n << BigInt(width)) - 1n;
    set(sim, { address: 3, write: 0, read: 1 });
    sim.settle();
    expect(sim.port('now').getBig()).toBe(13n);
    set(sim, { write: 1, data: top });
    sim.cycle();
    set(sim, { write: 0 });
    sim.settle();
    expect(sim.port('now').getBig()).toBe(top);
    expect(sim.port('later').getBig()).toBe(13n);
    expect([2, 3, 4].map((index) => stateOf(sim, 'words').read(index))).toEqual([12n, top, 14n]);
  });

  test('outside the depth write nothing and read 0', () => {
    const sim = ram(32, 'new');
    for (const address of [5, 6, 7]) {
      set(sim, { address, write: 1, read: 1, data: 99 });
      sim.cycle();
      sim.settle();
      expect(sim.port('now').get()).toBe(0);
      expect(sim.port('later').get()).toBe(0);
    }
    expect(content.map((_, index) => stateOf(sim, 'words').read(index))).toEqual(content);
  });

  test.each([
    ['old', 12n],
    ['never', 12n],
    ['new', 77n],
  ] as const)('collisions: %s', (onCollision, expected) => {
    const sim = ram(8, onCollision);
    set(sim, { address: 2, write: 1, read: 1, data: 77 });
    sim.cycle();
    sim.settle();
    expect(sim.port('later').getBig()).toBe(expected);
    set(sim, { address: 1, write: 0, read: 0 });
    sim.cycle();
    sim.settle();
    expect(sim.port('later').getBig()).toBe(expected); // holds while not enabled
  });

  test.each(['old', 'new'] as const)('masks, with collisions: %s', (onCollision) => {
    const sim = ram(72, onCollision, 9);
    const old = 0x11223344_55667788_99n;
    stateOf(sim, 'words').write(4, old);
    set(sim, { address: 4, write: 1, read: 1, data: 0xaabbccdd_eeff0102_03n, mask: 0b1_0000_0011 });
    sim.cycle();
    const merged = 0xaa223344_55667702_03n;
    expect(stateOf(sim, 'words').read(4)).toBe(merged);
    sim.settle();
    expect(sim.port('later').getBig()).toBe(onCollision === 'new' ? merged : old);
  });

  test('of two writes to one address the later port wins, bit by bit under its mask', () => {
    const graph = new Graph('two_ports');
    const memory = graph.memory('words', 8, 4);
    const one = graph.constant(1, 1);
    const at = graph.constant(2, 2);
    graph.write(memory, { enable: one, address: at, data: graph.constant(8, 0x12) });
    graph.write(memory, {
      enable: one,
      address: at,
      data: graph.constant(8, 0x34),
      mask: graph.constant(2, 0b10),
    });
    const sim = simulate(graph.module);
    sim.cycle();
    expect(stateOf(sim, 'words').read(2)).toBe(0x32n);
  });

  test('every read sees the words from before the cycle, also those that writes depend on', () => {
    const graph = new Graph('swap');
    const memory = graph.memory('words', 100, 2, [5n, (7n << 90n) | 3n]);
    const one = graph.constant(1, 1);
    const [zeroth, first] = [graph.constant(1, 0), graph.constant(1, 1)];
    graph.write(memory, { enable: one, address: zeroth, data: graph.read(memory, first) });
    graph.write(memory, { enable: one, address: first, data: graph.read(memory, zeroth) });
    const sim = simulate(graph.module);
    sim.cycle();
    expect([stateOf(sim, 'words').read(0), stateOf(sim, 'words').read(1)]).toEqual([(7n << 90n) | 3n, 5n]);
    sim.cycle(2);
    expect(stateOf(sim, 'words').read(0)).toBe((7n << 90n) | 3n);
  });

  test('without initial content start random, with a short one are filled with zeros', () => {
    const graph = new Graph('contents');
    graph.memory('random', 40, 8);
    graph.memory('short', 40, 8, [3n]);
    const words = (seed: number, path: string): bigint[] => {
      const memory = stateOf(simulate(graph.module, { seed }), path);
      return Array.from({ length: 8 }, (_, index) => memory.read(index));
    };
    expect(new Set(words(1, 'random')).size).toBe(8);
    expect(words(1, 'random')).toEqual(words(1, 'random'));
    expect(words(1, 'random')).not.toEqual(words(2, 'random'));
    expect(words(1, 'short')).toEqual([3n, 0n, 0n, 0n, 0n, 0n, 0n, 0n]);
  });
});

describe('hierarchy', () => {
  test('gives every instance its own state, by path', () => {
    const inner = counter().module;
    const outer = new Graph('outer');
    const go = outer.input('go', 1);
    const low = outer.instance('low', inner, { enable: go });
    const full = outer.operation('equal', [low.value as Node, outer.constant(8, 255)]);
    const high = outer.instance('high', inner, { enable: full });
    outer.output('all', 16, outer.operation('concat', [high.value as Node, low.value as Node]));
    const sim = simulate(outer.module);
    sim.reset();
    sim.port('go').set(1);
    sim.cycle(256);
    expect(sim.port('all').get()).toBe(0x604);
    expect(sim.state.map(({ path }) => path.join('.'))).toEqual(['low.count', 'high.count']);
  });

  test('simulates the model of a foreign module, and refuses one without', () => {
    const foreign = (model: ForeignModule['model']): ForeignModule => ({
      kind: 'foreign',
      name: 'vendor_counter',
      parameters: {},
      clocks: counter().module.clocks,
      ports: [
        { direction: 'input', name: 'enable', width: 1 },
        { direction: 'output', name: 'value', width: 8 },
      ],
      files: [],
      model,
      source: Source.none,
    });
    const outer = (module: ForeignModule): Graph => {
      const graph = new Graph('outer');
      const { value } = graph.instance('inside', module, { enable: graph.constant(1, 1) });
      graph.output('out', 8, value);
      return graph;
    };
    const sim = simulate(outer(foreign(counter().module)).module);
    sim.reset();
    sim.cycle(3);
    expect(sim.port('out').get()).toBe(7);
    expect(() => simulate(outer(foreign(undefined)).module)).toThrow(AdderError);
    expect(() => simulate(outer(foreign(undefined)).module)).toThrow(/vendor_counter/);
  });
});

describe('properties', () => {
  function watched(): Simulator {
    const graph = counter();
    const [count] = graph.module.registers;
    if (!count) throw new Error('no register');
    graph.property('below_8', graph.operation('less', [count, graph.constant(8, 8)]), {
      message: 'stays small',
    });
    graph.property('is_7', graph.operation('equal', [count, graph.constant(8, 7)]), { kind: 'cover' });
    const outer = new Graph('outer');
    outer.instance('inside', graph.module, { enable: outer.input('enable', 1) });
    return simulate(outer.module);
  }

  test('report a failure with its cycle and path, outside reset only', () => {
    const sim = watched();
    stateOf(sim, 'inside.count').write(0, 100n);
    sim.reset(3);
    expect(sim.failures).toEqual([]);
    sim.port('enable').set(1);
    sim.cycle(4); // 5, 6, 7, 8
    expect(sim.failures).toMatchObject([
      { cycle: 6, kind: 'assert', path: ['inside', 'below_8'], message: 'stays small' },
    ]);
    sim.cycle(2000);
    expect(sim.failureCount).toBeGreaterThan(1800);
    expect(sim.failures.length).toBe(1000);
  });

  test('count covered cycles', () => {
    const sim = watched();
    sim.reset();
    sim.port('enable').set(1);
    sim.cycle(256 * 3);
    expect(sim.covers.map(({ path, count }) => [path.join('.'), count])).toEqual([['inside.is_7', 3]]);
  });
});

describe('starting over', () => {
  test('is like a new simulator with that seed, whatever was before', () => {
    const g = new Graph('held');
    const set = g.input('set', 1);
    const held = g.register('held', 8, { resetValue: undefined, noResetReason: 'a test' });
    held.next = g.operation('mux', [set, g.constant(8, 7), held]);
    const words = g.memory('words', 8, 4);
    g.output('out', 8, held);
    g.output('word', 8, g.read(words, g.constant(2, 1)));
    const fresh = simulate(g.module, { seed: 9 });
    const used = simulate(g.module, { seed: 3 });
    used.port('set').set(1);
    used.cycle(5);
    used.startOver(9);
    expect([used.cycles, used.seed, used.port('set').get()]).toEqual([0, 9, 0]);
    expect(used.snapshot()).toEqual(fresh.snapshot());
    fresh.cycle();
    used.cycle();
    for (const name of ['out', 'word']) expect(used.port(name).get()).toBe(fresh.port(name).get());
  });
});

describe('snapshots', () => {
  test('bring back state, ports, counters and failures', () => {
    const graph = counter();
    graph.property('always', graph.constant(1, 1), { kind: 'cover' });
    graph.property('never', graph.constant(1, 0), { kind: 'assert' });
    const memory = graph.memory('words', 8, 16);
    const [count] = graph.module.registers;
    if (!count) throw new Error('no register');
    graph.write(memory, { enable: graph.constant(1, 1), address: slice(count, 0, 4), data: count });
    const sim = simulate(graph.module);
    sim.reset();
    sim.port('enable').set(1);
    sim.cycle(20);
    const before = sim.snapshot();
    const look = (): unknown => [
      sim.cycles,
      sim.failures.length,
      sim.covers[0]?.count,
      sim.port('enable').get(),
      sim.port('value').get(),
      Array.from({ length: 16 }, (_, index) => stateOf(sim, 'words').read(index)),
    ];
    const then = look();
    sim.cycle(33);
    const after = look();
    sim.port('enable').set(0);
    sim.cycle(5);
    sim.restore(before);
    expect(look()).toEqual(then);
    sim.cycle(33);
    expect(look()).toEqual(after);
  });
});

describe('ports', () => {
  test('refuse what does not fit and unknown names', () => {
    const graph = new Graph('ports');
    for (const width of [1, 8, 32, 40, 64, 100])
      graph.output(`out${width}`, width, graph.input(`in${width}`, width));
    const sim = simulate(graph.module);
    expect(() => sim.port('in8').set(256)).toThrow(RangeError);
    expect(() => sim.port('in8').set(-1)).toThrow(RangeError);
    expect(() => sim.port('in40').set(1)).toThrow(/setPair/);
    expect(() => sim.port('in40').setPair(0, 256)).toThrow(RangeError);
    expect(() => sim.port('in8').setPair(1, 1)).toThrow(RangeError);
    expect(() => sim.port('in100').setBig(1n << 100n)).toThrow(RangeError);
    expect(() => sim.port('nothing')).toThrow(/N20.*rst, in1, in8/);
    sim.port('in32').set(-1);
    sim.port('in40').setPair(0xffffffff, 255);
    sim.port('in64').setPair(-2, -1);
    sim.port('in100').setBig((1n << 100n) - 3n);
    sim.settle();
    expect(sim.port('out32').get()).toBe(0xffffffff);
    expect([sim.port('out40').get(), sim.port('out40').high()]).toEqual([0xffffffff, 255]);
    expect(sim.port('out64').getBig()).toBe((1n << 64n) - 2n);
    expect(sim.port('out100').getBig()).toBe((1n << 100n) - 3n);
  });

  test('stand in one area in the order of resets, inputs, outputs', () => {
    const sim = simulate(counter(40).module);
    expect(sim.portLayout).toEqual([
      { name: 'rst', direction: 'reset', width: 1, offset: 0 },
      { name: 'enable', direction: 'input', width: 1, offset: 1 },
      { name: 'value', direction: 'output', width: 40, offset: 2 },
    ]);
    sim.reset();
    sim.settle();
    expect([...sim.portArea]).toEqual([0, 0, 5, 0]);
  });
});
