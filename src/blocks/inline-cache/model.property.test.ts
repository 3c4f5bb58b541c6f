/** The model against an oracle without sets, ways, versions and epochs, which cannot go wrong in the same way. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../testing/index.js';
import { commandOf, keyOf, standard, Table, type Token } from './model-fixture.js';
import { replacements, statuses } from './operations.js';
import type { InlineCacheParameters } from './parameters.js';

interface Kept {
  readonly value: number;
  readonly context: number;
  readonly site: number;
  readonly shape: number;
  readonly base: number;
  readonly last: number;
}

/** What the host has in hand between `open_guard` and `fill`. */
interface Reading {
  readonly token: Token;
  readonly context: number;
  readonly site: number;
  readonly shape: number;
  readonly base: number;
  readonly last: number;
  readonly value: number;
  /** Of the snoops so far when memory was read. */
  readonly at: number;
  readonly opens: number;
}

/**
 * A host that follows the README, on a memory that others write. The answer for a key is what stands in the range of
 * the key's guard, so every hit can be judged by the memory alone.
 */
class Host {
  readonly table: Table;
  readonly #random: Random;
  readonly #versions: number;
  readonly #memory = new Int32Array(8);
  readonly #kept = new Map<string, Kept>();
  readonly #readings: Reading[] = [];
  #snoops = 0;
  #opens = 0;
  hits = 0;
  stale = 0;
  lastKilled = -1;

  constructor(parameters: Partial<InlineCacheParameters>, random: Random) {
    this.table = new Table(parameters);
    this.#versions = 2 ** (parameters.versionBits ?? standard.versionBits);
    this.#random = random;
  }

  step(complete: boolean): void {
    const random = this.#random;
    const draw = random.below(16);
    if (draw === 0) this.#write();
    else if (draw < 4) this.#open();
    else if (draw < 8) this.#fill();
    else if (draw < 13) this.#lookup(complete);
    else if (draw === 13 && random.chance(0.2)) this.#invalidate();
    else if (draw === 14 && random.chance(0.2)) this.#flush();
    else if (draw === 15 && random.chance(0.3)) this.#release();
  }

  #contents(base: number, last: number): number {
    let sum = 0;
    for (let address = base; address <= last; address++)
      sum = (Math.imul(sum, 31) + (this.#memory[address] as number)) | 0;
    return sum;
  }

  #write(): void {
    const address = this.#random.below(8);
    this.#memory[address] = (this.#memory[address] as number) + 1;
    this.table.snoop(address);
    this.#snoops++;
    for (const [name, { base, last }] of this.#kept)
      if (base <= address && address <= last) this.#kept.delete(name);
  }

  #open(): void {
    const random = this.#random;
    const base = random.below(8);
    const last = Math.min(7, base + random.below(3));
    if (this.table.open(base, last) !== statuses.ok) return;
    this.#opens++;
    const { guard, version } = this.table.model;
    this.#readings.push({
      token: { guard, version },
      context: random.below(2),
      site: random.below(2),
      shape: random.below(2),
      base,
      last,
      value: this.#contents(base, last),
      at: this.#snoops,
      opens: this.#opens,
    });
  }

  #fill(): void {
    // The second duty: a token is used before 2^V more guards are opened.
    while (
      this.#readings.length > 0 &&
      this.#opens - (this.#readings[0] as Reading).opens >= this.#versions - 1
    )
      this.#readings.shift();
    if (this.#readings.length === 0) return;
    // One of the last few: the older ones are nearly all stale.
    const reading = this.#readings.at(-1 - this.#random.below(Math.min(3, this.#readings.length))) as Reading;
    const { context, site, shape, base, last, value } = reading;
    const status = this.table.fill(keyOf(context, site, shape), value, reading.token);
    const changed = this.#contents(base, last) !== value;
    if (changed) expect(status).toBe(statuses.stale);
    if (status === statuses.ok)
      this.#kept.set(`${context} ${site} ${shape}`, { value, context, site, shape, base, last });
    else this.stale++;
  }

  #lookup(complete: boolean): void {
    const random = this.#random;
    const [context, site, shape] = [random.below(2), random.below(2), random.below(2)];
    const found = this.table.lookup(keyOf(context, site, shape));
    const kept = this.#kept.get(`${context} ${site} ${shape}`);
    if (found === undefined) {
      if (complete) expect(kept).toBeUndefined();
      return;
    }
    this.hits++;
    expect(kept).toBeDefined();
    expect(found).toBe(kept?.value);
    expect(found).toBe(kept && this.#contents(kept.base, kept.last));
  }

  #invalidate(): void {
    const random = this.#random;
    const operation = random.pick(['invalidate_site', 'invalidate_shape', 'invalidate_context'] as const);
    const [context, site, shape] = [random.below(2), random.below(2), random.below(2)];
    this.table.command(commandOf(operation, keyOf(context, site, shape)));
    for (const [name, kept] of this.#kept) {
      const dead =
        operation === 'invalidate_shape'
          ? kept.shape === shape
          : kept.context === context && (operation === 'invalidate_context' || kept.site === site);
      if (dead) this.#kept.delete(name);
    }
  }

  #flush(): void {
    this.table.command(commandOf('flush'));
    this.#kept.clear();
  }

  #release(): void {
    const reading = this.#readings.at(-1);
    if (!reading) return;
    if (this.table.command(commandOf('release_guard', reading.token)) !== statuses.ok) return;
    for (const [name, { base, last }] of this.#kept)
      if (base === reading.base && last === reading.last) this.#kept.delete(name);
  }
}

describe('a host that keeps the order', () => {
  const shapes: [string, Partial<InlineCacheParameters>, boolean][] = [
    // Eight keys and eight ways: nothing is ever evicted, so misses are judged, too.
    ['one set of eight ways', { sets: 1, ways: 8, versionBits: 8, epochBits: 2 }, true],
    ['wrapping versions', { sets: 1, ways: 8, guards: 3, versionBits: 2, epochBits: 2 }, true],
    ['two guards', { sets: 1, ways: 8, guards: 2, versionBits: 1, epochBits: 1 }, true],
    ...replacements.map((replacement): [string, Partial<InlineCacheParameters>, boolean] => [
      `evictions, ${replacement}`,
      { sets: 2, ways: 2, guards: 4, versionBits: 2, epochBits: 2, replacement },
      false,
    ]),
    ['direct mapped', { sets: 2, ways: 1, guards: 4, versionBits: 2, epochBits: 2 }, false],
  ];

  it.each(shapes)('never gets a stale answer: %s', (_, parameters, complete) => {
    let hits = 0;
    let stale = 0;
    for (let seed = 1; seed <= 5; seed++) {
      const host = new Host(parameters, new Random(seed));
      try {
        for (let step = 0; step < 4000; step++) host.step(complete);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
      hits += host.hits;
      stale += host.stale;
    }
    expect(hits).toBeGreaterThan(500);
    expect(stale).toBeGreaterThan(50);
  });
});

describe('hit rates', () => {
  interface Tried {
    /** Whether the key was there; it is afterwards. */
    access(context: number, site: number, shape: number): boolean;
  }

  function table(parameters: Partial<InlineCacheParameters>): Tried {
    const filled = new Table(parameters);
    return {
      access(context, site, shape) {
        const key = keyOf(context, site, shape);
        if (filled.lookup(key) !== undefined) return true;
        filled.fill(key, 1);
        return false;
      },
    };
  }

  /** LRU in sets that a multiplicative hash chooses: what a table of this size can do. */
  function ideal(sets: number, ways: number): Tried {
    const contents = Array.from({ length: sets }, (): string[] => []);
    return {
      access(context, site, shape) {
        const mixed = Math.imul(
          Math.imul(context, 0x9e3779b1) ^ Math.imul(site, 0x85ebca77) ^ Math.imul(shape, 0xc2b2ae3d),
          0x27d4eb2f,
        );
        const set = contents[(mixed >>> 8) % sets] as string[];
        const name = `${context} ${site} ${shape}`;
        const at = set.indexOf(name);
        if (at >= 0) set.splice(at, 1);
        else if (set.length === ways) set.shift();
        set.push(name);
        return at >= 0;
      },
    };
  }

  /**
   * Phases in which some sites are hot and 7 % of the accesses meet a second shape: a coarse likeness of a program, good
   * for the order of things and no more.
   */
  function hitRate(tried: Tried): number {
    const random = new Random(7);
    // Objects on a heap: multiples of 16.
    const types = Array.from({ length: 50 }, () => random.bits(20) << 4);
    const accesses = 60_000;
    let hits = 0;
    for (let access = 0, phase = 0; access < accesses; access++) {
      if (access % 10_000 === 0) phase++;
      // The lower of two draws: a few sites have most of the accesses.
      const code = Math.min(random.below(40), random.below(40)) + 20 * phase;
      const site = 2 * Math.min(random.below(8), random.below(8));
      const shape = types[(code * 7 + site + (random.chance(0.07) ? 1 : 0)) % types.length] as number;
      if (tried.access(code, site, shape)) hits++;
    }
    return hits / accesses;
  }

  it('are those of a good hash and LRU, at every size', () => {
    for (const sets of [16, 64, 256])
      expect(hitRate(table({ sets, replacement: 'pseudo-lru' }))).toBeGreaterThan(
        hitRate(ideal(sets, 4)) - 0.02,
      );
  });

  it('grow with ways and size', () => {
    const rates = [
      { sets: 16, ways: 4 },
      { sets: 64, ways: 2 },
      { sets: 64, ways: 4 },
      { sets: 256, ways: 4 },
    ].map((size) => hitRate(table(size)));
    expect(rates).toEqual([...rates].sort((a, b) => a - b));
    expect(Math.max(...rates) - Math.min(...rates)).toBeGreaterThan(0.1);
  });

  it('do not depend much on the policy', () => {
    // Independent draws are unkind to FIFO and random; on real programs they lie closer together.
    const rates = replacements.map((replacement) => hitRate(table({ replacement })));
    expect(Math.max(...rates) - Math.min(...rates)).toBeLessThan(0.05);
  });
});
