import { expect, it } from 'vitest';
import { block, bool, hardware, input, integer, output, uint } from '../hdl/index.js';
import { simulate } from '../sim/index.js';
import { Random } from '../testing/index.js';
import { blockQueue } from './block-queue.js';

const queue = block(
  'queue',
  {
    documentation: 'A queue in block RAM with its pins outside.',
    parameters: { depth: integer(4, { min: 1, max: 8, documentation: 'entries' }) },
  },
  ({ depth }) =>
    hardware({
      ports: {
        push: input(bool()),
        pop: input(bool()),
        value: input(uint(10)),
        head: output(uint(10)),
        notEmpty: output(bool()),
        more: output(bool()),
      },
      build(ports, m) {
        const made = blockQueue(m, 'queue', uint(10), { depth, push: ports.push, value: ports.value });
        made.pop(ports.pop);
        ports.head.is(made.head);
        ports.notEmpty.is(made.notEmpty);
        ports.more.is(made.more);
      },
    }),
);

function device(depth: number) {
  const sim = simulate(queue.elaborate({ depth }));
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
        more: sim.port('more').get() === 1,
      };
    },
  };
}

it.each([1, 3, 4])('is a plain queue of %i with a register behind it, whatever comes', (depth) => {
  const { cycle, failures } = device(depth);
  const random = new Random(depth);
  const plain: number[] = [];
  let head: number | undefined;
  const met = { full: 0, empty: 0, both: 0 };
  for (let step = 0; step < 6000; step++) {
    const pushes = plain.length < depth && random.chance(0.6);
    const pops = head !== undefined && random.chance(0.6);
    const value = random.bits(10);
    const seen = cycle(pushes ? value : undefined, pops);
    expect(seen).toEqual({
      head: head ?? seen.head,
      notEmpty: head !== undefined,
      more: plain.length > 0,
    });
    if (plain.length === depth) met.full++;
    if (head === undefined) met.empty++;
    if (pushes && pops) met.both++;
    if (pops) head = undefined;
    head ??= plain.shift();
    if (pushes) plain.push(value);
  }
  expect(failures).toEqual([]);
  expect(Math.min(met.full, met.empty, met.both)).toBeGreaterThan(50);
});

it('takes and gives an entry a cycle', () => {
  const { cycle, failures } = device(2);
  cycle(0, false);
  cycle(1, false);
  for (let step = 2; step < 20; step++)
    expect(cycle(step, true)).toMatchObject({ head: step - 2, notEmpty: true });
  expect(failures).toEqual([]);
});

it('complains of a push while full and of a pop while empty', () => {
  const { cycle, failures } = device(2);
  cycle(undefined, true);
  for (const value of [1, 2, 3, 4]) cycle(value, false);
  expect(failures.map(({ path }) => path.join('.'))).toEqual(['queue_no_underflow', 'queue_no_overflow']);
});
