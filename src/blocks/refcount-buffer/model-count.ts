/** The count in a header, as two int32 halves: read, changed and put back. */
import type { RefcountBufferParameters } from './parameters.js';

const two32 = 0x1_0000_0000;

export class CountField {
  readonly #position: number;
  readonly #bits: number;

  // Results of the last call.
  /** The count, unsigned halves. */
  low = 0;
  high = 0;
  /** Below zero, or more than the field holds. */
  isNegative = false;
  isTooGreat = false;
  /** A header with a count put in. */
  headerLow = 0;
  headerHigh = 0;

  constructor({ countPosition, countBits }: RefcountBufferParameters) {
    this.#position = countPosition;
    this.#bits = countBits;
  }

  /** All ones, unsigned halves. */
  get mostLow(): number {
    return this.#bits >= 32 ? two32 - 1 : 2 ** this.#bits - 1;
  }

  get mostHigh(): number {
    return this.#bits <= 32 ? 0 : 2 ** (this.#bits - 32) - 1;
  }

  get isAllOnes(): boolean {
    return this.low === this.mostLow && this.high === this.mostHigh;
  }

  get isZero(): boolean {
    return this.low === 0 && this.high === 0;
  }

  /** Takes the count out of a header. */
  read(headerLow: number, headerHigh: number): void {
    const position = this.#position;
    let low = headerLow;
    let high = headerHigh;
    if (position >= 32) {
      low = headerHigh >>> (position - 32);
      high = 0;
    } else if (position > 0) {
      low = (headerLow >>> position) | (headerHigh << (32 - position));
      high = headerHigh >>> position;
    }
    this.low = (low & this.mostLow) >>> 0;
    this.high = (high & this.mostHigh) >>> 0;
  }

  /** Adds a change to the count; it is meaningful only if neither negative nor too great. */
  add(change: number): void {
    const low = this.low + change;
    const high = this.high + Math.floor(low / two32);
    this.isNegative = high < 0;
    this.isTooGreat = !this.isNegative && (this.#bits < 32 ? low > this.mostLow : high > this.mostHigh);
    this.low = low >>> 0;
    this.high = high >>> 0;
  }

  set(low: number, high: number): void {
    this.low = low >>> 0;
    this.high = high >>> 0;
  }

  /** Puts the count into a header. */
  write(headerLow: number, headerHigh: number): void {
    const position = this.#position;
    const maskLow = this.mostLow | 0;
    const maskHigh = this.mostHigh | 0;
    this.headerLow = headerLow;
    this.headerHigh = headerHigh;
    if (position >= 32) {
      const shift = position - 32;
      this.headerHigh = (headerHigh & ~(maskLow << shift)) | (this.low << shift);
      return;
    }
    const spill = position === 0 ? 0 : 32 - position;
    const over = (word: number): number => (spill === 0 ? 0 : word >>> spill);
    this.headerLow = (headerLow & ~(maskLow << position)) | (this.low << position);
    const upperMask = (maskHigh << position) | over(maskLow);
    this.headerHigh = (headerHigh & ~upperMask) | (this.high << position) | over(this.low);
  }
}
