import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { writeBarrier } from './hardware.js';
import { counters, operations, statuses, type Operation } from './operations.js';
import type { WriteBarrierParameters } from './parameters.js';

type Fields = Readonly<Record<string, number>>;

const young = 0x2000;
const old = 0x8000;

/** A barrier from its reset on, in which cycle 0 is the first with `rst` low. */
class Barrier {
  readonly #simulator;
  /** Number of the next cycle. */
  cycle = 0;

  constructor(given: Partial<WriteBarrierParameters> = {}) {
    this.#simulator = simulate(writeBarrier.elaborate(given), { seed: 5 });
    this.#simulator.reset(3);
    this.drive({ remembered_ready: 1, done_ready: 1 });
  }

  drive(fields: Fields): this {
    for (const [name, value] of Object.entries(fields)) this.#simulator.port(name).set(value);
    return this;
  }

  step(): this {
    this.#simulator.cycle();
    this.cycle++;
    return this;
  }

  read(name: string): number {
    return this.#simulator.port(name).get();
  }

  /** Runs until a port is 1, and gives the number of that cycle. */
  until(name: string): number {
    const limit = this.cycle + 10_000;
    while (this.cycle < limit) if (this.step().read(name) === 1) return this.cycle - 1;
    throw new Error(`${name} never is 1`);
  }

  /** Offers a command until it is taken, and gives the number of that cycle. */
  accept(operation: Operation | 3): number {
    this.drive({ command_valid: 1, command_operation: operation === 3 ? 3 : operations[operation] });
    const taken = this.until('command_ready');
    this.drive({ command_valid: 0 });
    return taken;
  }

  /** Cycles from the one in which a command is accepted to the first in which its result is offered. */
  latency(operation: Operation | 3): number {
    const taken = this.accept(operation);
    return this.until('done_valid') - taken;
  }

  /** Young from 0x2000 to 0x3000, old from 0x1000 to 0x100000. */
  open(): this {
    this.drive({ young_base: young, young_limit: 0x3000, old_base: 0x1000, old_limit: 0x100000 });
    this.latency('set_ranges');
    return this.step();
  }

  /** Offers a store in the next cycle: of a young pointer into an old object unless told. */
  store(slot: number, value = young, object = old): this {
    this.drive({ store_valid: 1, store_object: object, store_slot: slot, store_value: value });
    return this.step();
  }

  rest(cycles = 1): this {
    this.drive({ store_valid: 0 });
    for (let left = cycles; left > 0; left--) this.step();
    return this;
  }

  counter(name: (typeof counters)[number]): number {
    this.drive({ counter_index: counters.indexOf(name) });
    return this.rest(2).read('counter_value');
  }
}

describe('the streams of the write barrier', () => {
  it('offer what a store makes to be remembered two cycles later', () => {
    const barrier = new Barrier().open().store(0x8010);
    expect([barrier.read('store_ready'), barrier.read('remembered_valid')]).toEqual([1, 0]);
    expect(barrier.rest().read('remembered_valid')).toBe(0);
    expect(barrier.rest().read('remembered_valid')).toBe(1);
    expect(barrier.read('remembered_address')).toBe(0x8010);
    expect(barrier.rest().read('remembered_valid')).toBe(0);
  });

  it('take a store in every cycle, and offer each in the second one after it', () => {
    const barrier = new Barrier().open();
    for (let number = 0; number < 40; number++) {
      barrier.store(old + 4 * number);
      expect(barrier.read('store_ready')).toBe(1);
      if (number >= 2) expect(barrier.read('remembered_address')).toBe(old + 4 * (number - 2));
    }
    expect(barrier.rest(3).read('level')).toBe(0);
  });

  it('remember a granule once that is stored to in every cycle', () => {
    const barrier = new Barrier().open().drive({ remembered_ready: 0 });
    for (let count = 0; count < 10; count++) barrier.store(0x8020 + (count & 3));
    expect(barrier.rest(3).read('level')).toBe(1);
    expect([barrier.counter('remembered'), barrier.counter('filtered')]).toEqual([1, 9]);
  });

  it.each([1, 4, 64])('hold %i entries and one store more, and lose none of those that wait', (depth) => {
    const barrier = new Barrier({ depth }).open().drive({ remembered_ready: 0 });
    let accepted = 0;
    for (let cycle = 0; cycle < depth + 8; cycle++) {
      barrier.store(old + 4 * accepted);
      accepted += barrier.read('store_ready');
    }
    expect([accepted, barrier.read('level')]).toEqual([depth + 1, depth]);
    barrier.rest().drive({ remembered_ready: 1 });
    const seen: number[] = [];
    for (let cycle = 0; cycle < 2 * depth + 8; cycle++)
      if (barrier.rest().read('remembered_valid') === 1) seen.push(barrier.read('remembered_address'));
    expect(seen).toEqual(Array.from({ length: depth + 1 }, (_, number) => old + 4 * number));
  });

  it('let stores pass that do not cross while the buffer is full', () => {
    const barrier = new Barrier({ depth: 2 }).open().drive({ remembered_ready: 0 });
    barrier.store(0x8000).store(0x8004).rest(2);
    for (const value of [1, 0x5000]) expect(barrier.store(0x8008, value).read('store_ready')).toBe(1);
    expect(barrier.store(0x8008, young, 0x2800).read('store_ready')).toBe(1);
    expect(barrier.store(0x8008).read('store_ready')).toBe(1);
    expect(barrier.store(0x8008, 1).read('store_ready')).toBe(0);
  });
});

describe.each([1, 2, 16, 1024])('the commands of a write barrier with %i sets', (sets) => {
  const given = { sets };

  it('are first taken when the walk after reset is over', () => {
    const barrier = new Barrier(given);
    barrier.drive({ store_valid: 1 });
    expect(barrier.until('command_ready')).toBe(sets);
    expect(barrier.read('store_ready')).toBe(1);
  });

  it.each(['set_ranges', 'clear', 'drain'] as const)('take sets + 2 cycles without waiting: %s', (name) => {
    expect(new Barrier(given).latency(name)).toBe(sets + 2);
  });

  it('take one cycle when they are refused', () => {
    const barrier = new Barrier(given);
    expect([barrier.latency(3), barrier.read('done_status')]).toEqual([1, statuses.unknown_operation]);
    barrier.drive({ young_base: 8, young_limit: 7 });
    expect([barrier.latency('set_ranges'), barrier.read('done_status')]).toEqual([1, statuses.bad_range]);
  });

  it('take a cycle more behind a store that crosses in their own', () => {
    const barrier = new Barrier(given).open();
    barrier.drive({ store_valid: 1, store_object: old, store_slot: old, store_value: young });
    const taken = barrier.accept('clear');
    barrier.drive({ store_valid: 0 });
    expect(barrier.until('done_valid') - taken).toBe(sets + 3);
    // The store came before the clear.
    barrier.store(old).rest(3);
    expect(barrier.counter('remembered')).toBe(2);
  });
});

describe('a drain', () => {
  it('is done when the last entry was taken and the table is empty', () => {
    const barrier = new Barrier().open().drive({ remembered_ready: 0 });
    barrier.store(0x8000).store(0x8004).rest(2);
    barrier.accept('drain');
    for (let cycle = 0; cycle < 50; cycle++) expect(barrier.rest().read('done_valid')).toBe(0);
    expect(barrier.store(0x8000).read('store_ready')).toBe(0);
    barrier.drive({ remembered_ready: 1 });
    const begin = barrier.rest().cycle;
    // Two are taken, in this cycle and the next; the one after that settles.
    expect(barrier.until('done_valid') - begin + 1).toBe(2 + 16 + 1);
    barrier.store(0x8000).rest(2);
    expect(barrier.read('remembered_valid')).toBe(1);
  });
});

describe('the counters of the write barrier', () => {
  it('are read one cycle after they were named, and cleared', () => {
    const barrier = new Barrier().open();
    barrier.store(0x8000).store(0x8000).store(0x8004, 5).rest(4);
    expect(counters.map((name) => barrier.counter(name))).toEqual([3, 1, 2, 1, 1, 0, 0, 0, 1, 1, 32]);
    barrier.drive({ counter_clear: 1 }).rest();
    barrier.drive({ counter_clear: 0 });
    expect(counters.map((name) => barrier.counter(name))).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('the parameters of the write barrier', () => {
  it.each([
    {},
    { sets: 1, ways: 1, depth: 1, granuleBits: 0 },
    { format: 'nan-boxing', wordBits: 64, addressBits: 64 },
    { format: 'addresses', addressBits: 16, remember: 'object' },
    { sets: 1024, ways: 8, depth: 1024, counterBits: 0 },
  ] as const)('may be %o', (parameters) => {
    expect(writeBarrier.elaborate(parameters).kind).toBe('module');
  });

  it.each([
    [{ ways: 9 }, 'P02: write_barrier: ways cannot be 9. It takes a whole number from 1 to 8.'],
    [{ sets: 12 }, 'P02: write_barrier: sets cannot be 12. It takes a power of two from 1 to 1024.'],
    [{ wordBits: 16 }, 'P02: write_barrier: wordBits cannot be 16. It takes 32 or 64.'],
    [
      { format: 'nan-boxing' },
      'P03: write_barrier: format nan-boxing has no words of 32 bits: set wordBits to 64.',
    ],
    [
      { addressBits: 16, granuleBits: 9, sets: 128 },
      'P03: write_barrier: the number of a granule has 7 bits (addressBits - granuleBits), too few for 128 sets: it needs 8.',
    ],
  ])('refuse %o', (parameters, message) => {
    expect(refusal(parameters)).toBe(message);
  });
});

/** What is said to wrong parameters, without the place of the block. */
function refusal(parameters: Readonly<Record<string, string | number>>): string {
  try {
    writeBarrier.resolve(parameters);
  } catch (error) {
    return (error as Error).message.replace(/^(\w+) \S+hardware\.ts:\d+:\d+: /, '$1: ');
  }
  return 'nothing';
}
