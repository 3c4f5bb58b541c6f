/** Reads one counter a cycle and compares each reading with the model. */
import type { Context, Port, Random } from '../../testing/index.js';
import type { AllocatorModel } from './model.js';
import type { Observer } from './observer.js';
import { counters } from './operations.js';
import type { AllocatorParameters } from './parameters.js';
import { NumberPort } from './stretch-ports.js';

/** One cycle in so many clears; rare enough for the counts to grow. */
const clearPeriod = 4096;

export class CounterMonitor {
  /** Clears the counters in the next cycle; for scenarios. */
  clearNext = false;
  /** They are cleared in the present cycle. */
  clears = false;

  readonly #model: AllocatorModel;
  readonly #observer: Observer;
  readonly #random: Random | undefined;
  readonly #fail: Context['fail'];
  readonly #modulus: number;
  readonly #index: Port;
  readonly #clear: Port;
  readonly #value: NumberPort;
  #present = -1;
  /** What the next reading must be, and of which counter. */
  #expected = 0;
  #of = 0;

  constructor(
    { counterBits }: AllocatorParameters,
    model: AllocatorModel,
    context: Context,
    observer: Observer,
  ) {
    this.#model = model;
    this.#observer = observer;
    this.#random = context.directed ? undefined : context.random.fork('clears');
    this.#fail = context.fail;
    this.#modulus = 2 ** counterBits;
    this.#index = context.port('counter_index');
    this.#clear = context.port('counter_clear');
    this.#value = new NumberPort(context.port('counter_value'));
  }

  before(): void {
    this.#present = (this.#present + 1) % counters.length;
    this.#index.set(this.#present);
    this.clears = this.clearNext || this.#random?.below(clearPeriod) === 0;
    this.clearNext = false;
    this.#clear.set(this.clears ? 1 : 0);
  }

  /** The model is at the beginning of the cycle. */
  after(): void {
    const actual = this.#value.get();
    if (actual !== this.#expected)
      this.#fail({
        what: `counter ${counters[this.#of] ?? this.#of} differs from the model`,
        expected: this.#expected,
        actual,
      });
    if (this.#expected !== 0) this.#observer.counterRead(this.#of);
    this.#of = this.#present;
    this.#expected = (this.#model.counts[this.#of] as number) % this.#modulus;
    if (this.clears && this.#model.counts[0] !== 0) this.#observer.countersCleared();
  }
}
