/** Cuts masks of free granules into runs, across the borders of words, and offers the runs. */
import {
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
import { oneHotIndex } from '../../library/gates.js';
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
 * A word takes a cycle, or as many as runs end in it. What is free at its top stays open: it may go on in the next word.
 * In the first cycle the run that was open ends, if it does; then those in the middle of the word, the lowest first.
 */
export function freeRuns(m: Builder, sizes: Sizes, minimumRun: number, word: MaskedWord): FreeRuns {
  return m.scope('cut', () => cutWords(m, sizes, minimumRun, word));
}

function cutWords(m: Builder, sizes: Sizes, minimumRun: number, word: MaskedWord): FreeRuns {
  const { perWord, granuleBits } = sizes;
  const bits = uint<number>(perWord);
  const count = uint<number>(granuleBits);
  const { busy } = m.registers({ busy: register(bool(), { reset: 0 }) });
  const { fresh, mask, granule, openStart, openLength } = m.registers({
    fresh: register(bool(), { noReset: 'read only while busy' }),
    mask: register(bits, { noReset: 'read only while busy' }),
    granule: register(count, { noReset: 'read only while busy' }),
    openStart: register(count, { noReset: 'read only while a run is open' }),
    openLength: register(count, { noReset: 'begins with every sweep' }),
  });

  const { lowEnd, topEnd } = m.name({ lowEnd: firstZero(mask), topEnd: firstZero(reversed(mask)) });
  const { whole, lowCount, topCount } = m.name({
    whole: mask.all(),
    lowCount: oneHotIndex(lowEnd).extend<number>(granuleBits),
    topCount: oneHotIndex(topEnd).extend<number>(granuleBits),
  });
  const { between } = m.name({
    between: mask.and(belowOneHot(lowEnd).not()).and(reversed(belowOneHot(topEnd)).not()),
  });
  const { middle } = m.name({ middle: mux(fresh, longRuns(between, minimumRun), mask) });
  const { closedLength } = m.name({ closedLength: openLength.addWrap(lowCount) });
  const { isOpen } = m.name({ isOpen: openLength.any() });
  const { closes } = m.name({
    closes: fresh.and(whole.not()).and(isLong(closedLength, minimumRun)),
  });

  // The lowest run of the middle: adding its first bit carries into the first bit beyond it.
  const { lowest } = m.name({ lowest: middle.and(middle.not().addWrap(1)) });
  const { carried } = m.name({ carried: middle.addWrap(lowest) });
  const first = oneHotIndex(lowest).extend<number>(granuleBits);
  const end = oneHotIndex(carried.and(middle.not())).extend<number>(granuleBits);
  const { left } = m.name({ left: mux(closes, middle, middle.and(carried)) });

  const { cuts } = m.name({ cuts: busy.and(closes.or(middle.any())) });
  const { steps } = m.wires({ steps: bool() });
  const { finishes } = m.name({ finishes: steps.and(left.any().not()) });
  const { endsOpen } = m.name({ endsOpen: word.ends.and(isLong(openLength, minimumRun)) });

  m.when(word.push, () => {
    busy.next(1);
    fresh.next(1);
    mask.next(word.mask);
    granule.next(word.granule);
  })
    .elseWhen(finishes, () => busy.next(0))
    .elseWhen(steps, () => {
      fresh.next(0);
      mask.next(left);
    });
  m.when(word.begins, () => openLength.next(0)).elseWhen(steps.and(fresh), () => {
    m.when(whole, () => {
      openLength.next(openLength.addWrap(perWord));
      m.when(isOpen.not(), () => openStart.next(granule));
    }).otherwise(() => {
      openLength.next(topCount);
      openStart.next(granule.addWrap(perWord).subtractWrap(topCount));
    });
  });

  const openOrLow = mux(isOpen, openStart, granule);
  const { push, start, length } = m.name({
    push: cuts.and(steps).or(endsOpen),
    start: mux(word.ends, openStart, mux(closes, openOrLow, granule.addWrap(first))),
    length: mux(word.ends, openLength, mux(closes, closedLength, end.subtractWrap(first))),
  });
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

/** The lowest bit that is 0, as the only one that is 1; 0 when all are 1. */
function firstZero(bits: UInt): UInt {
  return bits.addWrap(1).and(bits.not());
}

/** All bits below the one that is 1; all when none is. */
function belowOneHot(bit: UInt): UInt {
  return bit.subtractWrap(1);
}

function reversed(bits: UInt): UInt {
  const [top, ...rest] = Array.from({ length: bits.width }, (_, index) => bits.bit(index)) as [
    Bool,
    ...Bool[],
  ];
  return concat(top, ...rest);
}

/** Without the runs of fewer than `minimum` bits: what is left of each after cutting off minimum - 1, grown again. */
function longRuns(bits: UInt, minimum: number): UInt {
  if (minimum > bits.width - 2) return constant(uint<number>(bits.width), 0); // none fits between two zeros
  let eroded = bits;
  for (let done = 1; done < minimum;) {
    const step = Math.min(done, minimum - done);
    eroded = eroded.and(eroded.shiftRight(step));
    done += step;
  }
  let grown = eroded;
  for (let done = 1; done < minimum;) {
    const step = Math.min(done, minimum - done);
    grown = grown.or(grown.shiftLeft(step));
    done += step;
  }
  return grown;
}
