/**
 * Constrained random: objects and values at the edges of the ranges, few granules that crowd few sets and differ by single
 * bits, so that stores cross, are filtered and evict all the time.
 */
import type { Random } from '../../testing/index.js';
import { highMask, lowMask } from '../inline-cache/field.js';
import { layoutOf, type Pattern } from '../../formats/index.js';
import { copyRange, emptyRange, isRange, type Range } from './model-ranges.js';
import type { Ranges, Store } from './model.js';
import { operations } from './operations.js';
import type { WriteBarrierParameters } from './parameters.js';

interface Address {
  low: number;
  high: number;
}

/** How often, of 256 cycles: a command; how many of 8 stores take a granule of the pool. */
interface Mood {
  readonly commands: number;
  readonly pool: number;
}

const moods: readonly Mood[] = [
  { commands: 0, pool: 7 },
  { commands: 1, pool: 6 },
  { commands: 2, pool: 4 },
  { commands: 8, pool: 6 },
  { commands: 64, pool: 7 },
  { commands: 2, pool: 0 },
];

export class Traffic {
  readonly #parameters: WriteBarrierParameters;
  readonly #random: Random;
  readonly #lowMask: number;
  readonly #highMask: number;
  readonly #pointer: Pattern | undefined;
  /** Where the ranges are that were set last. */
  readonly #young = emptyRange();
  readonly #old = emptyRange();
  readonly #pool: Address[] = [];
  readonly #drawn: Address = { low: 0, high: 0 };
  #mood: Mood = moods[0] as Mood;
  #left = 0;
  /** Of 8 bits: those that must be 0 for a command. A walk of many sets costs as many cycles without a store. */
  readonly #rarely: number;
  #isSet = false;
  /** The old range is the whole address space, so that any granule may cross. */
  #isAllOld = false;

  constructor(parameters: WriteBarrierParameters, random: Random) {
    const { addressBits, format, wordBits } = parameters;
    this.#parameters = parameters;
    this.#random = random;
    this.#rarely = parameters.sets > 32 ? 15 : 0;
    this.#lowMask = lowMask(addressBits);
    this.#highMask = highMask(addressBits);
    this.#pointer = format === 'addresses' ? undefined : layoutOf(format, wordBits)?.pointer;
    for (let count = 0; count < 2 * parameters.ways + 5; count++) {
      const address = { low: 0, high: 0 };
      if (count % 6 === 0) this.#any(address);
      else this.#varied(random.pick(this.#pool), address);
      this.#pool.push(address);
    }
  }

  store(out: Store): void {
    if (--this.#left <= 0) this.#turn();
    const draw = this.#random.nextInt32();
    const drawn = this.#drawn;
    if (((draw >>> 3) & 7) < this.#mood.pool) {
      if (this.#isAllOld) this.#pick(draw >>> 16, drawn);
      else this.#inside(draw >>> 16, drawn);
    } else this.#near(draw & 64 ? this.#old : this.#young, drawn);
    out.objectLow = drawn.low;
    out.objectHigh = drawn.high;
    if (((draw >>> 7) & 7) < this.#mood.pool) this.#pick(draw >>> 20, drawn);
    else this.#move(drawn, ((draw >>> 10) & 15) * 4 + ((draw & 0x4000) === 0 ? 0 : draw & 3));
    out.slotLow = drawn.low;
    out.slotHigh = drawn.high;
    this.#value(out);
  }

  /** The code of a command, its ranges written to `out` for `set_ranges`; -1: none now. */
  command(out: Ranges): number {
    const draw = this.#random.nextInt32();
    if (this.#isSet && ((draw >>> 24) & this.#rarely || (draw & 255) >= this.#mood.commands)) return -1;
    const kind = this.#isSet ? (draw >>> 8) & 15 : 0;
    if (kind >= 15) return 3;
    if (kind >= 10) return operations.drain;
    if (kind >= 5) return operations.clear;
    this.ranges(out);
    return operations.set_ranges;
  }

  /** Ranges as hosts have them, and as they must not be. */
  ranges({ young, old }: Ranges): void {
    const random = this.#random;
    const anchor = { low: 0, high: 0 };
    this.#any(anchor);
    anchor.low &= ~3;
    // Once there were good ones, some are empty or bad.
    const kind = this.#isSet ? random.bits(4) : 8 + random.bits(3);
    const nursery = kind === 2 ? -96 : kind === 3 ? 512 : 128;
    this.#range(anchor, nursery, random.pick([64, 96, 4, 256]), young);
    this.#range(anchor, 0, random.pick([512, 512, 512, 8]), old);
    if (kind === 4) copyRange({ ...young, limitLow: young.baseLow, limitHigh: young.baseHigh }, young);
    else if (kind === 5) copyRange({ ...old, limitLow: old.baseLow, limitHigh: old.baseHigh }, old);
    else if (kind === 6) this.#invert(young);
    else if (kind === 7) this.#invert(old);
    else if (kind > 9)
      copyRange({ baseLow: 0, baseHigh: 0, limitLow: this.#lowMask, limitHigh: this.#highMask }, old);
  }

  /** These ranges were set. */
  accepted({ young, old }: Ranges): void {
    if (!isRange(young) || !isRange(old)) return;
    this.#isSet = true;
    copyRange(young, this.#young);
    copyRange(old, this.#old);
    this.#isAllOld = old.limitLow === this.#lowMask && old.limitHigh === this.#highMask;
  }

  #turn(): void {
    const random = this.#random;
    this.#left = 64 + random.below(256);
    this.#mood = random.pick(moods);
    this.#any(random.pick(this.#pool));
    for (let count = 0; count < 4; count++) this.#varied(random.pick(this.#pool), random.pick(this.#pool));
  }

  #value(out: Store): void {
    const random = this.#random;
    const draw = random.nextInt32();
    const { wordBits } = this.#parameters;
    const drawn = this.#drawn;
    switch (draw & 15) {
      case 0:
        out.valueLow = random.nextInt32();
        out.valueHigh = wordBits === 64 ? random.nextInt32() : 0;
        return;
      case 1:
      case 2:
        this.#near(this.#old, drawn);
        break;
      case 3:
        this.#pick(draw >>> 16, drawn);
        break;
      case 4:
      case 5:
      case 6:
        this.#near(this.#young, drawn);
        break;
      default:
        drawn.low = this.#young.baseLow;
        drawn.high = this.#young.baseHigh;
        this.#move(drawn, ((draw >>> 8) & 15) * 4);
    }
    out.valueLow = drawn.low;
    out.valueHigh = wordBits === 64 ? drawn.high : 0;
    const pointer = this.#pointer;
    if (pointer && pointer.tag.position >= 32) {
      const { position, width } = pointer.tag;
      const mask = ((1 << width) - 1) << (position - 32);
      out.valueHigh = (out.valueHigh & ~mask) | (pointer.code << (position - 32));
    }
    // One bit off: another tag, or an address beyond those of `addressBits`.
    if ((draw & 0x7000) === 0) out.valueLow ^= 1 << ((draw >>> 16) & 31);
    else if ((draw & 0x7000) === 0x1000 && wordBits === 64) out.valueHigh ^= 1 << ((draw >>> 16) & 31);
  }

  /** An old object, one of few, of which some may be in the nursery within the old range. */
  #inside(draw: number, out: Address): void {
    out.low = this.#old.baseLow;
    out.high = this.#old.baseHigh;
    this.#move(out, 4 * (draw & 31));
  }

  /** At an edge of the range, or up to 3 granules of 4 bytes away from it. */
  #near(range: Range, out: Address): void {
    const draw = this.#random.nextInt32();
    const atLimit = (draw & 1) !== 0;
    out.low = atLimit ? range.limitLow : range.baseLow;
    out.high = atLimit ? range.limitHigh : range.baseHigh;
    const distance = (draw & 6) === 0 ? ((draw >>> 8) & 7) - 4 : 4 * (((draw >>> 8) & 3) - 2);
    this.#move(out, distance);
  }

  #pick(draw: number, out: Address): void {
    const { low, high } = this.#pool[draw % this.#pool.length] as Address;
    out.low = low;
    out.high = high;
  }

  #range(anchor: Address, offset: number, length: number, out: Range): void {
    const at = this.#drawn;
    at.low = anchor.low;
    at.high = anchor.high;
    this.#move(at, offset);
    out.baseLow = at.low;
    out.baseHigh = at.high;
    this.#move(at, length);
    out.limitLow = at.low;
    out.limitHigh = at.high;
  }

  /** Its limit is below its base, by as little as can be or by much. */
  #invert(range: Range): void {
    const at = this.#drawn;
    at.low = range.baseLow;
    at.high = range.baseHigh;
    this.#move(at, this.#random.chance(0.5) ? -1 : -256);
    range.limitLow = at.low;
    range.limitHigh = at.high;
  }

  /** A small distance, modulo the address space. */
  #move(at: Address, distance: number): void {
    const low = (at.low + distance) | 0;
    const carry = distance >= 0 ? (low >>> 0 < at.low >>> 0 ? 1 : 0) : low >>> 0 > at.low >>> 0 ? -1 : 0;
    at.high = (at.high + carry) & this.#highMask;
    at.low = low & this.#lowMask;
  }

  #any(out: Address): void {
    out.low = this.#random.nextInt32() & this.#lowMask;
    out.high = this.#random.nextInt32() & this.#highMask;
  }

  /** Another granule, of the same set as a rule: two bits that meet in the fold are flipped. */
  #varied(from: Address, out: Address): void {
    const { addressBits, granuleBits, sets } = this.#parameters;
    const random = this.#random;
    out.low = from.low;
    out.high = from.high;
    const bits = addressBits - granuleBits;
    const period = Math.log2(sets);
    const bit = random.below(bits);
    this.#flip(out, granuleBits + bit);
    if (period === 0 || random.chance(0.1)) return;
    const phase = bit % period;
    const other = phase + period * random.below(Math.ceil((bits - phase) / period));
    if (other !== bit) this.#flip(out, granuleBits + other);
  }

  #flip(out: Address, bit: number): void {
    if (bit < 32) out.low ^= 1 << bit;
    else out.high ^= 1 << (bit - 32);
  }
}
