/** Layout `micropython`, block by block, as `gc_sweep` of py/gc.c does it. */
import { operations, statuses } from './operations.js';
import type { HeapPlace, Stop, SweptMemory } from './model.js';
import type { Numbers, RunCollector, Tally } from './model-yield.js';

// As py/gc.c has them.
export const blockBytes = 16;
const free = 0;
const head = 1;
const tail = 2;
const marked = 3;

export interface BlockSweep {
  readonly operation: number;
  readonly place: HeapPlace;
  readonly memory: SweptMemory;
  readonly dataBits: number;
  readonly hasFinalisers: boolean;
  readonly tally: Tally;
  readonly runs: RunCollector;
  /** First byte of each object that is reported. */
  readonly finalisers: Numbers;
}

/** Sweeps the table word by word, and gives what stopped it or went wrong, the first of it in the table. */
export function sweepBlockTable(sweep: BlockSweep): Stop | undefined {
  const { operation, place, memory, dataBits, tally, runs, finalisers } = sweep;
  const perWord = dataBits / 2;
  const blocks = (place.heapEnd - place.heapBase) / blockBytes;
  let writeError: Stop | undefined;
  let dying = false;
  let before = free;
  for (let first = 0; first < blocks; first += perWord) {
    const end = Math.min(first + perWord, blocks);
    const word = place.markBase + (first / perWord) * (dataBits / 8);
    const stop = obstacle(sweep, word, first, end, before);
    if (stop) return writeError ? { ...writeError, hidesAnother: true } : stop;
    tally.table_words++;
    let changed = false;
    const canWrite = !memory.fails(word, true);
    for (let block = first; block < end; block++) {
      const kind = kindOf(memory, place, block);
      let becomes = kind;
      if (kind === head) {
        dying = false;
        if (isFinalised(sweep, block)) {
          finalisers.push(place.heapBase + block * blockBytes);
          tally.finalisers_reported++;
        } else if (operation === operations.sweep) {
          dying = true;
          becomes = free;
          tally.objects_freed++;
        }
      } else if (kind === tail) {
        if (dying) becomes = free;
      } else if (kind === marked) {
        dying = false;
        if (operation !== operations.report) becomes = head;
        tally.objects_kept++;
      } else dying = false;
      if (becomes !== kind) {
        changed = true;
        if (becomes === free) tally.granules_freed++;
        if (canWrite) setKind(memory, place, block, becomes);
      }
      if (operation === operations.sweep) {
        if (becomes === free) runs.free(place.heapBase + block * blockBytes, 1);
        else runs.end();
      }
      before = kind;
    }
    if (changed) {
      tally.words_written++;
      if (!canWrite) writeError ??= { status: statuses.write_error, address: word };
    }
  }
  runs.end();
  return writeError;
}

/** Why the word of these blocks cannot be swept. */
function obstacle(
  sweep: BlockSweep,
  word: number,
  first: number,
  end: number,
  before: number,
): Stop | undefined {
  const { place, memory, dataBits } = sweep;
  if (memory.fails(word, false)) return { status: statuses.read_error, address: word };
  if (readsFinalisers(sweep)) {
    const bits = place.finaliserBase + Math.floor(first / dataBits) * (dataBits / 8);
    if (memory.fails(bits, false)) return { status: statuses.read_error, address: bits };
  }
  let previous = before;
  for (let block = first; block < end; block++) {
    const kind = kindOf(memory, place, block);
    if (kind === tail && previous === free)
      return { status: statuses.orphan_tail, address: place.heapBase + block * blockBytes };
    previous = kind;
  }
  return undefined;
}

function readsFinalisers({ hasFinalisers, operation }: BlockSweep): boolean {
  return hasFinalisers && operation !== operations.clear_marks;
}

function isFinalised(sweep: BlockSweep, block: number): boolean {
  if (!readsFinalisers(sweep)) return false;
  return ((sweep.memory.read8(sweep.place.finaliserBase + (block >> 3)) >> (block & 7)) & 1) === 1;
}

function kindOf(memory: SweptMemory, { markBase }: HeapPlace, block: number): number {
  return (memory.read8(markBase + (block >> 2)) >> (2 * (block & 3))) & 3;
}

function setKind(memory: SweptMemory, { markBase }: HeapPlace, block: number, kind: number): void {
  const address = markBase + (block >> 2);
  const shift = 2 * (block & 3);
  memory.write8(address, (memory.read8(address) & ~(3 << shift)) | (kind << shift));
}
