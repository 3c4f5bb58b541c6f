/** The heap of an environment: headers close together, with some that are special, and addresses that no header has. */
import { MemoryImage } from '../../testing/memory-image.js';
import type { Random } from '../../testing/index.js';
import type { RefcountBufferModel } from './model.js';
import type { RefcountBufferParameters } from './parameters.js';

/** What is to be expected of an object. */
export const kinds = {
  /** Its updates are those of a program: never one more for what is dead. */
  regular: 0,
  /** Any updates: underflow, overflow, immortality. */
  wild: 1,
  /** Memory refuses to read its header. */
  unreadable: 2,
  /** Memory refuses to write its header. */
  unwritable: 3,
  /** Outside of the heap or not aligned. */
  misplaced: 4,
} as const;

const memoryBase = 0x4000;

export class Heap {
  readonly memory: MemoryImage;
  /** What the model works on. */
  readonly expected: { readonly base: number; readonly words: Uint32Array };
  /** First and behind-the-last header. */
  readonly base: number;
  readonly limit: number;
  /** Per object. */
  readonly addresses: Float64Array;
  readonly kinds: Uint8Array;
  readonly #objects = new Map<number, number>();
  readonly #headerWords: number;

  constructor(parameters: RefcountBufferParameters, random: Random) {
    const { headerBits, dataBits, entries, addressBits, countBits } = parameters;
    const bytes = headerBits / 8;
    this.#headerWords = headerBits / 32;
    const inside = 2 * entries + 24;
    const size = 16 * Math.ceil((inside * bytes + 256) / 16);
    this.memory = new MemoryImage(memoryBase, size);
    for (let word = 0; word < this.memory.words.length; word++) this.memory.words[word] = random.nextInt32();
    this.base = memoryBase + 128;
    this.limit = this.base + inside * bytes;
    const misplaced = [
      this.base - bytes,
      this.limit,
      0,
      this.base + 1,
      this.base + bytes / 2,
      this.limit - 1,
      2 ** addressBits - bytes,
      this.base + 2 ** (addressBits - 1),
    ];
    const total = inside + misplaced.length;
    this.addresses = new Float64Array(total);
    this.kinds = new Uint8Array(total);
    for (let at = 0; at < total; at++) {
      this.addresses[at] = at < inside ? this.base + at * bytes : (misplaced[at - inside] as number);
      this.kinds[at] = at >= inside ? kinds.misplaced : kindOf(at, dataBits / headerBits, countBits);
      this.#objects.set(this.addresses[at] as number, at);
    }
    this.expected = { base: memoryBase, words: this.memory.words.slice() };
  }

  get count(): number {
    return this.addresses.length;
  }

  address(object: number): number {
    return this.addresses[object] as number;
  }

  kind(object: number): number {
    return this.kinds[object] as number;
  }

  /** -1 for an address that no object has. */
  objectAt(address: number): number {
    return this.#objects.get(address) ?? -1;
  }

  faults(address: number, write: boolean): boolean {
    const object = this.objectAt(address);
    return object >= 0 && this.kinds[object] === (write ? kinds.unwritable : kinds.unreadable);
  }

  /** Gives an object a count, on both sides: to be called only while nothing of it is on its way. */
  born(model: RefcountBufferModel, object: number, low: number, high = 0): void {
    const address = this.address(object);
    model.setCount(address, low, high);
    const at = (address - this.memory.base) / 4;
    for (let word = at; word < at + this.#headerWords; word++)
      this.memory.words[word] = this.expected.words[word] as number;
  }

  /** The first word that is not as expected, by its place; -1 for none. */
  firstDifference(): number {
    const { words } = this.memory;
    for (let at = 0; at < words.length; at++) if (words[at] !== this.expected.words[at]) return at;
    return -1;
  }
}

/** Memory refuses whole words, so all the headers of one are alike. */
function kindOf(object: number, headersInWord: number, countBits: number): number {
  const word = Math.floor(object / headersInWord);
  if (word === 1) return kinds.unreadable;
  if (word === 3) return kinds.unwritable;
  // Counts that saturate at once tell nothing of when an object is dead.
  return countBits < 8 || object % 4 === 1 ? kinds.wild : kinds.regular;
}
