/**
 * Compares the counters with the model while nothing goes on. In the midst of traffic they lag behind the model by as many
 * cycles as an implementation takes.
 */
import type { Context, Port } from '../../testing/index.js';
import { Field, wide } from '../inline-cache/field.js';
import type { RefcountBufferModel } from './model.js';
import type { Observer } from './observer.js';
import { counters } from './operations.js';
import type { RefcountBufferParameters } from './parameters.js';

export class Quiet {
  readonly #model: RefcountBufferModel;
  readonly #context: Context;
  readonly #observer: Observer;
  readonly #index: Port;
  readonly #clear: Port;
  readonly #value: Field;
  /** Cycles after which everything has ended that the ports do not show. */
  readonly #settling: number;
  #cycle = 0;
  #present = 0;
  #lastActivity = 0;
  /** What the next reading must be, and of which counter; -1: not known. */
  #expected = -1;
  #of = 0;
  #clears = false;
  #mayClear = false;
  #cleared = false;
  /** Clears them in the next cycle; for scenarios. */
  clearNext = false;

  constructor(
    parameters: RefcountBufferParameters,
    model: RefcountBufferModel,
    context: Context,
    observer: Observer,
  ) {
    this.#model = model;
    this.#context = context;
    this.#observer = observer;
    this.#index = context.port('counter_index');
    this.#clear = context.port('counter_clear');
    this.#value = new Field(context.port('counter_value'));
    this.#settling = parameters.inFlight + 8;
  }

  /** Something was transferred in this cycle. */
  active(): void {
    this.#lastActivity = this.#cycle;
  }

  commanded(): void {
    this.active();
    this.#model.countEvent('drains');
  }

  before(cycle: number): void {
    this.#cycle = cycle;
    this.#present = cycle & 15;
    this.#index.set(this.#present);
    this.#clears = this.clearNext || (this.#mayClear && this.#context.random.chance(0.02));
    this.clearNext = false;
    this.#clear.set(this.#clears ? 1 : 0);
  }

  /** @param isPaused no update is on its way into the buffer */
  after(updateStalls: boolean, roomStalls: boolean, isQuiet: boolean, isPaused: boolean): void {
    this.#check();
    const model = this.#model;
    // Only now has the cycle of the clear told all its transfers.
    if (this.#cleared) {
      if (model.counterValue(0) > 0) this.#observer.countersCleared();
      model.clearCounters();
    }
    this.#cleared = this.#clears;
    const known = isQuiet && this.#cycle - this.#lastActivity > this.#settling;
    this.#of = this.#present;
    this.#expected = known ? model.counterValue(this.#present) : -1;
    if (updateStalls) model.countEvent('update_stalls');
    if (roomStalls) model.countEvent('room_stalls');
    this.#mayClear = known && isPaused;
  }

  #check(): void {
    const expected = this.#expected;
    if (expected < 0) return;
    const { low, high } = this.#value;
    if (low !== (expected | 0) || high !== (Math.floor(expected / 2 ** 32) | 0))
      this.#context.fail({
        what: `counter ${counters[this.#of] ?? this.#of} differs from the model`,
        expected,
        actual: wide(low, high),
      });
    this.#observer.counterRead(this.#of, expected);
  }
}
