/** Reads one counter a cycle and compares each reading with the model. */
import type { Context, Port, Random } from '../../testing/index.js';
import { AddressPort } from './address-port.js';
import type { Tally } from './model-yield.js';
import type { Observer } from './observer.js';
import { counters, type Counter } from './operations.js';
import type { SweeperParameters } from './parameters.js';

/** One quiet cycle in so many clears. */
const clearPeriod = 256;
const indices = 16;

/**
 * Counters of cycles are known all the time. What else is counted, the model knows for a whole command: it is compared while none
 * runs, and then only are the counters cleared.
 */
export class CounterMonitor {
  readonly #modulus: number;
  readonly #tally: Tally;
  readonly #fail: Context['fail'];
  readonly #observer: Observer;
  readonly #random: Random | undefined;
  readonly #index: Port;
  readonly #clear: Port;
  readonly #value: AddressPort;
  readonly #commandValid: Port;
  readonly #doneValid: Port;
  readonly #stalling: readonly (readonly [Port, Port])[];
  readonly #cycles = new Float64Array(3);
  #present = -1;
  #clears = false;
  #mayClear = false;
  #expected = 0;
  #isKnown = true;
  #of = 0;

  constructor(parameters: SweeperParameters, tally: Tally, context: Context, observer: Observer) {
    this.#modulus = 2 ** parameters.counterBits;
    this.#tally = tally;
    this.#fail = context.fail;
    this.#observer = observer;
    this.#random = context.directed ? undefined : context.random.fork('clears');
    this.#index = context.port('counter_index');
    this.#clear = context.port('counter_clear');
    this.#value = new AddressPort(context.port('counter_value'));
    this.#commandValid = context.port('command_valid');
    this.#doneValid = context.port('done_valid');
    this.#stalling = [
      [context.port('memory_request_valid'), context.port('memory_request_ready')],
      [context.port('run_valid'), context.port('run_ready')],
    ];
  }

  before(): void {
    this.#present = (this.#present + 1) % indices;
    this.#index.set(this.#present);
    this.#clears = this.#mayClear && this.#random?.below(clearPeriod) === 0;
    this.#clear.set(this.#clears ? 1 : 0);
  }

  /** @param isQuiet no command is being worked on in this cycle */
  after(isQuiet: boolean): void {
    const actual = this.#value.get();
    if (this.#isKnown && actual !== this.#expected)
      this.#fail({
        what: `counter ${counters[this.#of] ?? this.#of} differs from the model`,
        expected: this.#expected,
        actual,
      });
    const name = counters[this.#present];
    if (this.#isKnown && this.#expected !== 0) this.#observer.counterRead(this.#of);
    this.#of = this.#present;
    this.#expected = name === undefined ? 0 : this.#read(name) % this.#modulus;
    this.#isKnown = isQuiet || this.#of >= cycleCounters;
    if (this.#clears) {
      if (this.#tally.table_words > 0) this.#observer.countersCleared();
      for (const counter of Object.keys(this.#tally) as (keyof Tally)[]) this.#tally[counter] = 0;
      this.#cycles.fill(0);
    } else this.#count(isQuiet);
    this.#mayClear = isQuiet && (this.#doneValid.get() !== 0 || this.#commandValid.get() === 0);
  }

  #read(counter: Counter): number {
    const index = counters.indexOf(counter) - cycleCounters;
    return index >= 0 ? (this.#cycles[index] as number) : this.#tally[counter as keyof Tally];
  }

  #count(isQuiet: boolean): void {
    const cycles = this.#cycles;
    if (!isQuiet) cycles[0] = (cycles[0] as number) + 1;
    this.#stalling.forEach(([valid, ready], index) => {
      if (valid.get() !== 0 && ready.get() === 0) cycles[index + 1] = (cycles[index + 1] as number) + 1;
    });
  }
}

/** The first of the counters that count cycles. */
const cycleCounters = counters.indexOf('busy_cycles');
