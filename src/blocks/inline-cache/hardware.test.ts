import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { inlineCache } from './hardware.js';
import { operations, statuses, type Operation } from './operations.js';
import type { InlineCacheParameters } from './parameters.js';

type Fields = Readonly<Record<string, number>>;

/** A table from its reset on, in which cycle 0 is the first with `rst` low. */
class Table {
  readonly #simulator;
  /** Number of the next cycle. */
  cycle = 0;

  constructor(given: Partial<InlineCacheParameters> = {}) {
    this.#simulator = simulate(inlineCache.elaborate(given), { seed: 5 });
    this.#simulator.reset(3);
    this.drive({ answer_ready: 1, done_ready: 1 });
  }

  drive(fields: Fields): void {
    for (const [name, value] of Object.entries(fields)) this.#simulator.port(name).set(value);
  }

  /** One cycle. */
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
  accept(operation: Operation | 7, fields: Fields = {}): number {
    this.drive({ command_valid: 1, command_operation: operation === 7 ? 7 : operations[operation] });
    this.drive(Object.fromEntries(Object.entries(fields).map(([name, value]) => [`command_${name}`, value])));
    const taken = this.until('command_ready');
    this.drive({ command_valid: 0 });
    return taken;
  }

  /** Cycles from the one in which a command is accepted to the first in which its result is offered. */
  latency(operation: Operation | 7, fields: Fields = {}): number {
    const taken = this.accept(operation, fields);
    return this.until('done_valid') - taken;
  }

  /** One lookup in the next cycle, which must be taken at once; what is offered so many cycles later. */
  lookUp(key: Fields, latency = 1): { readonly valid: number; readonly hit: number; readonly value: number } {
    this.drive({ lookup_valid: 1 });
    this.drive(Object.fromEntries(Object.entries(key).map(([name, value]) => [`lookup_${name}`, value])));
    expect(this.step().read('lookup_ready')).toBe(1);
    this.drive({ lookup_valid: 0 });
    for (let cycle = 0; cycle < latency; cycle++) this.step();
    return {
      valid: this.read('answer_valid'),
      hit: this.read('answer_hit'),
      value: this.read('answer_value'),
    };
  }
}

const key = (site: number) => ({ context: 3, site, shape: 77 });

describe('the streams of the inline-cache table', () => {
  it('answer a lookup in the next cycle', () => {
    const table = new Table();
    table.latency('fill', { ...key(1), kind: 1, value: 42 });
    expect(table.lookUp(key(1))).toEqual({ valid: 1, hit: 1, value: 42 });
    expect(table.lookUp(key(2))).toMatchObject({ valid: 1, hit: 0, value: 0 });
  });

  it('take a lookup in every cycle, and answer each in the one after it', () => {
    const table = new Table();
    for (let site = 0; site < 8; site++) table.latency('fill', { ...key(site), kind: 1, value: 100 + site });
    table.drive({ lookup_valid: 1, lookup_context: 3, lookup_shape: 77 });
    for (let site = 0; site < 8; site++) {
      table.drive({ lookup_site: site });
      table.step();
      expect(table.read('lookup_ready')).toBe(1);
      if (site > 0) expect(table.read('answer_value')).toBe(100 + site - 1);
    }
  });

  it('hold an answer, and take no other lookup, until it is taken', () => {
    const table = new Table();
    table.latency('fill', { ...key(1), kind: 1, value: 42 });
    table.drive({ answer_ready: 0, lookup_valid: 1, lookup_context: 3, lookup_site: 1, lookup_shape: 77 });
    table.step();
    for (let cycle = 0; cycle < 5; cycle++) {
      table.step();
      expect([table.read('answer_valid'), table.read('answer_value'), table.read('lookup_ready')]).toEqual([
        1, 42, 0,
      ]);
    }
    table.drive({ answer_ready: 1 });
    expect(table.step().read('lookup_ready')).toBe(1);
  });

  it('take no lookup in the cycle of a fill and in the next one', () => {
    const table = new Table();
    table.until('command_ready');
    table.drive({ lookup_valid: 1, command_valid: 1, command_operation: operations.fill });
    expect([table.step().read('command_ready'), table.read('lookup_ready')]).toEqual([1, 0]);
    table.drive({ command_valid: 0 });
    expect(table.step().read('lookup_ready')).toBe(0);
    expect(table.step().read('lookup_ready')).toBe(1);
  });

  it('take a command every 3 cycles', () => {
    const table = new Table();
    const accepted = Array.from({ length: 5 }, (_, site) => table.accept('fill', key(site)));
    expect(accepted.slice(1).map((cycle, index) => cycle - (accepted[index] ?? 0))).toEqual([3, 3, 3, 3]);
  });
});

describe('the streams of the inline-cache table with an answer latency of 2', () => {
  const given = { answerLatency: 2 };

  it('take a lookup in every cycle, and answer each in the one after the next', () => {
    const table = new Table(given);
    for (let site = 0; site < 8; site++) table.latency('fill', { ...key(site), kind: 1, value: 100 + site });
    table.drive({ lookup_valid: 1, lookup_context: 3, lookup_shape: 77 });
    for (let site = 0; site < 8; site++) {
      table.drive({ lookup_site: site });
      table.step();
      expect([table.read('lookup_ready'), table.read('answer_valid')]).toEqual([1, site > 1 ? 1 : 0]);
      if (site > 1) expect(table.read('answer_value')).toBe(100 + site - 2);
    }
  });

  it('hold two answers', () => {
    const table = new Table(given);
    for (let site = 0; site < 3; site++) table.latency('fill', { ...key(site), kind: 1, value: 100 + site });
    table.drive({ answer_ready: 0, lookup_valid: 1, lookup_context: 3, lookup_shape: 77, lookup_site: 1 });
    table.step();
    table.drive({ lookup_site: 2 });
    table.step();
    expect(table.read('lookup_ready')).toBe(1);
    for (let cycle = 0; cycle < 5; cycle++) {
      table.step();
      expect([table.read('answer_value'), table.read('lookup_ready')]).toEqual([101, 0]);
    }
    table.drive({ answer_ready: 1, lookup_valid: 0 });
    expect(table.step().read('answer_value')).toBe(101);
    expect(table.step().read('answer_value')).toBe(102);
    expect(table.step().read('answer_valid')).toBe(0);
  });

  it('take no lookup in the cycle of a fill and in the next two', () => {
    const table = new Table(given);
    table.until('command_ready');
    table.drive({ lookup_valid: 1, command_valid: 1, command_operation: operations.fill });
    table.step();
    table.drive({ command_valid: 0 });
    const ready = [table.read('lookup_ready')];
    for (let cycle = 0; cycle < 3; cycle++) ready.push(table.step().read('lookup_ready'));
    expect(ready).toEqual([0, 0, 0, 1]);
  });
});

describe('the streams of the inline-cache table with an answer latency of 3', () => {
  const given = { answerLatency: 3 };

  it('take a lookup in every cycle, and answer each three cycles later', () => {
    const table = new Table(given);
    for (let site = 0; site < 8; site++) table.latency('fill', { ...key(site), kind: 1, value: 100 + site });
    table.drive({ lookup_valid: 1, lookup_context: 3, lookup_shape: 77 });
    for (let site = 0; site < 8; site++) {
      table.drive({ lookup_site: site });
      table.step();
      expect([table.read('lookup_ready'), table.read('answer_valid')]).toEqual([1, site > 2 ? 1 : 0]);
      if (site > 2) expect(table.read('answer_value')).toBe(100 + site - 3);
    }
  });

  it('hold three answers', () => {
    const table = new Table(given);
    for (let site = 0; site < 3; site++) table.latency('fill', { ...key(site), kind: 1, value: 100 + site });
    table.drive({ answer_ready: 0, lookup_valid: 1, lookup_context: 3, lookup_shape: 77 });
    for (let site = 0; site < 3; site++) {
      table.drive({ lookup_site: site });
      expect(table.step().read('lookup_ready')).toBe(1);
    }
    for (let cycle = 0; cycle < 5; cycle++) {
      table.step();
      expect([table.read('answer_value'), table.read('lookup_ready')]).toEqual([100, 0]);
    }
    table.drive({ answer_ready: 1, lookup_valid: 0 });
    for (let site = 0; site < 3; site++) expect(table.step().read('answer_value')).toBe(100 + site);
    expect(table.step().read('answer_valid')).toBe(0);
  });

  it('take no lookup in the cycle of a fill and in the next three', () => {
    const table = new Table(given);
    table.until('command_ready');
    table.drive({ lookup_valid: 1, command_valid: 1, command_operation: operations.fill });
    table.step();
    table.drive({ command_valid: 0 });
    const ready = [table.read('lookup_ready')];
    for (let cycle = 0; cycle < 4; cycle++) ready.push(table.step().read('lookup_ready'));
    expect(ready).toEqual([0, 0, 0, 0, 1]);
  });

  it('take a command every 4 cycles', () => {
    const table = new Table(given);
    const accepted = Array.from({ length: 5 }, (_, site) => table.accept('fill', key(site)));
    expect(accepted.slice(1).map((cycle, index) => cycle - (accepted[index] ?? 0))).toEqual([4, 4, 4, 4]);
  });
});

describe.each([
  [1, 1],
  [2, 1],
  [16, 1],
  [64, 1],
  [1, 2],
  [16, 2],
  [1, 3],
  [16, 3],
])('the latencies of commands with %d sets and an answer latency of %d', (sets, answerLatency) => {
  const given = { sets, answerLatency, versionBits: 1, epochBits: 1, guards: 1 };
  const walk = sets + answerLatency;
  const acts = answerLatency === 3 ? 2 : 1;

  it('take the first command when the walk after reset is over', () => {
    expect(new Table(given).until('command_ready')).toBe(walk);
  });

  it('are one more than until they act, without a walk', () => {
    const table = new Table(given);
    expect(table.latency('fill', key(1))).toBe(acts + 1);
    expect(table.latency('open_guard', { base: 4, last: 9 })).toBe(acts + 1);
    expect(table.latency('release_guard', { guard: 0, version: 0 })).toBe(acts + 1);
    expect(table.latency('flush')).toBe(acts + 1);
    expect(table.latency(7)).toBe(acts + 1);
  });

  it.each(['invalidate_site', 'invalidate_shape', 'invalidate_context'] as const)(
    'of %s include a walk',
    (name) => {
      expect(new Table(given).latency(name, key(1))).toBe(walk + acts);
    },
  );

  it('of a flush include a walk when the epoch wraps', () => {
    const table = new Table(given);
    expect([table.latency('flush'), table.latency('flush'), table.latency('flush')]).toEqual([
      acts + 1,
      walk + acts,
      acts + 1,
    ]);
  });

  it('of open_guard include a walk, one cycle later, when all guards are retired', () => {
    const table = new Table(given);
    for (const version of [0, 1]) {
      expect(table.latency('open_guard', { base: 4, last: 9 })).toBe(acts + 1);
      expect(table.latency('release_guard', { guard: 0, version })).toBe(acts + 1);
      expect(table.read('done_status')).toBe(statuses.ok);
    }
    expect(table.latency('open_guard', { base: 4, last: 9 })).toBe(walk + acts + 1);
    expect([table.read('done_status'), table.read('done_guard'), table.read('done_version')]).toEqual([
      0, 0, 0,
    ]);
  });

  it('leave lookups alone in a walk: answered as always, as misses', () => {
    const table = new Table(given);
    const lookUp = (site: number) => table.lookUp(key(site), answerLatency);
    table.latency('fill', { ...key(1), kind: 1, value: 42 });
    const taken = table.accept('invalidate_shape', { shape: 1 });
    expect(lookUp(1)).toEqual({ valid: 1, hit: 0, value: 0 });
    expect(table.until('done_valid') - taken).toBe(walk + acts);
    expect(lookUp(1)).toEqual({ valid: 1, hit: 1, value: 42 });
  });
});

describe('a counter of the inline-cache table', () => {
  it('is read one cycle after it was named', () => {
    const table = new Table();
    table.latency('fill', { ...key(1), kind: 1, value: 42 });
    for (let count = 0; count < 3; count++) table.lookUp(key(1));
    table.drive({ counter_index: 1 });
    table.step().step();
    expect(table.read('counter_value')).toBe(3);
    table.drive({ counter_index: 2 });
    expect(table.step().read('counter_value')).toBe(3);
    expect(table.step().read('counter_value')).toBe(0);
  });
});

describe('the parameters of the inline-cache table', () => {
  it.each([
    {},
    { ways: 1 },
    { ways: 8, replacement: 'pseudo-lru' },
    { ways: 2, replacement: 'fifo' },
    { guards: 0 },
    { guards: 3, versionBits: 2, epochBits: 2 },
    { sets: 1 },
    { counterBits: 0 },
    { valueBits: 64, contextBits: 1 },
  ] as const)('may be %o', (parameters) => {
    expect(inlineCache.elaborate(parameters).kind).toBe('module');
  });

  it.each([
    [{ ways: 3 }, 'ways cannot be 3. It takes a power of two from 1 to 8.'],
    [{ ways: 16 }, 'ways cannot be 16. It takes a power of two from 1 to 8.'],
    [{ sets: 96 }, 'sets cannot be 96. It takes a power of two from 1 to 4096.'],
    [{ sets: 8192 }, 'sets cannot be 8192. It takes a power of two from 1 to 4096.'],
    [{ guards: 65 }, 'guards cannot be 65. It takes a whole number from 0 to 64.'],
    [{ guards: 1.5 }, 'guards cannot be 1.5. It takes a whole number from 0 to 64.'],
    [{ contextBits: 0 }, 'contextBits cannot be 0. It takes a whole number from 1 to 64.'],
    [{ siteBits: 65 }, 'siteBits cannot be 65. It takes a whole number from 1 to 64.'],
    [{ kindBits: 9 }, 'kindBits cannot be 9. It takes a whole number from 1 to 8.'],
    [{ versionBits: 17 }, 'versionBits cannot be 17. It takes a whole number from 1 to 16.'],
    [{ epochBits: 0 }, 'epochBits cannot be 0. It takes a whole number from 1 to 16.'],
    [{ counterBits: 65 }, 'counterBits cannot be 65. It takes a whole number from 0 to 64.'],
    [{ answerLatency: 4 }, 'answerLatency cannot be 4. It takes a whole number from 1 to 3.'],
    [{ replacement: 'lru' }, 'replacement cannot be lru. It takes random, fifo or pseudo-lru.'],
  ])('refuse %o', (parameters, message) => {
    expect(refusal(parameters)).toBe(`P02: inline_cache: ${message}`);
  });

  it('refuse a name that is not in the table', () => {
    expect(refusal({ way: 2 })).toBe(
      "P01: inline_cache has no parameter 'way'. Its parameters are sets, ways, contextBits, siteBits, shapeBits, " +
        'kindBits, valueBits, guards, addressBits, versionBits, epochBits, replacement, counterBits, counterStorage, answerLatency.',
    );
  });
});

/** What is said to wrong parameters, without the place of the block. */
function refusal(parameters: Readonly<Record<string, string | number>>): string {
  try {
    inlineCache.resolve(parameters);
  } catch (error) {
    return (error as Error).message.replace(/^(\w+) \S+hardware\.ts:\d+:\d+: /, '$1: ');
  }
  return 'nothing';
}
