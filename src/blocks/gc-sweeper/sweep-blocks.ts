/** Layout `micropython`: an allocation table of two bits a block, and a bit a block for finalisers. */
import {
  bitsFor,
  bool,
  bundle,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { anyOf, countOnes, lowestIndex } from '../../library/gates.js';
import { sweepWord, validOnes } from './block-table.js';
import type { Control, Streams, Walk } from './control.js';
import { finaliserBits } from './finaliser-bits.js';
import { freeRuns, granuleAddress, runQueue } from './free-runs.js';
import { arrives, memoryMaster, type ReadRequest } from './master.js';
import { statusBits, statuses, tags } from './operations.js';
import { prefetch, type Prefetch } from './prefetch.js';
import { reportObjects } from './reports.js';
import type { Parameters, Sizes, Stretch } from './shapes.js';

/**
 * A word of the table a cycle, in three steps, each with a register in front: the word is taken from those fetched ahead; it is swept;
 * it is put in line to be written if it changed, its free blocks go to be cut into runs and its objects with finalisers to be reported.
 */
export function sweepBlocks(
  m: Builder,
  parameters: Parameters,
  sizes: Sizes,
  streams: Streams,
  control: Control,
): Walk {
  const { perWord, granuleBits, wordBits, dataBits, byteBits } = sizes;
  const { begins, heap, sweeping, draining, frees, unmarks } = control;
  const { response } = streams;
  const blocks = uint<number>(granuleBits);
  const bits = uint<number>(perWord);
  const { granule, tableWord } = m.registers({
    granule: register(blocks, { noReset: 'begins with every command' }),
    tableWord: register(uint<number>(wordBits), { noReset: 'begins with every command' }),
  });
  const { inObject, inDead } = m.registers({
    inObject: register(bool(), { noReset: 'begins with every command' }),
    inDead: register(bool(), { noReset: 'begins with every command' }),
  });

  const reader = (name: string, tag: number, stretch: Stretch): Prefetch =>
    prefetch(m, name, {
      ...{ sizes, depth: parameters.bufferWords, begins, stretch },
      enabled: sweeping,
      arrives: arrives(response, tag),
      data: response.payload.data,
      error: response.payload.error,
    });
  const words = reader('table_words', tags.table, heap.marks);
  const marks = parameters.finalisers
    ? finaliserBits(m, sizes, control, (stretch) => reader('finaliser_words', tags.side, stretch))
    : undefined;

  // The word at hand.
  const { hasTaken, hasSwept } = m.registers({
    hasTaken: register(bool(), { reset: 0 }),
    hasSwept: register(bool(), { reset: 0 }),
  });
  const { advances } = m.wires({ advances: bool() });
  const { sweeps } = m.name({ sweeps: hasTaken.and(hasSwept.not().or(advances)) });
  const { takes } = m.name({
    takes: anyOf([sweeping.not(), words.notEmpty.not(), hasTaken.and(sweeps.not()), marks?.waits]).not(),
  });
  hasTaken.next(sweeping.and(takes.or(hasTaken.and(sweeps.not()))));
  hasSwept.next(sweeping.and(sweeps.or(hasSwept.and(advances.not()))));

  const { taken } = m.registers({
    taken: register(
      bundle({
        data: uint<number>(dataBits),
        valid: bits,
        isLast: bool(),
        error: bool(),
        ...(marks ? { finalisers: bits, markError: bool() } : {}),
      }),
      { noReset: 'read only while a word is taken' },
    ),
  });
  const { valid } = m.name({ valid: validOnes(heap.granules, words.isLast, perWord) });
  m.when(takes, () =>
    taken.next({
      ...{ data: words.word.data, valid, isLast: words.isLast, error: words.word.error },
      ...(marks ? { finalisers: marks.bits, markError: marks.error } : {}),
    }),
  );

  const swept = sweepWord(m, {
    ...{ word: taken.data, valid: taken.valid, inObject, inDead, frees, unmarks },
    finalisers: taken.finalisers ?? constant(bits, 0),
  });
  const { broken } = m.name({
    broken: anyOf([taken.error, taken.markError ?? constant(bool(), 0), swept.orphans.any()]),
  });
  const { done } = m.registers({
    done: register(
      bundle({
        data: uint<number>(dataBits),
        changed: uint<number>(dataBits / 8),
        ...{ free: bits, orphans: bits },
        ...{ isLast: bool(), error: bool(), broken: bool(), isChanged: bool() },
        ...(marks ? { markError: bool(), finalised: bits, isFinalised: bool() } : {}),
      }),
      { noReset: 'read only while a word is swept' },
    ),
  });
  m.when(sweeps, () => {
    inObject.next(swept.inObject);
    inDead.next(swept.inDead);
    done.next({
      ...{ data: swept.swept, changed: swept.changed, free: swept.free },
      ...{ orphans: swept.orphans, isLast: taken.isLast, error: taken.error, broken },
      isChanged: swept.changed.any(),
      ...(taken.markError
        ? {
            ...{ markError: taken.markError, finalised: swept.finalised },
            isFinalised: swept.finalised.any(),
          }
        : {}),
    });
  });

  const { present } = m.name({ present: sweeping.and(hasSwept) });
  const { fails } = m.name({ fails: present.and(done.broken) });
  const { writes, cutsRuns } = m.name({
    writes: advances.and(done.isChanged),
    cutsRuns: advances.and(frees),
  });
  const runs = freeRuns(m, sizes, parameters.minimumRun, {
    push: cutsRuns,
    mask: done.free,
    granule,
    begins,
    ends: control.ends,
  });
  const queue = runQueue(m, sizes, parameters.runDepth, streams.run, runs.found);
  runs.connect(queue.notFull);
  const reports =
    streams.finaliser && done.finalised
      ? reportObjects(m, sizes, streams.finaliser, {
          push: advances.and(done.isFinalised ?? 0),
          objects: done.finalised,
          granule,
        })
      : undefined;
  const asks = ({ wants, address, beats }: Prefetch, tag: number): ReadRequest => ({
    ...{ wants, address, beats, tag },
  });
  const readers = [...(marks ? [asks(marks.reader, tags.side)] : []), asks(words, tags.table)];
  const master = memoryMaster(
    m,
    sizes,
    streams,
    readers,
    { push: writes, address: tableWord, data: done.data, strobe: done.changed },
    parameters.writesInFlight,
  );

  advances.is(
    anyOf([
      present.not(),
      done.broken,
      reports && done.isFinalised?.and(reports.ready.not()),
      frees.and(runs.ready.not()),
      done.isChanged.and(master.writable.not()),
    ]).not(),
  );
  m.when(begins, () => {
    granule.next(heap.base);
    tableWord.next(heap.marks.first);
    inObject.next(0);
    inDead.next(0);
  }).elseWhen(advances, () => {
    granule.next(granule.addWrap(perWord));
    tableWord.next(tableWord.addWrap(1));
  });
  words.connect(master.granted.at(-1) as Bool, takes.or(draining.and(words.notEmpty)));
  marks?.connect(master.granted[0] as Bool, { takes, isLast: words.isLast, advances });

  const wordAddress = (word: UInt) => concat(word, constant(uint<number>(byteBits), 0));
  const status = (name: keyof typeof statuses) => constant(uint<number>(statusBits), statuses[name]);
  const { orphan } = m.name({
    orphan: granule.addWrap(lowestIndex(done.orphans).extend<number>(granuleBits)),
  });
  const unreadMark = done.markError ?? constant(bool(), 0);
  return {
    finishes: advances.and(done.isLast),
    fails,
    status: mux(done.error.or(unreadMark), status('read_error'), status('orphan_tail')),
    address: mux(
      done.error,
      wordAddress(tableWord),
      mux(unreadMark, wordAddress(marks?.doneWord ?? tableWord), granuleAddress(sizes, orphan)),
    ),
    canEnd: runs.idle.and(queue.notFull),
    quiet: [
      words.quiet,
      marks?.reader.quiet,
      runs.idle,
      queue.quiet,
      master.quiet,
      reports?.quiet,
    ].reduce<Bool>((all, one) => (one ? all.and(one) : all), draining),
    writeFailed: master.failed,
    writeAddress: wordAddress(master.failedAddress),
    events: parameters.counterBits > 0 ? countEvents() : {},
  };

  /** Numbers pass registers on their way into the counters. */
  function countEvents() {
    const counted = uint<number>(bitsFor(perWord + 1));
    const { headsFreed, headsKept, blocksFreed, granulesFreed } = m.registers({
      headsFreed: register(counted, { noReset: 'read only while a word is swept' }),
      headsKept: register(counted, { noReset: 'read only while a word is swept' }),
      blocksFreed: register(bits, { noReset: 'read only while a word is swept' }),
      granulesFreed: register(counted, { reset: 0 }),
    });
    m.when(sweeps, () => {
      headsFreed.next(countOnes(swept.dead));
      headsKept.next(countOnes(swept.marked));
      blocksFreed.next(swept.freed);
    });
    granulesFreed.next(mux(advances, countOnes(blocksFreed), constant(counted, 0)));
    const taken = (number: UInt) => mux(advances, number, constant(counted, 0));
    return {
      table_words: advances,
      words_written: writes,
      runs: runs.found.push,
      run_granules: mux(runs.found.push, runs.found.length, constant(blocks, 0)),
      objects_freed: taken(headsFreed),
      granules_freed: granulesFreed,
      objects_kept: taken(headsKept),
      ...(reports ? { finalisers_reported: reports.reporting } : {}),
    };
  }
}
