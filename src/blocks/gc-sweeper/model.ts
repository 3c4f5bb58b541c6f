/** Golden model of the sweeper: written from the README and from `gc_sweep` of MicroPython 1.9.2. */
import { sweepBlockTable } from './model-blocks.js';
import { sweepObjects } from './model-objects.js';
import { noTally, Numbers, RunCollector, type Tally } from './model-yield.js';
import { operations, statuses } from './operations.js';
import type { SweeperParameters } from './parameters.js';

/** Where a heap is; byte addresses. */
export interface HeapPlace {
  heapBase: number;
  /** The first byte behind it. */
  heapEnd: number;
  markBase: number;
  finaliserBase: number;
}

/** Memory as the sweeper meets it. */
export interface SweptMemory {
  read8(address: number): number;
  write8(address: number, value: number): void;
  /** Whether the word at this address answers with an error. */
  fails(address: number, write: boolean): boolean;
}

/** What stopped the walk over a table. */
export interface Stop {
  readonly status: number;
  readonly address: number;
  /** Something else went wrong further on in the table. */
  readonly hidesAnother?: boolean;
}

/** What a command does, all at once: its result, what it yields, and what it changes in memory. */
export class SweeperModel {
  status = 0;
  address = 0;
  /** A failed write is told, and not what stopped the sweep after it. */
  hidesAnother = false;
  /** First byte of each object that is reported. */
  readonly finalisers = new Numbers();
  /** Since the counters were cleared. */
  readonly tally: Tally = noTally();

  readonly #parameters: SweeperParameters;
  readonly #collector: RunCollector;

  constructor(parameters: SweeperParameters) {
    this.#parameters = parameters;
    this.#collector = new RunCollector(this.tally, parameters.minimumRun);
  }

  /** First byte and granules of each run, one after the other. */
  get runs(): Numbers {
    return this.#collector.runs;
  }

  command(operation: number, place: HeapPlace, memory: SweptMemory): void {
    this.#collector.begin();
    this.finalisers.clear();
    let stop: Stop | undefined;
    if (!this.#knows(operation)) stop = { status: statuses.unknown_operation, address: 0 };
    else if (!this.#isSound(place)) stop = { status: statuses.bad_configuration, address: 0 };
    else if (place.heapEnd > place.heapBase) {
      if (operation === operations.sweep) this.tally.sweeps++;
      stop = this.#sweep(operation, place, memory);
    }
    this.status = stop?.status ?? statuses.ok;
    this.address = stop?.address ?? 0;
    this.hidesAnother = stop?.hidesAnother ?? false;
  }

  #sweep(operation: number, place: HeapPlace, memory: SweptMemory): Stop | undefined {
    const { layout, dataBits, granuleBytes } = this.#parameters;
    const common = { operation, place, memory, dataBits, tally: this.tally, runs: this.#collector };
    return layout === 'headers'
      ? sweepObjects({ ...common, granuleBytes })
      : sweepBlockTable({ ...common, hasFinalisers: this.#hasFinalisers, finalisers: this.finalisers });
  }

  get #hasFinalisers(): boolean {
    return this.#parameters.layout === 'micropython' && this.#parameters.finalisers;
  }

  #knows(operation: number): boolean {
    return (
      operation === operations.sweep ||
      operation === operations.clear_marks ||
      (operation === operations.report && this.#hasFinalisers)
    );
  }

  #isSound({ heapBase, heapEnd, markBase, finaliserBase }: HeapPlace): boolean {
    const { dataBits, layout, granuleBytes, addressBits } = this.#parameters;
    const wordBytes = dataBits / 8;
    const granules = (heapEnd - heapBase) / granuleBytes;
    const fits = (start: number, bits: number) =>
      start % wordBytes === 0 && start + Math.ceil(bits / dataBits) * wordBytes <= 2 ** addressBits;
    return (
      heapBase % granuleBytes === 0 &&
      heapEnd % granuleBytes === 0 &&
      granules >= 0 &&
      fits(markBase, layout === 'micropython' ? 2 * granules : granules) &&
      (!this.#hasFinalisers || fits(finaliserBase, granules))
    );
  }
}
