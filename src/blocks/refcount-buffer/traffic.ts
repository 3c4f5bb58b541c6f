/**
 * Constrained random: a few objects at a time, whose counts go up and down around zero and around the most that there can be.
 * The updates of regular objects are those of a program that counts every reference.
 */
import type { Random } from '../../testing/index.js';
import { kinds, type Heap } from './heap.js';
import type { RefcountBufferModel } from './model.js';
import { operations } from './operations.js';
import type { RefcountBufferParameters } from './parameters.js';

interface Mood {
  /** Objects that take part at a time, as a multiple of the entries. */
  readonly spread: number;
  /** Of 16 updates: how many are one more. */
  readonly increments: number;
  /** The same object so often in a row, on average. */
  readonly run: number;
  /** Of 256 cycles: a command. */
  readonly commands: number;
}

const moods: readonly Mood[] = [
  { spread: 0.5, increments: 8, run: 1, commands: 0 },
  { spread: 1.2, increments: 8, run: 1, commands: 1 },
  { spread: 1.2, increments: 10, run: 2, commands: 1 },
  { spread: 1.2, increments: 6, run: 2, commands: 2 },
  { spread: 3, increments: 8, run: 1, commands: 1 },
  { spread: 3, increments: 7, run: 4, commands: 4 },
  { spread: 0.5, increments: 13, run: 16, commands: 1 },
  { spread: 0.5, increments: 3, run: 16, commands: 1 },
  { spread: 1, increments: 8, run: 1, commands: 32 },
];

/** References that a regular object has at most. */
const mostReferences = 100;

export class Traffic {
  /** What is offered. */
  object = 0;
  increment = false;
  /** All references of a regular object, as its updates so far tell. */
  readonly references: Int32Array;
  /** The heap was told. */
  isOpen = false;

  readonly #heap: Heap;
  readonly #random: Random;
  readonly #entries: number;
  #mood: Mood = moods[0] as Mood;
  #first = 0;
  #left = 0;
  #runLeft = 0;

  constructor(parameters: RefcountBufferParameters, heap: Heap, model: RefcountBufferModel, random: Random) {
    this.#heap = heap;
    this.#random = random;
    this.#entries = parameters.entries;
    this.references = new Int32Array(heap.count);
    for (let object = 0; object < heap.count; object++) {
      const kind = heap.kind(object);
      if (kind === kinds.misplaced) continue;
      const count = model.count;
      if (kind === kinds.regular) {
        this.references[object] = 1 + random.below(3);
        heap.born(model, object, this.references[object] as number);
      } else if (random.chance(0.4)) {
        // Close to the most, or all ones.
        const below = random.below(5);
        heap.born(model, object, (count.mostLow - Math.min(below, count.mostLow)) | 0, count.mostHigh | 0);
      } else if (random.chance(0.8)) heap.born(model, object, random.below(4));
    }
  }

  /** Chooses the next update; false: none now. */
  next(): boolean {
    const random = this.#random;
    if (--this.#left <= 0) this.#turn();
    if (--this.#runLeft <= 0) {
      this.#runLeft = this.#mood.run === 1 ? 1 : 1 + random.below(2 * this.#mood.run);
      this.object = this.#choose();
      this.increment = random.bits(4) < this.#mood.increments;
    }
    const { object } = this;
    if (this.#heap.kind(object) !== kinds.regular) return true;
    const references = this.references[object] as number;
    // Of the dead nobody has a reference, before the heap is told none of these can be counted.
    if (references === 0 || !this.isOpen) {
      this.#runLeft = 0;
      return false;
    }
    if (references >= mostReferences) this.increment = false;
    return true;
  }

  /** The update was taken. */
  accepted(): void {
    const { object } = this;
    if (this.#heap.kind(object) !== kinds.regular) return;
    this.references[object] = (this.references[object] as number) + (this.increment ? 1 : -1);
  }

  /** The code of a command; -1: none now. */
  command(): number {
    const draw = this.#random.bits(8);
    if (!this.isOpen) return operations.set_heap;
    if (draw >= this.#mood.commands) return -1;
    return this.#random.chance(0.3) ? operations.set_heap : operations.drain;
  }

  #choose(): number {
    const random = this.#random;
    if (random.bits(5) === 0) return random.below(this.#heap.count);
    const near = Math.max(1, Math.round(this.#entries * this.#mood.spread));
    return (this.#first + random.below(near)) % this.#heap.count;
  }

  #turn(): void {
    const random = this.#random;
    this.#left = 32 + random.below(200);
    this.#mood = random.pick(moods);
    this.#first = random.below(this.#heap.count);
  }
}
