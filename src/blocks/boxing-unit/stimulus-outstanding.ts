import type { Random } from '../../testing/index.js';
import type { BoxingUnitParameters } from './parameters.js';

/**
 * The requests in flight with the answers they will get, in slots. In order, slots are a ring and the tags are the host's
 * fancy; out of order, a request is found by the low bits of its tag, which are kept distinct.
 */
export class Outstanding {
  readonly slots: number;
  count = 0;
  /** Requests taken and answers taken since the start. */
  requests = 0;
  answers = 0;
  readonly operation: Uint8Array;
  readonly requestClass: Uint8Array;
  readonly tag: Uint32Array;
  /** a, b and the value expected: low and high halves. */
  readonly words: Int32Array;
  readonly status: Uint8Array;
  /** Number of the request. */
  readonly sequence: Float64Array;
  readonly #inOrder: boolean;
  readonly #tagBits: number;
  readonly #occupied: Uint8Array;
  /** Out of order: slots of each class, oldest first, as three rings. */
  readonly #rings: Uint16Array;
  readonly #heads = new Float64Array(3);
  readonly #tails = new Float64Array(3);

  constructor({ inOrder, tagBits }: BoxingUnitParameters) {
    this.#inOrder = inOrder;
    this.#tagBits = tagBits;
    const slots = inOrder ? 1024 : 2 ** Math.min(tagBits, 8);
    this.slots = slots;
    this.operation = new Uint8Array(slots);
    this.requestClass = new Uint8Array(slots);
    this.tag = new Uint32Array(slots);
    this.words = new Int32Array(6 * slots);
    this.status = new Uint8Array(slots);
    this.sequence = new Float64Array(slots);
    this.#occupied = new Uint8Array(slots);
    this.#rings = new Uint16Array(3 * slots);
  }

  /** Out of order: all tags are in flight. */
  get isFull(): boolean {
    return this.count >= this.slots;
  }

  /** A tag for the next request; out of order one whose low bits are not in flight. */
  newTag(random: Random): number {
    const tag = random.bits(this.#tagBits);
    if (this.#inOrder) return tag;
    let free = tag;
    while (this.#occupied[free % this.slots] !== 0)
      free = free - (free % this.slots) + ((free + 1) % this.slots);
    return free;
  }

  /** The slot for a request that is taken now. */
  push(tag: number, requestClass: number): number {
    const slot = (this.#inOrder ? this.requests : tag) % this.slots;
    this.#occupied[slot] = 1;
    this.tag[slot] = tag;
    this.requestClass[slot] = requestClass;
    this.sequence[slot] = this.requests;
    if (!this.#inOrder) {
      const tail = this.#tails[requestClass] ?? 0;
      this.#rings[requestClass * this.slots + (tail % this.slots)] = slot;
      this.#tails[requestClass] = tail + 1;
    }
    this.requests++;
    this.count++;
    return slot;
  }

  /** The slot of the request that an answer with this tag belongs to, or -1. */
  find(tag: number): number {
    const slot = (this.#inOrder ? this.answers : tag) % this.slots;
    return this.#occupied[slot] === 1 && this.tag[slot] === tag ? slot : -1;
  }

  /** The slot of the oldest request in flight; out of order only while there is no more than one. */
  get onlyOrOldest(): number {
    if (this.#inOrder) return this.answers % this.slots;
    let requestClass = 0;
    while (requestClass < 2 && this.#heads[requestClass] === this.#tails[requestClass]) requestClass++;
    return this.#oldestSlot(requestClass);
  }

  #oldestSlot(requestClass: number): number {
    const head = this.#heads[requestClass] ?? 0;
    return this.#rings[requestClass * this.slots + (head % this.slots)] ?? 0;
  }

  /** Out of order: number of the oldest request of this class in flight, or Infinity. */
  oldestOfClass(requestClass: number): number {
    if (this.#heads[requestClass] === this.#tails[requestClass]) return Infinity;
    return this.sequence[this.#oldestSlot(requestClass)] ?? Infinity;
  }

  /** Whether no older request of the same class is in flight. */
  isFirstOfClass(slot: number): boolean {
    if (this.#inOrder) return true;
    return this.#oldestSlot(this.requestClass[slot] ?? 0) === slot;
  }

  /** The answer to this request was taken; it is the first of its class. */
  pop(slot: number): void {
    const requestClass = this.requestClass[slot] ?? 0;
    this.#heads[requestClass] = (this.#heads[requestClass] ?? 0) + 1;
    this.#occupied[slot] = 0;
    this.answers++;
    this.count--;
  }
}
