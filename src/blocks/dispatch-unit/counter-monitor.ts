/** Counts from the ports what the performance counters count, reads one counter a cycle and compares. */
import type { Context, CoverCounter, Port, Random } from '../../testing/index.js';
import { counterIndexBits, counters } from './parameters.js';

/** One cycle in so many clears; rare enough for the counts to grow. */
const clearPeriod = 4096;

export class CounterMonitor {
  /** Clears the counters in the next cycle; for scenarios. */
  clearNext = false;

  readonly #counts = new Float64Array(1 << counterIndexBits);
  readonly #modulus: number;
  readonly #random: Random | undefined;
  readonly #fail: Context['fail'];
  readonly #index: Port;
  readonly #clear: Port;
  readonly #value: Port;
  readonly #read: readonly CoverCounter[];
  readonly #cleared: CoverCounter;
  #clears = false;
  #present = 0;
  /** What the next reading must be, and of which counter. */
  #expected = 0;
  #of = 0;

  /** @param random when to clear; undefined: only when asked to */
  constructor(counterBits: number, context: Context, random: Random | undefined) {
    this.#modulus = 2 ** counterBits;
    this.#random = random;
    this.#fail = context.fail;
    this.#index = context.port('counter_index');
    this.#clear = context.port('counter_clear');
    this.#value = context.port('counter_value');
    this.#read = counters.map((name) => context.cover(`counter ${name} read`));
    this.#cleared = context.cover('counters cleared');
  }

  before(cycle: number): void {
    this.#present = cycle & 15;
    this.#index.set(this.#present);
    this.#clears = this.clearNext || (this.#random !== undefined && this.#random.below(clearPeriod) === 0);
    this.clearNext = false;
    this.#clear.set(this.#clears ? 1 : 0);
  }

  /** @param happened one bit a counter: whether it counts in this cycle */
  after(happened: number): void {
    const counts = this.#counts;
    const low = (this.#expected % 0x1_0000_0000) | 0;
    const high = Math.floor(this.#expected / 0x1_0000_0000) | 0;
    if ((this.#value.get() | 0) !== low || (this.#value.high() | 0) !== high)
      this.#fail({
        what: `counter ${counters[this.#of] ?? this.#of} differs from the model`,
        expected: this.#expected,
        actual: this.#value.get() + this.#value.high() * 0x1_0000_0000,
      });
    if (this.#expected > 0) this.#read[this.#of]?.hit();
    this.#of = this.#present;
    this.#expected = counts[this.#of] as number;
    if (this.#clears) {
      if (counts.some((count) => count > 0)) this.#cleared.hit();
      counts.fill(0);
      return;
    }
    for (let left = happened; left !== 0; left &= left - 1) {
      const index = 31 - Math.clz32(left & -left);
      counts[index] = ((counts[index] as number) + 1) % this.#modulus;
    }
  }
}
