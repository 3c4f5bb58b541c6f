/** Registers and memories by path: for replay on another engine, and for tests that look inside. */
import type { FlatDesign } from './flat.js';
import type { Layout } from './layout.js';
import { randomFor } from './random.js';

export interface StateElement {
  /** Names of the instances down to it, and its own. */
  readonly path: readonly string[];
  readonly kind: 'register' | 'memory' | 'readRegister';
  /** In bits. */
  readonly width: number;
  /** In words; 1 for a register. */
  readonly depth: number;
  /** @throws RangeError for an index outside the depth. */
  read(index?: number): bigint;
  /** @throws RangeError for an index outside the depth, or a value with more bits than the width. */
  write(index: number, value: bigint): void;
}

class MemoryElement implements StateElement {
  readonly path: readonly string[];
  readonly kind: StateElement['kind'];
  readonly width: number;
  readonly depth: number;
  readonly #bytes: Uint8Array;
  readonly #address: number;
  readonly #stride: number;

  constructor(
    fields: Omit<StateElement, 'read' | 'write'>,
    bytes: Uint8Array,
    address: number,
    stride: number,
  ) {
    this.path = fields.path;
    this.kind = fields.kind;
    this.width = fields.width;
    this.depth = fields.depth;
    this.#bytes = bytes;
    this.#address = address;
    this.#stride = stride;
  }

  read(index = 0): bigint {
    const from = this.#at(index);
    let value = 0n;
    for (let byte = Math.ceil(this.width / 8) - 1; byte >= 0; byte--) {
      value = (value << 8n) | BigInt(this.#bytes[from + byte] ?? 0);
    }
    return value;
  }

  write(index: number, value: bigint): void {
    const from = this.#at(index);
    if (value < 0n || value >> BigInt(this.width) !== 0n) {
      throw new RangeError(`${value} does not fit into the ${this.width} bits of '${this.path.join('.')}'`);
    }
    let rest = value;
    for (let byte = 0; byte < Math.ceil(this.width / 8); byte++, rest >>= 8n) {
      this.#bytes[from + byte] = Number(rest & 0xffn);
    }
  }

  /** Fills every word with random bits. */
  randomize(next: () => number): void {
    const count = Math.ceil(this.width / 8);
    const spare = 8 * count - this.width;
    for (let index = 0; index < this.depth; index++) {
      const from = this.#at(index);
      for (let byte = 0, bits = 0; byte < count; byte++, bits >>>= 8) {
        if (byte % 4 === 0) bits = next();
        this.#bytes[from + byte] = bits & (byte === count - 1 ? 0xff >> spare : 0xff);
      }
    }
  }

  #at(index: number): number {
    if (!Number.isInteger(index) || index < 0 || index >= this.depth) {
      throw new RangeError(`'${this.path.join('.')}' has no word ${index}: its depth is ${this.depth}`);
    }
    return this.#address + index * this.#stride;
  }
}

/** The state of a design in `bytes`, filled with initial contents and random bits of the seed. */
export function createState(
  design: FlatDesign,
  layout: Layout,
  bytes: Uint8Array,
  seed: number,
): StateElement[] {
  const registers = design.registers.map((register) => {
    const address = layout.registerSlots.get(register)?.[0]?.address ?? 0;
    const { path, kind, width } = register;
    const element = new MemoryElement({ path, kind, width, depth: 1 }, bytes, address, 0);
    element.randomize(randomFor(seed, path));
    return element;
  });
  const memories = design.memories.map((memory) => {
    const { path, width, depth, initial } = memory;
    const words = layout.memoryWords.get(memory);
    const fields = { path, kind: 'memory', width, depth } as const;
    const element = new MemoryElement(fields, bytes, words?.address ?? 0, words?.stride ?? 0);
    if (initial) initial.slice(0, depth).forEach((value, index) => element.write(index, value));
    else element.randomize(randomFor(seed, path));
    return element;
  });
  return [...registers, ...memories];
}
