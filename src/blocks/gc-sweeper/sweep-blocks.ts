/** Layout `micropython`: an allocation table of two bits a block, and a bit a block for finalisers. */
import {
  bool,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { anyOf, countOnes, oneHotIndex } from '../../library/gates.js';
import { fifo } from '../../library/fifo.js';
import { firstOnes, sweepWord } from './block-table.js';
import type { Control, Streams, Walk } from './control.js';
import { freeRuns, granuleAddress, runQueue } from './free-runs.js';
import { arrives, memoryMaster, type ReadRequest } from './master.js';
import { statusBits, statuses, tags } from './operations.js';
import { prefetch, type Prefetch } from './prefetch.js';
import { wordsFor, type Parameters, type Sizes } from './shapes.js';

/** Objects with finalisers that wait to be reported. */
const finaliserDepth = 2;

/**
 * A word of the table a cycle: it is taken from the words fetched ahead, swept, put in line to be written if it changed, and its
 * free blocks go to be cut into runs, all in one cycle.
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
  const { granule, rest, tableWord, sideWord, half } = m.registers({
    granule: register(blocks, { noReset: 'begins with every command' }),
    rest: register(blocks, { noReset: 'begins with every command' }),
    tableWord: register(uint<number>(wordBits), { noReset: 'begins with every command' }),
    sideWord: register(uint<number>(wordBits), { noReset: 'begins with every command' }),
    half: register(bool(), { noReset: 'begins with every command' }),
  });
  const { inObject, inDead } = m.registers({
    inObject: register(bool(), { noReset: 'begins with every command' }),
    inDead: register(bool(), { noReset: 'begins with every command' }),
  });

  const { fails } = m.wires({ fails: bool() });
  const reader = (name: string, tag: number, address: UInt, words: UInt): Prefetch =>
    prefetch(m, name, {
      ...{ sizes, depth: parameters.bufferWords, begins, address, words },
      stops: fails,
      arrives: arrives(response, tag),
      data: response.payload.data,
      error: response.payload.error,
    });
  const words = reader('table_words', tags.table, heap.marks, wordsFor(heap.granules, sizes, perWord));
  const { reportsToo } = m.name({ reportsToo: frees.or(unmarks.not()) });
  const marks = parameters.finalisers
    ? reader(
        'finaliser_words',
        tags.side,
        heap.finalisers,
        mux(reportsToo, wordsFor(heap.granules, sizes, dataBits), constant(uint<number>(wordBits), 0)),
      )
    : undefined;

  // The word at hand.
  const { valid, isLast } = m.name({ valid: firstOnes(rest, perWord), isLast: rest.le(perWord) });
  const none = constant(uint<number>(perWord), 0);
  const finalisers = marks
    ? mux(
        reportsToo,
        mux(half, marks.word.data.slice<number>(perWord, perWord), marks.word.data.truncate<number>(perWord)),
        none,
      )
    : none;
  const swept = sweepWord(m, { word: words.word.data, valid, finalisers, inObject, inDead, frees, unmarks });
  const { present } = m.name({
    present: marks
      ? sweeping.and(words.notEmpty).and(marks.notEmpty.or(reportsToo.not()))
      : sweeping.and(words.notEmpty),
  });
  const { markError } = m.name({
    markError: marks ? marks.word.error.and(reportsToo) : constant(bool(), 0),
  });
  const { broken } = m.name({ broken: anyOf([words.word.error, markError, swept.orphans.any()]) });
  fails.is(present.and(broken));

  // Dead objects with finalisers are reported one a cycle, before the word goes on.
  const reports = streams.finaliser && marks ? reportFinalisers() : undefined;
  function reportFinalisers() {
    const { reported } = m.registers({ reported: register(uint<number>(perWord), { reset: 0 }) });
    const { unreported } = m.name({ unreported: swept.finalised.and(reported.not()) });
    const { next } = m.name({ next: unreported.and(unreported.not().addWrap(1)) });
    const { reporting } = m.wires({ reporting: bool() });
    const queue = fifo(m, 'finaliser_queue', blocks, {
      depth: finaliserDepth,
      push: reporting,
      value: granule.addWrap(oneHotIndex(next).extend<number>(granuleBits)),
    });
    reporting.is(present.and(broken.not()).and(unreported.any()).and(queue.notFull));
    streams.finaliser?.valid.is(queue.notEmpty);
    streams.finaliser?.payload.is({ address: granuleAddress(sizes, queue.head) });
    queue.pop(streams.finaliser?.fire ?? reporting);
    const after = unreported.and(next.not());
    return {
      reporting,
      complete: unreported.any().not().or(reporting.and(after.any().not())),
      quiet: queue.notEmpty.not(),
      goOn: (advances: Bool) =>
        m.when(advances, () => reported.next(0)).elseWhen(reporting, () => reported.next(reported.or(next))),
    };
  }

  const { advances, writes, cutsRuns } = m.wires({ advances: bool(), writes: bool(), cutsRuns: bool() });
  const runs = freeRuns(m, sizes, parameters.minimumRun, {
    push: cutsRuns,
    mask: swept.free,
    granule,
    begins,
    ends: control.ends,
  });
  const queue = runQueue(m, sizes, parameters.runDepth, streams.run, runs.found);
  runs.connect(queue.notFull);
  const readers: ReadRequest[] = [
    ...(marks ? [{ wants: marks.wants, address: marks.address, beats: marks.beats, tag: tags.side }] : []),
    { wants: words.wants, address: words.address, beats: words.beats, tag: tags.table },
  ];
  const master = memoryMaster(
    m,
    sizes,
    streams,
    readers,
    { push: writes, address: tableWord, data: swept.swept, strobe: swept.changed },
    parameters.writesInFlight,
  );

  const { isChanged } = m.name({ isChanged: swept.changed.any() });
  advances.is(
    present
      .and(broken.not())
      .and(reports ? reports.complete : constant(bool(), 1))
      .and(runs.ready.or(frees.not()))
      .and(master.writable.or(isChanged.not())),
  );
  writes.is(advances.and(isChanged));
  cutsRuns.is(advances.and(frees));
  reports?.goOn(advances);
  const { markUsed } = m.name({ markUsed: advances.and(half.or(isLast)) });
  m.when(begins, () => {
    granule.next(heap.base);
    rest.next(heap.granules);
    tableWord.next(heap.marks);
    sideWord.next(heap.finalisers);
    half.next(0);
    inObject.next(0);
    inDead.next(0);
  }).elseWhen(advances, () => {
    granule.next(granule.addWrap(perWord));
    rest.next(rest.subtractWrap(perWord));
    tableWord.next(tableWord.addWrap(1));
    half.next(half.not());
    m.when(half, () => sideWord.next(sideWord.addWrap(1)));
    inObject.next(swept.inObject);
    inDead.next(swept.inDead);
  });

  const grants = marks ? master.granted.slice(1) : master.granted;
  words.connect(grants[0] as Bool, advances.or(draining.and(words.notEmpty)));
  marks?.connect(master.granted[0] as Bool, markUsed.and(reportsToo).or(draining.and(marks.notEmpty)));

  const wordAddress = (word: UInt) => concat(word, constant(uint<number>(byteBits), 0));
  const status = (name: keyof typeof statuses) => constant(uint<number>(statusBits), statuses[name]);
  const { orphan } = m.name({
    orphan: granule.addWrap(
      oneHotIndex(swept.orphans.and(swept.orphans.not().addWrap(1))).extend<number>(granuleBits),
    ),
  });
  return {
    finishes: advances.and(isLast),
    fails,
    status: mux(words.word.error.or(markError), status('read_error'), status('orphan_tail')),
    address: mux(
      words.word.error,
      wordAddress(tableWord),
      mux(markError, wordAddress(sideWord), granuleAddress(sizes, orphan)),
    ),
    canEnd: runs.idle.and(queue.notFull),
    quiet: [words.quiet, marks?.quiet, runs.idle, queue.quiet, master.quiet, reports?.quiet].reduce<Bool>(
      (all, one) => (one ? all.and(one) : all),
      draining,
    ),
    writeFailed: master.failed,
    writeAddress: wordAddress(master.failedAddress),
    events: parameters.counterBits > 0 ? countEvents() : {},
  };

  /** Numbers pass a register on their way into the counters: the sums lie behind the whole sweep of a word. */
  function countEvents() {
    const width = countOnes(swept.dead).width;
    const counted = m.registers({
      countedFreed: register(uint<number>(width), { reset: 0 }),
      countedGranules: register(uint<number>(width), { reset: 0 }),
      countedKept: register(uint<number>(width), { reset: 0 }),
    });
    const taken = (bits: UInt) => mux(advances, countOnes(bits), constant(uint<number>(width), 0));
    counted.countedFreed.next(taken(swept.dead));
    counted.countedGranules.next(taken(swept.freed));
    counted.countedKept.next(taken(swept.marked));
    return {
      table_words: advances,
      words_written: writes,
      runs: runs.found.push,
      run_granules: mux(runs.found.push, runs.found.length, constant(blocks, 0)),
      objects_freed: counted.countedFreed,
      granules_freed: counted.countedGranules,
      objects_kept: counted.countedKept,
      ...(reports ? { finalisers_reported: reports.reporting } : {}),
    };
  }
}
