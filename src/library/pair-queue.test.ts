import { expect, it } from 'vitest';
import { block, bool, hardware, input, output, uint } from '../hdl/index.js';
import { simulate } from '../sim/index.js';
import { Random } from '../testing/index.js';
import { pairQueue } from './pair-queue.js';

const queue = block('queue', { documentation: 'A queue of two with its pins outside.', parameters: {} }, () =>
  hardware({
    ports: {
      push: input(bool()),
      pop: input(bool()),
      value: input(uint(10)),
      head: output(uint(10)),
      notEmpty: output(bool()),
      notFull: output(bool()),
    },
    build(ports, m) {
      const made = pairQueue(m, 'queue', uint(10), { push: ports.push, value: ports.value });
      made.pop(ports.pop);
      ports.head.is(made.head);
      ports.notEmpty.is(made.notEmpty);
      ports.notFull.is(made.notFull);
    },
  }),
);

function device() {
  const sim = simulate(queue.elaborate());
  sim.reset();
  return {
    failures: sim.failures,
    cycle: (pushed: number | undefined, pops: boolean) => {
      sim.port('push').set(pushed === undefined ? 0 : 1);
      sim.port('value').set(pushed ?? 0);
      sim.port('pop').set(pops ? 1 : 0);
      sim.cycle();
      return {
        head: sim.port('head').get(),
        notEmpty: sim.port('not_empty').get() === 1,
        notFull: sim.port('not_full').get() === 1,
      };
    },
  };
}

it('is a plain queue of two, whatever comes', () => {
  const { cycle, failures } = device();
  const random = new Random(1);
  const plain: number[] = [];
  const met = { full: 0, empty: 0, both: 0 };
  for (let step = 0; step < 6000; step++) {
    const pushes = plain.length < 2 && random.chance(0.6);
    const pops = plain.length > 0 && random.chance(0.6);
    const value = random.bits(10);
    const seen = cycle(pushes ? value : undefined, pops);
    expect(seen).toEqual({
      head: plain.length > 0 ? plain[0] : seen.head,
      notEmpty: plain.length > 0,
      notFull: plain.length < 2,
    });
    if (plain.length === 2) met.full++;
    if (plain.length === 0) met.empty++;
    if (pushes && pops) met.both++;
    if (pops) plain.shift();
    if (pushes) plain.push(value);
  }
  expect(failures).toEqual([]);
  expect(Math.min(met.full, met.empty, met.both)).toBeGreaterThan(50);
});

it('complains of a push while full and of a pop while empty', () => {
  const { cycle, failures } = device();
  cycle(undefined, true);
  for (const value of [1, 2, 3]) cycle(value, false);
  expect(failures.map(({ path }) => path.join('.'))).toEqual(['queue_no_underflow', 'queue_no_overflow']);
});
