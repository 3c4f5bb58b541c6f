import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { allocator } from './hardware.js';
import { counters, doneStatuses, operations, reasons, statuses, type Operation } from './operations.js';
import type { AllocatorParameters } from './parameters.js';

type Fields = Readonly<Record<string, number>>;

const pool = 0x1_0000;

/** An allocator whose streams are taken at once; cycle 0 is the first with `rst` low. */
class Heap {
  cycle = 0;
  readonly surplus: { address: number; granules: number; reason: number; cycle: number }[] = [];
  readonly #simulator;

  constructor(given: Partial<AllocatorParameters> = {}) {
    this.#simulator = simulate(allocator.elaborate(allocator.resolve(given)), { seed: 3 });
    this.#simulator.reset(2);
    this.drive({ answer_ready: 1, surplus_ready: 1, done_ready: 1 });
  }

  drive(fields: Fields): this {
    for (const [name, value] of Object.entries(fields)) this.#simulator.port(name).set(value);
    return this;
  }

  read(name: string): number {
    return this.#simulator.port(name).get();
  }

  step(cycles = 1): this {
    for (let left = cycles; left > 0; left--) {
      this.#simulator.cycle();
      if (this.read('surplus_valid') === 1 && this.read('surplus_ready') === 1)
        this.surplus.push({
          address: this.read('surplus_address'),
          granules: this.read('surplus_granules'),
          reason: this.read('surplus_reason'),
          cycle: this.cycle,
        });
      this.cycle++;
    }
    return this;
  }

  /** Steps until the port is 1, and gives the number of that cycle. */
  until(name: string): number {
    const limit = this.cycle + 10_000;
    while (this.cycle < limit) if (this.step().read(name) === 1) return this.cycle - 1;
    throw new Error(`${name} never is 1`);
  }

  /** Offers an item until it is taken, and gives the number of that cycle. */
  offer(stream: string, fields: Fields): number {
    const named = Object.entries(fields).map(([field, value]) => [`${stream}_${field}`, value]);
    this.drive(Object.fromEntries(named) as Fields).drive({ [`${stream}_valid`]: 1 });
    const taken = this.until(`${stream}_ready`);
    this.drive({ [`${stream}_valid`]: 0 });
    return taken;
  }

  /** Cycles from the acceptance of the command to the first offer of its result. */
  perform(operation: Operation | 3, address = 0, granules = 0): number {
    const code = typeof operation === 'number' ? operation : operations[operation];
    const taken = this.offer('command', { operation: code, address, granules });
    const done = this.until('done_valid');
    return done - taken;
  }

  allocate(size: number): { status: number; address: number; granules: number } {
    this.offer('request', { size });
    this.step();
    expect(this.read('answer_valid')).toBe(1);
    const answer = (field: string): number => this.read(`answer_${field}`);
    return { status: answer('status'), address: answer('address'), granules: answer('granules') };
  }

  counter(name: (typeof counters)[number]): number {
    this.drive({ counter_index: counters.indexOf(name) });
    return this.step(2).read('counter_value');
  }
}

const ok = statuses.ok;

describe('requests of the allocator', () => {
  it.each([
    ['from lists', (heap: Heap) => heap.offer('run', { address: pool, granules: 136 * 8 })],
    ['from the nursery', (heap: Heap) => heap.perform('set_nursery', pool, 4096)],
    ['refused', () => 0],
  ])('are answered in the next cycle, one a cycle: %s', (what, prepare) => {
    const heap = new Heap();
    prepare(heap);
    heap.step(200);
    heap.drive({ request_valid: 1, request_size: 40 });
    const answers: number[] = [];
    for (let request = 0; request < 8; request++) {
      heap.step();
      expect(heap.read('request_ready')).toBe(1);
      expect(heap.read('answer_valid')).toBe(request === 0 ? 0 : 1);
      if (request > 0) answers.push(heap.read('answer_address'));
    }
    const isRefused = what === 'refused';
    expect(heap.read('answer_status')).toBe(isRefused ? statuses.class_empty : ok);
    expect(new Set(answers).size).toBe(isRefused ? 1 : 7);
  });

  it('are served by the block that is freed in the same cycle, the newest first, and the nursery at last', () => {
    const heap = new Heap();
    heap.perform('set_nursery', pool, 5);
    heap.offer('free', { address: 0x100, granules: 2 });
    heap.drive({ request_valid: 1, request_size: 32, free_valid: 1, free_address: 0x200, free_granules: 2 });
    heap.step().drive({ free_valid: 0 });
    const given: number[] = [];
    for (let request = 0; request < 4; request++) given.push(heap.step().read('answer_address'));
    expect(given).toEqual([0x200, 0x100, pool, pool + 32]);
    heap.drive({ request_valid: 0 }).step();
    expect([heap.read('nursery_next'), heap.read('nursery_granules')]).toEqual([pool + 64, 1]);
    expect(heap.allocate(32)).toEqual({ status: statuses.nursery_full, address: 0, granules: 0 });
  });

  it('are refused with a reason', () => {
    const heap = new Heap({ largest: 20 });
    expect(heap.allocate(0).status).toBe(statuses.zero_size);
    expect(heap.allocate(16 * 20 + 1).status).toBe(statuses.too_large);
    expect(heap.allocate(16).status).toBe(statuses.class_empty);
    expect(heap.allocate(16 * 20).status).toBe(statuses.nursery_full);
  });
});

describe('frees of the allocator', () => {
  it('are taken in every cycle, and handed over where there is no place', () => {
    const heap = new Heap({ depth: 4, watermark: 2 });
    const begin = heap.cycle;
    for (let block = 0; block < 8; block++) heap.offer('free', { address: pool + 16 * block, granules: 1 });
    expect(heap.cycle - begin).toBe(8);
    heap.step(3);
    expect(heap.surplus.map(({ address, reason }) => [address, reason])).toEqual(
      [4, 5, 6, 7].map((block) => [pool + 16 * block, reasons.list_full]),
    );
    heap.offer('free', { address: pool, granules: 17 });
    heap.offer('free', { address: pool + 4, granules: 1 });
    heap.step(3);
    expect(heap.surplus.slice(4).map(({ reason }) => reason)).toEqual([reasons.no_class, reasons.malformed]);
  });
});

describe('runs of the allocator', () => {
  it('are cut up one block a cycle, the largest class first, and the rest goes to the host', () => {
    const heap = new Heap({ classes: 2, depth: 4, watermark: 2, largest: 2 });
    const taken = heap.offer('run', { address: pool, granules: 10 });
    const [rest] = (heap.until('run_ready'), heap.step(2).surplus);
    // Two blocks of two granules and two of one, then the end.
    expect(rest).toMatchObject({ address: pool + 16 * 6, granules: 4, reason: reasons.unneeded });
    expect((rest?.cycle ?? 0) - taken).toBe(6);
    expect([heap.counter('blocks_cut'), heap.counter('surplus')]).toEqual([4, 1]);
    expect([heap.allocate(32), heap.allocate(16)].map(({ address }) => address)).toEqual([
      pool + 32,
      pool + 16 * 5,
    ]);
  });

  it('become the nursery, if they may and are longer', () => {
    const heap = new Heap({ watermark: 0 }).drive({ refill_nursery: 1 });
    heap.offer('run', { address: pool, granules: 100 });
    heap.step(3);
    heap.offer('run', { address: pool + 0x1000, granules: 101 });
    heap.step(3);
    heap.offer('run', { address: pool + 0x2000, granules: 101 });
    heap.step(4);
    expect([heap.read('nursery_next'), heap.read('nursery_granules')]).toEqual([pool + 0x1000, 101]);
    expect(heap.surplus.map(({ address, granules, reason }) => [address, granules, reason])).toEqual([
      [pool, 100, reasons.nursery],
      [pool + 0x2000, 101, reasons.unneeded],
    ]);
  });
});

describe('commands of the allocator', () => {
  it('take the cycles that the README states', () => {
    const heap = new Heap();
    expect(heap.perform('set_nursery', pool, 10)).toBe(2);
    expect(heap.perform('set_nursery', pool + 1, 10)).toBe(2);
    expect(heap.read('done_status')).toBe(doneStatuses.bad_range);
    expect(heap.perform(3)).toBe(2);
    expect(heap.read('done_status')).toBe(doneStatuses.unknown_operation);
    expect(heap.perform('drop')).toBe(3);
    expect(heap.read('nursery_granules')).toBe(0);
  });

  it('flush everything, from the oldest of each list up, so that feeding it back restores the lists', () => {
    const heap = new Heap({ classes: 4, depth: 4, watermark: 0 });
    const blocks = [
      [0x100, 1],
      [0x200, 1],
      [0x300, 3],
      [0x400, 1],
    ] as const;
    for (const [address, granules] of blocks) heap.offer('free', { address, granules });
    heap.perform('set_nursery', pool, 7);
    const flush = (): (readonly [number, number])[] => {
      heap.surplus.length = 0;
      heap.perform('flush');
      return heap.surplus.map(({ address, granules }) => [address, granules] as const);
    };
    const saved = flush();
    expect(saved).toEqual([
      [0x100, 1],
      [0x200, 1],
      [0x400, 1],
      [0x300, 3],
      [pool, 7],
    ]);
    expect(heap.allocate(16).status).toBe(statuses.class_empty);
    for (const [address, granules] of saved.slice(0, -1)) heap.offer('free', { address, granules });
    heap.perform('set_nursery', ...(saved.at(-1) ?? [0, 0]));
    expect(flush()).toEqual(saved);
  });

  it('flush in two cycles a block, one a class and five more, where the host takes one every other cycle', () => {
    const heap = new Heap({ classes: 16, depth: 16 });
    for (let block = 0; block < 40; block++)
      heap.offer('free', { address: pool + 64 * block, granules: 1 + (block % 4) });
    let taken = 0;
    heap.drive({ command_operation: operations.flush, command_valid: 1 });
    const begin = heap.until('command_ready');
    heap.drive({ command_valid: 0 });
    while (
      heap
        .drive({ surplus_ready: taken % 2 })
        .step()
        .read('done_valid') === 0
    )
      taken++;
    expect(heap.surplus.length).toBe(40);
    expect(heap.cycle - 1 - begin).toBeLessThanOrEqual(2 * 40 + 16 + 5);
  });
});

describe('the counters of the allocator', () => {
  it('count what was done, and are cleared', () => {
    const heap = new Heap();
    heap.perform('set_nursery', pool, 10);
    heap.offer('free', { address: 0x100, granules: 1 });
    for (const size of [16, 16, 0, 16 * 30]) heap.allocate(size);
    const names = [
      ...(['requests', 'list_hits', 'nursery_hits', 'refused_size', 'refused_empty'] as const),
      ...(['frees', 'frees_kept', 'commands'] as const),
    ];
    expect(names.map((name) => heap.counter(name))).toEqual([4, 1, 1, 1, 1, 1, 1, 1]);
    heap.drive({ counter_clear: 1 }).step().drive({ counter_clear: 0 });
    expect(names.map((name) => heap.counter(name))).toEqual(names.map(() => 0));
  });
});
