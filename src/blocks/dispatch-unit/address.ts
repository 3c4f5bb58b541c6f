import type { Port } from '../../testing/index.js';

/** A port with an address of up to 53 bits, as a number. */
export class Address {
  readonly #port: Port;

  constructor(port: Port) {
    this.#port = port;
  }

  get value(): number {
    return this.#port.get() + this.#port.high() * 0x1_0000_0000;
  }

  set value(value: number) {
    if (this.#port.width > 32) this.#port.setPair(value | 0, Math.floor(value / 0x1_0000_0000));
    else this.#port.set(value | 0);
  }
}
