/** Reads one counter a cycle and compares each reading with the model. */
import type { Context, Port, Random } from '../../testing/index.js';
import { Field, wide } from './field.js';
import type { Counters } from './model-counters.js';
import type { Observer } from './observer.js';
import { counters } from './operations.js';

/** One cycle in so many clears; rare enough for the counts to grow. */
const clearPeriod = 4096;

export class CounterMonitor {
  /** Clears the counters in the next cycle; for scenarios. */
  clearNext = false;
  /** They are cleared in the present cycle. */
  clears = false;

  readonly #model: Counters;
  readonly #observer: Observer;
  readonly #random: Random | undefined;
  readonly #fail: Context['fail'];
  readonly #index: Port;
  readonly #clear: Port;
  readonly #value: Field;
  #present = 0;
  /** What the next reading must be, and of which counter. */
  #expected = 0;
  #of = 0;

  /** @param random when to clear; undefined: only when asked to */
  constructor(model: Counters, observer: Observer, context: Context, random: Random | undefined) {
    this.#model = model;
    this.#observer = observer;
    this.#random = random;
    this.#fail = context.fail;
    this.#index = context.port('counter_index');
    this.#clear = context.port('counter_clear');
    this.#value = new Field(context.port('counter_value'));
  }

  before(cycle: number): void {
    this.#present = cycle & 31;
    this.#index.set(this.#present);
    this.clears = this.clearNext || (this.#random !== undefined && this.#random.below(clearPeriod) === 0);
    this.clearNext = false;
    this.#clear.set(this.clears ? 1 : 0);
  }

  /** When the model has counted the cycle before. */
  after(): void {
    const { low, high } = this.#value;
    const expectedHigh = Math.floor(this.#expected / 0x1_0000_0000) | 0;
    if (low !== (this.#expected | 0) || high !== expectedHigh)
      this.#fail({
        what: `counter ${counters[this.#of] ?? this.#of} differs from the model`,
        expected: this.#expected,
        actual: wide(low, high),
      });
    this.#observer.counterRead(this.#of, this.#expected);
    this.#of = this.#present;
    this.#expected = this.#model.value(this.#of);
    if (this.clears && this.#model.value(0) > 0) this.#observer.countersCleared();
  }
}
