/** A queue of numbers that allocates only when it grows. */
export class NumberQueue {
  #items = new Float64Array(64);
  #first = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#items.length) this.#grow();
    this.#items[(this.#first + this.#length++) & (this.#items.length - 1)] = value;
  }

  /** The oldest; NaN when empty. */
  get head(): number {
    return this.at(0);
  }

  /** Counted from the oldest; NaN beyond the youngest. */
  at(index: number): number {
    if (index >= this.#length) return NaN;
    return this.#items[(this.#first + index) & (this.#items.length - 1)] as number;
  }

  /** Removes the oldest; NaN when empty. */
  shift(): number {
    const value = this.head;
    if (this.#length > 0) {
      this.#first = (this.#first + 1) & (this.#items.length - 1);
      this.#length--;
    }
    return value;
  }

  /** Removes and returns the one at this index, counted from the oldest. */
  take(index: number): number {
    const value = this.at(index);
    const mask = this.#items.length - 1;
    for (let at = index; at > 0; at--)
      this.#items[(this.#first + at) & mask] = this.#items[(this.#first + at - 1) & mask] as number;
    this.shift();
    return value;
  }

  #grow(): void {
    const items = new Float64Array(this.#items.length * 2);
    for (let at = 0; at < this.#length; at++) items[at] = this.at(at);
    this.#items = items;
    this.#first = 0;
  }
}
