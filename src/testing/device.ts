/**
 * What the harness needs of the thing it drives. The embedded engine's simulator is one; so are the fake devices of our
 * own tests, and a foreign simulator behind a pipe.
 */
import type { Module } from '../netlist/node.js';

/** A port of the device, by which an environment writes inputs and reads outputs. */
export interface Port {
  readonly name: string;
  /** In bits. */
  readonly width: number;
  /** Writes an input of up to 32 bits; a number that fits, or at 32 bits also an int32 pattern. RangeError otherwise. */
  set(value: number): void;
  /** Writes an input of 33 to 64 bits. */
  setPair(low: number, high: number): void;
  /** Writes an input of any width; slow, so keep it out of what runs every cycle. */
  setBig(value: bigint): void;
  /** Bits 31..0, unsigned. Outputs read as they were during the last cycle, just before the clock edge. */
  get(): number;
  /** Bits 63..32, unsigned. */
  high(): number;
  getBig(): bigint;
  /** Writes bits 32 * index + 31..32 * index of an input; bits beyond the width must be 0. For ports of more than 64 bits. */
  setWord(index: number, word: number): void;
  /** Bits 32 * index + 31..32 * index, unsigned. */
  word(index: number): number;
}

/** Where a port stands in the port area: `offset` in 32-bit words, ceil(width / 32) words, lowest first. */
export interface PortPlace {
  readonly name: string;
  readonly direction: 'reset' | 'input' | 'output';
  readonly width: number;
  readonly offset: number;
}

/** One register, memory, or register of a synchronous memory read. */
export interface StateElement {
  /** Instance names from the top, then the element's own. */
  readonly path: readonly string[];
  readonly kind: 'register' | 'memory' | 'readRegister';
  readonly width: number;
  /** Words; 1 for registers. */
  readonly depth: number;
  read(index: number): bigint;
}

/** An assertion or assumption of the block that did not hold in some cycle. */
export interface BrokenProperty {
  /** Counted from the device's first cycle. */
  readonly cycle: number;
  readonly kind: 'assert' | 'assume';
  /** Instance names from the top, then the property's own. */
  readonly path: readonly string[];
  readonly message: string;
  /** Where the author wrote it. */
  readonly source: { toString(): string };
}

/** Something with ports and clocks. */
export interface Device {
  readonly top: Pick<Module, 'name' | 'clocks' | 'streams'>;
  /** By flattened name (`req_valid`); an error that lists the known ports otherwise. */
  port(name: string): Port;
  /** All ports: resets, then inputs, then outputs. Outputs are those of the last cycle, before its edge. */
  readonly portArea: Uint32Array;
  readonly portLayout: readonly PortPlace[];
  /** What has been broken so far, the first ones at least; absent where the device does not watch. */
  readonly failures?: readonly BrokenProperty[];
  /** One cycle of all clocks: settles, latches the outputs into the port area, then takes the edge. */
  cycle(): void;
}

/** A device whose state is at hand: its failures can be lived again, and its runs replayed elsewhere. */
export interface ReplayableDevice extends Device {
  /** The whole state; opaque. */
  snapshot(): unknown;
  restore(snapshot: never): void;
  readonly state: readonly StateElement[];
}
