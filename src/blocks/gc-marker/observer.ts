/** Meets the coverage points: what the ports show, and what the heaps are like. */
import type { CoverCounter, MemoryImage } from '../../testing/index.js';
import { markBytesOf, type MarkingTask } from './model.js';
import type { MarkerParameters } from './parameters.js';
import type { MarkerPorts } from './ports.js';
import type { RunJudge } from './run-judge.js';

const names = [
  'request held',
  'all in flight',
  'pause with requests in flight',
  'pause with a request held',
  'paused',
  'empty heap',
  'nothing to mark',
  'one root',
  'spilled',
  'more entries than the queue holds',
  'more marks than are kept on chip',
  'heap at the end of memory',
  'table at an odd address',
  'root outside',
  'root unaligned',
  'root to a free block',
  'root to a head',
  'root to a tail',
  'root to a mark',
  'object over words of the table',
  'object up to the end of the heap',
  'root null',
  'root immediate',
  'root to an object',
  'root to a marked object',
] as const;

export class Observer {
  readonly #parameters: MarkerParameters;
  readonly #bytesOnChip: number;
  readonly #ports: MarkerPorts;
  readonly #covers: Readonly<Record<(typeof names)[number], CoverCounter>>;

  constructor(parameters: MarkerParameters, ports: MarkerPorts, cover: (name: string) => CoverCounter) {
    this.#parameters = parameters;
    this.#bytesOnChip = (parameters.markWords * parameters.dataBits) / 8;
    this.#ports = ports;
    this.#covers = Object.fromEntries(names.map((name) => [name, cover(name)])) as Record<
      (typeof names)[number],
      CoverCounter
    >;
  }

  /** After each cycle. */
  after(outstanding: number, pausing: boolean, running: boolean): void {
    const covers = this.#covers;
    const { request } = this.#ports;
    if (request.stalls) covers['request held'].hit();
    if (!pausing) return;
    if (outstanding > 0) covers['pause with requests in flight'].hit();
    else if (running && !request.valid) covers.paused.hit();
    if (request.stalls) covers['pause with a request held'].hit();
  }

  /** So many are in flight, the latest included. */
  requested(outstanding: number): void {
    if (outstanding === this.#parameters.inFlight) this.#covers['all in flight'].hit();
  }

  /** An entry of the work queue was written to memory. */
  spilled(): void {
    this.#covers.spilled.hit();
  }

  /** The whole of a heap was marked whose queue had this high-water mark. */
  marked(highWater: number): void {
    if (highWater > this.#parameters.queueDepth) this.#covers['more entries than the queue holds'].hit();
  }

  begins({ model, isRefused }: RunJudge, task: MarkingTask, memory: MemoryImage): void {
    if (isRefused) return;
    const covers = this.#covers;
    const { heapBase, heapEnd, markBase, roots } = task;
    if (heapBase === heapEnd) covers['empty heap'].hit();
    if (markBytesOf(this.#parameters, task) > this.#bytesOnChip)
      covers['more marks than are kept on chip'].hit();
    if (model.objects === 0) covers['nothing to mark'].hit();
    if (roots.length === 1) covers['one root'].hit();
    if (memory.base + memory.bytes - heapEnd < 64) covers['heap at the end of memory'].hit();
    if (markBase % (this.#parameters.dataBits / 8) !== 0) covers['table at an odd address'].hit();
    if (this.#parameters.layout === 'micropython') {
      if (model.entries > model.objects) covers['object over words of the table'].hit();
      if (model.reachesEnd) covers['object up to the end of the heap'].hit();
      for (const root of roots) this.#observeWord(root, task, memory);
    } else for (const root of roots) this.#observeValue(root, task, memory);
  }

  #observeWord(root: number, { heapBase, heapEnd, markBase }: MarkingTask, memory: MemoryImage): void {
    const covers = this.#covers;
    if (root < heapBase || root >= heapEnd) {
      covers['root outside'].hit();
      return;
    }
    if (root % 16 !== 0) {
      covers['root unaligned'].hit();
      return;
    }
    const block = (root - heapBase) / 16;
    const kind = (memory.read8(markBase + (block >>> 2)) >>> (2 * (block & 3))) & 3;
    const names = ['root to a free block', 'root to a head', 'root to a tail', 'root to a mark'] as const;
    covers[names[kind] as (typeof names)[number]].hit();
  }

  #observeValue(root: number, { heapBase, heapEnd, markBase }: MarkingTask, memory: MemoryImage): void {
    const covers = this.#covers;
    if (root === 0) {
      covers['root null'].hit();
      return;
    }
    if (root % 4 !== 0) {
      covers['root immediate'].hit();
      return;
    }
    if (root < heapBase || root >= heapEnd) return;
    const granule = Math.floor((root - heapBase) / this.#parameters.granuleBytes);
    const isMarked = (memory.read8(markBase + (granule >>> 3)) >>> (granule & 7)) & 1;
    covers[isMarked ? 'root to a marked object' : 'root to an object'].hit();
  }
}
