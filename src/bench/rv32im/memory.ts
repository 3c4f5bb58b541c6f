/** What the interpreted processor can reach: one memory, little-endian, and devices beside it. */

export type AccessBytes = 1 | 2 | 4;

/** Registers at addresses. Both may throw an {@link AccessFault}. */
export interface Device {
  readonly base: number;
  readonly bytes: number;
  /** @returns the value in the low bits; those above are ignored */
  read(offset: number, bytes: AccessBytes): number;
  write(offset: number, bytes: AccessBytes, value: number): void;
}

/** Thrown by a device for an access it refuses; the processor then stops with the status `accessFault`. */
export class AccessFault extends Error {}

/** Random-access memory from `base` on. */
export class Ram {
  readonly bytes: Uint8Array;
  readonly halves: Uint16Array;
  readonly words: Int32Array;

  /**
   * @param base a multiple of 4
   * @param size in bytes, a multiple of 4
   */
  constructor(
    readonly base: number,
    readonly size: number,
  ) {
    if (base % 4 !== 0 || size % 4 !== 0 || base < 0 || base + size > 2 ** 32)
      throw new Error(`memory from ${base} on with ${size} bytes is not of whole words in 32-bit addresses`);
    const buffer = new ArrayBuffer(size);
    this.bytes = new Uint8Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.words = new Int32Array(buffer);
  }

  /** The word at an address that is inside and a multiple of 4, unsigned. */
  word(address: number): number {
    return (this.words[this.#index(address)] ?? 0) >>> 0;
  }

  setWord(address: number, value: number): void {
    this.words[this.#index(address)] = value;
  }

  /** Copies words to where they belong; `address` is inside and a multiple of 4. */
  load(address: number, words: ArrayLike<number>): void {
    const index = this.#index(address);
    if (index + words.length > this.words.length) throw new Error(`too long for the memory at ${address}`);
    this.words.set(words, index);
  }

  #index(address: number): number {
    const offset = address - this.base;
    if (offset < 0 || offset >= this.size || offset % 4 !== 0)
      throw new Error(`no word of the memory is at address 0x${address.toString(16)}`);
    return offset / 4;
  }
}
