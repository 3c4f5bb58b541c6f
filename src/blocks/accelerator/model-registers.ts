/**
 * Golden model of the registers that keep what is written, and of which accesses are errors. It reads the map, which is the
 * specification, and shares nothing else with the hardware.
 */
import { registerBits, type Register } from './register.js';

const writable: ReadonlySet<string> = new Set(['readWrite', 'write', 'clear']);

export class RegisterModel {
  readonly map: readonly Register[];
  readonly #byOffset = new Map<number, Register>();
  readonly #byName = new Map<string, Register>();
  readonly #values = new Map<string, number>();

  constructor(map: readonly Register[]) {
    this.map = map;
    for (const register of map) {
      this.#byName.set(register.name, register);
      for (let index = 0; index < (register.count ?? 1); index++)
        this.#byOffset.set(register.offset + 4 * index, register);
      let value = 0;
      for (const { low, reset } of register.fields) value = (value | (reset << low)) >>> 0;
      this.#values.set(register.name, value);
    }
  }

  /** The register that an offset names; undefined where there is none. */
  at(offset: number): Register | undefined {
    return this.#byOffset.get(offset);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** @throws RangeError for a name that is not in the map */
  named(name: string): Register {
    const found = this.#byName.get(name);
    if (!found) throw new RangeError(`there is no register ${name}`);
    return found;
  }

  /** Whether an access with these bytes is an error, whatever the state. */
  refuses(write: boolean, offset: number, strobe: number): boolean {
    const register = this.#byOffset.get(offset);
    if (!register) return true;
    return write ? strobe !== 15 || !writable.has(register.access) : register.access === 'write';
  }

  /** What a register that keeps its value reads. */
  read(name: string): number {
    return this.#values.get(name) ?? 0;
  }

  /** A value that may take two registers, as low and high half. */
  low(name: string): number {
    return this.read(name) | 0;
  }

  high(name: string): number {
    return this.read(`${name}_high`) | 0;
  }

  /** One field. */
  field(name: string, field: string): number {
    const found = this.named(name).fields.find((each) => each.name === field);
    if (!found) throw new RangeError(`register ${name} has no field ${field}`);
    return (this.read(name) >>> found.low) & (found.width === registerBits ? -1 : (1 << found.width) - 1);
  }

  /** Takes a legal write to a register that keeps its value; others are up to the caller. */
  write(register: Register, value: number): void {
    if (register.access === 'readWrite') this.#values.set(register.name, (value & maskOf(register)) >>> 0);
  }
}

/** The bits of a register that exist. */
export function maskOf({ fields }: Register): number {
  return fields.reduce(
    (mask, { low, width }) => mask | ((width === registerBits ? -1 : (1 << width) - 1) << low),
    0,
  );
}
