/** Layout `headers`: a bitmap of marks, and in front of each object a header that says how long it is. */
import {
  bool,
  bundle,
  concat,
  constant,
  mux,
  register,
  uint,
  bitsFor,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { anyOf, lowestIndex, withoutLowest } from '../../library/gates.js';
import { fifo } from '../../library/fifo.js';
import { validOnes } from './block-table.js';
import type { Control, Streams, Walk } from './control.js';
import { granuleAddress, isLong, runQueue } from './free-runs.js';
import { arrives, memoryMaster } from './master.js';
import { endBits, headerIn, readHeader } from './object-header.js';
import { statusBits, statuses, tags } from './operations.js';
import { prefetch } from './prefetch.js';
import type { Parameters, Sizes } from './shapes.js';

/**
 * The dead are never looked at: what lies between the end of a marked object and the beginning of the next is free. So it is the marks
 * that say which headers to read, all of them known ahead, one a cycle and many in flight.
 */
export function sweepHeaders(
  m: Builder,
  parameters: Parameters,
  sizes: Sizes,
  streams: Streams,
  control: Control,
): Walk {
  const { perWord, granuleBits, granuleShift, wordBits, dataBits, byteBits } = sizes;
  const { granuleBytes, bufferWords } = parameters;
  const { begins, heap, sweeping, draining, frees } = control;
  const { response } = streams;
  const count = uint<number>(granuleBits);

  // The bitmap: a step finds the next mark of a word, or that it has none left.
  const { granule, markWord, found } = m.registers({
    granule: register(count, { noReset: 'begins with every command' }),
    markWord: register(uint<number>(wordBits), { noReset: 'begins with every command' }),
    found: register(uint<number>(perWord), { noReset: 'begins with every command' }),
  });
  const words = prefetch(m, 'mark_words', {
    ...{ sizes, depth: bufferWords, begins, stretch: heap.marks },
    enabled: sweeping,
    arrives: arrives(response, tags.table),
    data: response.payload.data,
    error: response.payload.error,
  });
  const { valid } = m.name({ valid: validOnes(heap.granules, words.isLast, perWord) });
  const { all } = m.name({ all: words.word.data.and(valid) });
  const { marks } = m.name({ marks: all.and(found.not()) });
  const markedBytes = anyInBytes(all);
  const { others } = m.name({ others: withoutLowest(marks) });
  const { present, looks, isLastMark } = m.name({
    present: sweeping.and(words.notEmpty),
    looks: frees.and(words.word.error.not()).and(marks.any()),
    isLastMark: others.any().not(),
  });
  const { leaves } = m.name({ leaves: looks.not().or(isLastMark) });
  const object = granule.addWrap(lowestIndex(marks).extend<number>(granuleBits));

  // What was found waits for its header, words without marks and broken ones among it: all in order.
  const { steps } = m.wires({ steps: bool() });
  const entries = fifo(
    m,
    'entries',
    bundle({
      granule: count,
      word: uint<number>(wordBits),
      isObject: bool(),
      marked: uint<number>(dataBits / 8),
      failed: bool(),
      leaves: bool(),
      isLast: bool(),
    }),
    {
      depth: bufferWords,
      push: steps,
      value: {
        granule: object,
        word: markWord,
        isObject: looks,
        marked: markedBytes,
        failed: words.word.error,
        leaves,
        isLast: words.isLast,
      },
    },
  );
  const { asks } = m.name({ asks: present.and(looks).and(entries.notFull) });

  const { checks, writes } = m.wires({ checks: bool(), writes: bool() });
  const head = entries.head;
  const master = memoryMaster(
    m,
    sizes,
    streams,
    [
      { wants: words.wants, address: words.address, beats: words.beats, tag: tags.table },
      {
        wants: asks,
        address: wordOfGranule(object),
        beats: constant(uint<number>(bitsFor(parameters.maxBeats)), 0),
        tag: tags.side,
      },
    ],
    {
      push: writes,
      address: head.word,
      data: constant(uint<number>(dataBits), 0),
      strobe: head.marked,
    },
    parameters.writesInFlight,
  );
  const [grantsWords, grantsHeader] = master.granted as [
    (typeof master.granted)[0],
    (typeof master.granted)[0],
  ];
  steps.is(mux(looks, grantsHeader, present.and(entries.notFull)));
  const { advances } = m.name({ advances: steps.and(leaves) });
  words.connect(grantsWords, advances.or(draining.and(words.notEmpty)));
  m.when(begins, () => {
    granule.next(heap.base);
    markWord.next(heap.marks.first);
    found.next(0);
  })
    .elseWhen(advances, () => {
      granule.next(granule.addWrap(perWord));
      markWord.next(markWord.addWrap(1));
      found.next(0);
    })
    .elseWhen(steps, () => found.next(all.and(others.not())));

  // Headers, of which there are never more than entries.
  const headerArrives = arrives(response, tags.side);
  const { popsHeader } = m.wires({ popsHeader: bool() });
  const headers = fifo(m, 'headers', bundle({ data: uint<number>(dataBits), error: bool() }), {
    depth: bufferWords,
    push: headerArrives,
    value: { data: response.payload.data, error: response.payload.error },
  });
  headers.pop(popsHeader);
  const { awaited } = m.registers({
    awaited: register(uint<number>(bitsFor(bufferWords + 1)), { reset: 0 }),
  });
  m.when(grantsHeader.and(headerArrives.not()), () => awaited.next(awaited.addWrap(1))).elseWhen(
    headerArrives.and(grantsHeader.not()),
    () => awaited.next(awaited.subtractWrap(1)),
  );

  // An object is where it should be, or the sweep ends: what is free lies between `sweptTo` and its first granule.
  const { sweptTo, sweepEnd } = m.registers({
    sweptTo: register(count, { noReset: 'begins with every command' }),
    sweepEnd: register(count, { noReset: 'begins with every command' }),
  });
  const wide = endBits(granuleBits);
  const header = readHeader(m, headerIn(headers.head.data, head.granule, granuleBytes), granuleBytes, wide);
  const { objectEnd } = m.name({ objectEnd: head.granule.extend<number>(wide).addWrap(header.granules) });
  const { ready } = m.name({
    ready: sweeping.and(entries.notEmpty).and(headers.notEmpty.or(head.isObject.not())),
  });
  const { unreadable, overlaps, isBeyond } = m.name({
    unreadable: head.failed.or(head.isObject.and(headers.head.error)),
    overlaps: head.granule.lt(sweptTo),
    isBeyond: objectEnd.gt(sweepEnd.extend<number>(wide)),
  });
  const { broken } = m.name({
    broken: unreadable.or(head.isObject.and(anyOf([overlaps, header.isBad, header.isEmpty, isBeyond]))),
  });
  const { fails } = m.name({ fails: ready.and(broken) });
  const { gap } = m.name({
    gap: mux(control.ends, sweepEnd, head.granule).subtractWrap(sweptTo),
  });
  const { gives } = m.name({ gives: isLong(gap, parameters.minimumRun).and(head.isObject) });
  const { push } = m.wires({ push: bool() });
  const queue = runQueue(m, sizes, parameters.runDepth, streams.run, { push, start: sweptTo, length: gap });
  const { rewrites } = m.name({ rewrites: head.leaves.and(head.marked.any()) });
  checks.is(
    ready.and(broken.not()).and(queue.notFull.or(gives.not())).and(master.writable.or(rewrites.not())),
  );
  push.is(checks.and(gives).or(control.ends.and(isLong(gap, parameters.minimumRun))));
  writes.is(checks.and(rewrites));
  popsHeader.is(checks.and(head.isObject).or(draining.and(headers.notEmpty)));
  entries.pop(checks.or(draining.and(entries.notEmpty)));
  m.when(begins, () => {
    sweptTo.next(heap.base);
    sweepEnd.next(heap.base.addWrap(heap.granules));
  }).elseWhen(checks.and(head.isObject), () => sweptTo.next(objectEnd.truncate<number>(granuleBits)));

  const wordAddress = (word: UInt) => concat(word, constant(uint<number>(byteBits), 0));
  const status = (name: keyof typeof statuses) => constant(uint<number>(statusBits), statuses[name]);
  return {
    finishes: checks.and(head.leaves).and(head.isLast),
    fails,
    status: mux(
      unreadable,
      status('read_error'),
      mux(
        overlaps,
        status('overlap'),
        mux(
          header.isBad,
          status('bad_header'),
          mux(header.isEmpty, status('zero_size'), status('beyond_end')),
        ),
      ),
    ),
    address: mux(
      head.failed,
      wordAddress(head.word),
      mux(unreadable, wordAddress(wordOfGranule(head.granule)), granuleAddress(sizes, head.granule)),
    ),
    canEnd: queue.notFull,
    quiet: anyOf([
      words.quiet.not(),
      entries.notEmpty,
      headers.notEmpty,
      awaited.any(),
      queue.quiet.not(),
      master.quiet.not(),
    ]).not(),
    writeFailed: master.failed,
    writeAddress: wordAddress(master.failedAddress),
    events: {
      table_words: checks.and(head.leaves),
      words_written: writes,
      runs: push,
      run_granules: mux(push, gap, constant(count, 0)),
      objects_kept: checks.and(head.isObject),
    },
  };

  /** The memory word in which a granule begins. */
  function wordOfGranule(at: UInt): UInt {
    if (granuleShift < byteBits) return at.slice<number>(byteBits - granuleShift, wordBits);
    return granuleShift === byteBits ? at : concat(at, constant(uint<number>(granuleShift - byteBits), 0));
  }
}

/** The bytes with a bit that is 1. */
function anyInBytes(bits: UInt): UInt {
  const bytes = Array.from({ length: bits.width / 8 }, (_, index) =>
    bits.slice<number>(bits.width - 8 - 8 * index, 8).any(),
  );
  return concat(...(bytes as [Bool, ...Bool[]]));
}
