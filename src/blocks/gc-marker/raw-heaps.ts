/** Heaps whose every word and mark is drawn for itself: whatever can stand in memory, whole or broken. */
import { headersHeap, micropythonHeap } from '../../formats/heap-layouts.js';
import type { MemoryImage, Random } from '../../testing/index.js';
import { markBytesOf, type MarkingTask } from './model.js';
import type { MarkerParameters } from './parameters.js';

/** A task that scenarios and random traffic change in places. */
export type Task = { -readonly [K in keyof MarkingTask]: MarkingTask[K] };

/** Writes the entry of a granule in the table of marks. */
export function writeMark(
  { layout }: MarkerParameters,
  memory: MemoryImage,
  { markBase }: MarkingTask,
  granule: number,
  value: number,
): void {
  const isConservative = layout === 'micropython';
  const at = markBase + (granule >>> (isConservative ? 2 : 3));
  const shift = isConservative ? 2 * (granule & 3) : granule & 7;
  const mask = isConservative ? 3 : 1;
  memory.write8(at, (memory.read8(at) & ~(mask << shift)) | (value << shift));
}

export class RawHeap {
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

  /** Fills the heap of a task, and gives it roots. */
  draw(task: Task, granules: number, broken: boolean): void {
    if (this.#parameters.layout === 'micropython') this.#drawBlocks(task, granules);
    else this.#drawObjects(task, granules, broken);
    task.roots = Array.from({ length: 1 + this.#random.bits(this.#random.bits(1) ? 4 : 1) }, () =>
      this.#drawWord(task, granules, broken),
    );
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
      writeMark(this.#parameters, this.#memory, task, block, kind);
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
      if (random.bits(6) < markedOf64) writeMark(this.#parameters, this.#memory, task, granule, 1);
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
