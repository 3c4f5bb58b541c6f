import { describe, expect, it } from 'vitest';
import { commandOf, keyOf, standard, Table } from './model-fixture.js';
import { InlineCacheModel, type Key } from './model.js';
import { absentKind, counters, statuses, type Counter } from './operations.js';

const key = keyOf(1, 2, 3);

function counted(table: Table): Partial<Record<Counter, number>> {
  const values = counters.map((name, index) => [name, table.model.counters.value(index)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== 0));
}

/** The fold by the README's words, on an integer of any size. */
function foldSlowly(field: bigint, bits: number): number {
  let folded = 0n;
  for (let rest = field; rest > 0n; rest >>= BigInt(bits)) folded ^= rest & ((1n << BigInt(bits)) - 1n);
  return Number(folded);
}

describe('the set of a key', () => {
  it('is the xor of the folded fields', () => {
    const { entries } = new InlineCacheModel(standard);
    // By hand, six bits a piece: 0x1234 -> 61, 0x56 -> 23, 0xDEADBEE0 -> 54.
    expect(entries.setOf(keyOf(0x1234, 0, 0))).toBe(61);
    expect(entries.setOf(keyOf(0, 0x56, 0))).toBe(23);
    expect(entries.setOf(keyOf(0, 0, 0xdeadbee0 | 0))).toBe(54);
    expect(entries.setOf(keyOf(0x1234, 0x56, 0xdeadbee0 | 0))).toBe(28);
  });

  it.each([1, 2, 4, 8, 32, 64, 128, 1024, 4096])('folds 64 bits for %i sets', (sets) => {
    const { entries } = new InlineCacheModel({ ...standard, sets });
    const wide = [0xfedcba9876543210n, 0x0123456789abcde0n, 0x8000000000000001n] as const;
    const words = wide.map((field) => [Number(field & 0xffffffffn) | 0, Number(field >> 32n) | 0] as const);
    const [[contextLow, contextHigh], [siteLow, siteHigh], [shapeLow, shapeHigh]] = words as [
      readonly [number, number],
      readonly [number, number],
      readonly [number, number],
    ];
    const bits = Math.log2(sets);
    const expected = bits === 0 ? 0 : wide.reduce((set, field) => set ^ foldSlowly(field, bits), 0);
    expect(entries.setOf({ contextLow, contextHigh, siteLow, siteHigh, shapeLow, shapeHigh })).toBe(expected);
  });
});

describe('lookups', () => {
  it('hit what was filled, with the whole key compared', () => {
    const table = new Table({ sets: 1 });
    expect(table.lookup(key)).toBeUndefined();
    expect(table.fill(key, 77)).toBe(statuses.ok);
    expect(table.lookup(key)).toBe(77);
    const others: Key[] = [
      { ...key, contextLow: -1 },
      { ...key, siteLow: 3 },
      { ...key, shapeLow: 3 | (1 << 31) },
      { ...key, contextHigh: 1 },
      { ...key, siteHigh: 1 << 31 },
      { ...key, shapeHigh: 2 },
    ];
    for (const other of others) expect(table.lookup(other)).toBeUndefined();
  });

  it('answer 0 without a hit, and count absence as a hit', () => {
    const table = new Table();
    table.fill(key, 9, undefined, absentKind);
    expect(table.lookup(key)).toBe(9);
    table.lookup(keyOf(9, 9, 9));
    expect([table.model.kind, table.model.valueLow]).toEqual([0, 0]);
    table.pass();
    expect(counted(table)).toEqual({
      lookups: 2,
      hits: 1,
      misses: 1,
      absent_hits: 1,
      fills: 1,
      walks: 1,
      walk_cycles: 65,
    });
  });

  it('miss in a walk, and hit after it', () => {
    const table = new Table();
    table.fill(key, 77);
    table.model.lookup(key);
    expect(table.model.hit).toBe(true); // in the very cycle of the command
    table.model.command(commandOf('invalidate_shape', { shapeLow: 99 }));
    for (let cycle = 0; cycle < 65; cycle++) {
      table.pass();
      table.model.lookup(key);
      expect(table.model.hit).toBe(false);
    }
    table.pass();
    table.model.settled();
    expect(table.lookup(key)).toBe(77);
  });
});

describe('replacement', () => {
  const crowd = (ways: number, replacement: 'random' | 'fifo' | 'pseudo-lru') => {
    const table = new Table({ sets: 1, ways, replacement });
    for (let site = 0; site < ways; site++) table.fill(keyOf(0, site, 0), site);
    return table;
  };
  const wayOfFill = (table: Table, site: number) => {
    table.fill(keyOf(0, site, 0), site);
    return table.model.way;
  };

  it('fills dead ways first, the lowest of them', () => {
    const table = crowd(4, 'fifo');
    table.command(commandOf('invalidate_site', { siteLow: 2 }));
    table.command(commandOf('invalidate_site', { siteLow: 1 }));
    expect(wayOfFill(table, 10)).toBe(1);
    expect(wayOfFill(table, 11)).toBe(2);
    expect(table.model.fillCase).toBe('dead');
    expect(wayOfFill(table, 12)).toBe(0); // the pointer has not moved before
    expect(table.model.fillCase).toBe('eviction');
  });

  it('replaces a present key in place', () => {
    const table = crowd(4, 'fifo');
    expect(table.fill(keyOf(0, 2, 0), 99)).toBe(statuses.ok);
    expect([table.model.way, table.model.fillCase]).toEqual([2, 'inPlace']);
    expect(table.lookup(keyOf(0, 2, 0))).toBe(99);
  });

  it('goes round with fifo', () => {
    const table = crowd(4, 'fifo');
    expect([10, 11, 12, 13, 14].map((site) => wayOfFill(table, site))).toEqual([0, 1, 2, 3, 0]);
  });

  it('draws bits 10, 5 and 0 with random', () => {
    // 0xACE1: 1, 1, 1; 0xE270: 0, 1, 0; 0x7138: 0, 1, 0; 0x389C: 0, 0, 0.
    const eight = crowd(8, 'random');
    expect([10, 11, 12, 13].map((site) => wayOfFill(eight, site))).toEqual([7, 2, 2, 0]);
    const four = crowd(4, 'random');
    expect([10, 11, 12, 13].map((site) => wayOfFill(four, site))).toEqual([3, 2, 2, 0]);
    const two = crowd(2, 'random');
    expect([10, 11, 12, 13].map((site) => wayOfFill(two, site))).toEqual([1, 0, 0, 0]);
  });

  it('follows the tree with pseudo-lru', () => {
    const table = crowd(4, 'pseudo-lru');
    // After ways 0, 1, 2, 3: root and both inner nodes lead to the lower side.
    table.lookup(keyOf(0, 0, 0)); // root to the upper half, node 1 to way 1
    expect(wayOfFill(table, 10)).toBe(2);
    expect(wayOfFill(table, 11)).toBe(1);
    expect(wayOfFill(table, 12)).toBe(3);
    table.fill(keyOf(0, 0, 0), 5); // in place, touches way 0
    expect(wayOfFill(table, 13)).toBe(2);
  });

  it('uses all three levels of eight ways', () => {
    const table = crowd(8, 'pseudo-lru');
    for (const site of [0, 4, 2, 6, 1, 5, 3]) table.lookup(keyOf(0, site, 0));
    expect(wayOfFill(table, 10)).toBe(7);
    // Last touched of 0..3 is 3, of 0 and 1 it is 1; then of 4..7 it is 7, of 4 and 5 it is 5.
    expect([11, 12].map((site) => wayOfFill(table, site))).toEqual([0, 4]);
  });

  it('does not touch for a miss', () => {
    const table = crowd(2, 'pseudo-lru');
    table.lookup(keyOf(0, 0, 0));
    table.lookup(keyOf(0, 9, 0));
    expect(wayOfFill(table, 10)).toBe(1);
  });

  it('keeps pointers over a flush, and clears them with the table', () => {
    const table = new Table({ sets: 1, ways: 2, replacement: 'fifo', epochBits: 1 });
    const fillThree = () => [0, 1, 2].map((site) => wayOfFill(table, site));
    expect(fillThree()).toEqual([0, 1, 0]);
    table.command(commandOf('flush'));
    expect(fillThree()).toEqual([0, 1, 1]);
    expect(wayOfFill(table, 3)).toBe(0);
    table.command(commandOf('flush'));
    expect(fillThree()).toEqual([0, 1, 0]);
  });
});

describe('guards', () => {
  it('end by a write into their range, at both of its ends and not beside', () => {
    for (const [address, dead] of [
      [99, false],
      [100, true],
      [105, true],
      [107, true],
      [108, false],
    ] as const) {
      const table = new Table();
      table.fill(key, 77, table.token(100, 107));
      table.snoop(address);
      expect(table.lookup(key)).toBe(dead ? undefined : 77);
    }
  });

  it('order addresses as unsigned, in both words', () => {
    const table = new Table({ addressBits: 64 });
    const range = { baseLow: 0x7fff_fff0, baseHigh: 1, lastLow: 0x10, lastHigh: -0x8000_0000 };
    expect(table.command(commandOf('open_guard', range))).toBe(statuses.ok);
    for (const [low, high, inside] of [
      [0x7fff_ffef, 1, false],
      [0x7fff_fff0, 1, true],
      [-0x8000_0000, 1, true],
      [0, 0x7fff_ffff, true],
      [0x10, -0x8000_0000, true],
      [0x11, -0x8000_0000, false],
      [0, -1, false],
    ] as const)
      expect(table.model.guards.covers(0, low, high)).toBe(inside);
    expect(table.command(commandOf('open_guard', { baseLow: -1, lastLow: 0 }))).toBe(statuses.bad_range);
    expect(table.command(commandOf('open_guard', { baseHigh: 2, lastLow: -1, lastHigh: 1 }))).toBe(
      statuses.bad_range,
    );
    expect(table.command(commandOf('open_guard', { baseLow: -1, lastLow: -1 }))).toBe(statuses.ok);
  });

  it('make a fill stale when a write came between', () => {
    const table = new Table();
    const token = table.token(100, 100);
    table.snoop(100);
    expect(table.fill(key, 77, token)).toBe(statuses.stale);
    expect(table.lookup(key)).toBeUndefined();
    expect(table.fill(key, 77, { guard: 16, version: 0 })).toBe(statuses.stale);
  });

  it('let a fill kill its entry in the next cycle', () => {
    const table = new Table();
    const token = table.token(100, 100);
    expect(table.fill(key, 77, token)).toBe(statuses.ok);
    table.snoop(100);
    expect(table.lookup(key)).toBeUndefined();
  });

  it('do not watch before done is offered', () => {
    const table = new Table();
    const { model } = table;
    model.command(commandOf('open_guard', { baseLow: 5, lastLow: 5 }));
    model.endCycle(false, false, false);
    model.snoop(5, 0);
    expect(model.guards.ended).toBe(0);
    model.endCycle(false, false, false);
    model.settled();
    model.snoop(5, 0);
    expect(model.guards.ended).toBe(1);
  });

  it('are shared, given lowest first, and refused when none is left', () => {
    const table = new Table({ guards: 2 });
    expect(table.token(1, 2)).toEqual({ guard: 0, version: 0 });
    expect(table.token(1, 3)).toEqual({ guard: 1, version: 0 });
    expect(table.token(1, 2)).toEqual({ guard: 0, version: 0 });
    expect(table.model.openCase).toBe('shared');
    expect(table.open(1, 4)).toBe(statuses.no_free_guard);
    expect(table.command(commandOf('release_guard', { guard: 0, version: 1 }))).toBe(statuses.stale);
    expect(table.command(commandOf('release_guard', { guard: 0, version: 0 }))).toBe(statuses.ok);
    expect(table.token(1, 4)).toEqual({ guard: 0, version: 1 });
    expect(table.token(1, 2)).toEqual({ guard: 0, version: 0 }); // refused: guard and version are 0
    expect(table.model.status).toBe(statuses.no_free_guard);
  });

  it('retire when their version wraps, and come back clean after a walk', () => {
    const table = new Table({ guards: 1, versionBits: 1, sets: 2 });
    table.fill(key, 77, table.token(100, 100));
    table.snoop(100);
    expect(table.token(100, 100)).toEqual({ guard: 0, version: 1 });
    table.snoop(100); // version 0 again, as in the entry
    expect(table.lookup(key)).toBeUndefined();
    expect(table.open(100, 100)).toBe(statuses.ok);
    expect([table.model.openCase, table.model.guard, table.model.version]).toEqual(['retired', 0, 0]);
    expect(table.lookup(key)).toBeUndefined();
    table.pass();
    expect(counted(table)).toMatchObject({ version_wraps: 1, walks: 2, walk_cycles: 6, snoop_hits: 2 });
  });

  it('come back with the walk of an invalidation, too', () => {
    const table = new Table({ guards: 1, versionBits: 1 });
    for (let version = 0; version < 2; version++) {
      table.open(1, 1);
      table.snoop(1);
    }
    table.command(commandOf('invalidate_context', { contextLow: 5 }));
    table.open(1, 1);
    expect([table.model.openCase, table.model.version]).toEqual(['free', 0]);
  });

  it('retire during a walk until the next one', () => {
    const table = new Table({ guards: 1, versionBits: 1 });
    table.open(1, 1);
    table.snoop(1);
    table.open(1, 1);
    table.model.command(commandOf('invalidate_context'));
    table.pass();
    table.snoop(1);
    table.model.settled();
    table.open(1, 1);
    expect(table.model.openCase).toBe('retired');
  });

  it('several of them end by one write', () => {
    const table = new Table();
    table.fill(key, 1, table.token(0, 10));
    table.fill(keyOf(4, 4, 4), 2, table.token(10, 20));
    table.snoop(10);
    expect(table.model.guards.ended).toBe(2);
    expect([table.lookup(key), table.lookup(keyOf(4, 4, 4))]).toEqual([undefined, undefined]);
  });

  it('do not exist with guards 0', () => {
    const table = new Table({ guards: 0 });
    expect(table.open(0, 0)).toBe(statuses.no_free_guard);
    expect(table.command(commandOf('release_guard'))).toBe(statuses.stale);
    expect(table.fill(key, 3)).toBe(statuses.ok);
  });
});

describe('invalidation', () => {
  const filled = () => {
    const table = new Table();
    for (const context of [1, 2])
      for (const site of [1, 2])
        for (const shape of [1, 2])
          table.fill(keyOf(context, site, shape), 100 * context + 10 * site + shape);
    return table;
  };
  const left = (table: Table) =>
    [111, 112, 121, 122, 211, 212, 221, 222].filter(
      (value) =>
        table.lookup(keyOf(Math.floor(value / 100), Math.floor(value / 10) % 10, value % 10)) === value,
    );

  it('selects by site, shape and context', () => {
    const all = { contextLow: 1, siteLow: 2, shapeLow: 2 };
    const bySite = filled();
    bySite.command(commandOf('invalidate_site', all));
    expect(left(bySite)).toEqual([111, 112, 211, 212, 221, 222]);
    const byShape = filled();
    byShape.command(commandOf('invalidate_shape', all));
    expect(left(byShape)).toEqual([111, 121, 211, 221]);
    const byContext = filled();
    byContext.command(commandOf('invalidate_context', all));
    expect(left(byContext)).toEqual([211, 212, 221, 222]);
  });

  it('flushes at once, guards included, also over a wrap of the epoch', () => {
    const table = new Table({ epochBits: 2 });
    const token = table.token(1, 1);
    for (let epoch = 1; epoch <= 8; epoch++) {
      table.fill(key, epoch);
      expect(table.lookup(key)).toBe(epoch);
      table.command(commandOf('flush'));
      expect(table.lookup(key)).toBeUndefined();
    }
    expect(table.fill(key, 1, token)).toBe(statuses.stale);
    expect(table.token(2, 2)).toEqual({ guard: 0, version: 1 });
    expect(counted(table)).toMatchObject({ flushes: 8, epoch_wraps: 2, walks: 3, walk_cycles: 3 * 65 });
  });

  it('refuses an unassigned operation', () => {
    const table = filled();
    expect(table.command({ ...commandOf('flush'), operation: 7 })).toBe(statuses.unknown_operation);
    expect(left(table)).toHaveLength(8);
  });
});

describe('counters', () => {
  it('count a lookup one cycle after its handshake, and are cleared with the events of the cycle', () => {
    const table = new Table({ counterBits: 2 });
    const { model } = table;
    const lookups = () => model.counters.value(counters.indexOf('lookups'));
    const endCycle = (clear: boolean) => model.endCycle(false, false, clear);
    model.lookup(key);
    endCycle(false);
    expect(lookups()).toBe(0);
    model.lookup(key);
    endCycle(true); // the first lookup counts in this cycle, and is lost
    endCycle(false);
    expect(lookups()).toBe(1);
    for (let count = 0; count < 4; count++) table.lookup(key);
    table.pass();
    expect(lookups()).toBe(1); // 5 modulo 4
    expect(model.counters.value(31)).toBe(0);
  });

  it('count stalls and combine what happens in one cycle', () => {
    const table = new Table({ versionBits: 1 });
    const { model } = table;
    const one = table.token(1, 1);
    table.open(2, 2);
    table.snoop(1);
    table.snoop(2);
    const released = table.token(1, 1);
    expect(released.version).toBe(one.version ^ 1);
    table.open(2, 2);
    model.command(commandOf('release_guard', released)); // acts, and wraps, in the cycle of the snoop
    model.endCycle(true, false, false);
    model.snoop(2, 0);
    model.endCycle(true, true, false);
    model.settled();
    expect(counted(table)).toMatchObject({
      lookup_stalls: 2,
      answer_stalls: 1,
      version_wraps: 1,
      guards_released: 1,
      snoop_hits: 3,
      snoops: 3,
      guards_opened: 4,
    });
  });
});
