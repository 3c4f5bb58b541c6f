/** Draws commands with heaps for them, and puts these into memory. */
import { weighted, type MemoryImage, type Random } from '../../testing/index.js';
import { newBlockHeap, orphanOne, randomHeap, wordBytes, writeHeap, type BlockHeap } from './heaps.js';
import type { Job } from './job.js';
import { operations } from './operations.js';
import { writeObjects, type Damage } from './objects.js';
import type { SweeperParameters } from './parameters.js';

/** Blocks or granules of the largest heap that is drawn. */
export const mostGranules = 1600;

/** Places of tables and heaps: two regions, so that one command can be offered while another runs. */
export const regionBytes = { micropython: 8192, headers: 40960 } as const;
/** Where what lies in a region, at the earliest: the table, the finaliser bits, the objects. */
const sideOffset = 6144;
const heapOffset = 8192;

const operationDraw = weighted<number>([
  [20, operations.sweep],
  [2, operations.clear_marks],
  [3, operations.report],
]);

const damages = weighted<Damage>([
  [14, 'none'],
  [1, 'zero_size'],
  [1, 'beyond_end'],
  [1, 'overlap'],
  [1, 'bad_form'],
  [1, 'bad_map'],
]);

/** Writes memory and what the model has of it alike. */
export class TwinMemory {
  readonly #real: MemoryImage;
  readonly #expected: MemoryImage;

  constructor(real: MemoryImage, expected: MemoryImage) {
    this.#real = real;
    this.#expected = expected;
  }

  write8(address: number, value: number): void {
    this.#real.write8(address, value);
    this.#expected.write8(address, value);
  }

  write32(address: number, value: number): void {
    this.#real.write32(address, value);
    this.#expected.write32(address, value);
  }
}

export class Workload {
  readonly #parameters: SweeperParameters;
  readonly #random: Random;
  readonly #memory: TwinMemory;
  readonly #base: number;
  readonly #heap: BlockHeap = newBlockHeap(mostGranules);

  constructor(parameters: SweeperParameters, random: Random, memory: TwinMemory, base: number) {
    this.#parameters = parameters;
    this.#random = random;
    this.#memory = memory;
    this.#base = base;
  }

  /** A random command on a random heap in this region. */
  draw(job: Job, region: number): void {
    const random = this.#random;
    job.reset(random.bits(6) === 0 ? 3 : operationDraw.pick(random));
    const granules = this.#drawGranules();
    this.place(job, region, granules);
    if (this.#parameters.layout === 'micropython') {
      randomHeap(random, this.#heap, granules);
      if (random.bits(4) === 0) orphanOne(random, this.#heap);
      writeHeap(random, this.#parameters, this.#heap, job.place, (address, value) =>
        this.#memory.write8(address, value),
      );
    } else writeObjects(random, this.#parameters, job.place, damages.pick(random), this.#memory);
    this.#spoil(job, granules);
    if (random.bits(5) === 0) this.#misplace(job);
  }

  /** A heap that a scenario has made. */
  put(job: Job, region: number, heap: BlockHeap): void {
    this.place(job, region, heap.blocks);
    writeHeap(this.#random, this.#parameters, heap, job.place, (address, value) =>
      this.#memory.write8(address, value),
    );
  }

  get memory(): TwinMemory {
    return this.#memory;
  }

  #drawGranules(): number {
    const random = this.#random;
    const perWord =
      this.#parameters.layout === 'micropython' ? this.#parameters.dataBits / 2 : this.#parameters.dataBits;
    switch (random.bits(4)) {
      case 0:
        return random.below(perWord + 1); // none, up to one word
      case 1:
        return perWord * (1 + random.below(4)); // whole words
      case 2:
        return perWord * (1 + random.below(4)) + random.pick([-1, 1]);
      case 3:
        return 1 + random.below(mostGranules);
      default:
        return 1 + random.below(300);
    }
  }

  /** Where table, finaliser bits and heap of so many granules are to be. */
  place(job: Job, region: number, granules: number): void {
    const random = this.#random;
    const { layout, granuleBytes, dataBits, addressBits } = this.#parameters;
    const { place } = job;
    const start = this.#base + region * regionBytes[layout];
    const bytes = dataBits / 8;
    // Some tables begin just below the border of a page, some where bursts do.
    const offset = random.bits(1)
      ? 4096 - bytes * (1 + random.below(64))
      : bytes * random.below(4096 / bytes);
    place.markBase = start + (random.bits(2) === 0 ? offset - (offset % 128) : offset);
    place.finaliserBase = start + sideOffset + bytes * random.below(64);
    // Some tables end where the region does, and maybe the memory.
    const atEnd = random.bits(3);
    const regionEnd = start + regionBytes[layout];
    if (atEnd === 0)
      place.markBase =
        regionEnd - wordBytes(this.#parameters, layout === 'micropython' ? 2 * granules : granules);
    if (atEnd === 1) place.finaliserBase = regionEnd - wordBytes(this.#parameters, granules);
    if (layout === 'headers') {
      place.heapBase = start + heapOffset + 16 * random.below(64);
      if (granuleBytes === 8 && random.bits(1)) place.heapBase += 8;
    } else {
      // Nothing is read there: the heap may be anywhere.
      const last = 2 ** (addressBits - 4) - 1 - granules;
      const draw = random.bits(3);
      place.heapBase = 16 * (draw === 0 ? last : draw === 1 ? 0 : random.below(Math.min(last, 2 ** 32 - 1)));
      if (addressBits > 32 && draw > 4)
        place.heapBase += 16 * random.below(2 ** (addressBits - 32)) * 2 ** 20;
      if (place.heapBase + 16 * granules >= 2 ** addressBits) place.heapBase = 16 * last;
    }
    place.heapEnd = place.heapBase + granules * granuleBytes;
  }

  /** Now and then a word that cannot be read or written. */
  #spoil(job: Job, granules: number): void {
    const random = this.#random;
    const { layout, dataBits } = this.#parameters;
    const bytes = dataBits / 8;
    const tableWords =
      wordBytes(this.#parameters, layout === 'micropython' ? 2 * granules : granules) / bytes;
    if (tableWords === 0) return;
    const draw = random.bits(5);
    if (draw === 0 || draw === 3) job.spoil(job.place.markBase + bytes * random.below(tableWords), false);
    if (draw === 1)
      job.spoil(
        job.place.finaliserBase + bytes * random.below(wordBytes(this.#parameters, granules) / bytes),
        false,
      );
    if (draw === 2 || draw === 3)
      for (let count = 1 + random.below(2); count > 0; count--)
        job.spoil(job.place.markBase + bytes * random.below(tableWords), true);
    if (draw === 4 && layout === 'headers') {
      const address = job.place.heapBase + 16 * random.below(Math.ceil(granules / 2));
      for (let word = 0; word < 16; word++) job.spoil(address - (address % bytes) + word * bytes, false);
    }
  }

  /** Spoils the place itself: misaligned, inside out, or beyond the last address. */
  #misplace({ place }: Job): void {
    const random = this.#random;
    const { layout, finalisers, addressBits, dataBits, granuleBytes } = this.#parameters;
    const bytes = dataBits / 8;
    const end = 2 ** addressBits;
    switch (random.below(8)) {
      case 0:
        place.heapBase += random.pick([1, granuleBytes / 2]);
        break;
      case 1:
        place.heapEnd = Math.min(place.heapEnd + random.pick([1, granuleBytes / 2]), end - 1);
        break;
      case 2:
        place.heapBase = place.heapEnd + granuleBytes;
        break;
      case 3:
        place.markBase += random.pick([1, bytes / 2]);
        break;
      case 4:
        place.finaliserBase += random.pick([1, bytes / 2]);
        break;
      case 5:
        place.markBase = end - bytes;
        place.heapEnd = place.heapBase + 16 * 512;
        break;
      case 6:
        if (layout !== 'micropython' || !finalisers) break;
        place.finaliserBase = end - bytes;
        place.heapEnd = place.heapBase + 16 * 512;
        break;
      default:
        place.heapEnd = place.heapBase; // and empty it is no trouble
    }
    if (place.heapBase >= end || place.heapEnd >= end) place.heapEnd = place.heapBase = 16;
  }
}
