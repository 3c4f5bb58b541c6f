/** What a command yields, as the model collects it. */

/** A list of numbers that grows and is used again. */
export class Numbers {
  length = 0;
  #values = new Float64Array(256);

  push(value: number): void {
    if (this.length === this.#values.length) {
      const longer = new Float64Array(2 * this.length);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] as number;
  }

  clear(): void {
    this.length = 0;
  }
}

/** Counters that a command moves; those that count cycles are no matter of a model without time. */
export interface Tally {
  sweeps: number;
  table_words: number;
  words_written: number;
  runs: number;
  run_granules: number;
  objects_freed: number;
  granules_freed: number;
  objects_kept: number;
  finalisers_reported: number;
}

export const noTally = (): Tally => ({
  sweeps: 0,
  table_words: 0,
  words_written: 0,
  runs: 0,
  run_granules: 0,
  objects_freed: 0,
  granules_freed: 0,
  objects_kept: 0,
  finalisers_reported: 0,
});

/** Free granules in ascending order become runs; those that are too short are dropped. */
export class RunCollector {
  /** First byte and granules of each run, one after the other. */
  readonly runs = new Numbers();
  readonly #tally: Tally;
  readonly #minimum: number;
  #start = 0;
  #length = 0;

  constructor(tally: Tally, minimum: number) {
    this.#tally = tally;
    this.#minimum = minimum;
  }

  /** Before a command. */
  begin(): void {
    this.runs.clear();
    this.#length = 0;
  }

  /** So many free granules from this address on, directly behind those told before, if `end` was not called since. */
  free(address: number, granules: number): void {
    if (this.#length === 0) this.#start = address;
    this.#length += granules;
  }

  /** The run that is open, if one is, does not go on. */
  end(): void {
    if (this.#length >= this.#minimum && this.#length > 0) {
      this.runs.push(this.#start);
      this.runs.push(this.#length);
      this.#tally.runs++;
      this.#tally.run_granules += this.#length;
    }
    this.#length = 0;
  }
}
