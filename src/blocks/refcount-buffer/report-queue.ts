/** Reports that are awaited, a power of two of them at most. */
const capacity = 4096;

export class ReportQueue {
  readonly #address = new Float64Array(capacity);
  readonly #change = new Int32Array(capacity);
  readonly #status = new Uint8Array(capacity);
  readonly #updates = new Float64Array(capacity);
  #first = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#first;
  }

  /** @throws RangeError where more are awaited than can be judged */
  push(address: number, change: number, status: number, updates: number): void {
    if (this.length === capacity) throw new RangeError(`more than ${capacity} reports are awaited`);
    const at = this.#end++ % capacity;
    this.#address[at] = address;
    this.#change[at] = change;
    this.#status[at] = status;
    this.#updates[at] = updates;
  }

  shift(): void {
    this.#first++;
  }

  /** Of the first. */
  get address(): number {
    return this.#address[this.#first % capacity] as number;
  }

  get change(): number {
    return this.#change[this.#first % capacity] as number;
  }

  get status(): number {
    return this.#status[this.#first % capacity] as number;
  }

  /** Number of the update that caused the eviction. */
  get updates(): number {
    return this.#updates[this.#first % capacity] as number;
  }
}
