/** Golden model of the sweeper: written from the README and from `gc_sweep` of MicroPython 1.9.2, block by block. */
import { granuleBytes, operations, statuses } from './operations.js';
import type { SweeperParameters } from './parameters.js';

/** Where a heap is; byte addresses. */
export interface HeapPlace {
  poolStart: number;
  blocks: number;
  tableBase: number;
  finaliserBase: number;
}

/** Memory as the sweeper meets it. */
export interface SweptMemory {
  read8(address: number): number;
  write8(address: number, value: number): void;
  /** Whether the word at this address answers with an error. */
  fails(address: number, write: boolean): boolean;
}

/** A list of numbers that grows and is used again. */
export class Numbers {
  length = 0;
  #values = new Float64Array(256);

  push(value: number): void {
    if (this.length === this.#values.length) {
      const longer = new Float64Array(2 * this.length);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] as number;
  }

  clear(): void {
    this.length = 0;
  }
}

/** Counters that a command moves; those that count cycles are no matter of a model without time. */
export interface Tally {
  sweeps: number;
  table_words: number;
  words_written: number;
  runs: number;
  run_granules: number;
  objects_freed: number;
  granules_freed: number;
  objects_kept: number;
  finalisers_reported: number;
}

export const noTally = (): Tally => ({
  sweeps: 0,
  table_words: 0,
  words_written: 0,
  runs: 0,
  run_granules: 0,
  objects_freed: 0,
  granules_freed: 0,
  objects_kept: 0,
  finalisers_reported: 0,
});

/** What stopped the walk over a table. */
export interface Stop {
  readonly status: number;
  readonly address: number;
}

/** What a command does, all at once: its result, what it yields, and what it changes in memory. */
export class SweeperModel {
  status = 0;
  address = 0;
  /** First byte and granules of each run, one after the other. */
  readonly runs = new Numbers();
  /** First byte of each object that is reported. */
  readonly finalisers = new Numbers();
  /** Since the counters were cleared. */
  readonly tally: Tally = noTally();

  readonly #parameters: SweeperParameters;
  readonly #wordBytes: number;
  readonly #end: number;
  #openStart = 0;
  #openLength = 0;
  /** What the last block of the word before was, before it was swept. */
  #kindBefore = 0;

  constructor(parameters: SweeperParameters) {
    this.#parameters = parameters;
    this.#wordBytes = parameters.dataBits / 8;
    this.#end = 2 ** parameters.addressBits;
  }

  command(operation: number, place: HeapPlace, memory: SweptMemory): void {
    this.runs.clear();
    this.finalisers.clear();
    this.status = statuses.ok;
    this.address = 0;
    if (!this.#knows(operation)) this.status = statuses.unknown_operation;
    else if (!this.#isSound(place)) this.status = statuses.bad_configuration;
    else if (place.blocks > 0) {
      if (operation === operations.sweep) this.tally.sweeps++;
      this.#openLength = 0;
      this.#blocks(operation, place, memory);
    }
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

  #isSound({ poolStart, blocks, tableBase, finaliserBase }: HeapPlace): boolean {
    const { dataBits, layout } = this.#parameters;
    const fits = (start: number, bytes: number, unit: number) =>
      start % unit === 0 && start + bytes <= this.#end;
    const words = (bits: number) => Math.ceil(bits / dataBits) * this.#wordBytes;
    return (
      fits(poolStart, blocks * granuleBytes, granuleBytes) &&
      fits(tableBase, words(layout === 'micropython' ? 2 * blocks : blocks), this.#wordBytes) &&
      (!this.#hasFinalisers || fits(finaliserBase, words(blocks), this.#wordBytes))
    );
  }

  /** Layout `micropython`, word by word. */
  #blocks(operation: number, place: HeapPlace, memory: SweptMemory): void {
    const perWord = this.#parameters.dataBits / 2;
    let writeError: Stop | undefined;
    let stop: Stop | undefined;
    let dying = false;
    this.#kindBefore = free;
    for (let first = 0; first < place.blocks && !stop; first += perWord) {
      const end = Math.min(first + perWord, place.blocks);
      stop = this.#obstacle(operation, place, memory, first, end);
      if (stop) break;
      this.tally.table_words++;
      let changed = false;
      const word = place.tableBase + (first / perWord) * this.#wordBytes;
      const written = !memory.fails(word, true);
      for (let block = first; block < end; block++) {
        const kind = kindOf(memory, place, block);
        let becomes = kind;
        this.#kindBefore = kind;
        if (kind === head) {
          dying = false;
          if (this.#isFinalised(operation, place, memory, block)) {
            this.finalisers.push(place.poolStart + block * granuleBytes);
            this.tally.finalisers_reported++;
          } else if (operation === operations.sweep) {
            dying = true;
            becomes = free;
            this.tally.objects_freed++;
          }
        } else if (kind === tail) {
          if (dying) becomes = free;
        } else if (kind === marked) {
          dying = false;
          if (operation !== operations.report) becomes = head;
          this.tally.objects_kept++;
        } else dying = false;
        if (becomes !== kind) {
          changed = true;
          if (becomes === free) this.tally.granules_freed++;
          if (written) setKind(memory, place, block, becomes);
        }
        if (operation === operations.sweep)
          this.#granule(place.poolStart + block * granuleBytes, becomes === free);
      }
      if (changed) {
        this.tally.words_written++;
        if (!written) writeError ??= { status: statuses.write_error, address: word };
      }
    }
    if (!stop && operation === operations.sweep) this.#endRun();
    const told = writeError ?? stop;
    if (told) {
      this.status = told.status;
      this.address = told.address;
    }
  }

  /** Why the word of these blocks cannot be swept. */
  #obstacle(
    operation: number,
    place: HeapPlace,
    memory: SweptMemory,
    first: number,
    end: number,
  ): Stop | undefined {
    const { dataBits } = this.#parameters;
    const word = place.tableBase + Math.floor((2 * first) / dataBits) * this.#wordBytes;
    if (memory.fails(word, false)) return { status: statuses.read_error, address: word };
    if (this.#hasFinalisers && operation !== operations.clear_marks) {
      const bits = place.finaliserBase + Math.floor(first / dataBits) * this.#wordBytes;
      if (memory.fails(bits, false)) return { status: statuses.read_error, address: bits };
    }
    let before = this.#kindBefore;
    for (let block = first; block < end; block++) {
      const kind = kindOf(memory, place, block);
      if (kind === tail && before === free)
        return { status: statuses.orphan_tail, address: place.poolStart + block * granuleBytes };
      before = kind;
    }
    return undefined;
  }

  #isFinalised(operation: number, place: HeapPlace, memory: SweptMemory, block: number): boolean {
    if (!this.#hasFinalisers || operation === operations.clear_marks) return false;
    return ((memory.read8(place.finaliserBase + (block >> 3)) >> (block & 7)) & 1) === 1;
  }

  /** The next granule of the heap, in order. */
  #granule(address: number, isFree: boolean): void {
    if (!isFree) {
      this.#endRun();
      return;
    }
    if (this.#openLength === 0) this.#openStart = address;
    this.#openLength++;
  }

  #endRun(): void {
    if (this.#openLength >= this.#parameters.minimumRun && this.#openLength > 0) {
      this.runs.push(this.#openStart);
      this.runs.push(this.#openLength);
      this.tally.runs++;
      this.tally.run_granules += this.#openLength;
    }
    this.#openLength = 0;
  }
}

// Kinds of blocks, as py/gc.c has them.
const free = 0;
const head = 1;
const tail = 2;
const marked = 3;

function kindOf(memory: SweptMemory, { tableBase }: HeapPlace, block: number): number {
  return (memory.read8(tableBase + (block >> 2)) >> (2 * (block & 3))) & 3;
}

function setKind(memory: SweptMemory, { tableBase }: HeapPlace, block: number, kind: number): void {
  const address = tableBase + (block >> 2);
  const shift = 2 * (block & 3);
  memory.write8(address, (memory.read8(address) & ~(3 << shift)) | (kind << shift));
}
