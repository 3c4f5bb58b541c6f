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
import { sizesOf } from './shapes.js';

/** A task that scenarios and random traffic change in places. */
export type Task = { -readonly [K in keyof MarkingTask]: MarkingTask[K] };

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
  /** Granules at which an object begins, in the layout `headers`. */
  readonly #starts: number[] = [];

  constructor(parameters: MarkerParameters, memory: MemoryImage, random: Random) {
    this.#parameters = parameters;
    this.#memory = memory;
    this.#random = random;
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
    if (this.#parameters.layout === 'micropython') this.#drawBlocks(task, granules);
    else this.#drawObjects(task, granules, broken);
    task.roots = Array.from({ length: 1 + this.#random.bits(this.#random.bits(1) ? 4 : 1) }, () =>
      this.#drawWord(task, granules, broken),
    );
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
    const isConservative = this.#parameters.layout === 'micropython';
    const at = task.markBase + (granule >>> (isConservative ? 2 : 3));
    const shift = isConservative ? 2 * (granule & 3) : granule & 7;
    const mask = isConservative ? 3 : 1;
    this.#memory.write8(at, (this.#memory.read8(at) & ~(mask << shift)) | (value << shift));
  }

  #drawBlocks(task: Task, granules: number): void {
    const random = this.#random;
    const { free, head, tail, mark } = micropythonHeap.kinds;
    // Long objects in some heaps, so that tails go over words of the table.
    const tails = random.bits(2) === 0 ? 60 : 20;
    for (let byte = 0; byte < markBytesOf(this.#parameters, task); byte++)
      this.#memory.write8(task.markBase + byte, random.bits(1) ? 0xaa : random.bits(8));
    for (let block = 0; block < granules; block++) {
      const draw = random.bits(6);
      const kind = draw < tails ? tail : draw >= 62 ? mark : draw >= 58 ? free : head;
      this.setMark(task, block, kind);
      for (let word = 0; word < 4; word++)
        this.#memory.write32(task.heapBase + 16 * block + 4 * word, this.#drawWord(task, granules, true));
    }
  }

  #drawObjects(task: Task, granules: number, broken: boolean): void {
    const random = this.#random;
    const memory = this.#memory;
    const { granuleBytes } = this.#parameters;
    const perGranule = granuleBytes / 4;
    this.#starts.length = 0;
    const markedOf64 = random.bits(1) ? 0 : 4;
    for (let byte = 0; byte < markBytesOf(this.#parameters, task); byte++)
      memory.write8(task.markBase + byte, 0);
    const headers: number[] = [];
    for (let granule = 0; granule < granules;) {
      const left = (granules - granule) * perGranule;
      const size = Math.min(
        left,
        random.bits(4) === 0 ? 1 + random.below(120) : 1 + random.bits(random.bits(1) ? 2 : 4),
      );
      this.#starts.push(granule);
      headers.push(this.#drawHeader(size, broken && random.bits(5) === 0, left));
      if (random.bits(6) < markedOf64) this.setMark(task, granule, 1);
      granule += Math.ceil(size / perGranule) + (random.bits(3) === 0 ? 1 : 0);
    }
    for (let at = task.heapBase; at < task.heapEnd; at += 4)
      memory.write32(at, this.#drawWord(task, granules, broken));
    this.#starts.forEach((granule, index) =>
      memory.write32(task.heapBase + granule * granuleBytes, headers[index] as number),
    );
  }

  /** @param left words to the end of the heap */
  #drawHeader(size: number, broken: boolean, left: number): number {
    const random = this.#random;
    const { forms, map, mapSize, size: sizeField } = headersHeap;
    if (broken)
      switch (random.bits(3)) {
        case 0:
          return (random.nextInt32() & ~3) | 3;
        case 1:
          return random.bits(1) ? forms.all : forms.none;
        case 2:
          return forms.all | ((left + 1) << sizeField.position);
        case 3:
          return (forms.none | (random.nextInt32() & ~3)) >>> 0;
        case 4:
          return forms.map | (1 << (map.position + random.below(map.width)));
        case 5:
          return forms.map | (Math.min(63, left + 1) << mapSize.position);
        default: {
          const few = Math.min(size, 24);
          return forms.map | (few << mapSize.position) | (1 << (map.position + few - 1));
        }
      }
    const form = random.bits(2);
    if (form === 0) return forms.none | (size << sizeField.position);
    if (form === 1 || size > 63) return forms.all | (size << sizeField.position);
    const most = Math.min(size - 1, map.width);
    const mask = random.bits(1) ? random.nextInt32() & random.nextInt32() : random.nextInt32();
    const bits = most === 0 ? 0 : mask & (2 ** most - 1);
    return forms.map | (size << mapSize.position) | (bits << map.position);
  }

  /** A word of an object or a root. */
  #drawWord(task: MarkingTask, granules: number, broken: boolean): number {
    const random = this.#random;
    const { heapBase, heapEnd } = task;
    const { granuleBytes, layout } = this.#parameters;
    const draw = random.nextInt32();
    const kind = draw & 15;
    const isConservative = layout === 'micropython';
    if (kind < 5) return 0;
    if (kind < 7) return (draw | 1) >>> 0;
    if (kind === 7) return ((draw & ~3) | 2) >>> 0;
    if (granules === 0 || (!isConservative && this.#starts.length === 0)) return broken ? draw >>> 0 : 0;
    const unlucky = broken && (isConservative ? kind >= 13 : kind === 15 && ((draw >>> 4) & 3) === 0);
    if (unlucky)
      switch ((draw >>> 8) & 7) {
        case 0:
          return (heapBase - granuleBytes) >>> 0;
        case 1:
          return heapEnd;
        case 2:
          return heapBase + 4 * random.below((heapEnd - heapBase) / 4);
        case 3:
          return ((heapBase + granuleBytes * random.below(granules)) ^ (1 << random.bits(5))) >>> 0;
        case 4:
          return (draw & ~15) >>> 0;
        case 5:
          return heapEnd - granuleBytes;
        default:
          return heapBase + granuleBytes * random.below(granules) + (1 << random.bits(2));
      }
    const granule = isConservative ? random.below(granules) : random.pick(this.#starts);
    return heapBase + granuleBytes * granule;
  }
}
