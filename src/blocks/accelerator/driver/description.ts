/** What a driver in C has to know of an accelerator, as data: taken from the tables that the hardware is made from. */
import { blockCounters, blockNames, blockNumbers } from '../blocks.js';
import { interruptsOf, type InterruptSource } from '../interrupts.js';
import { operationsOf, type Operation } from '../operations.js';
import type { AcceleratorParameters } from '../parameters.js';
import { registerMap } from '../register-map.js';
import type { Register } from '../register.js';
import { magic, version } from '../registers-system.js';
import { statuses } from '../statuses.js';

export interface BlockDescription {
  readonly name: string;
  /** Its bit in the register `blocks`. */
  readonly number: number;
  /** Names by index. */
  readonly counters: readonly string[];
}

export interface DriverDescription {
  /** Bits of a word of the accelerator. */
  readonly wordBits: number;
  readonly tagBits: number;
  readonly magic: number;
  readonly majorVersion: number;
  /** Whether performance counters are in. */
  readonly hasCounters: boolean;
  readonly registers: readonly Register[];
  readonly operations: readonly (readonly [name: string, operation: Operation])[];
  readonly statuses: readonly (readonly [name: string, code: number])[];
  readonly interrupts: readonly InterruptSource[];
  /** Those that are in. */
  readonly blocks: readonly BlockDescription[];
}

export function describeDriver(p: AcceleratorParameters): DriverDescription {
  return {
    wordBits: p.width,
    tagBits: p.tagBits,
    magic,
    majorVersion: version.major,
    hasCounters: p.counterBits > 0,
    registers: registerMap(p),
    operations: operationsOf(p),
    statuses: Object.entries(statuses).sort(([, a], [, b]) => a - b),
    interrupts: interruptsOf(p),
    blocks: blockNames
      .filter((name) => p[name])
      .map((name) => ({ name, number: blockNumbers[name], counters: blockCounters[name] })),
  };
}
