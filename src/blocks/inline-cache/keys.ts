/** Keys that crowd one set and differ by as little as can be. */
import type { Random } from '../../testing/index.js';
import type { Entries } from './model-entries.js';
import type { Command, Key } from './model.js';
import type { InlineCacheParameters } from './parameters.js';
import { highMask, lowMask } from './field.js';

export const fields = ['context', 'site', 'shape'] as const;
export type FieldName = (typeof fields)[number];

export function newKey(): Key {
  return { contextLow: 0, contextHigh: 0, siteLow: 0, siteHigh: 0, shapeLow: 0, shapeHigh: 0 };
}

export function newCommand(): Command {
  return {
    operation: 0,
    ...newKey(),
    kind: 0,
    valueLow: 0,
    valueHigh: 0,
    guarded: 0,
    guard: 0,
    version: 0,
    baseLow: 0,
    baseHigh: 0,
    lastLow: 0,
    lastHigh: 0,
  };
}

export function copyKey(from: Key, to: Key): void {
  to.contextLow = from.contextLow;
  to.contextHigh = from.contextHigh;
  to.siteLow = from.siteLow;
  to.siteHigh = from.siteHigh;
  to.shapeLow = from.shapeLow;
  to.shapeHigh = from.shapeHigh;
}

export class KeySource {
  readonly #random: Random;
  readonly #widths: Readonly<Record<FieldName, number>>;
  readonly #indexBits: number;

  constructor(parameters: InlineCacheParameters, random: Random) {
    this.#random = random;
    this.#widths = {
      context: parameters.contextBits,
      site: parameters.siteBits,
      shape: parameters.shapeBits,
    };
    this.#indexBits = Math.log2(parameters.sets);
  }

  /** Any bits, or small numbers. */
  any(out: Key): void {
    const random = this.#random;
    const { context, site, shape } = this.#widths;
    const isSmall = random.chance(0.3);
    const low = isSmall ? 7 : -1;
    const high = isSmall ? 0 : -1;
    out.contextLow = random.nextInt32() & lowMask(context) & low;
    out.contextHigh = random.nextInt32() & highMask(context) & high;
    out.siteLow = random.nextInt32() & lowMask(site) & low;
    out.siteHigh = random.nextInt32() & highMask(site) & high;
    out.shapeLow = random.nextInt32() & lowMask(shape) & low;
    out.shapeHigh = random.nextInt32() & highMask(shape) & high;
  }

  /** Keys of the same set that differ in this field only, and in as few bits as can be: every bit, if the field is wide enough. */
  neighbours(of: Key, field: FieldName): Key[] {
    const width = this.#widths[field];
    const period = this.#indexBits;
    return Array.from({ length: Math.max(0, width - period) }, (_, bit) => {
      const key = newKey();
      copyKey(of, key);
      flip(key, field, bit);
      if (period > 0) flip(key, field, bit + period);
      return key;
    });
  }

  /**
   * A key that differs from another in one bit; with more than one set in two bits, where there are two, that meet in the
   * fold, so that both keys go to the same set.
   */
  varied(from: Key, out: Key): void {
    const random = this.#random;
    copyKey(from, out);
    const field = random.pick(fields);
    const bit = random.below(this.#widths[field]);
    flip(out, field, bit);
    const period = this.#indexBits;
    if (period === 0) return;
    const phase = bit % period;
    const other = random.chance(0.75) ? field : random.pick(fields);
    const places = Math.ceil((this.#widths[other] - phase) / period);
    if (places <= 0) return;
    const place = phase + period * random.below(places);
    if (other !== field || place !== bit) flip(out, other, place);
  }
}

/** Up to `count` keys of one set, found by trying; fewer where the fields are narrow. */
export function keysOfOneSet(
  parameters: InlineCacheParameters,
  entries: Entries,
  random: Random,
  count: number,
): Key[] {
  const source = new KeySource(parameters, random);
  const found: Key[] = [];
  const known = new Set<string>();
  let set = -1;
  for (let tries = 0; tries < 100 * parameters.sets * count && found.length < count; tries++) {
    const key = newKey();
    source.any(key);
    if (set < 0) set = entries.setOf(key);
    const name = Object.values(key).join();
    if (entries.setOf(key) !== set || known.has(name)) continue;
    known.add(name);
    found.push(key);
  }
  return found;
}

function flip(key: Key, field: FieldName, bit: number): void {
  const mask = 1 << (bit & 31);
  const isLow = bit < 32;
  switch (field) {
    case 'context':
      if (isLow) key.contextLow ^= mask;
      else key.contextHigh ^= mask;
      break;
    case 'site':
      if (isLow) key.siteLow ^= mask;
      else key.siteHigh ^= mask;
      break;
    case 'shape':
      if (isLow) key.shapeLow ^= mask;
      else key.shapeHigh ^= mask;
      break;
  }
}
