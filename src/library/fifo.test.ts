import { describe, expect, it } from 'vitest';
import { block, bundle, hardware, integer, output, sink, source, bool, uint } from '../hdl/index.js';
import { simulate } from '../sim/index.js';
import { Random } from '../testing/index.js';
import { fifo } from './fifo.js';

const entry = bundle({ low: uint(7), high: uint(33) });

/** The queue between two streams. */
const queue = block(
  'fifo_under_test',
  {
    documentation: 'The library queue between two streams.',
    parameters: { depth: integer(4, { min: 1, max: 64, documentation: 'entries' }) },
  },
  ({ depth }) =>
    hardware({
      ports: { into: sink(entry), out: source(entry), full: output(bool()) },
      build({ into, out, full }, m) {
        const entries = fifo(m, 'entries', entry, { depth, push: into.fire, value: into.payload });
        into.ready.is(entries.notFull);
        out.valid.is(entries.notEmpty);
        out.payload.is(entries.head);
        entries.pop(out.fire);
        full.is(entries.notFull.not());
      },
    }),
);

describe.each([1, 2, 3, 4, 5, 8, 13, 64])('a queue of depth %d', (depth) => {
  it('gives back what was put in, in order, and is full and empty when it should be', () => {
    const simulator = simulate(queue.elaborate({ depth }), { seed: depth });
    const random = new Random(depth);
    const [valid, ready] = [simulator.port('into_valid'), simulator.port('out_ready')];
    const expected: { low: number; high: bigint }[] = [];
    simulator.reset(2);
    for (let cycle = 0; cycle < 3000; cycle++) {
      // Phases that fill, that drain, and that do both.
      const eagerness = [0.9, 0.2, 0.5][Math.floor(cycle / 100) % 3] ?? 0.5;
      valid.set(random.chance(eagerness) ? 1 : 0);
      ready.set(random.chance(1 - eagerness) ? 1 : 0);
      const next = { low: random.below(128), high: BigInt(random.next32()) << 1n };
      simulator.port('into_low').set(next.low);
      simulator.port('into_high').setBig(next.high);
      simulator.cycle();
      expect(simulator.port('out_valid').get(), `valid in cycle ${cycle}`).toBe(expected.length > 0 ? 1 : 0);
      expect(simulator.port('full').get(), `full in cycle ${cycle}`).toBe(expected.length === depth ? 1 : 0);
      const [oldest] = expected;
      if (oldest) {
        expect(simulator.port('out_low').get()).toBe(oldest.low);
        expect(simulator.port('out_high').getBig()).toBe(oldest.high);
      }
      const pushes = valid.get() === 1 && simulator.port('into_ready').get() === 1;
      if (oldest && ready.get() === 1) expected.shift();
      if (pushes) expected.push(next);
    }
    expect(simulator.failures).toEqual([]);
  });

  it(`takes ${depth === 1 ? 'one entry every second cycle' : 'one entry a cycle'}`, () => {
    const simulator = simulate(queue.elaborate({ depth }));
    simulator.reset(1);
    simulator.port('into_valid').set(1);
    simulator.port('out_ready').set(1);
    let taken = 0;
    for (let cycle = 0; cycle < 100; cycle++) {
      simulator.cycle();
      taken += simulator.port('into_ready').get();
    }
    expect(taken).toBe(depth === 1 ? 50 : 100);
  });
});
