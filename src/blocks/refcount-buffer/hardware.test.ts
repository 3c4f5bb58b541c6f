import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { refcountBuffer } from './hardware.js';
import { counters, operations, refusals, statuses, type Operation } from './operations.js';
import type { RefcountBufferParameters } from './parameters.js';

type Fields = Readonly<Record<string, number>>;

const base = 0x1000;
const object = (number: number): number => base + 16 * number;

/** A buffer with a memory that answers after exactly `latency` cycles; cycle 0 is the first with `rst` low. */
class Buffer {
  readonly memory = new Map<number, number>();
  /** Cycles in which requests were taken. */
  readonly reads: { address: number; cycle: number }[] = [];
  readonly writes: { address: number; data: number; strobe: number; cycle: number }[] = [];
  readonly responses: number[] = [];
  /** Number of the next cycle. */
  cycle = 0;
  readonly #simulator;
  readonly #latency: number;
  readonly #due: { at: number; tag: number; data: number }[] = [];

  constructor(given: Partial<RefcountBufferParameters> = {}, latency = 1) {
    this.#latency = latency;
    this.#simulator = simulate(refcountBuffer.elaborate(given), { seed: 5 });
    this.#simulator.reset(3);
    this.drive({ zero_ready: 1, refused_ready: 1, done_ready: 1, memory_request_ready: 1 });
    this.drive({ heap_base: base, heap_limit: base + 0x1000, memory_response_last: 1 });
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
      const answer = this.#due[0]?.at === this.cycle ? this.#due.shift() : undefined;
      this.drive({ memory_response_valid: answer ? 1 : 0 });
      if (answer) {
        this.drive({ memory_response_tag: answer.tag, memory_response_data: answer.data });
        this.responses.push(this.cycle);
      }
      this.#simulator.cycle();
      if (this.read('memory_request_valid') === 1) this.#request();
      this.cycle++;
    }
    return this;
  }

  until(name: string): number {
    const limit = this.cycle + 10_000;
    while (this.cycle < limit) if (this.step().read(name) === 1) return this.cycle - 1;
    throw new Error(`${name} never is 1`);
  }

  perform(operation: Operation): number {
    this.drive({ command_valid: 1, command_operation: operations[operation] });
    const taken = this.until('command_ready');
    this.drive({ command_valid: 0 });
    const done = this.until('done_valid');
    this.step();
    return done - taken;
  }

  open(): this {
    this.perform('set_heap');
    return this;
  }

  /** Offers an update until it is taken, and gives the number of that cycle. */
  update(number: number, change: 1 | -1): number {
    this.drive({ update_valid: 1, update_address: object(number), update_increment: change > 0 ? 1 : 0 });
    const taken = this.until('update_ready');
    this.drive({ update_valid: 0 });
    return taken;
  }

  counter(name: (typeof counters)[number]): number {
    this.drive({ counter_index: counters.indexOf(name) });
    return this.step(2).read('counter_value');
  }

  #request(): void {
    const address = this.read('memory_request_address');
    if (this.read('memory_request_write') === 1) {
      const [data, strobe] = [this.read('memory_request_data'), this.read('memory_request_strobe')];
      this.writes.push({ address, data, strobe, cycle: this.cycle });
      this.memory.set(address, data);
    } else this.reads.push({ address, cycle: this.cycle });
    const data = this.memory.get(address) ?? 0;
    this.#due.push({ at: this.cycle + this.#latency, tag: this.read('memory_request_tag'), data });
  }
}

describe('the updates of the reference-count buffer', () => {
  it('are taken in every cycle while they hit or find a hole', () => {
    const buffer = new Buffer().open();
    const begin = buffer.cycle;
    for (let number = 0; number < 16; number++) buffer.update(number, 1);
    for (let round = 0; round < 20; round++) buffer.update(round % 16, round % 3 === 0 ? -1 : 1);
    expect(buffer.cycle - begin).toBe(36);
    // Two objects were cancelled, and come again.
    expect([buffer.counter('hits'), buffer.counter('evictions')]).toEqual([18, 0]);
  });

  it('are taken in every cycle when each evicts, as long as there are places', () => {
    const buffer = new Buffer({ entries: 1, inFlight: 8 }, 40).open();
    const begin = buffer.cycle;
    for (let number = 0; number < 9; number++) buffer.update(number, 1);
    expect(buffer.cycle - begin).toBe(9);
    // The ninth eviction waits for a place: the update is held, and no other is taken behind it.
    buffer.update(9, 1);
    buffer.drive({ update_valid: 1, update_address: object(10) });
    expect(buffer.step(2).read('update_ready')).toBe(0);
    expect(buffer.counter('room_stalls')).toBeGreaterThan(0);
  });

  it('cost nothing when they cancel out', () => {
    const buffer = new Buffer().open();
    for (let round = 0; round < 50; round++) {
      buffer.update(round, 1);
      buffer.update(round, -1);
    }
    buffer.perform('drain');
    expect([buffer.reads, buffer.writes]).toEqual([[], []]);
    expect(buffer.counter('cancelled')).toBe(50);
  });
});

describe('an eviction', () => {
  it('is asked for three cycles after the update, written three after the answer, and told three after that', () => {
    const buffer = new Buffer({ entries: 1 }).open();
    buffer.memory.set(object(0), 1);
    buffer.update(0, -1);
    const taken = buffer.update(1, 1);
    const told = buffer.until('zero_valid');
    expect(buffer.reads).toEqual([{ address: object(0), cycle: taken + 3 }]);
    const [readAnswered = 0, writeAnswered = 0] = buffer.responses;
    expect(buffer.writes).toEqual([{ address: object(0), data: 0, strobe: 15, cycle: readAnswered + 3 }]);
    expect(told).toBe(writeAnswered + 3);
    expect([buffer.read('zero_address'), buffer.read('zero_settled')]).toEqual([object(0), 1]);
  });

  it.each([
    [1, 1],
    [1, 4],
    [20, 1],
    [20, 4],
    [60, 8],
  ])('with memory of %i cycles and %i places keeps all of them busy', (latency, inFlight) => {
    const buffer = new Buffer({ entries: 1, inFlight }, latency).open();
    for (let number = 0; number < 100; number++) buffer.memory.set(object(number), 5);
    const begin = buffer.cycle;
    for (let number = 0; number < 100; number++) buffer.update(number, 1);
    const cycles = buffer.cycle - begin;
    // A place is taken for two accesses, each with its way through the buffer, or the port for two requests.
    const bound = Math.max(2, (2 * latency + 8) / inFlight);
    expect(cycles / 100).toBeLessThanOrEqual(1.1 * bound);
  });

  it('waits for an older one of the same object', () => {
    const buffer = new Buffer({ entries: 1, inFlight: 4 }, 10).open();
    buffer.memory.set(object(0), 10);
    for (let round = 0; round < 3; round++) {
      buffer.update(0, 1);
      buffer.update(1, 1);
      buffer.update(1, -1);
    }
    buffer.perform('drain');
    expect(buffer.memory.get(object(0))).toBe(13);
    const [first, second] = buffer.writes;
    const again = buffer.reads.filter(({ address }) => address === object(0));
    expect(again[1]?.cycle).toBeGreaterThan((first?.cycle ?? 0) + 10);
    expect(second?.data).toBe(12);
  });

  it('outside of the heap is refused, with its net change', () => {
    const buffer = new Buffer({ entries: 1 }).open();
    buffer.update(0x1000, -1);
    buffer.update(0x1000, -1);
    buffer.update(0, 1);
    buffer.until('refused_valid');
    expect(buffer.read('refused_address')).toBe(object(0x1000));
    expect([buffer.read('refused_change'), buffer.read('refused_status')]).toEqual([
      254,
      refusals.bad_address,
    ]);
    expect(buffer.reads).toEqual([]);
  });
});

describe('the commands of the reference-count buffer', () => {
  it('take two cycles when there is nothing to do', () => {
    const buffer = new Buffer();
    expect([buffer.perform('drain'), buffer.perform('set_heap')]).toEqual([2, 2]);
  });

  it('bring everything to memory, the least recently changed first', () => {
    const buffer = new Buffer().open();
    for (const number of [3, 1, 2]) buffer.memory.set(object(number), 7);
    for (const number of [1, 2, 3, 1]) buffer.update(number, 1);
    buffer.perform('drain');
    expect(buffer.reads.map(({ address }) => address)).toEqual([2, 3, 1].map(object));
    expect([1, 2, 3].map((number) => buffer.memory.get(object(number)))).toEqual([9, 8, 8]);
  });

  it.each([1, 5, 16])('begin the last eviction of a drain of %d objects within 16 cycles', (objects) => {
    const buffer = new Buffer({ inFlight: 16 }, 60).open();
    for (let number = 1; number <= objects; number++) buffer.update(number, 1);
    const commanded = buffer.cycle;
    buffer.perform('drain');
    expect(buffer.reads.length).toBe(objects);
    // Accepted, taken by the list after that, and asked for two cycles after an eviction began.
    expect((buffer.reads.at(-1)?.cycle ?? Infinity) - commanded).toBe(16 + 2);
  });

  it('refuse a heap that is none, and keep the one there is', () => {
    const buffer = new Buffer().open();
    buffer.drive({ heap_limit: base - 4 });
    buffer.perform('set_heap');
    expect(buffer.read('done_status')).toBe(statuses.bad_range);
    buffer.memory.set(object(1), 7);
    buffer.update(1, 1);
    buffer.perform('drain');
    expect([buffer.read('done_status'), buffer.memory.get(object(1))]).toEqual([statuses.ok, 8]);
  });

  it('are done when the reports were taken', () => {
    const buffer = new Buffer().open();
    buffer.memory.set(object(1), 1);
    buffer.update(1, -1);
    buffer.drive({ zero_ready: 0, command_valid: 1, command_operation: 0 }).step();
    buffer.drive({ command_valid: 0 });
    buffer.until('zero_valid');
    for (let cycle = 0; cycle < 20; cycle++) expect(buffer.step().read('done_valid')).toBe(0);
    buffer.drive({ zero_ready: 1 }).step();
    expect(buffer.step().read('done_valid')).toBe(0);
    expect(buffer.step().read('done_valid')).toBe(1);
  });
});

describe('the counters of the reference-count buffer', () => {
  it('are read one cycle after they were named, and cleared', () => {
    const buffer = new Buffer().open();
    buffer.memory.set(object(1), 1);
    buffer.update(1, -1);
    buffer.update(2, 1);
    buffer.update(2, -1);
    buffer.perform('drain');
    const names = [
      'updates',
      'hits',
      'cancelled',
      'evictions',
      'drained',
      'writes',
      'zeros',
      'drains',
    ] as const;
    expect(names.map((name) => buffer.counter(name))).toEqual([3, 1, 1, 1, 1, 1, 1, 2]);
    buffer.drive({ counter_clear: 1 }).step();
    buffer.drive({ counter_clear: 0 });
    expect(names.map((name) => buffer.counter(name))).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('the parameters of the reference-count buffer', () => {
  it.each([
    {},
    { entries: 1, inFlight: 1, zeroDepth: 1, tagBits: 1, changeBits: 2 },
    { dataBits: 128, headerBits: 64, countBits: 64, addressBits: 52, inFlight: 16 },
    { countPosition: 30, countBits: 2, immortal: false, counterBits: 0 },
  ] as const)('may be %o', (parameters) => {
    expect(refcountBuffer.elaborate(parameters).kind).toBe('module');
  });

  it.each([
    [{ entries: 65 }, 'P02: refcount_buffer: entries cannot be 65. It takes a whole number from 1 to 64.'],
    [{ dataBits: 16 }, 'P02: refcount_buffer: dataBits cannot be 16. It takes 32, 64 or 128.'],
    [
      { headerBits: 64 },
      "P03: refcount_buffer: a header of 64 bits does not fit the memory's words of 32: set dataBits to 64.",
    ],
    [
      { countPosition: 8 },
      'P03: refcount_buffer: a count of 32 bits from bit 8 on is not within a header of 32 bits.',
    ],
    [
      { inFlight: 3, tagBits: 1 },
      'P03: refcount_buffer: 3 headers in flight need 3 tags, but tagBits 1 gives 2.',
    ],
  ])('refuse %o', (parameters, message) => {
    expect(refusal(parameters)).toBe(message);
  });
});

/** What is said to wrong parameters, without the place of the block. */
function refusal(parameters: Readonly<Record<string, string | number>>): string {
  try {
    refcountBuffer.resolve(parameters);
  } catch (error) {
    return (error as Error).message.replace(/^(\w+) \S+hardware\.ts:\d+:\d+: /, '$1: ');
  }
  return 'nothing';
}
