/** Golden model: what a heap's marks are after marking, found by walking the heap as the layouts describe it. */
import { headersHeap, micropythonHeap } from '../../formats/heap-layouts.js';
import type { MemoryImage } from '../../testing/index.js';
import type { MarkerParameters } from './parameters.js';

/** What a command is given. */
export interface MarkingTask {
  readonly heapBase: number;
  readonly heapEnd: number;
  readonly markBase: number;
  readonly spillBase: number;
  readonly spillEnd: number;
  readonly roots: readonly number[];
}

/** Bytes of the table of marks. */
export function markBytesOf(
  { layout, granuleBytes }: MarkerParameters,
  { heapBase, heapEnd }: MarkingTask,
): number {
  const granules = Math.floor((heapEnd - heapBase) / granuleBytes);
  return layout === 'micropython' ? Math.ceil(granules / 4) : Math.ceil(granules / 8);
}

/** Whether a command with these addresses is answered with `bad_configuration`. */
export function isBadConfiguration(parameters: MarkerParameters, task: MarkingTask): boolean {
  const { granuleBytes, dataBits, addressBits, layout } = parameters;
  const { heapBase, heapEnd, markBase, spillBase, spillEnd } = task;
  const wordBytes = dataBits / 8;
  if (heapBase % granuleBytes !== 0 || heapEnd % granuleBytes !== 0 || heapEnd < heapBase) return true;
  if (spillBase % wordBytes !== 0 || spillEnd % wordBytes !== 0 || spillEnd < spillBase) return true;
  const granules = (heapEnd - heapBase) / granuleBytes;
  return markBase + Math.floor(granules / (layout === 'micropython' ? 4 : 8)) >= 2 ** addressBits;
}

/** Marks a heap. One object is used again and again, so that nothing is allocated but what a larger heap needs. */
export class MarkerModel {
  /** The table of marks as it must become, byte by byte. */
  marks = new Uint8Array(64);
  markBytes = 0;
  /** Objects marked, words examined. */
  objects = 0;
  words = 0;
  /** Entries that the work queue gets: one an object, and one for each further word of the table in which an object goes on. */
  entries = 0;
  /** Layout `micropython`: the last block is part of a live object. */
  reachesEnd = false;
  /** Pointers and headers for which the run must end, unless it ends for another reason. */
  readonly badPointers = new Set<number>();
  readonly badHeaders = new Set<number>();

  readonly #parameters: MarkerParameters;
  #pending = new Float64Array(64);
  #count = 0;
  #memory: MemoryImage | undefined;
  #task: MarkingTask | undefined;

  constructor(parameters: MarkerParameters) {
    this.#parameters = parameters;
  }

  mark(memory: MemoryImage, task: MarkingTask): void {
    this.#memory = memory;
    this.#task = task;
    this.objects = this.words = this.entries = this.#count = 0;
    this.reachesEnd = false;
    this.badPointers.clear();
    this.badHeaders.clear();
    this.markBytes = markBytesOf(this.#parameters, task);
    if (this.marks.length < this.markBytes) this.marks = new Uint8Array(2 * this.markBytes);
    for (let byte = 0; byte < this.markBytes; byte++) this.marks[byte] = memory.read8(task.markBase + byte);
    const isConservative = this.#parameters.layout === 'micropython';
    for (const root of task.roots)
      if (isConservative) this.#followWord(root);
      else this.#followValue(root);
    while (this.#count > 0) {
      const granule = this.#pending[--this.#count] as number;
      if (isConservative) this.#scanBlocks(granule);
      else this.#scanObject(granule);
    }
  }

  #push(granule: number): void {
    if (this.#count === this.#pending.length) {
      const larger = new Float64Array(2 * this.#count);
      larger.set(this.#pending);
      this.#pending = larger;
    }
    this.#pending[this.#count++] = granule;
    this.objects++;
    this.entries++;
  }

  // MicroPython.

  #kind(block: number): number {
    return ((this.marks[block >>> 2] as number) >>> (2 * (block & 3))) & 3;
  }

  /** `VERIFY_MARK_AND_PUSH` of py/gc.c. */
  #followWord(word: number): void {
    const { heapBase, heapEnd } = this.#task as MarkingTask;
    if ((word & 15) !== 0 || word < heapBase || word >= heapEnd) return;
    const block = (word - heapBase) / micropythonHeap.blockBytes;
    if (this.#kind(block) !== micropythonHeap.kinds.head) return;
    const byte = block >>> 2;
    this.marks[byte] = (this.marks[byte] as number) | (micropythonHeap.kinds.mark << (2 * (block & 3)));
    this.#push(block);
  }

  #scanBlocks(head: number): void {
    const memory = this.#memory as MemoryImage;
    const { heapBase, heapEnd, markBase } = this.#task as MarkingTask;
    const blocks = (heapEnd - heapBase) / micropythonHeap.blockBytes;
    const blocksPerWord = this.#parameters.dataBits / 2;
    const phase = 4 * markBase;
    let end = head + 1;
    while (end < blocks && this.#kind(end) === micropythonHeap.kinds.tail) {
      if ((phase + end) % blocksPerWord === 0) this.entries++;
      end++;
    }
    if (end === blocks && end > head + 1) this.reachesEnd = true;
    for (let address = heapBase + 16 * head; address < heapBase + 16 * end; address += 4) {
      this.words++;
      this.#followWord(memory.read32(address));
    }
  }

  // Objects with headers.

  #followValue(value: number): void {
    if (value === 0 || (value & 3) !== 0) return;
    const { heapBase, heapEnd } = this.#task as MarkingTask;
    const { granuleBytes } = this.#parameters;
    if (value < heapBase || value >= heapEnd || value % granuleBytes !== 0) {
      this.badPointers.add(value);
      return;
    }
    const granule = (value - heapBase) / granuleBytes;
    const byte = granule >>> 3;
    const marks = this.marks[byte] as number;
    if ((marks >>> (granule & 7)) & 1) return;
    this.marks[byte] = marks | (1 << (granule & 7));
    this.#push(granule);
  }

  #scanObject(granule: number): void {
    const memory = this.#memory as MemoryImage;
    const { heapBase, heapEnd } = this.#task as MarkingTask;
    const address = heapBase + granule * this.#parameters.granuleBytes;
    const header = memory.read32(address);
    const { forms } = headersHeap;
    const form = header & 3;
    const size = form === forms.map ? (header >>> 2) & 63 : header >>> 2;
    const map = form === forms.map ? header >>> 8 : 0;
    const highest = 32 - Math.clz32(map); // number of its last pointer word; 0 for none
    if (form === 3 || size === 0 || address + 4 * size > heapEnd || highest >= size) {
      this.badHeaders.add(address);
      return;
    }
    if (form === forms.none) return;
    for (let word = 1; word < size; word++) {
      if (form === forms.map && (word > 24 || ((map >>> (word - 1)) & 1) === 0)) continue;
      this.words++;
      this.#followValue(memory.read32(address + 4 * word));
    }
  }
}
