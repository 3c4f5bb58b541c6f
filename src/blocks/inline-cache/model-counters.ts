/** Golden model of the performance counters: each adds at most 1 a cycle. */
import { counters, type Counter } from './operations.js';

/** Sets of events are ints with one bit a counter; these are the sets of one. */
export const events = Object.fromEntries(counters.map((name, index) => [name, 1 << index])) as Record<
  Counter,
  number
>;

export class Counters {
  // Doubles count exactly to 2^53, which no run reaches.
  readonly #counts = new Float64Array(32);
  readonly #modulus: number;

  constructor(bits: number) {
    this.#modulus = 2 ** bits;
  }

  add(happened: number): void {
    const counts = this.#counts;
    for (let left = happened; left !== 0; left &= left - 1) {
      const index = 31 - Math.clz32(left & -left);
      counts[index] = (counts[index] as number) + 1;
    }
  }

  clear(): void {
    this.#counts.fill(0);
  }

  /** An integer below 2^53; 0 for an index that no counter has. */
  value(index: number): number {
    return (this.#counts[index] as number) % this.#modulus;
  }
}
