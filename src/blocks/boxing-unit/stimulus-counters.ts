import type { Context, CoverCounter } from '../../testing/index.js';
import { counterIndexBits, counters } from './counters.js';
import { counterName } from './stimulus-coverage.js';
import { CountersModel } from './model-counters.js';
import type { BoxingUnitParameters } from './parameters.js';

/** In place of a code: nothing was offered, or it was not taken. */
export const absent = -1;
export const stalled = -2;

/** Reads and clears the performance counters while all else goes on, and holds every reading to the model. */
export class CountersMonitor {
  /** What is read from the next cycle on; random traffic draws its own. */
  index = 0;
  /** Clears the counters in the next cycle. */
  clear = false;
  readonly #context: Context;
  readonly #model: CountersModel;
  readonly #read: readonly CoverCounter[];
  readonly #wraps: CoverCounter;
  readonly #clearedUnderEvents: CoverCounter;
  readonly #ports;
  readonly #isWide: boolean;
  /** Low halves of the readings of each counter since the last clear. */
  readonly #lastReading = new Uint32Array(2 ** counterIndexBits);
  readonly #mask: number;
  #indexBefore = 0;
  #clearedBefore = false;

  constructor({ counterBits }: BoxingUnitParameters, context: Context) {
    this.#context = context;
    this.#model = new CountersModel(counterBits);
    this.#isWide = counterBits > 32;
    this.#mask = counterBits >= 32 ? -1 : 2 ** counterBits - 1;
    this.#read = counters.map((_, index) => context.cover(counterName(index)));
    this.#wraps = context.cover('counter wraps');
    this.#clearedUnderEvents = context.cover('counter cleared under events');
    this.#ports = {
      index: context.port('counter_index'),
      clear: context.port('counter_clear'),
      value: context.port('counter_value'),
    };
  }

  before(): void {
    if (!this.#context.directed) {
      const draw = this.#context.random.nextInt32();
      if ((draw & 3) === 0) this.index = (draw >>> 4) & 15;
      this.clear = draw >>> 21 === 0;
    }
    this.#ports.index.set(this.index);
    this.#ports.clear.set(this.clear ? 1 : 0);
  }

  /**
   * @param request the operation that was taken in this cycle, or {@link absent}, or {@link stalled}
   * @param answer the status that was taken in this cycle, or {@link absent}, or {@link stalled}
   */
  after(request: number, answer: number): void {
    const model = this.#model;
    this.#judge();
    if (request === stalled) model.requestStalled();
    else if (request !== absent) model.requestTaken(request);
    if (answer === stalled) model.answerStalled();
    else if (answer !== absent) model.answerTaken(answer);
    if (this.clear && request >= 0) this.#clearedUnderEvents.hit();
    model.endCycle(this.index, this.clear);
    if (this.#clearedBefore) this.#lastReading.fill(0);
    this.#clearedBefore = this.clear;
    this.#indexBefore = this.index;
    this.clear = false;
  }

  #judge(): void {
    const { valueLow, valueHigh } = this.#model;
    const value = this.#ports.value.get();
    if (value !== valueLow || (this.#isWide && this.#ports.value.high() !== valueHigh)) {
      this.#context.fail({
        what: `counter ${this.#indexBefore} (${counters[this.#indexBefore] ?? 'unassigned'}) is wrong`,
        expected: BigInt(valueLow) | (BigInt(valueHigh) << 32n),
        actual: this.#ports.value.getBig(),
      });
    }
    const last = this.#lastReading[this.#indexBefore] ?? 0;
    if (value < last && this.#mask !== -1) this.#wraps.hit();
    if (value !== 0) this.#read[this.#indexBefore]?.hit();
    this.#lastReading[this.#indexBefore] = value;
  }
}
