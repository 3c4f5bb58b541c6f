/** Says which coverage points were met, by looking at commands, at what the model makes of them, and at the streams. */
import type { Context, CoverCounter, MemoryImage, Port } from '../../testing/index.js';
import { headersHeap } from '../../formats/index.js';
import { coverage } from './coverage.js';
import { blockKinds } from './heaps.js';
import type { Job } from './job.js';
import type { HeapPlace, SweeperModel } from './model.js';
import { counters, operations, statuses } from './operations.js';
import type { SweeperParameters } from './parameters.js';

/** An offer that is not taken counts as held from this many cycles on. */
const heldCycles = 4;
const pageBytes = 4096;

interface WatchedStream {
  readonly valid: Port;
  readonly ready: Port;
  readonly point: CoverCounter;
}

export class Observer {
  readonly #parameters: SweeperParameters;
  readonly #points: ReadonlyMap<string, CoverCounter>;
  readonly #counters: readonly CoverCounter[];
  readonly #streams: readonly WatchedStream[];
  readonly #held: Int32Array;
  readonly #wordBytes: number;
  readonly #perWord: number;
  readonly #isBlocks: boolean;
  /** Kinds of blocks, or marks, as the present command finds them. */
  #states = new Uint8Array(2048);
  #granules = 0;
  #expected: MemoryImage | undefined;

  constructor(parameters: SweeperParameters, { cover, port }: Pick<Context, 'cover' | 'port'>) {
    this.#parameters = parameters;
    this.#points = new Map(coverage.map(({ name }) => [name, cover(name)]));
    this.#counters = counters.map((name) => cover(`counter ${name} read`));
    this.#isBlocks = parameters.layout === 'micropython';
    this.#wordBytes = parameters.dataBits / 8;
    this.#perWord = parameters.dataBits / (this.#isBlocks ? 2 : 1);
    const stream = (name: string, point: string) => ({
      valid: port(`${name}_valid`),
      ready: port(`${name}_ready`),
      point: cover(point),
    });
    this.#streams = [
      stream('run', 'run held'),
      stream('memory_request', 'request held'),
      stream('done', 'done held'),
      ...(this.#isBlocks && parameters.finalisers ? [stream('finaliser', 'finaliser held')] : []),
    ];
    this.#held = new Int32Array(this.#streams.length);
  }

  /** After each cycle. */
  cycle(): void {
    for (let at = 0; at < this.#streams.length; at++) {
      const { valid, ready, point } = this.#streams[at] as WatchedStream;
      const held = valid.get() !== 0 && ready.get() === 0 ? (this.#held[at] as number) + 1 : 0;
      this.#held[at] = held;
      if (held === heldCycles) point.hit();
    }
  }

  counterRead(index: number): void {
    this.#counters[index]?.hit();
  }

  countersCleared(): void {
    this.#met('counters cleared');
  }

  /** Ahead of the model. */
  commands({ place }: Job, expected: MemoryImage): void {
    const { granuleBytes } = this.#parameters;
    const granules = (place.heapEnd - place.heapBase) / granuleBytes;
    this.#expected = expected;
    this.#granules = 0;
    const bits = this.#isBlocks ? 2 : 1;
    if (!Number.isInteger(granules) || granules <= 0) return;
    if (!expected.contains(place.markBase, Math.ceil((granules * bits) / 8))) return;
    if (granules > this.#states.length) this.#states = new Uint8Array(granules);
    this.#granules = granules;
    for (let at = 0; at < granules; at++)
      this.#states[at] =
        (expected.read8(place.markBase + ((at * bits) >> 3)) >> ((at * bits) & 7)) & (2 ** bits - 1);
  }

  /** After the model. */
  commanded(job: Job, model: SweeperModel): void {
    const { operation, place } = job;
    const name = Object.entries(statuses).find(([, code]) => code === model.status)?.[0] ?? '';
    if (model.status !== statuses.ok) {
      this.#met(`status ${name}`);
      this.#failed(job, model);
      return;
    }
    if (place.heapEnd === place.heapBase) {
      this.#met('nothing to do');
      return;
    }
    if (operation === operations.clear_marks) this.#met('marks cleared');
    if (operation === operations.report && model.finalisers.length > 0) this.#met('reported');
    this.#placed(place);
    if (operation !== operations.sweep) return;
    this.#met('swept');
    this.#ran(place, model);
    if (this.#isBlocks) this.#sweptBlocks(place);
    else this.#sweptObjects(place);
  }

  #failed({ place }: Job, { status, address, hidesAnother }: SweeperModel): void {
    if (hidesAnother) this.#met('failed write before another failure');
    const isInTable =
      address >= place.markBase && address < place.markBase + this.#words(place) * this.#wordBytes;
    if (status === statuses.read_error && !isInTable)
      this.#met(this.#isBlocks ? 'read error of finaliser bits' : 'read error of a header');
    if (status === statuses.orphan_tail) {
      const block = (address - place.heapBase) / this.#parameters.granuleBytes;
      if (block === 0) this.#met('orphan in the first block');
      else if (block % this.#perWord === 0) this.#met('orphan at a border');
    }
  }

  #words({ heapBase, heapEnd }: HeapPlace): number {
    return Math.ceil((heapEnd - heapBase) / this.#parameters.granuleBytes / this.#perWord);
  }

  #placed(place: HeapPlace): void {
    const { addressBits, granuleBytes } = this.#parameters;
    const words = this.#words(place);
    const tableEnd = place.markBase + words * this.#wordBytes;
    if (words > 1) this.#met(this.#granules % this.#perWord === 0 ? 'last word whole' : 'last word in part');
    if (Math.floor(place.markBase / pageBytes) !== Math.floor((tableEnd - 1) / pageBytes))
      this.#met('table across a page');
    if (tableEnd === 2 ** addressBits) this.#met('table up to the last address');
    if (this.#isBlocks && place.heapEnd === 2 ** addressBits - granuleBytes)
      this.#met('heap up to the last granule');
  }

  #ran({ heapBase }: HeapPlace, { runs }: SweeperModel): void {
    const { minimumRun, granuleBytes } = this.#parameters;
    let endsInWord = -1;
    for (let at = 0; at < runs.length; at += 2) {
      const start = (runs.at(at) - heapBase) / granuleBytes;
      const end = start + runs.at(at + 1);
      const lastWord = Math.floor((end - 1) / this.#perWord);
      if (Math.floor(start / this.#perWord) !== lastWord) this.#met('run over words');
      if (end < this.#granules && lastWord === endsInWord) this.#met('several runs in a word');
      endsInWord = lastWord;
      if (runs.at(at + 1) === minimumRun) this.#met('run of the least length');
      if (start === 0) this.#met('run at the beginning');
      if (end === this.#granules) this.#met('run at the end');
      if (start === 0 && end === this.#granules && end > this.#perWord) this.#met('run of the whole heap');
    }
  }

  #sweptBlocks(place: HeapPlace): void {
    const { free, head, tail, marked } = blockKinds;
    const { finalisers, minimumRun } = this.#parameters;
    let fate: number = free;
    let isReported = false;
    let reports = 0;
    let changes = false;
    let length = 0;
    for (let at = 0; at < this.#granules; at++) {
      const kind = this.#states[at] as number;
      const isBorder = at % this.#perWord === 0;
      if (isBorder) {
        if (at > 0 && !changes) this.#met('word left as it is');
        changes = false;
        reports = 0;
      }
      if (kind !== tail) {
        fate = kind;
        const hasFinaliser = finalisers && this.#finaliserBit(place, at);
        isReported = kind === head && hasFinaliser;
        if (isReported && ++reports === 2) this.#met('several finalisers in a word');
        if (kind === marked && hasFinaliser) this.#met('finaliser bit of a live object');
      } else if (isBorder)
        this.#met(fate === head && !isReported ? 'freed across words' : 'kept across words');
      if (kind === marked || (kind !== free && fate === head && !isReported)) changes = true;
      if (kind === free || (fate === head && !isReported)) length++;
      else {
        if (length > 0 && length < minimumRun) this.#met('run too short');
        length = 0;
      }
    }
  }

  #finaliserBit({ finaliserBase }: HeapPlace, block: number): boolean {
    return (((this.#expected?.read8(finaliserBase + (block >> 3)) ?? 0) >> (block & 7)) & 1) === 1;
  }

  #sweptObjects({ heapBase }: HeapPlace): void {
    const { minimumRun, granuleBytes } = this.#parameters;
    let marksInWord = 0;
    let swept = 0;
    for (let at = 0; at < this.#granules; at++) {
      if (at % this.#perWord === 0) {
        if (at > 0 && marksInWord === 0) {
          this.#met('word left as it is');
          if (swept > 0) this.#met('word without marks');
        }
        marksInWord = 0;
      }
      if (this.#states[at] === 0) continue;
      if (++marksInWord === 2) this.#met('several objects in a word');
      if (at > 0 && at === swept) this.#met('object after object');
      if (at > swept && at - swept < minimumRun) this.#met('run too short');
      swept = at + this.#sizeOf(heapBase + at * granuleBytes);
      if (Math.floor((swept - 1) / this.#perWord) !== Math.floor(at / this.#perWord))
        this.#met('object over words');
    }
  }

  /** Granules of an object whose header is sound. */
  #sizeOf(object: number): number {
    const { forms, form, mapSize, size } = headersHeap;
    const header = this.#expected?.read32(object) ?? 0;
    const isMap = header % 2 ** form.width === forms.map;
    const words = isMap ? (header >>> mapSize.position) % 2 ** mapSize.width : header >>> size.position;
    return Math.ceil((4 * words) / this.#parameters.granuleBytes);
  }

  #met(name: string): void {
    this.#points.get(name)?.hit();
  }
}
