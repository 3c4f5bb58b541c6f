import type { Port } from '../../testing/index.js';

/** A port of up to 53 bits that matter, as one number. */
export class AddressPort {
  readonly #port: Port;

  constructor(port: Port) {
    this.#port = port;
  }

  set(value: number): void {
    if (this.#port.width <= 32) this.#port.set(value);
    else this.#port.setPair(value | 0, Math.floor(value / 2 ** 32));
  }

  get(): number {
    return this.#port.get() + this.#port.high() * 2 ** 32;
  }
}
