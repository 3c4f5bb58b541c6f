import type { InlineCacheModel, Key } from './model.js';

/** Lookups in flight at most, in any implementation that can be judged; a power of two. */
const capacity = 1024;

const words = 10;

/** Expected answers of lookups in flight, with their keys for the failure's message. */
export class AnswerQueue {
  readonly #rows = new Int32Array(capacity * words);
  #first = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#first;
  }

  /** @throws RangeError where more lookups are in flight than can be judged */
  push(key: Key, model: InlineCacheModel): void {
    if (this.length === capacity) throw new RangeError(`more than ${capacity} lookups wait for an answer`);
    const rows = this.#rows;
    const at = (this.#end++ % capacity) * words;
    rows[at] = model.hit ? 1 : 0;
    rows[at + 1] = model.kind;
    rows[at + 2] = model.valueLow;
    rows[at + 3] = model.valueHigh;
    rows[at + 4] = key.contextLow;
    rows[at + 5] = key.contextHigh;
    rows[at + 6] = key.siteLow;
    rows[at + 7] = key.siteHigh;
    rows[at + 8] = key.shapeLow;
    rows[at + 9] = key.shapeHigh;
  }

  shift(): void {
    this.#first++;
  }

  get hit(): number {
    return this.#word(0);
  }

  get kind(): number {
    return this.#word(1);
  }

  get valueLow(): number {
    return this.#word(2);
  }

  get valueHigh(): number {
    return this.#word(3);
  }

  /** Of the first; slow. */
  get key(): Key {
    return {
      contextLow: this.#word(4),
      contextHigh: this.#word(5),
      siteLow: this.#word(6),
      siteHigh: this.#word(7),
      shapeLow: this.#word(8),
      shapeHigh: this.#word(9),
    };
  }

  #word(offset: number): number {
    return this.#rows[(this.#first % capacity) * words + offset] as number;
  }
}
