/** Layout `headers`, object by object. */
import { headersHeap } from '../../formats/index.js';
import { operations, statuses } from './operations.js';
import type { HeapPlace, Stop, SweptMemory } from './model.js';
import type { RunCollector, Tally } from './model-yield.js';

export interface ObjectSweep {
  readonly operation: number;
  readonly place: HeapPlace;
  readonly memory: SweptMemory;
  readonly dataBits: number;
  readonly granuleBytes: number;
  readonly tally: Tally;
  readonly runs: RunCollector;
}

/** Sweeps the bitmap word by word, and gives what stopped it or went wrong, the first of it in the bitmap. */
export function sweepObjects(sweep: ObjectSweep): Stop | undefined {
  const { operation, place, memory, dataBits, granuleBytes, tally, runs } = sweep;
  const granules = (place.heapEnd - place.heapBase) / granuleBytes;
  let writeError: Stop | undefined;
  /** Everything before is told: a live object, or free. */
  let swept = place.heapBase;
  for (let first = 0; first < granules; first += dataBits) {
    const word = place.markBase + (first / dataBits) * (dataBits / 8);
    const stop = (status: number, address: number): Stop =>
      writeError ? { ...writeError, hidesAnother: true } : { status, address };
    if (memory.fails(word, false)) return stop(statuses.read_error, word);
    const end = Math.min(first + dataBits, granules);
    if (operation === operations.sweep)
      for (let granule = first; granule < end; granule++) {
        if (!isMarked(memory, place, granule)) continue;
        const object = place.heapBase + granule * granuleBytes;
        const headerWord = object - (object % (dataBits / 8));
        if (memory.fails(headerWord, false)) return stop(statuses.read_error, headerWord);
        if (object < swept) return stop(statuses.overlap, object);
        const header = readHeader(memory, object);
        if (header.isBad) return stop(statuses.bad_header, object);
        if (header.words === 0) return stop(statuses.zero_size, object);
        const objectEnd = object + Math.ceil((4 * header.words) / granuleBytes) * granuleBytes;
        if (objectEnd > place.heapEnd) return stop(statuses.beyond_end, object);
        runs.free(swept, (object - swept) / granuleBytes);
        runs.end();
        swept = objectEnd;
        tally.objects_kept++;
      }
    tally.table_words++;
    if (clearMarks(sweep, word, first, end)) {
      tally.words_written++;
      if (memory.fails(word, true)) writeError ??= { status: statuses.write_error, address: word };
    }
  }
  if (operation === operations.sweep) {
    runs.free(swept, (place.heapEnd - swept) / granuleBytes);
    runs.end();
  }
  return writeError;
}

/** Zeroes the bytes with marks of one word, if it can be written; whether there are any. */
function clearMarks({ memory, place }: ObjectSweep, word: number, first: number, end: number): boolean {
  const canWrite = !memory.fails(word, true);
  let any = false;
  for (let granule = first; granule < end; granule++) {
    if (!isMarked(memory, place, granule)) continue;
    any = true;
    if (canWrite) memory.write8(place.markBase + (granule >> 3), 0);
  }
  return any;
}

function isMarked(memory: SweptMemory, { markBase }: HeapPlace, granule: number): boolean {
  return ((memory.read8(markBase + (granule >> 3)) >> (granule & 7)) & 1) === 1;
}

function readHeader(memory: SweptMemory, object: number): { words: number; isBad: boolean } {
  const header =
    (memory.read8(object) |
      (memory.read8(object + 1) << 8) |
      (memory.read8(object + 2) << 16) |
      (memory.read8(object + 3) << 24)) >>>
    0;
  const form = header & 3;
  if (form === headersHeap.forms.map) {
    const words = (header >>> headersHeap.mapSize.position) & 63;
    const map = header >>> headersHeap.map.position;
    // Bit i of the map is word i + 1 of the object.
    let isBad = false;
    for (let bit = 0; bit < headersHeap.map.width; bit++)
      if ((map >>> bit) & 1 && bit + 1 >= words) isBad = true;
    return { words, isBad };
  }
  return { words: header >>> headersHeap.size.position, isBad: form > headersHeap.forms.none };
}
