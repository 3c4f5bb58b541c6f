/** Boards, as data: what stands on them, where it is connected, and what of Adder fits on them. */
import { AdderError } from '../netlist/error.js';
import type { AcceleratorParameters } from '../blocks/accelerator/parameters.js';

/** Pins by their names on the package. */
export interface Pins {
  readonly clock: string;
  /** Seen from the FPGA. */
  readonly rx: string;
  readonly tx: string;
  /** Lit by a 1; the first four show heartbeat, activity, trouble and interrupt, the others stay dark. */
  readonly leds: readonly string[];
}

export interface Board {
  /** As it is typed: `hx8k-breakout`. */
  readonly name: string;
  readonly title: string;
  /** Name of the target in src/fpga. */
  readonly target: string;
  readonly package: string;
  /** Of the oscillator, in Hz. */
  readonly clock: number;
  readonly pins: Pins;
  readonly constraints: 'pcf' | 'lpf';
  /** What the accelerator of the demo is, besides its defaults. */
  readonly accelerator: Partial<AcceleratorParameters>;
  /** Words of 32 bits in its on-chip memory. */
  readonly memoryWords: number;
  /** The command that loads a bitstream, in front of the file's name. */
  readonly loader: string;
}

const small = {
  counterBits: 0,
  boxingMultiplier: 'iterative',
  responseQueueDepth: 4,
  boxingResponseQueueDepth: 4,
  registerQueueDepth: 2,
  cacheWays: 2,
  cacheSets: 64,
  cacheContextBits: 8,
  cacheVersionBits: 4,
  cacheEpochBits: 4,
} as const;

export const boards: readonly Board[] = [
  {
    name: 'hx8k-breakout',
    title: 'Lattice iCE40-HX8K breakout board',
    target: 'hx8k',
    package: 'ct256',
    clock: 12_000_000,
    pins: {
      clock: 'J3',
      rx: 'B10',
      tx: 'B12',
      leds: ['B5', 'B4', 'A2', 'A1', 'C5', 'C4', 'B3', 'C3'],
    },
    constraints: 'pcf',
    accelerator: {
      ...small,
      cacheGuards: 2,
      dispatch: false,
      sequencer: false,
      marker: false,
      sweeper: false,
      allocator: false,
      barrier: false,
      refcount: false,
    },
    memoryWords: 1024,
    loader: 'iceprog',
  },
  {
    name: 'ulx3s-25f',
    title: 'ULX3S with an ECP5 LFE5U-25F',
    target: 'ecp5-25k',
    package: 'CABGA381',
    clock: 25_000_000,
    pins: {
      clock: 'G2',
      rx: 'M1',
      tx: 'L4',
      leds: ['B2', 'C2', 'C1', 'D2', 'D1', 'E2', 'E1', 'H3'],
    },
    constraints: 'lpf',
    accelerator: {
      ...small,
      boxingMultiplier: 'pipelined',
      addressBits: 20,
      memoryTags: 8,
      cacheGuards: 2,
      dispatchDepth: 8,
      dispatchBehind: 2,
      dispatchRequests: 2,
      sequencerStackEntries: 4,
      sequencerLocalEntries: 4,
      sequencerConstantEntries: 4,
      sequencerOutstandingWrites: 2,
      sequencerMultiplier: 'iterative',
      markerInFlight: 4,
      markerBurstBeats: 4,
      markerQueueDepth: 8,
      markerMarkWords: 4,
      rootQueueDepth: 4,
      sweeperMaxBeats: 4,
      sweeperRunDepth: 2,
      allocatorClasses: 4,
      allocatorDepth: 4,
      allocatorWatermark: 2,
      allocatorLargest: 16,
      allocatorSurplusDepth: 2,
      barrierSets: 4,
      barrierWays: 2,
      barrierDepth: 8,
      refcountEntries: 4,
      refcountInFlight: 1,
      refcountZeroDepth: 4,
    },
    memoryWords: 4096,
    loader: 'openFPGALoader -b ulx3s',
  },
];

/** @throws AdderError U09 */
export function findBoard(name: string): Board {
  const board = boards.find((candidate) => candidate.name === name);
  if (board) return board;
  throw new AdderError({
    code: 'U09',
    what: `there is no board '${name}'`,
    fix: `The boards are ${boards.map((candidate) => candidate.name).join(', ')}`,
  });
}
