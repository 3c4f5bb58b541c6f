/** The memory that bytecode is in, with words that cannot be read. */
import { MemoryImage, type Random } from '../../testing/index.js';

export const imageBytes = 1024;

export class CodeMemory {
  readonly image: MemoryImage;
  /** One flag a word of the memory port. */
  readonly #unreadable: Uint8Array;
  readonly #wordBytes: number;

  constructor(base: number, dataBits: number) {
    this.image = new MemoryImage(base, imageBytes);
    this.#wordBytes = dataBits / 8;
    this.#unreadable = new Uint8Array(imageBytes / this.#wordBytes);
  }

  /** As the model reads it: -1 where the memory port answers with an error. */
  readonly read = (address: number): number => {
    const offset = address - this.image.base;
    if (offset < 0 || offset >= imageBytes || this.isUnreadable(address)) return -1;
    return ((this.image.words[offset >>> 2] as number) >>> (8 * (offset & 3))) & 0xff;
  };

  /** Of an address in the image. */
  readonly isUnreadable = (address: number): boolean =>
    this.#unreadable[Math.floor((address - this.image.base) / this.#wordBytes)] === 1;

  /** From now on no word, or these, cannot be read. */
  breakWords(...addresses: readonly number[]): void {
    this.#unreadable.fill(0);
    for (const address of addresses)
      this.#unreadable[Math.floor((address - this.image.base) / this.#wordBytes)] = 1;
  }

  breakAtRandom(random: Random, count: number): void {
    this.#unreadable.fill(0);
    for (let left = count; left > 0; left--) this.#unreadable[random.below(this.#unreadable.length)] = 1;
  }

  /** Writes bytes as they stand. */
  write(offset: number, bytes: readonly number[]): void {
    bytes.forEach((byte, index) => this.image.write8(this.image.base + offset + index, byte));
  }
}

/** Somewhere, often where addresses begin or wrap; in scenarios at the end of them. */
export function imageBase(addressBits: number, random: Random | undefined): number {
  const most = 2 ** Math.min(32, addressBits) - imageBytes;
  const draw = random?.bits(2) ?? 0;
  if (!random || draw === 0) return most;
  return draw === 1 ? 0 : random.below(most / 16) * 16;
}
