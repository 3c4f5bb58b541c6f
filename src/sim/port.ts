import type { PortDirection, PortPlace } from './layout.js';

/**
 * A port of the design under simulation: plain reads and writes of the engine's memory. What is set is seen by the
 * next cycle or `settle`; what is read is what it was during the last one.
 */
export class PortHandle {
  readonly name: string;
  readonly direction: PortDirection;
  /** In bits. */
  readonly width: number;
  readonly #area: Uint32Array;
  readonly #offset: number;
  /** Bits of the lowest word that are not the port's. */
  readonly #above: number;

  constructor(place: PortPlace, area: Uint32Array) {
    this.name = place.name;
    this.direction = place.direction;
    this.width = place.width;
    this.#area = area;
    this.#offset = place.offset;
    this.#above = place.width >= 32 ? 0 : -1 << place.width;
  }

  /**
   * Sets a port of up to 32 bits; at 32 bits a negative number stands for its bit pattern.
   * @throws RangeError for a value with more bits than the port, or a port of more than 32 bits.
   */
  set(value: number): void {
    if ((value & this.#above) !== 0 || this.width > 32) this.#refuse(value);
    this.#area[this.#offset] = value;
  }

  /**
   * Sets a port of up to 64 bits from two words.
   * @throws RangeError for a value with more bits than the port, or a port of more than 64 bits.
   */
  setPair(low: number, high: number): void {
    const { width } = this;
    if (width <= 32) {
      if (high !== 0) this.#refuse(high);
      this.set(low);
      return;
    }
    if (width > 64 || (width < 64 && high & (-1 << (width - 32)))) this.#refuse(high);
    this.#area[this.#offset] = low;
    this.#area[this.#offset + 1] = high;
  }

  /**
   * Sets a port of any width. Slow: not for every cycle.
   * @throws RangeError for a value that is negative or has more bits than the port.
   */
  setBig(value: bigint): void {
    if (value < 0n || value >> BigInt(this.width) !== 0n) this.#refuse(value);
    for (let rest = value, bit = 0, at = this.#offset; bit < this.width; bit += 32, rest >>= 32n) {
      this.#area[at++] = Number(rest & 0xffffffffn);
    }
  }

  /** The lowest 32 bits, unsigned. */
  get(): number {
    return this.#area[this.#offset] as number;
  }

  /** Bits 63 to 32, unsigned; 0 for a port of up to 32 bits. */
  high(): number {
    return this.width > 32 ? (this.#area[this.#offset + 1] as number) : 0;
  }

  /** All bits. Slow: not for every cycle. */
  getBig(): bigint {
    let value = 0n;
    for (let word = Math.ceil(this.width / 32) - 1; word >= 0; word--) {
      value = (value << 32n) | BigInt(this.#area[this.#offset + word] ?? 0);
    }
    return value;
  }

  /**
   * Sets bits 32 * index + 31 to 32 * index of a port of any width.
   * @throws RangeError for a value with bits beyond the port.
   */
  setWord(index: number, word: number): void {
    const left = this.width - 32 * index;
    if (left <= 0 || (left < 32 && word & (-1 << left))) this.#refuse(word);
    this.#area[this.#offset + index] = word;
  }

  /** Bits 32 * index + 31 to 32 * index, unsigned; 0 beyond the port. */
  word(index: number): number {
    return 32 * index < this.width ? (this.#area[this.#offset + index] as number) : 0;
  }

  #refuse(value: number | bigint): never {
    if (this.width > 32 && typeof value === 'number' && value >= 0 && value <= 0xffffffff) {
      throw new RangeError(`port '${this.name}' has ${this.width} bits: use setPair or setBig`);
    }
    throw new RangeError(`${value} does not fit into the ${this.width} bits of port '${this.name}'`);
  }
}
