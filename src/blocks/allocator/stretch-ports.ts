import type { Port } from '../../testing/index.js';

/** A port of up to 53 bits that matter, as one number. */
export class NumberPort {
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

/** The ports of a stretch of memory in a stream. */
export class StretchPorts {
  readonly #address: NumberPort;
  readonly #granules: NumberPort;

  constructor(port: (name: string) => Port, stream: string) {
    this.#address = new NumberPort(port(`${stream}_address`));
    this.#granules = new NumberPort(port(`${stream}_granules`));
  }

  write({ address, granules }: { readonly address: number; readonly granules: number }): void {
    this.#address.set(address);
    this.#granules.set(granules);
  }

  get address(): number {
    return this.#address.get();
  }

  get granules(): number {
    return this.#granules.get();
  }
}
