/** Cuts masks of free granules into runs, across the borders of words, and offers the runs. */
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
  type Sender,
  type UInt,
} from '../../hdl/index.js';
import { fifo } from '../../library/fifo.js';
import { countOnes, lowestIndex, withoutLowest } from '../../library/gates.js';
import type { Sizes, shapesOf } from './shapes.js';

export interface RunQueue {
  readonly notFull: Bool;
  readonly quiet: Bool;
}

/** Runs on their way out, so that a slow taker does not stop the table at once. */
export function runQueue(
  m: Builder,
  sizes: Sizes,
  depth: number,
  port: Sender<ReturnType<typeof shapesOf>['run']>,
  entry: { readonly push: Bool; readonly start: UInt; readonly length: UInt },
): RunQueue {
  const granule = uint<number>(sizes.granuleBits);
  const queue = fifo(m, 'run_queue', bundle({ start: granule, length: granule }), {
    depth,
    push: entry.push,
    value: { start: entry.start, length: entry.length },
  });
  port.valid.is(queue.notEmpty);
  port.payload.is({
    address: granuleAddress(sizes, queue.head.start),
    granules: queue.head.length,
  });
  queue.pop(port.fire);
  return { notFull: queue.notFull, quiet: queue.notEmpty.not() };
}

/** The first byte of a granule. */
export function granuleAddress({ granuleShift }: Sizes, granule: UInt): UInt {
  return concat(granule, constant(uint<number>(granuleShift), 0));
}

export interface MaskedWord {
  /** Takes a word in this cycle; only while `ready`. */
  readonly push: Bool;
  /** Its free granules, the first in bit 0. */
  readonly mask: UInt;
  /** Address of its first granule. */
  readonly granule: UInt;
  /** Forgets the run that is open. */
  readonly begins: Bool;
  /** Gives the run that is open, if it is long enough; only while `idle` and there is room for a run. */
  readonly ends: Bool;
}

export interface FreeRuns {
  /** A word can be taken in this cycle. */
  readonly ready: Bool;
  /** No word is being cut. */
  readonly idle: Bool;
  /** A run is found in this cycle. */
  readonly found: { readonly push: Bool; readonly start: UInt; readonly length: UInt };
  /** To be called once, with the queue that takes what is found. */
  connect(notFull: Bool): void;
}

/**
 * A word takes a cycle, or as many as runs end in it: first the one that was open, if it ends, then those in the middle of the word,
 * the lowest first. What is free at its top stays open: it may go on in the next word.
 */
export function freeRuns(m: Builder, sizes: Sizes, minimumRun: number, word: MaskedWord): FreeRuns {
  return m.scope('cut', () => cutWords(m, sizes, minimumRun, word));
}

function cutWords(m: Builder, sizes: Sizes, minimumRun: number, word: MaskedWord): FreeRuns {
  const { perWord, granuleBits } = sizes;
  const bits = uint<number>(perWord);
  const count = uint<number>(granuleBits);
  const { busy } = m.registers({ busy: register(bool(), { reset: 0 }) });
  const { fresh, starts, stops, left, continues, opens, reaches, whole, granule, openStart, openLength } =
    m.registers({
      fresh: register(bool(), { noReset: 'read only while busy' }),
      // Where runs begin in the word, apart from its lowest granule, and where they have ended; how many ends are left.
      starts: register(bits, { noReset: 'read only while busy' }),
      stops: register(bits, { noReset: 'read only while busy' }),
      left: register(uint<number>(bitsFor(perWord)), { noReset: 'read only while busy' }),
      // A run comes from the word before; there is one at the lowest granule or just in front of it; at the highest; everywhere.
      continues: register(bool(), { noReset: 'read only while busy' }),
      opens: register(bool(), { noReset: 'read only while busy' }),
      reaches: register(bool(), { noReset: 'begins with every sweep' }),
      whole: register(bool(), { noReset: 'read only while busy' }),
      granule: register(count, { noReset: 'read only while busy' }),
      openStart: register(count, { noReset: 'read only while a run is open' }),
      openLength: register(count, { noReset: 'begins with every sweep' }),
    });

  const wide = (number: UInt) => number.extend<number>(granuleBits);
  const { first, end, top } = m.name({
    first: lowestIndex(starts),
    end: lowestIndex(stops),
    top: highestIndex(starts),
  });
  const { closes } = m.name({ closes: fresh.and(opens).and(whole.not()) });
  const { cuts } = m.name({ cuts: busy.and(left.any()) });
  const { steps } = m.wires({ steps: bool() });
  const { finishes } = m.name({ finishes: steps.and(left.le(1)) });
  m.when(steps, () => {
    fresh.next(0);
    stops.next(withoutLowest(stops));
    left.next(left.subtractWrap(1));
    m.when(closes.not(), () => starts.next(withoutLowest(starts)));
  });
  m.when(finishes, () => busy.next(0));
  const { mask } = word;
  const { behind } = m.name({ behind: concat(mask.truncate<number>(perWord - 1), reaches) });
  const { ends } = m.name({ ends: behind.and(mask.not()) });
  m.when(word.push, () => {
    busy.next(1);
    fresh.next(1);
    starts.next(mask.and(behind.not()).withBit(constant(uint<number>(first.width), 0), 0));
    stops.next(ends);
    left.next(countOnes(ends).truncate<number>(left.width));
    continues.next(reaches);
    opens.next(mask.bit(0).or(reaches));
    reaches.next(mask.bit(perWord - 1));
    whole.next(mask.all());
    granule.next(word.granule);
  });
  m.when(word.begins, () => reaches.next(0));

  // In the first cycle of a word the run at its top, if there is one, becomes the one that is open.
  const { added } = m.name({
    added: wide(mux(whole, constant(uint<number>(end.width + 1), perWord), end.extend(end.width + 1))),
  });
  const { closedLength } = m.name({ closedLength: openLength.addWrap(added) });
  m.when(word.begins, () => openLength.next(0)).elseWhen(steps.and(fresh), () => {
    m.when(whole, () => {
      openLength.next(closedLength);
      m.when(continues.not(), () => openStart.next(granule));
    }).otherwise(() => {
      const topLength = wide(constant(top.shape, 0).subtractWrap(top));
      openLength.next(mux(reaches, topLength, constant(count, 0)));
      openStart.next(granule.addWrap(wide(top)));
    });
  });

  const { start, length } = m.name({
    start: mux(
      word.ends.or(closes.and(continues)),
      openStart,
      granule.addWrap(wide(mux(closes, constant(first.shape, 0), first))),
    ),
    length: mux(word.ends, openLength, mux(closes, closedLength, wide(end.subtractWrap(first)))),
  });
  const { isWorth, endsOpen } = m.name({
    // Every run that is cut has a granule.
    isWorth: minimumRun === 1 ? cuts : cuts.and(isLong(length, minimumRun)),
    endsOpen: word.ends.and(isLong(openLength, minimumRun)),
  });
  const { push } = m.name({ push: isWorth.and(steps).or(endsOpen) });
  return {
    ready: busy.not().or(finishes),
    idle: busy.not(),
    found: { push, start, length },
    connect: (notFull) => steps.is(busy.and(cuts.not().or(notFull))),
  };
}

/** Whether a run is worth giving. */
export function isLong(length: UInt, minimum: number): Bool {
  return minimum === 1 ? length.any() : length.ge(minimum);
}

/** The number of the highest bit that is 1. */
function highestIndex(bits: UInt): UInt {
  const [top, ...others] = Array.from({ length: bits.width }, (_, index) => bits.bit(index)) as [
    Bool,
    ...Bool[],
  ];
  return lowestIndex(concat(top, ...others)).not();
}
