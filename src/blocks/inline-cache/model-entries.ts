/** Golden model of the entries: sets x ways of them, each a row of int32 words in one array. */
import { noGuard, type Guards } from './model-guards.js';
import type { InlineCacheParameters } from './parameters.js';

/** Fields of more than 32 bits are pairs of int32, the unused upper bits 0. */
export interface Key {
  contextLow: number;
  contextHigh: number;
  siteLow: number;
  siteHigh: number;
  shapeLow: number;
  shapeHigh: number;
}

export interface Entry extends Key {
  kind: number;
  valueLow: number;
  valueHigh: number;
  /** 1 for an entry under a guard. */
  guarded: number;
  guard: number;
  version: number;
}

/** Which fields of a key must be equal. */
export interface Fields {
  readonly context: boolean;
  readonly site: boolean;
  readonly shape: boolean;
}

const wholeKey: Fields = { context: true, site: true, shape: true };

const contextLow = 0;
const contextHigh = 1;
const siteLow = 2;
const siteHigh = 3;
const shapeLow = 4;
const shapeHigh = 5;
const epoch = 6;
const guard = 7;
const version = 8;
const kind = 9;
const valueLow = 10;
const valueHigh = 11;
const stride = 12;

/** In place of an epoch: no entry. */
const invalid = -1;

/** No way of a set. */
export const noWay = -1;

export class Entries {
  readonly #guards: Guards;
  readonly #sets: number;
  readonly #ways: number;
  readonly #indexBits: number;
  readonly #epochMask: number;
  readonly #words: Int32Array;
  #epoch = 0;

  constructor(parameters: InlineCacheParameters, guards: Guards) {
    this.#guards = guards;
    this.#sets = parameters.sets;
    this.#ways = parameters.ways;
    this.#indexBits = Math.log2(parameters.sets);
    this.#epochMask = (1 << parameters.epochBits) - 1;
    this.#words = new Int32Array(parameters.sets * parameters.ways * stride);
    this.clear();
  }

  /** The set of a key. */
  setOf(key: Key): number {
    const bits = this.#indexBits;
    if (bits === 0) return 0;
    const mask = this.#sets - 1;
    // Folding is linear, so the fields may be combined before it. Bit n goes to bit n mod bits; so what the high word
    // folds to is rotated by 32 mod bits.
    const low = fold(key.contextLow ^ key.siteLow ^ key.shapeLow, bits) & mask;
    const highWord = key.contextHigh ^ key.siteHigh ^ key.shapeHigh;
    if (highWord === 0) return low;
    const high = fold(highWord, bits) & mask;
    const turn = 32 % bits;
    return low ^ (((high << turn) | (high >>> (bits - turn))) & mask);
  }

  /** The way of a set with the live entry of this key, or {@link noWay}. */
  find(set: number, key: Key): number {
    const first = set * this.#ways * stride;
    for (let way = 0, at = first; way < this.#ways; way++, at += stride)
      if (this.#matches(at, key, wholeKey) && this.#isLive(at)) return way;
    return noWay;
  }

  /** The lowest way of a set without a live entry, or {@link noWay}. */
  firstDead(set: number): number {
    const first = set * this.#ways * stride;
    for (let way = 0, at = first; way < this.#ways; way++, at += stride) if (!this.#isLive(at)) return way;
    return noWay;
  }

  kind(set: number, way: number): number {
    return this.#words[(set * this.#ways + way) * stride + kind] as number;
  }

  valueLow(set: number, way: number): number {
    return this.#words[(set * this.#ways + way) * stride + valueLow] as number;
  }

  valueHigh(set: number, way: number): number {
    return this.#words[(set * this.#ways + way) * stride + valueHigh] as number;
  }

  /** The guard that an entry names, or {@link noGuard}. */
  guard(set: number, way: number): number {
    return this.#words[(set * this.#ways + way) * stride + guard] as number;
  }

  version(set: number, way: number): number {
    return this.#words[(set * this.#ways + way) * stride + version] as number;
  }

  /** Whether a way holds an entry that would live if its guard had not ended. */
  isOrphan(set: number, way: number): boolean {
    const at = (set * this.#ways + way) * stride;
    return this.#words[at + epoch] === this.#epoch && !this.#isLive(at);
  }

  /** Whether a way holds this key, live or not. */
  hasKey(set: number, way: number, key: Key): boolean {
    return this.#matches((set * this.#ways + way) * stride, key, wholeKey);
  }

  /** Whether the last snoop made the entry of this key dead. */
  wasJustEnded(key: Key): boolean {
    const first = this.setOf(key) * this.#ways * stride;
    for (let way = 0, at = first; way < this.#ways; way++, at += stride) {
      const named = this.#words[at + guard] as number;
      if (
        named !== noGuard &&
        this.#words[at + epoch] === this.#epoch &&
        this.#matches(at, key, wholeKey) &&
        this.#guards.justEnded(named, this.#words[at + version] as number)
      )
        return true;
    }
    return false;
  }

  /** Whether a live entry in the key's set has these fields of it. */
  hasInSet(key: Key, fields: Fields): boolean {
    const first = this.setOf(key) * this.#ways * stride;
    for (let way = 0, at = first; way < this.#ways; way++, at += stride)
      if (this.#matches(at, key, fields) && this.#isLive(at)) return true;
    return false;
  }

  /** Writes an entry of the present epoch. */
  write(set: number, way: number, entry: Entry): void {
    const words = this.#words;
    const at = (set * this.#ways + way) * stride;
    words[at + contextLow] = entry.contextLow;
    words[at + contextHigh] = entry.contextHigh;
    words[at + siteLow] = entry.siteLow;
    words[at + siteHigh] = entry.siteHigh;
    words[at + shapeLow] = entry.shapeLow;
    words[at + shapeHigh] = entry.shapeHigh;
    words[at + epoch] = this.#epoch;
    words[at + guard] = entry.guarded !== 0 ? entry.guard : noGuard;
    words[at + version] = entry.version;
    words[at + kind] = entry.kind;
    words[at + valueLow] = entry.valueLow;
    words[at + valueHigh] = entry.valueHigh;
  }

  /** How many live entries have these fields of a key. */
  count(key: Key, fields: Fields): number {
    let count = 0;
    for (let at = 0; at < this.#words.length; at += stride)
      if (this.#matches(at, key, fields) && this.#isLive(at)) count++;
    return count;
  }

  /** What a walk does: removes the entries that are dead, and with a key those that have these fields of it. */
  walk(key: Key | undefined, fields: Fields): void {
    for (let at = 0; at < this.#words.length; at += stride)
      if (!this.#isLive(at) || (key && this.#matches(at, key, fields))) this.#words[at + epoch] = invalid;
  }

  /** A clearing walk. */
  clear(): void {
    for (let at = 0; at < this.#words.length; at += stride) this.#words[at + epoch] = invalid;
  }

  /** Begins the next epoch; true where it is 0 again, and {@link clear} is due. */
  nextEpoch(): boolean {
    this.#epoch = (this.#epoch + 1) & this.#epochMask;
    return this.#epoch === 0;
  }

  #isLive(at: number): boolean {
    const words = this.#words;
    if (words[at + epoch] !== this.#epoch) return false;
    const named = words[at + guard] as number;
    return named === noGuard || this.#guards.isLive(named, words[at + version] as number);
  }

  #matches(at: number, key: Key, fields: Fields): boolean {
    const words = this.#words;
    return (
      (!fields.site || (words[at + siteLow] === key.siteLow && words[at + siteHigh] === key.siteHigh)) &&
      (!fields.shape || (words[at + shapeLow] === key.shapeLow && words[at + shapeHigh] === key.shapeHigh)) &&
      (!fields.context ||
        (words[at + contextLow] === key.contextLow && words[at + contextHigh] === key.contextHigh))
    );
  }
}

/** Xors the pieces of `bits` bits; what is above them in the result is to be masked off. */
function fold(word: number, bits: number): number {
  let folded = 0;
  for (let left = word; left !== 0; left >>>= bits) folded ^= left;
  return folded;
}
