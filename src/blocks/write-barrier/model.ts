/**
 * Golden model of the write barrier, at transaction level: it is told what the ports transferred, in the order of the README,
 * and says what is remembered. It knows no cycles.
 */
import { layoutOf, type Pattern } from '../../formats/index.js';
import { copyRange, emptyRange, isRange, isWithin, type Range } from './model-ranges.js';
import { operations, statuses } from './operations.js';
import type { WriteBarrierParameters } from './parameters.js';

/** Words of 64 bits as int32 halves; what a parameter makes narrower has zeros above. */
export interface Store {
  objectLow: number;
  objectHigh: number;
  slotLow: number;
  slotHigh: number;
  valueLow: number;
  valueHigh: number;
}

export interface Ranges {
  readonly young: Range;
  readonly old: Range;
}

export class WriteBarrierModel {
  readonly young = emptyRange();
  readonly old = emptyRange();

  /** What the last store was: a pointer, old-to-young, and then either remembered or known. */
  isPointer = false;
  crosses = false;
  remembered = false;
  /** A granule was dropped for it. */
  evicted = false;
  /** Where in its set's list a known granule was, 0 being the most recently used; else -1. */
  rank = -1;
  set = 0;
  /** First address of the granule; meaningful for a store that crosses. */
  addressLow = 0;
  addressHigh = 0;

  readonly #parameters: WriteBarrierParameters;
  readonly #pointer: Pattern | undefined;
  readonly #setBits: number;
  /** Lists of the first addresses of granules, one a set, the most recently used first. */
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #length: Int32Array;
  #pointerLow = 0;
  #pointerHigh = 0;

  constructor(parameters: WriteBarrierParameters) {
    const { format, wordBits, sets, ways } = parameters;
    this.#parameters = parameters;
    this.#pointer = format === 'addresses' ? undefined : layoutOf(format, wordBits)?.pointer;
    this.#setBits = Math.log2(sets);
    this.#low = new Int32Array(sets * ways);
    this.#high = new Int32Array(sets * ways);
    this.#length = new Int32Array(sets);
  }

  store(store: Store): void {
    const { remember, granuleBits } = this.#parameters;
    this.isPointer = this.#decode(store.valueLow, store.valueHigh);
    this.crosses =
      this.isPointer &&
      isWithin(this.young, this.#pointerLow, this.#pointerHigh) &&
      isWithin(this.old, store.objectLow, store.objectHigh) &&
      !isWithin(this.young, store.objectLow, store.objectHigh);
    this.remembered = false;
    this.evicted = false;
    this.rank = -1;
    if (!this.crosses) return;
    this.addressLow = (remember === 'slot' ? store.slotLow : store.objectLow) & (-1 << granuleBits);
    this.addressHigh = remember === 'slot' ? store.slotHigh : store.objectHigh;
    this.#lookUp();
  }

  /** Carries out a command on the ranges at the inputs, and gives its status. */
  command(operation: number, { young, old }: Ranges): number {
    switch (operation) {
      case operations.set_ranges:
        if (!isRange(young) || !isRange(old)) return statuses.bad_range;
        copyRange(young, this.young);
        copyRange(old, this.old);
        break;
      case operations.clear:
      case operations.drain:
        break;
      default:
        return statuses.unknown_operation;
    }
    this.#length.fill(0);
    return statuses.ok;
  }

  /** The set of a granule by its first address. */
  setOf(low: number, high: number): number {
    const { granuleBits } = this.#parameters;
    const width = this.#setBits;
    if (width === 0) return 0;
    // The number of the granule, then piece after piece off its low end.
    let numberLow = granuleBits === 0 ? low : (low >>> granuleBits) | (high << (32 - granuleBits));
    let numberHigh = high >>> granuleBits;
    let set = 0;
    while ((numberLow | numberHigh) !== 0) {
      set ^= numberLow & ((1 << width) - 1);
      numberLow = (numberLow >>> width) | (numberHigh << (32 - width));
      numberHigh >>>= width;
    }
    return set;
  }

  /** Moves the granule to the front of its list; says whether it was in it. */
  #lookUp(): void {
    const { ways } = this.#parameters;
    const low = this.#low;
    const high = this.#high;
    const set = this.setOf(this.addressLow, this.addressHigh);
    const first = set * ways;
    const length = this.#length[set] as number;
    let at = 0;
    while (at < length && (low[first + at] !== this.addressLow || high[first + at] !== this.addressHigh))
      at++;
    this.set = set;
    this.remembered = at === length;
    this.evicted = at === ways;
    if (!this.remembered) this.rank = at;
    else if (this.evicted) at--;
    else this.#length[set] = length + 1;
    low.copyWithin(first + 1, first, first + at);
    high.copyWithin(first + 1, first, first + at);
    low[first] = this.addressLow;
    high[first] = this.addressHigh;
  }

  /** Whether the value is a pointer; its address, uncut. */
  #decode(low: number, high: number): boolean {
    const pattern = this.#pointer;
    this.#pointerLow = low;
    this.#pointerHigh = high;
    if (!pattern) return true;
    const { tag, code, payload } = pattern;
    if (bitsOf(low, high, tag.position, tag.width) !== code) return false;
    this.#pointerLow = payload.width < 32 ? low & ((1 << payload.width) - 1) : low;
    this.#pointerHigh =
      payload.width <= 32 ? 0 : payload.width === 64 ? high : high & ((1 << (payload.width - 32)) - 1);
    return true;
  }
}

/** Up to 31 bits that lie within one half. */
function bitsOf(low: number, high: number, position: number, width: number): number {
  const half = position < 32 ? low : high;
  return (half >>> (position & 31)) & ((1 << width) - 1);
}
