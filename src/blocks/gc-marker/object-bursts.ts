/** Reads the part of an object in which pointers may be: burst by burst, none across a page. */
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
  type BoolShape,
  type Driven,
  type UInt,
} from '../../hdl/index.js';
import { headersHeap } from '../../formats/heap-layouts.js';
import type { Requester } from './request-port.js';
import { clearedFirst, type Sizes } from './shapes.js';

const pageBits = 12;

/** Bits of a map that one burst can need. */
export const mapBits = headersHeap.map.width + 1;

/** What a burst brings, for who looks at its words. */
export function burstShape(sizes: Sizes) {
  const laneBits = Math.max(1, Math.log2(sizes.lanes));
  return bundle({
    beats: uint<number>(sizes.beatBits),
    ...(sizes.isConservative
      ? {}
      : {
          /** All words are pointers, apart from those before the first and after the last one. */
          all: bool(),
          /** Bit i: word i of the burst is a pointer. */
          map: uint<number>(mapBits),
          ...(sizes.lanes > 1 ? { begins: bool(), ends: bool(), lastLane: uint<number>(laneBits) } : {}),
        }),
  });
}

/** A stretch of an object to be read. */
export interface Stretch {
  readonly wordAddress: UInt;
  /** Memory words less one. */
  readonly beats: UInt;
  /** Layout `headers` only. */
  readonly all?: Bool;
  readonly map?: UInt;
  readonly lastLane?: UInt;
}

export function makeObjectBursts(
  m: Builder,
  sizes: Sizes,
  by: {
    readonly stretch: Stretch;
    readonly offered: Bool;
    readonly taken: Driven<BoolShape>;
    readonly slotFree: Bool;
    readonly slot: UInt;
    readonly granted: Bool;
    readonly enabled: Bool;
    readonly clear: Bool;
  },
) {
  const { wordAddressBits, wordShift, burstBeats, beatBits } = sizes;
  const pageBeatBits = pageBits - wordShift;
  return m.scope('bursts', () => {
    const { reading } = m.registers({ reading: register(bool(), { noReset: clearedFirst }) });
    const { wordAddress, left } = m.registers({
      wordAddress: register(uint(wordAddressBits), { noReset: 'read only while reading' }),
      /** Less one. */
      left: register(uint(wordAddressBits), { noReset: 'read only while reading' }),
    });
    const most = constant(uint(pageBeatBits), burstBeats - 1);
    // Memory words to the end of the page, less one.
    const { toPageEnd } = m.name({ toPageEnd: wordAddress.truncate(pageBeatBits).not() });
    const { longest } = m.name({ longest: mux(toPageEnd.lt(most), toPageEnd, most) });
    const { isFinal } = m.name({ isFinal: left.le(longest.extend(wordAddressBits)) });
    const { beats } = m.name({
      beats: mux(isFinal, left.truncate(pageBeatBits), longest).truncate(beatBits),
    });
    const { finishes } = m.name({ finishes: by.granted.and(isFinal) });
    by.taken.is(by.offered.and(reading.not().or(finishes)).and(by.enabled));
    const words = beats.extend(pageBeatBits + 1).addWrap(1);
    m.when(by.granted, () => {
      wordAddress.next(wordAddress.addWrap(words.extend(wordAddressBits)));
      left.next(left.subtractWrap(words.extend(wordAddressBits)));
    });
    m.when(finishes, () => reading.next(0));
    m.when(by.taken, () => {
      reading.next(1);
      wordAddress.next(by.stretch.wordAddress);
      left.next(by.stretch.beats);
    });
    m.when(by.clear, () => reading.next(0));
    const request: Requester = {
      wants: reading.and(by.slotFree).and(by.enabled),
      wordAddress,
      slot: by.slot,
      beats,
    };
    return {
      request,
      burst: {
        beats,
        ...pointersOf(m, sizes, { ...by, taken: by.taken, words, isFinal }),
      },
      idle: reading.not(),
    };
  });
}

/** Layout `headers`: which words of the next burst are pointers. */
function pointersOf(
  m: Builder,
  { isConservative, lanes }: Sizes,
  by: {
    readonly stretch: Stretch;
    readonly taken: Bool;
    readonly granted: Bool;
    /** Memory words of the burst. */
    readonly words: UInt;
    readonly isFinal: Bool;
  },
) {
  const { stretch } = by;
  if (isConservative || !stretch.all || !stretch.map) return {};
  const laneShift = Math.log2(lanes);
  const { all, map } = m.registers({
    all: register(bool(), { noReset: 'read only while reading' }),
    map: register(uint(mapBits), { noReset: 'read only while reading' }),
  });
  m.when(by.granted, () =>
    map.next(map.shiftRight(laneShift > 0 ? concat(by.words, constant(uint(laneShift), 0)) : by.words)),
  );
  m.when(by.taken, () => {
    if (stretch.all) all.next(stretch.all);
    if (stretch.map) map.next(stretch.map);
  });
  if (!stretch.lastLane) return { all, map };
  const { begins, lastLane } = m.registers({
    begins: register(bool(), { noReset: 'read only while reading' }),
    lastLane: register(uint(laneShift), { noReset: 'read only while reading' }),
  });
  m.when(by.granted, () => begins.next(0));
  m.when(by.taken, () => {
    begins.next(1);
    if (stretch.lastLane) lastLane.next(stretch.lastLane);
  });
  return { all, map, begins, ends: by.isFinal, lastLane };
}
