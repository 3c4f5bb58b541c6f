/** Contents of a stretch of memory, little endian, by byte addresses below 2^32. */
export class MemoryImage {
  /** Byte address of the first word; a multiple of 16. */
  readonly base: number;
  readonly words: Uint32Array;

  /** @throws RangeError unless both are multiples of 16 and the end is at most 2^32 */
  constructor(base: number, bytes: number) {
    if (base % 16 !== 0 || bytes % 16 !== 0 || base < 0 || bytes < 0 || base + bytes > 2 ** 32)
      throw new RangeError(`a memory of ${bytes} bytes at ${base}: multiples of 16 below 2^32 are needed`);
    this.base = base;
    this.words = new Uint32Array(bytes / 4);
  }

  /** In bytes. */
  get bytes(): number {
    return this.words.length * 4;
  }

  /** Whether all of `bytes` (1 unless told) from this address on are in the memory. */
  contains(address: number, bytes = 1): boolean {
    return address >= this.base && address + bytes <= this.base + this.bytes;
  }

  /** Unsigned. The address is a multiple of 4. */
  read32(address: number): number {
    return this.words[this.#index(address, 4)] as number;
  }

  /** The address is a multiple of 4; the low 32 bits of the value count. */
  write32(address: number, value: number): void {
    this.words[this.#index(address, 4)] = value;
  }

  /** The address is a multiple of 2. */
  read16(address: number): number {
    return ((this.words[this.#index(address, 2)] as number) >>> ((address & 2) * 8)) & 0xffff;
  }

  write16(address: number, value: number): void {
    this.#replace(this.#index(address, 2), 0xffff, (address & 2) * 8, value);
  }

  read8(address: number): number {
    return ((this.words[this.#index(address, 1)] as number) >>> ((address & 3) * 8)) & 0xff;
  }

  write8(address: number, value: number): void {
    this.#replace(this.#index(address, 1), 0xff, (address & 3) * 8, value);
  }

  #replace(index: number, mask: number, shift: number, value: number): void {
    const word = this.words[index] as number;
    this.words[index] = (word & ~(mask << shift)) | ((value & mask) << shift);
  }

  /** A wrong address is a mistake of the test, and would read `undefined` silently. */
  #index(address: number, size: number): number {
    if (address % size !== 0 || !this.contains(address, size))
      throw new RangeError(
        `${size} bytes at 0x${address.toString(16)} are not an aligned part of the memory from 0x${this.base.toString(16)}`,
      );
    return (address - this.base) >>> 2;
  }
}
