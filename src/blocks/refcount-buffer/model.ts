/**
 * Golden model of the reference-count buffer, at transaction level: it is told the updates and commands in order, and says what
 * is evicted, what becomes of each eviction, and what memory holds when all of them have ended. It knows no cycles.
 */
import { CountField } from './model-count.js';
import { refusals, operations, statuses, counters, type Counter } from './operations.js';
import type { RefcountBufferParameters } from './parameters.js';

/** Memory as the model needs it: words of 32 bits from an address on; the model has a copy of its own. */
export interface ModelMemory {
  readonly base: number;
  readonly words: Uint32Array;
}

/** What memory refuses, by address of the header. */
export type MemoryFaults = (address: number, write: boolean) => boolean;

const index = Object.fromEntries(counters.map((name, at) => [name, at])) as Record<Counter, number>;
const two32 = 0x1_0000_0000;

export class RefcountBufferModel {
  /** Below 2^53: from base up to limit. */
  heapBase = 0;
  heapLimit = 0;

  /**
   * Called for each eviction, in order: the object, its net change, a refusal's code or 0, and whether its count became
   * zero.
   */
  onEviction: (address: number, change: number, refusal: number, isZero: boolean) => void = () => undefined;

  /** Of the last update, for coverage: whether its object was held, its place, and what it did. */
  hit = false;
  rank = -1;
  cancelled = false;
  limited = false;
  evicted = false;
  /** Of the last eviction. */
  immortal = false;
  saturated = false;
  /** Headers that were asked for, and written, so far. */
  reads = 0;
  writes = 0;

  readonly count: CountField;
  readonly #parameters: RefcountBufferParameters;
  readonly #memory: ModelMemory;
  readonly #faults: MemoryFaults;
  readonly #headerBytes: number;
  readonly #modulus: number;
  /** The most recently changed first; no change in it is 0. Addresses are doubles: exact below 2^53. */
  readonly #addresses: Float64Array;
  readonly #changes: Int32Array;
  #length = 0;
  readonly #most: number;
  readonly #counts = new Float64Array(16);

  constructor(parameters: RefcountBufferParameters, memory: ModelMemory, faults: MemoryFaults = () => false) {
    this.#parameters = parameters;
    this.#memory = memory;
    this.#faults = faults;
    this.#headerBytes = parameters.headerBits / 8;
    this.#modulus = 2 ** parameters.counterBits;
    this.#addresses = new Float64Array(parameters.entries);
    this.#changes = new Int32Array(parameters.entries);
    this.#most = 2 ** (parameters.changeBits - 1) - 1;
    this.count = new CountField(parameters);
  }

  /** Objects whose net change is held. */
  get length(): number {
    return this.#length;
  }

  /** The net change that is held of an object. */
  changeOf(address: number): number {
    const at = this.#find(address);
    return at < this.#length ? (this.#changes[at] as number) : 0;
  }

  update(address: number, increment: boolean): void {
    const { entries } = this.#parameters;
    const changes = this.#changes;
    const step = increment ? 1 : -1;
    const at = this.#find(address);
    this.hit = at < this.#length;
    this.rank = this.hit ? at : -1;
    this.cancelled = false;
    this.limited = false;
    this.evicted = false;
    this.#add(index.updates);
    if (!this.hit) {
      if (this.#length === entries) this.#evict(entries - 1);
      else this.#length++;
      this.#front(this.#length - 1, address, step);
      return;
    }
    this.#add(index.hits);
    const change = (changes[at] as number) + step;
    if (change > this.#most || change < -this.#most - 1) {
      this.limited = true;
      this.#add(index.limit_evictions);
      this.#evict(at);
      this.#front(at, address, step);
    } else if (change === 0) {
      this.cancelled = true;
      this.#add(index.cancelled);
      this.#remove(at);
    } else this.#front(at, address, change);
  }

  /** Evicts everything, from the back. For a command; its status, with the inputs of the heap for `set_heap`. */
  drain(operation: number, heapBase: number, heapLimit: number): number {
    while (this.#length > 0) {
      this.#add(index.drained);
      this.#evict(this.#length - 1);
      this.#length--;
    }
    if (operation !== operations.set_heap) return statuses.ok;
    const bytes = this.#headerBytes;
    if (heapLimit < heapBase || heapBase % bytes !== 0 || heapLimit % bytes !== 0) return statuses.bad_range;
    this.heapBase = heapBase;
    this.heapLimit = heapLimit;
    return statuses.ok;
  }

  /** The host writes a count into a header. */
  setCount(address: number, low: number, high: number): void {
    this.#readHeader(address);
    this.count.set(low, high);
    this.#writeHeader(address);
  }

  /** Reads the count of a header into `count`. */
  readCount(address: number): void {
    this.#readHeader(address);
    this.count.read(this.#low, this.#high);
  }

  /** What a counter holds when all evictions have ended; 0 for an index that none has. */
  counterValue(at: number): number {
    return (this.#counts[at] as number) % this.#modulus;
  }

  clearCounters(): void {
    this.#counts.fill(0);
  }

  /** Events that the ports tell, not the model. */
  countEvent(name: Counter): void {
    this.#add(index[name]);
  }

  #find(address: number): number {
    let at = 0;
    while (at < this.#length && this.#addresses[at] !== address) at++;
    return at;
  }

  /** The entry at `at` goes to the front, with a new content. */
  #front(at: number, address: number, change: number): void {
    this.#addresses.copyWithin(1, 0, at);
    this.#changes.copyWithin(1, 0, at);
    this.#addresses[0] = address;
    this.#changes[0] = change;
  }

  #remove(at: number): void {
    this.#addresses.copyWithin(at, at + 1, this.#length);
    this.#changes.copyWithin(at, at + 1, this.#length);
    this.#length--;
  }

  #evict(at: number): void {
    const address = this.#addresses[at] as number;
    const change = this.#changes[at] as number;
    this.evicted = true;
    this.immortal = false;
    this.saturated = false;
    this.#add(index.evictions);
    const refusal = this.#apply(address, change);
    const isZero = refusal === 0 && !this.immortal && this.count.isZero;
    if (isZero) this.#add(index.zeros);
    if (refusal !== 0) this.#add(index.refused);
    this.onEviction(address, change, refusal, isZero);
  }

  /** Changes the count in memory, or gives the code of why it cannot be. */
  #apply(address: number, change: number): number {
    const { count } = this;
    const { immortal } = this.#parameters;
    if (address < this.heapBase || address >= this.heapLimit || address % this.#headerBytes !== 0)
      return refusals.bad_address;
    this.reads++;
    if (this.#faults(address, false)) return refusals.read_error;
    this.readCount(address);
    if (immortal && count.isAllOnes) {
      this.immortal = true;
      this.#add(index.immortals);
      return 0;
    }
    count.add(change);
    if (count.isNegative) return refusals.underflow;
    if (immortal && (count.isTooGreat || count.isAllOnes)) {
      this.saturated = true;
      this.#add(index.saturations);
      count.set(count.mostLow, count.mostHigh);
    } else if (count.isTooGreat) return refusals.overflow;
    this.writes++;
    this.#add(index.writes);
    if (this.#faults(address, true)) return refusals.write_error;
    this.#writeHeader(address);
    return 0;
  }

  #low = 0;
  #high = 0;

  #readHeader(address: number): void {
    const at = (address - this.#memory.base) / 4;
    this.#low = (this.#memory.words[at] as number) | 0;
    this.#high = this.#headerBytes === 8 ? (this.#memory.words[at + 1] as number) | 0 : 0;
  }

  /** After {@link #readHeader} of the same address. */
  #writeHeader(address: number): void {
    const at = (address - this.#memory.base) / 4;
    this.count.write(this.#low, this.#high);
    this.#memory.words[at] = this.count.headerLow;
    if (this.#headerBytes === 8) this.#memory.words[at + 1] = this.count.headerHigh;
  }

  #add(at: number): void {
    this.#counts[at] = (this.#counts[at] as number) + 1;
  }
}

/** An address from its halves. */
export const addressOf = (low: number, high: number): number => (low >>> 0) + (high >>> 0) * two32;
