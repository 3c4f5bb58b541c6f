/** Heaps to be marked in random traffic: from empty ones to some hundred objects, whole and broken. */
import { headersHeap, micropythonHeap } from '../../formats/heap-layouts.js';
import {
  drawHeapGraph,
  makeHeapImage,
  weighted,
  type MemoryImage,
  type Random,
} from '../../testing/index.js';
import { markBytesOf, type MarkingTask } from './model.js';
import type { MarkerParameters } from './parameters.js';
import { RawHeap, writeMark, type Task } from './raw-heaps.js';
import { sizesOf } from './shapes.js';

export type { Task } from './raw-heaps.js';

type Sort = 'raw' | 'graph' | 'chain' | 'wide' | 'scattered' | 'empty';

const sorts = weighted<Sort>([
  [20, 'raw'],
  [6, 'graph'],
  [2, 'chain'],
  [2, 'wide'],
  [3, 'scattered'],
  [1, 'empty'],
]);

/** Bytes of memory that all heaps need at least. */
export const memoryBytes = 0x8000;
const mostMemory = 0x10_0000;

/** Bytes of the memory in which heaps are made: as far as possible room for one with more marks than are kept on chip. */
export function memoryBytesOf(parameters: MarkerParameters): number {
  const { granulesPerWord, markWords, granuleBytes, addressBits } = sizesOf(parameters);
  const wanted = 2 * markWords * granulesPerWord * granuleBytes;
  return Math.min(mostMemory, 2 ** (addressBits - 1), Math.max(memoryBytes, wanted));
}

export class HeapMaker {
  readonly #parameters: MarkerParameters;
  readonly #memory: MemoryImage;
  readonly #random: Random;
  readonly #raw: RawHeap;

  constructor(parameters: MarkerParameters, memory: MemoryImage, random: Random) {
    this.#parameters = parameters;
    this.#memory = memory;
    this.#random = random;
    this.#raw = new RawHeap(parameters, memory, random);
  }

  /** A heap in memory, and what to ask for. */
  next(): Task {
    const sort = sorts.pick(this.#random);
    switch (sort) {
      case 'raw':
        return this.raw(this.#granules(), this.#random.bits(3) === 0);
      case 'graph':
        return this.graph(4 + this.#random.below(this.#random.bits(3) === 0 ? 250 : 40));
      case 'chain':
        return this.chain(1 + this.#random.below(40));
      case 'wide':
        return this.wide(this.#random.below(2 * this.#parameters.queueDepth));
      case 'scattered':
        return this.scattered(4 + this.#random.below(this.#random.bits(2) === 0 ? 150 : 40));
      case 'empty':
        return this.raw(0, false);
    }
  }

  #granules(): number {
    const { granuleBytes } = this.#parameters;
    const most = this.#random.bits(5) === 0 ? 600 : this.#random.bits(2) === 0 ? 80 : 20;
    return 1 + Math.floor((this.#random.below(most) * 16) / granuleBytes);
  }

  /** Places for a heap of so many granules: the table of marks, the heap, room for so many spills, or some. */
  place(granules: number, spillEntries?: number): Task {
    const random = this.#random;
    const { granuleBytes, dataBits } = this.#parameters;
    const { base, bytes } = this.#memory;
    const wordBytes = dataBits / 8;
    const heapBytes = granules * granuleBytes;
    const markBytes = Math.ceil(granules / (this.#parameters.layout === 'micropython' ? 4 : 8));
    const room = Math.floor((bytes - heapBytes - markBytes - 128) / wordBytes);
    const spillBytes =
      wordBytes * Math.min(room, spillEntries ?? (random.bits(3) === 0 ? random.below(12) : granules + 8));
    const spare = bytes - heapBytes - markBytes - spillBytes - 128;
    const gap = () => (random.bits(1) ? random.below(Math.floor(spare / 3) + 1) : 0);
    const up = (address: number, unit: number) => Math.ceil(address / unit) * unit;
    // Everything at the very end of memory in some, as the end of the address space is a corner.
    const markBase = base + gap() + random.bits(2);
    const heapBase =
      random.bits(2) === 0
        ? base + bytes - up(heapBytes + granuleBytes, 16) - up(spillBytes, 16)
        : up(markBase + markBytes + gap(), granuleBytes);
    const heapEnd = heapBase + heapBytes;
    const spillBase = up(heapEnd, wordBytes);
    return { heapBase, heapEnd, markBase, spillBase, spillEnd: spillBase + spillBytes, roots: [] };
  }

  /** Every word and every mark drawn for itself: whatever can stand in memory. */
  raw(granules: number, broken: boolean): Task {
    const task = this.place(granules);
    this.#raw.draw(task, granules, broken);
    return task;
  }

  /** A graph as real heaps have them. */
  graph(objects: number, spillEntries?: number): Task {
    const random = this.#random;
    const { layout, granuleBytes } = this.#parameters;
    const graph = drawHeapGraph(random, { objects, roots: 1 + random.bits(3) });
    const room = memoryBytes - 16 * Math.ceil(objects / 4) - 256;
    const { start } = graph;
    // Long tails may not fit.
    if (4 * ((start[objects] as number) + 4 * objects) * 1.5 > room)
      return this.graph(Math.ceil(objects / 2), spillEntries);
    const image = makeHeapImage(graph, random, { layout, granuleBytes, base: 0 });
    const granules = (image.heapEnd - image.heapBase) / granuleBytes;
    const task = this.place(granules, spillEntries);
    const moved = task.heapBase - image.heapBase;
    for (let at = image.heapBase; at < image.heapEnd; at += 4) {
      const word = image.memory.read32(at);
      const isPointer = (word & 3) === 0 && word >= image.heapBase && word < image.heapEnd;
      this.#memory.write32(
        at + moved,
        isPointer && (layout === 'micropython' || !this.#isHeader(at, image.addresses)) ? word + moved : word,
      );
    }
    for (let byte = 0; byte < image.markBytes; byte++)
      this.#memory.write8(task.markBase + byte, image.memory.read8(image.markBase + byte));
    task.roots = Array.from(image.roots, (root) => root + moved);
    return task;
  }

  #isHeader(at: number, addresses: Float64Array): boolean {
    let low = 0;
    let high = addresses.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((addresses[middle] as number) < at) low = middle + 1;
      else high = middle;
    }
    return addresses[low] === at;
  }

  /** Each object points to the next one, the last to the first. */
  chain(objects: number): Task {
    const size = 1 + this.#random.bits(1);
    const { granuleBytes } = this.#parameters;
    const step = granuleBytes * size;
    const task = this.place(objects * size);
    for (let object = 0; object < objects; object++) {
      const address = task.heapBase + step * object;
      this.object(task, address, size, [task.heapBase + step * ((object + 1) % objects)]);
    }
    task.roots = [task.heapBase];
    return task;
  }

  /** One object that points to all others, which point to nothing: the work queue has them all at once. */
  wide(leaves: number, spillEntries?: number): Task {
    const { granuleBytes } = this.#parameters;
    const first = Math.ceil((4 * (leaves + 1)) / granuleBytes);
    const task = this.place(first + leaves, spillEntries);
    const leaf = (index: number) => task.heapBase + granuleBytes * (first + index);
    const pointers = Array.from({ length: leaves }, (_, index) => leaf(index));
    this.object(task, task.heapBase, first, pointers);
    for (const pointer of pointers) this.object(task, pointer, 1, []);
    task.roots = [task.heapBase];
    return task;
  }

  /**
   * Objects far from each other, whose marks are in more memory words than are kept on chip if memory has room for such a
   * heap: all over the table, or in words that have one place on chip in turn. One object points to all of them, and each to
   * some others.
   */
  scattered(objects: number): Task {
    const random = this.#random;
    const { granuleBytes, granulesPerWord, markWords } = sizesOf(this.#parameters);
    const first = Math.ceil((4 * (objects + 2)) / granuleBytes);
    const most = Math.floor((this.#memory.bytes * 0.8) / (granuleBytes * granulesPerWord));
    const words = Math.min(most, markWords + 1 + random.below(3 * markWords));
    const granules = first + words * granulesPerWord;
    const task = this.place(granules, objects + 8);
    for (let byte = 0; byte < markBytesOf(this.#parameters, task); byte++)
      this.#memory.write8(task.markBase + byte, 0);
    const lines = Math.min(words, random.bits(1) ? markWords : 1 + random.below(4), markWords);
    const places = new Set<number>();
    while (places.size < objects && places.size < lines * granulesPerWord * 0.3) {
      const line = random.below(lines);
      const word = line + markWords * random.below(Math.ceil((words - line) / markWords));
      places.add(first + word * granulesPerWord + 2 * random.below(granulesPerWord / 2));
    }
    const addresses = Array.from(places, (granule) => task.heapBase + granuleBytes * granule);
    this.object(task, task.heapBase, first, addresses);
    const isRoot = random.bits(1) !== 0;
    for (const address of addresses) {
      const size = 1 + random.bits(1);
      const degree = random.below((size * granuleBytes) / 4);
      this.object(
        task,
        address,
        size,
        Array.from({ length: degree }, () => random.pick(addresses)),
      );
    }
    task.roots = isRoot
      ? [task.heapBase]
      : Array.from({ length: 1 + random.bits(3) }, () => random.pick(addresses));
    return task;
  }

  /** Writes an object whose first words are these pointers, and its entries in the table. */
  object(task: Task, address: number, granules: number, pointers: readonly number[]): void {
    const memory = this.#memory;
    const { granuleBytes, layout } = this.#parameters;
    const words = (granules * granuleBytes) / 4;
    const { forms, size } = headersHeap;
    const isConservative = layout === 'micropython';
    const first = isConservative ? 0 : 1;
    for (let word = first; word < words; word++)
      memory.write32(address + 4 * word, pointers[word - first] ?? 0);
    const begin = (address - task.heapBase) / granuleBytes;
    if (!isConservative) {
      const form = pointers.length > 0 ? forms.all : forms.none;
      memory.write32(address, form | ((pointers.length + 1) << size.position));
    }
    for (let granule = begin; granule < begin + granules; granule++) {
      const { head, tail } = micropythonHeap.kinds;
      this.setMark(task, granule, isConservative ? (granule === begin ? head : tail) : 0);
    }
  }

  /** Writes the entry of a granule in the table of marks. */
  setMark(task: MarkingTask, granule: number, value: number): void {
    writeMark(this.#parameters, this.#memory, task, granule, value);
  }
}
