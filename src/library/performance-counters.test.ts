import { describe, expect, it } from 'vitest';
import { block, bool, hardware, input, output, uint } from '../hdl/index.js';
import { simulate } from '../sim/index.js';
import { Random } from '../testing/index.js';
import { performanceCounters } from './performance-counters.js';

const width = 3;

const bank = block('counters_under_test', { documentation: 'Three counters of three bits.' }, () =>
  hardware({
    ports: {
      first: input(bool()),
      second: input(bool()),
      third: input(bool()),
      clear: input(bool()),
      index: input(uint(2)),
      count: output(uint(width)),
    },
    build({ first, second, third, clear, index, count }, m) {
      count.is(performanceCounters(m, { width, events: { first, second, third }, index, clear }));
    },
  }),
);

describe('a bank of counters', () => {
  it('gives the count before the cycle, one cycle later, wraps, clears, and reads 0 beyond the last', () => {
    const simulator = simulate(bank.elaborate({}), { seed: 2 });
    const random = new Random(2);
    const counts = [0, 0, 0, 0];
    let expected = 0;
    let sawClearedEvent = false;
    let sawWrap = false;
    simulator.reset(1);
    for (let cycle = 0; cycle < 2000; cycle++) {
      const events = ['first', 'second', 'third'].map((name) => {
        const happens = random.chance(0.6);
        simulator.port(name).set(happens ? 1 : 0);
        return happens;
      });
      const clears = random.chance(0.02);
      const index = random.below(4);
      simulator.port('clear').set(clears ? 1 : 0);
      simulator.port('index').set(index);
      simulator.cycle();
      expect(simulator.port('count').get(), `cycle ${cycle}`).toBe(expected);
      expected = counts[index] ?? 0;
      events.forEach((happens, position) => {
        const count = counts[position] ?? 0;
        sawClearedEvent ||= clears && happens;
        sawWrap ||= !clears && happens && count === 7;
        counts[position] = clears ? 0 : (count + (happens ? 1 : 0)) % 8;
      });
    }
    expect({ sawClearedEvent, sawWrap }).toEqual({ sawClearedEvent: true, sawWrap: true });
  });
});
