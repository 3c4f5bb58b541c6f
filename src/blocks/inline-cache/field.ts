import type { Port } from '../../testing/index.js';

/** A port of 1 to 64 bits as the two int32 words the model has. */
export class Field {
  readonly width: number;
  readonly #port: Port;

  constructor(port: Port) {
    const { width } = port;
    this.#port = port;
    this.width = width;
  }

  /** Writes words that fit: see {@link lowMask} and {@link highMask}. */
  write(low: number, high: number): void {
    if (this.width <= 32) this.#port.set(low);
    else this.#port.setPair(low, high);
  }

  get low(): number {
    return this.#port.get() | 0;
  }

  get high(): number {
    return this.#port.high() | 0;
  }
}

/** The bits of the low word that a field of `width` bits has. */
export function lowMask(width: number): number {
  return width >= 32 ? -1 : (1 << width) - 1;
}

/** The bits of the high word that a field of `width` bits has. */
export function highMask(width: number): number {
  return width <= 32 ? 0 : width === 64 ? -1 : (1 << (width - 32)) - 1;
}

/** For people; slow. */
export function wide(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}
