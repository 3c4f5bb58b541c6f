import { describe, expect, it } from 'vitest';
import { block, bool, bundle, flag, hardware, input, integer, output, uint } from '../hdl/index.js';
import { simulate } from '../sim/index.js';
import { Random } from '../testing/index.js';
import { fifo } from './fifo.js';

const entry = bundle({ number: uint(9), flag: bool() });

const queue = block(
  'queue',
  {
    documentation: 'A queue with its pins outside.',
    parameters: {
      depth: integer(4, { min: 1, max: 64, documentation: 'entries' }),
      noReset: flag(false, 'cleared instead of reset'),
    },
  },
  ({ depth, noReset }) =>
    hardware({
      ports: {
        push: input(bool()),
        pop: input(bool()),
        clear: input(bool()),
        value: input(entry),
        head: output(entry),
        notEmpty: output(bool()),
        notFull: output(bool()),
      },
      build(ports, m) {
        const made = fifo(m, 'queue', entry, {
          depth,
          push: ports.push,
          value: ports.value,
          clear: ports.clear,
          ...(noReset && { noReset: 'cleared after reset' }),
        });
        made.pop(ports.pop);
        ports.head.is(made.head);
        ports.notEmpty.is(made.notEmpty);
        ports.notFull.is(made.notFull);
      },
    }),
);

function device(depth: number) {
  const sim = simulate(queue.elaborate({ depth }));
  sim.reset();
  const get = (name: string) => sim.port(name).get();
  return {
    failures: sim.failures,
    /** One cycle; what the queue shows in it. */
    cycle: (pushed: number | undefined, pops: boolean, clears = false) => {
      sim.port('push').set(pushed === undefined ? 0 : 1);
      sim.port('value_number').set((pushed ?? 0) >> 1);
      sim.port('value_flag').set((pushed ?? 0) & 1);
      sim.port('pop').set(pops ? 1 : 0);
      sim.port('clear').set(clears ? 1 : 0);
      sim.cycle();
      return {
        head: (get('head_number') << 1) | get('head_flag'),
        notEmpty: get('not_empty') === 1,
        notFull: get('not_full') === 1,
      };
    },
  };
}

describe.each([1, 2, 3, 8, 13, 64])('a fifo of depth %i', (depth) => {
  it('is a plain queue, whatever comes', () => {
    const { cycle, failures } = device(depth);
    const random = new Random(depth);
    const plain: number[] = [];
    const met = { full: 0, empty: 0, both: 0 };
    // Stretches that fill, that drain and that do as it comes.
    for (let step = 0; step < 6000; step++) {
      const mood = (step >> 7) % 3;
      const pushes = plain.length < depth && (mood === 0 || (mood === 2 && random.chance(0.5)));
      const pops = plain.length > 0 && (mood === 1 || (mood === 2 && random.chance(0.5)));
      const value = random.bits(10);
      const seen = cycle(pushes ? value : undefined, pops);
      expect(seen).toEqual({
        head: plain.length > 0 ? plain[0] : seen.head,
        notEmpty: plain.length > 0,
        notFull: plain.length < depth,
      });
      if (plain.length === depth) met.full++;
      if (plain.length === 0) met.empty++;
      if (pushes && pops) met.both++;
      if (pops) plain.shift();
      if (pushes) plain.push(value);
    }
    expect(failures).toEqual([]);
    expect(Math.min(met.full, met.empty)).toBeGreaterThan(50);
    if (depth > 1) expect(met.both).toBeGreaterThan(50);
  });

  it('takes as many entries as it is deep, then no more, and gives all of them', () => {
    const { cycle, failures } = device(depth);
    for (let count = 0; count < depth; count++)
      expect(cycle(count + 1, false)).toMatchObject({ notFull: true, notEmpty: count > 0 });
    expect(cycle(undefined, false)).toMatchObject({ notFull: false, notEmpty: true, head: 1 });
    for (let count = 0; count < depth; count++) expect(cycle(undefined, true).head).toBe(count + 1);
    expect(cycle(undefined, false)).toMatchObject({ notFull: true, notEmpty: false });
    expect(failures).toEqual([]);
  });

  it('shows what was pushed into it while empty in the next cycle, and one entry a cycle after that', () => {
    const { cycle } = device(depth);
    expect(cycle(100, false).notEmpty).toBe(false);
    if (depth === 1) {
      expect(cycle(undefined, true)).toMatchObject({ notEmpty: true, head: 100 });
      return;
    }
    for (let value = 101; value < 130; value++)
      expect(cycle(value, true)).toMatchObject({ notEmpty: true, notFull: true, head: value - 1 });
  });

  it('is empty after a clear, however full it was', () => {
    const { cycle, failures } = device(depth);
    for (let filled = 0; filled <= depth; filled++) {
      for (let count = 0; count < filled; count++) cycle(count, false);
      cycle(undefined, false, true);
      expect(cycle(undefined, false)).toMatchObject({ notEmpty: false, notFull: true });
      cycle(500 + filled, false);
      expect(cycle(undefined, true)).toMatchObject({ notEmpty: true, head: 500 + filled });
    }
    expect(failures).toEqual([]);
  });

  it('complains of a push while full', () => {
    const { cycle, failures } = device(depth);
    for (let count = 0; count < depth; count++) cycle(count, false);
    expect(failures).toEqual([]);
    cycle(99, false);
    expect(failures.map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['queue_no_overflow', 'pushed into a full queue'],
    ]);
  });

  it('complains of a pop while empty', () => {
    const { cycle, failures } = device(depth);
    cycle(undefined, true);
    expect(failures.map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['queue_no_underflow', 'popped from an empty queue'],
    ]);
  });
});

it.each([1, 2, 3, 4, 5, 6])(
  'a fifo without reset is empty after a clear, whatever it starts with: seed %i',
  (seed) => {
    const sim = simulate(queue.elaborate({ depth: 5, noReset: true }), { seed });
    const levels = (): number[] => ['not_empty', 'not_full'].map((name) => sim.port(name).get());
    sim.port('push').set(0);
    sim.port('pop').set(0);
    sim.port('clear').set(1);
    sim.reset();
    sim.cycle();
    sim.port('clear').set(0);
    sim.cycle();
    expect(levels()).toEqual([0, 1]);
    sim.port('push').set(1);
    for (let value = 1; value <= 5; value++) {
      sim.port('value_number').set(value);
      sim.cycle();
    }
    sim.port('push').set(0);
    sim.port('pop').set(1);
    for (let value = 1; value <= 5; value++) {
      sim.cycle();
      expect(sim.port('head_number').get()).toBe(value);
    }
    sim.port('pop').set(0);
    sim.cycle();
    expect(levels()).toEqual([0, 1]);
    expect(sim.failures).toEqual([]);
  },
);

it('a fifo complains of a push while full even if it is popped in the same cycle', () => {
  const { cycle, failures } = device(2);
  cycle(1, false);
  cycle(2, false);
  cycle(3, true);
  expect(failures.map(({ path }) => path.join('.'))).toEqual(['queue_no_overflow']);
});
