/** What the model of the allocator remembers. */
import type { AllocatorParameters } from './parameters.js';

/** Stacks of blocks, one for each class. */
export class Lists {
  readonly levels: Int32Array;
  readonly #depth: number;
  readonly #blocks: Float64Array;

  constructor({ classes, depth }: AllocatorParameters) {
    this.#depth = depth;
    this.levels = new Int32Array(classes);
    this.#blocks = new Float64Array(classes * depth);
  }

  isFull(of: number): boolean {
    return this.levels[of] === this.#depth;
  }

  push(of: number, block: number): void {
    const level = this.levels[of] as number;
    this.#blocks[of * this.#depth + level] = block;
    this.levels[of] = level + 1;
  }

  pop(of: number): number {
    const level = (this.levels[of] as number) - 1;
    this.levels[of] = level;
    return this.#blocks[of * this.#depth + level] as number;
  }

  at(of: number, place: number): number {
    return this.#blocks[of * this.#depth + place] as number;
  }
}

/** What waits to be handed to the host: byte address, granules, reason. */
export class SurplusQueue {
  length = 0;
  readonly #entries: Float64Array;
  readonly #depth: number;
  #first = 0;

  constructor({ surplusDepth }: AllocatorParameters) {
    this.#depth = surplusDepth;
    this.#entries = new Float64Array(3 * surplusDepth);
  }

  push(address: number, granules: number, reason: number): void {
    const at = 3 * ((this.#first + this.length) % this.#depth);
    this.#entries[at] = address;
    this.#entries[at + 1] = granules;
    this.#entries[at + 2] = reason;
    this.length++;
  }

  shift(): void {
    this.#first = (this.#first + 1) % this.#depth;
    this.length--;
  }

  get address(): number {
    return this.#entries[3 * this.#first] as number;
  }

  get granules(): number {
    return this.#entries[3 * this.#first + 1] as number;
  }

  get reason(): number {
    return this.#entries[3 * this.#first + 2] as number;
  }
}
