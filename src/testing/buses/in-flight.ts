import type { Random } from '../random.js';

/** Transactions in flight that a memory can hold, of each direction. */
export const capacity = 1024;

/** Transactions of one direction in flight, by age. */
export class InFlight {
  readonly order = new Int32Array(capacity);
  readonly id = new Int32Array(capacity);
  readonly at = new Float64Array(capacity);
  /** Beats left. */
  readonly left = new Int32Array(capacity);
  readonly due = new Float64Array(capacity);
  count = 0;
  readonly #free = Int32Array.from({ length: capacity }, (_, slot) => slot);

  /** Whether no older one has the same ID. */
  readonly #isOldest = new Uint8Array(capacity);
  /** How many of each ID. */
  readonly #ofId = new Int32Array(2 ** 16);

  add(id: number, at: number, beats: number, due: number): number {
    const slot = this.#free[this.count] as number;
    this.order[this.count++] = slot;
    this.id[slot] = id;
    this.at[slot] = at;
    this.left[slot] = beats;
    this.due[slot] = due;
    this.#isOldest[slot] = this.#ofId[id] === 0 ? 1 : 0;
    this.#ofId[id] = (this.#ofId[id] as number) + 1;
    return slot;
  }

  remove(place: number): void {
    const slot = this.order[place] as number;
    this.order.copyWithin(place, place + 1, this.count);
    this.#free[--this.count] = slot;
    const id = this.id[slot] as number;
    this.#ofId[id] = (this.#ofId[id] as number) - 1;
    if (this.#ofId[id] === 0) return;
    let next = place;
    while (this.id[this.order[next] as number] !== id) next++;
    this.#isOldest[this.order[next] as number] = 1;
  }

  /** Place of one to answer now: due, and the oldest of its ID; -1 for none. */
  choose(now: number, outOfOrder: boolean, random: Random): number {
    let chosen = -1;
    let candidates = 0;
    for (let place = 0; place < this.count; place++) {
      const slot = this.order[place] as number;
      if (this.#isOldest[slot] === 1 && (this.due[slot] as number) <= now) {
        candidates++;
        if (candidates === 1 || random.below(candidates) === 0) chosen = place;
      }
      if (!outOfOrder) break;
    }
    return chosen;
  }
}
