import { describe, expect, it } from 'vitest';
import { block, bool, hardware, input, integer, output, uint } from '../hdl/index.js';
import { simulate } from '../sim/index.js';
import { Random } from '../testing/index.js';
import { performanceCounters } from './performance-counters.js';

const names = ['hits', 'misses', 'stalls'] as const;

const bank = block(
  'bank',
  {
    documentation: 'A bank of counters with its events outside.',
    parameters: { width: integer(8, { min: 1, max: 64, documentation: 'bits of a counter' }) },
  },
  ({ width }) =>
    hardware({
      ports: {
        hits: input(bool()),
        misses: input(bool()),
        stalls: input(bool()),
        index: input(uint(3)),
        clear: input(bool()),
        value: output(uint<number>(width)),
      },
      build({ hits, misses, stalls, index, clear, value }, m) {
        value.is(performanceCounters(m, { width, events: { hits, misses, stalls }, index, clear }));
      },
    }),
);

function device(width: number) {
  const sim = simulate(bank.elaborate({ width }));
  sim.reset();
  /** One cycle with these events; the value read in it. */
  return (events: number, index: number, clear = false): bigint => {
    names.forEach((name, bit) => sim.port(name).set((events >> bit) & 1));
    sim.port('index').set(index);
    sim.port('clear').set(clear ? 1 : 0);
    sim.cycle();
    return sim.port('value').getBig();
  };
}

describe.each([1, 3, 8, 32, 33, 64])('performance counters of %i bits', (width) => {
  it('count events cycle by cycle, and are read one cycle later', () => {
    const cycle = device(width);
    const random = new Random(width);
    const counts = [0n, 0n, 0n];
    let expected = 0n; // in the first cycle after reset
    let clears = 0;
    for (let step = 0; step < 3000; step++) {
      const events = random.bits(3);
      const index = random.bits(3);
      const clear = random.chance(0.002);
      expect(cycle(events, index, clear), `step ${step}`).toBe(expected);
      expected = counts[index] ?? 0n;
      counts.forEach((count, bit) => {
        counts[bit] = clear ? 0n : BigInt.asUintN(width, count + BigInt((events >> bit) & 1));
      });
      if (clear) clears++;
    }
    expect(clears).toBeGreaterThan(1);
  });
});

describe('performance counters', () => {
  it('wrap to 0', () => {
    const cycle = device(3);
    for (let count = 0; count < 8; count++) cycle(1, 0);
    cycle(0, 0);
    expect(cycle(0, 0)).toBe(0n);
    for (let count = 0; count < 9; count++) cycle(1, 0);
    cycle(0, 0);
    expect(cycle(0, 0)).toBe(1n);
  });

  it('do not count what happens in the cycle of a clear, and show what was before it', () => {
    const cycle = device(8);
    cycle(7, 0);
    cycle(7, 0);
    cycle(7, 0, true);
    expect(cycle(0, 0)).toBe(2n); // named in the cycle of the clear
    expect(cycle(0, 0)).toBe(0n);
  });

  it('stay 0 while the clear lasts', () => {
    const cycle = device(8);
    for (let count = 0; count < 5; count++) cycle(7, 1, true);
    expect(cycle(0, 1)).toBe(0n);
  });

  it('read as 0 beyond the last one', () => {
    const cycle = device(8);
    for (let count = 0; count < 4; count++) cycle(7, 2);
    for (let index = 3; index < 8; index++) cycle(0, index);
    expect([3, 4, 5, 6, 7].map((index) => cycle(0, index) + cycle(0, index))).toEqual([0n, 0n, 0n, 0n, 0n]);
    cycle(0, 2);
    expect(cycle(0, 2)).toBe(4n);
  });

  it('are 0 after a reset amid events', () => {
    const sim = simulate(bank.elaborate({ width: 8 }), { seed: 9 });
    for (const name of names) sim.port(name).set(1);
    sim.reset();
    for (const name of names) sim.port(name).set(0);
    sim.cycle(2);
    expect(sim.port('value').get()).toBe(0);
  });
});

/** One counter that adds amounts of 5 bits. */
const sum = block(
  'sum',
  {
    documentation: 'A counter of amounts.',
    parameters: { width: integer(8, { min: 1, max: 64, documentation: 'bits of a counter' }) },
  },
  ({ width }) =>
    hardware({
      ports: {
        amount: input(uint(5)),
        index: input(uint(1)),
        clear: input(bool()),
        value: output(uint<number>(width)),
      },
      build({ amount, index, clear, value }, m) {
        value.is(performanceCounters(m, { width, events: { amount }, index, clear }));
      },
    }),
);

describe.each([1, 4, 5, 12, 64])('a performance counter of %i bits for amounts', (width) => {
  it('adds each amount modulo its width, except in the cycle of a clear', () => {
    const sim = simulate(sum.elaborate({ width }));
    sim.reset();
    sim.port('index').set(0);
    const random = new Random(width);
    let total = 0n;
    for (let step = 0; step < 300; step++) {
      const amount = random.bits(5);
      const clear = random.chance(0.02);
      sim.port('amount').set(amount);
      sim.port('clear').set(clear ? 1 : 0);
      sim.cycle();
      const before = total;
      total = clear ? 0n : BigInt.asUintN(width, total + BigInt(amount));
      sim.port('amount').set(0);
      sim.port('clear').set(0);
      sim.cycle(2);
      expect(sim.port('value').getBig(), `step ${step}, from ${before}`).toBe(total);
    }
  });
});

const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'] as const;

/** Counters of single events with two of amounts among them, and a place for one that cannot happen. */
const mixed = block(
  'mixed',
  {
    documentation: 'A bank large enough for a memory.',
    parameters: { width: integer(32, { min: 1, max: 64, documentation: 'bits of a counter' }) },
  },
  ({ width }) =>
    hardware({
      ports: {
        events: input(uint(11)),
        few: input(uint(2)),
        lot: input(uint(5)),
        most: input(uint(29)),
        index: input(uint(5)),
        clear: input(bool()),
        value: output(uint<number>(width)),
      },
      build({ events, few, lot, most, index, clear, value }, m) {
        const single = many.map((name, place) => [name, events.bit(place)] as const);
        const list = {
          ...Object.fromEntries(single.slice(0, 4)),
          few,
          never: undefined,
          lot,
          most,
          ...Object.fromEntries(single.slice(4)),
        };
        value.is(performanceCounters(m, { width, events: list, index, clear, storage: 'memory' }));
      },
    }),
);

describe.each([1, 5, 6, 9, 11, 12, 32, 64])('performance counters of %i bits in a memory', (width) => {
  it.each([1, 0.5, 0.03])('read as if each had its adder, with events in %d of the cycles', (density) => {
    const sim = simulate(mixed.elaborate({ width }), { seed: width });
    sim.reset();
    const random = new Random(width);
    const counts: bigint[] = Array.from({ length: 15 }, () => 0n);
    let expected = 0n;
    let clears = 0;
    let busy = true;
    for (let step = 0; step < 2400; step++) {
      if (random.chance(0.01)) busy = random.chance(0.7);
      const happens = () => busy && (density === 1 || random.chance(density));
      const bits = many.map(() => (happens() ? 1 : 0));
      const few = happens() ? 3 : random.bits(2);
      const lot = happens() ? 31 : random.bits(5);
      const most = random.bits(29);
      // Also held for long: a counter that is being read must not be forgotten.
      const index = step % 800 < 400 ? random.bits(5) : (step / 100) & 15;
      const clear = random.chance(0.003) || (step > 1200 && step < 1203);
      sim.port('events').set(bits.reduce<number>((word, bit, place) => word | (bit << place), 0));
      sim.port('few').set(few);
      sim.port('lot').set(lot);
      sim.port('most').set(most);
      sim.port('index').set(index);
      sim.port('clear').set(clear ? 1 : 0);
      sim.cycle();
      expect(sim.port('value').getBig(), `step ${step}`).toBe(expected);
      expected = counts[index] ?? 0n;
      const added = [...bits.slice(0, 4), few, 0, lot, most, ...bits.slice(4)];
      counts.forEach((count, place) => {
        counts[place] = clear ? 0n : BigInt.asUintN(width, count + BigInt(added[place] ?? 0));
      });
      if (clear) clears++;
    }
    expect(clears).toBeGreaterThan(1);
  });
});
