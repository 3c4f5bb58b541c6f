import { operations } from '../tagged-alu/operations.js';

/** Golden model of the performance counters: told what is seen at the ports, read with one cycle of latency. */
export class CountersModel {
  /** What `counter_value` reads in the present cycle; low and high 32 bits, unsigned. */
  valueLow = 0;
  valueHigh = 0;
  readonly #counts = new Float64Array(16);
  /** Bit i: counter i counts in this cycle. */
  #events = 0;
  readonly #modulus: number;

  /** @param counterBits 1 to 64; no run reaches the 2^53 events where a double would stop being exact */
  constructor(counterBits: number) {
    this.#modulus = 2 ** counterBits;
  }

  requestTaken(operation: number): void {
    const divides = operation === operations.floor_div || operation === operations.modulo;
    this.#events |= 1 << (divides ? 2 : operation === operations.mul ? 1 : 0);
  }

  requestStalled(): void {
    this.#events |= 1 << 11;
  }

  answerTaken(status: number): void {
    this.#events |= 1 << (3 + status);
  }

  answerStalled(): void {
    this.#events |= 1 << 12;
  }

  /** Ends the cycle in which `counter_index` and `counter_clear` were these and the events told happened. */
  endCycle(index: number, clear: boolean): void {
    const value = this.#counts[index] ?? 0;
    this.valueLow = value >>> 0;
    this.valueHigh = Math.floor(value / 2 ** 32);
    if (clear) this.#counts.fill(0);
    else
      for (; this.#events !== 0; this.#events &= this.#events - 1)
        this.#count(31 - Math.clz32(this.#events & -this.#events));
    this.#events = 0;
  }

  #count(counter: number): void {
    const next = (this.#counts[counter] ?? 0) + 1;
    this.#counts[counter] = next === this.#modulus ? 0 : next;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#events = 0;
    this.valueLow = 0;
    this.valueHigh = 0;
  }
}
