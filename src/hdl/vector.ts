import type { AnyUInt } from './signal.js';

/** A list of signals of one shape. `elements` is for indices known now, `at` for an index that is a signal. */
export class Vector<E> {
  readonly elements: readonly E[];
  readonly #choose: (index: AnyUInt) => E;

  constructor(elements: readonly E[], choose: (index: AnyUInt) => E) {
    this.elements = elements;
    this.#choose = choose;
  }

  get length(): number {
    return this.elements.length;
  }

  /** The element at an index that is a signal; an index beyond the last element gives the last one. */
  at(index: AnyUInt): E {
    return this.#choose(index);
  }

  [Symbol.iterator](): Iterator<E> {
    return this.elements[Symbol.iterator]();
  }

  map<T>(f: (element: E, index: number) => T): T[] {
    return this.elements.map(f);
  }
}
