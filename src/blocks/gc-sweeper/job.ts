/** A command with everything that it works on. */
import type { HeapPlace } from './model.js';

export class Job {
  operation = 0;
  readonly place: HeapPlace = { heapBase: 0, heapEnd: 0, markBase: 0, finaliserBase: 0 };
  /** Words that answer with an error. */
  readonly #badReads: number[] = [];
  readonly #badWrites: number[] = [];

  reset(operation: number): void {
    this.operation = operation;
    this.#badReads.length = 0;
    this.#badWrites.length = 0;
  }

  spoil(address: number, write: boolean): void {
    (write ? this.#badWrites : this.#badReads).push(address);
  }

  fails(address: number, write: boolean): boolean {
    const bad = write ? this.#badWrites : this.#badReads;
    return bad.length > 0 && bad.includes(address);
  }
}
