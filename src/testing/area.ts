/** Ports over a plain array of words, for devices that are not the embedded engine. */
import { AdderError } from '../netlist/error.js';
import type { Module } from '../netlist/node.js';
import type { Port, PortPlace } from './device.js';

type PortedModule = Pick<Module, 'name' | 'clocks' | 'ports'>;

/** Where the ports of a module stand: resets, inputs, outputs, each in declared order, ceil(width / 32) words each. */
export function layOut(top: PortedModule): { readonly layout: readonly PortPlace[]; readonly words: number } {
  const resets = new Set(top.clocks.flatMap(({ reset }) => (reset ? [reset.name] : [])));
  const ports = [
    ...Array.from(resets, (name) => ({ name, direction: 'reset' as const, width: 1 })),
    ...top.ports
      .filter(({ kind }) => kind === 'input')
      .map((port) => ({ ...pick(port), direction: 'input' as const })),
    ...top.ports
      .filter(({ kind }) => kind === 'output')
      .map((port) => ({ ...pick(port), direction: 'output' as const })),
  ];
  let words = 0;
  const layout = ports.map((port) => {
    const offset = words;
    words += Math.ceil(port.width / 32);
    return { ...port, offset };
  });
  return { layout, words };
}

function pick({ name, width }: { readonly name: string; readonly width: number }) {
  return { name, width };
}

/** A port that reads and writes its words in the area. */
export class AreaPort implements Port {
  readonly name: string;
  readonly width: number;
  readonly #area: Uint32Array;
  readonly #offset: number;
  /** Bits of the lowest word that are not the port's. */
  readonly #above: number;

  constructor(area: Uint32Array, { name, width, offset }: PortPlace) {
    this.name = name;
    this.width = width;
    this.#area = area;
    this.#offset = offset;
    this.#above = width >= 32 ? 0 : -1 << width;
  }

  set(value: number): void {
    if (this.width > 32 || (value & this.#above) !== 0) this.#tooWide(value);
    this.#area[this.#offset] = value;
  }

  setPair(low: number, high: number): void {
    if (this.width <= 32 || this.width > 64 || (this.width < 64 && high & (-1 << (this.width - 32)))) {
      this.#tooWide(high);
    }
    this.#area[this.#offset] = low;
    this.#area[this.#offset + 1] = high;
  }

  setBig(value: bigint): void {
    if (BigInt.asUintN(this.width, value) !== value) this.#tooWide(value);
    for (let word = 0, rest = value; word * 32 < this.width; word++, rest >>= 32n) {
      this.#area[this.#offset + word] = Number(rest & 0xffff_ffffn);
    }
  }

  get(): number {
    return this.#area[this.#offset] as number;
  }

  high(): number {
    return this.width > 32 ? (this.#area[this.#offset + 1] as number) : 0;
  }

  getBig(): bigint {
    let value = 0n;
    for (let word = Math.ceil(this.width / 32) - 1; word >= 0; word--) {
      value = (value << 32n) | BigInt(this.#area[this.#offset + word] as number);
    }
    return value;
  }

  setWord(index: number, word: number): void {
    const left = this.width - 32 * index;
    if (left <= 0 || (left < 32 && word & (-1 << left))) this.#tooWide(word);
    this.#area[this.#offset + index] = word;
  }

  word(index: number): number {
    return 32 * index < this.width ? (this.#area[this.#offset + index] as number) : 0;
  }

  #tooWide(value: number | bigint): never {
    throw new RangeError(`${value} does not fit port '${this.name}' of ${this.width} bits`);
  }
}

/** Ports by name over one area. */
export class PortTable {
  readonly area: Uint32Array;
  readonly layout: readonly PortPlace[];
  readonly #ports: ReadonlyMap<string, AreaPort>;

  constructor(top: PortedModule) {
    const { layout, words } = layOut(top);
    this.layout = layout;
    this.area = new Uint32Array(words);
    this.#ports = new Map(layout.map((place) => [place.name, new AreaPort(this.area, place)]));
  }

  /** @throws AdderError V06 for a name that no port has */
  port(name: string): Port {
    const port = this.#ports.get(name);
    if (!port) {
      throw new AdderError({
        code: 'V06',
        what: `there is no port '${name}'`,
        fix: `There are ${[...this.#ports.keys()].join(', ')}`,
      });
    }
    return port;
  }
}
