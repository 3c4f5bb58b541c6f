/**
 * Constrained random: few keys that crowd few sets and differ by single bits, few overlapping ranges, writes at their edges,
 * so that hits, evictions, ends of guards and wraps all happen often.
 */
import { corner, corner64, type Pair, type Random } from '../../testing/index.js';
import type { Command, Key } from './model.js';
import { absentKind } from './operations.js';
import type { InlineCacheParameters } from './parameters.js';
import { highMask, lowMask } from './field.js';
import { copyKey, KeySource, newKey } from './keys.js';

/** Weights of the operations by code, the unassigned one last; and how busy commands and snoops are, of 256. */
interface Mood {
  readonly operations: readonly number[];
  readonly commands: number;
  readonly snoops: number;
}

/** Of `open_guard`, remembered for fills and releases. */
const tokens = 8;

export class Traffic {
  readonly #random: Random;
  readonly #parameters: InlineCacheParameters;
  readonly #source: KeySource;
  readonly #keys: Key[] = [];
  readonly #moods: readonly Mood[];
  readonly #slots = new Uint8Array(256);
  readonly #guards = new Int32Array(tokens);
  readonly #versions = new Int32Array(tokens);
  readonly #anchor: Pair = { low: 0, high: 0 };
  readonly #edge: Pair = { low: 0, high: 0 };
  readonly #drawn: Pair = { low: 0, high: 0 };
  #mood: Mood;
  #opened = 0;
  #left = 0;

  constructor(parameters: InlineCacheParameters, random: Random) {
    this.#parameters = parameters;
    this.#random = random;
    this.#source = new KeySource(parameters, random);
    for (let count = 0; count < 3 * parameters.ways + 6; count++) {
      const key = newKey();
      if (count % 9 === 0) this.#source.any(key);
      else this.#source.varied(random.pick(this.#keys), key);
      this.#keys.push(key);
    }
    // A walk of many sets costs as many cycles without a hit.
    const walk = parameters.sets <= 8 ? 12 : parameters.sets <= 64 ? 3 : 1;
    this.#moods = [
      { operations: [220, 30, 4, 0, 0, 0, 0, 0], commands: 10, snoops: 4 },
      { operations: [200, 40, 4, 1, 1, 1, 0, 1], commands: 16, snoops: 16 },
      { operations: [240, 12, 1, 0, 0, 0, 0, 0], commands: 256, snoops: 4 },
      { operations: [160, 60, 10, walk, walk, walk, 1, 2], commands: 256, snoops: 32 },
      { operations: [100, 100, 20, walk, walk, walk, 0, 1], commands: 256, snoops: 128 },
      { operations: [100, 120, 4, 0, 0, 0, 0, 1], commands: 256, snoops: 2 },
      { operations: [100, 60, 10, 2 * walk, 2 * walk, 2 * walk, 20, 1], commands: 128, snoops: 64 },
      { operations: [60, 100, 60, 1, 1, 1, 1, 1], commands: 256, snoops: 256 },
    ];
    this.#mood = this.#turn();
  }

  lookup(out: Key): void {
    const draw = this.#random.nextInt32() >>> 0;
    const known = this.#keys[draw % this.#keys.length] as Key;
    if (draw >>> 28 === 0) this.#source.varied(known, out);
    else copyKey(known, out);
  }

  /** False: none now. */
  command(out: Command): boolean {
    const random = this.#random;
    const draw = random.nextInt32();
    if ((draw & 255) >= this.#mood.commands) return false;
    if (--this.#left <= 0) this.#mood = this.#turn();
    out.operation = this.#slots[(draw >>> 8) & 255] as number;
    copyKey(this.#keys[(draw >>> 16) % this.#keys.length] as Key, out);
    this.#answer(out);
    this.#token(out);
    if (this.#parameters.guards > 0) this.#range(out);
    return true;
  }

  /** What `open_guard` gave, for later fills and releases. */
  opened(guard: number, version: number): void {
    const at = this.#opened++ % tokens;
    this.#guards[at] = guard;
    this.#versions[at] = version;
  }

  /** False: no write now. */
  snoop(out: Pair): boolean {
    const draw = this.#random.nextInt32();
    if ((draw & 255) >= this.#mood.snoops) return false;
    const offset = (draw >>> 8) % 22;
    switch ((draw >>> 16) & 15) {
      case 0:
        this.#address(out);
        break;
      case 1:
        this.#at(this.#anchor, offset, out);
        this.#flip(out, (draw >>> 20) % this.#parameters.addressBits);
        break;
      case 2:
      case 3:
      case 4:
        this.#at(this.#edge, ((draw >>> 20) % 3) - 1, out);
        break;
      default:
        this.#at(this.#anchor, offset - 2, out);
    }
    return true;
  }

  /** A mood for the next while, other ranges and some other keys. */
  #turn(): Mood {
    const random = this.#random;
    this.#left = 64 + random.below(256);
    const mood = random.pick(this.#moods);
    const total = mood.operations.reduce((sum, weight) => sum + weight);
    let from = 0;
    let reached = 0;
    for (const [operation, weight] of mood.operations.entries()) {
      reached += weight;
      const to = Math.round((256 * reached) / total);
      this.#slots.fill(operation, from, to);
      from = to;
    }
    if (random.chance(0.5)) this.#address(this.#anchor);
    this.#source.any(random.pick(this.#keys));
    for (let count = 0; count < 3; count++)
      this.#source.varied(random.pick(this.#keys), random.pick(this.#keys));
    return mood;
  }

  #answer(out: Command): void {
    const random = this.#random;
    const draw = random.nextInt32();
    const { kindBits, valueBits } = this.#parameters;
    out.kind = (draw & 7) === 0 ? absentKind : (draw >>> 3) & ((1 << kindBits) - 1);
    out.valueLow = random.nextInt32() & lowMask(valueBits);
    out.valueHigh = valueBits > 32 ? random.nextInt32() & highMask(valueBits) : 0;
  }

  #token(out: Command): void {
    const { guards, versionBits } = this.#parameters;
    const draw = this.#random.nextInt32();
    out.guarded = guards > 0 && (draw & 1) !== 0 ? 1 : 0;
    if (this.#opened === 0 || (draw & 0x78) === 0) {
      out.guard = (draw >>> 8) & (guards > 1 ? 2 ** Math.ceil(Math.log2(guards)) - 1 : 1);
      out.version = (draw >>> 16) & ((1 << versionBits) - 1);
      return;
    }
    // Mostly the newest, sometimes one of the last few, which may have ended.
    const back = (draw & 4) !== 0 ? (draw >>> 8) % Math.min(tokens, this.#opened) : 0;
    const at = (this.#opened - 1 - back) % tokens;
    out.guard = this.#guards[at] as number;
    out.version = this.#versions[at] as number;
  }

  #range(out: Command): void {
    const draw = this.#random.nextInt32();
    const drawn = this.#drawn;
    if ((draw & 15) === 0) this.#address(drawn);
    else this.#at(this.#anchor, (draw >>> 4) & 15, drawn);
    out.baseLow = drawn.low;
    out.baseHigh = drawn.high;
    if ((draw & 0xf00) === 0) this.#address(this.#edge);
    else this.#at(drawn, (draw >>> 12) & 3, this.#edge);
    out.lastLow = this.#edge.low;
    out.lastHigh = this.#edge.high;
    if (draw < 0) {
      this.#edge.low = out.baseLow;
      this.#edge.high = out.baseHigh;
    }
  }

  #address(out: Pair): void {
    const { addressBits } = this.#parameters;
    if (addressBits > 32) {
      corner64(this.#random, addressBits, out);
    } else {
      out.low = corner(this.#random, addressBits) | 0;
      out.high = 0;
    }
  }

  /** from + offset, modulo the address space; the offset is small, of either sign. */
  #at(from: Pair, offset: number, out: Pair): void {
    const { addressBits } = this.#parameters;
    const low = (from.low + offset) | 0;
    const carry = offset >= 0 ? (low >>> 0 < from.low >>> 0 ? 1 : 0) : low >>> 0 > from.low >>> 0 ? -1 : 0;
    out.high = (from.high + carry) & highMask(addressBits);
    out.low = low & lowMask(addressBits);
  }

  #flip(out: Pair, bit: number): void {
    if (bit < 32) out.low ^= 1 << bit;
    else out.high ^= 1 << (bit - 32);
  }
}
