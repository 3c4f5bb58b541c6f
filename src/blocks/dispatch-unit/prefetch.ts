/**
 * The prefetch buffer: a window of consecutive words in memory, each at the place that the low bits of its address name, so
 * that the pc itself is the read pointer. Words ahead of the pc are asked for as there is room; those behind it stay until
 * their places are needed, for jumps backward. Once the pc is not in the window, it begins anew at the pc.
 *
 * What can be told of a byte by itself is looked up as it arrives and kept beside it, so that nobody has to look it up behind
 * the choice of bytes.
 */
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
  type Receiver,
  type Sender,
  type UInt,
} from '../../hdl/index.js';
import { anyOf } from '../../library/gates.js';
import type { memoryReadRequest, memoryResponse } from '../../library/memory-port.js';
import type { DispatchUnitParameters } from './parameters.js';
import { gated, littleEndian, resize } from './resize.js';

export interface PrefetchOptions {
  readonly sizes: Pick<
    DispatchUnitParameters,
    'addressBits' | 'dataBits' | 'tagBits' | 'depth' | 'behind' | 'requests' | 'burstBeats' | 'prediction'
  >;
  readonly request: Sender<ReturnType<typeof memoryReadRequest>>;
  readonly response: Receiver<ReturnType<typeof memoryResponse>>;
  /** Address of the first byte that is wanted. */
  readonly pc: UInt;
  /** Asks for nothing while this is low. */
  readonly running: Bool;
  /** Everything fetched and in flight is dropped at the end of this cycle; the next window begins at this address. */
  readonly flush: Bool;
  readonly flushPc: UInt;
  /** Bytes to be seen at once. */
  readonly windowBytes: number;
  /** What is kept of each byte beside it. */
  readonly note: (byte: UInt) => UInt;
  /** Places in the window, from 0, whose notes are wanted. */
  readonly notedPlaces: readonly number[];
}

export interface Prefetch {
  /** From the pc on. */
  readonly bytes: readonly UInt[];
  /** Of the bytes at the places that were asked for. */
  readonly notes: readonly UInt[];
  /** Whether the pc is in the window at all. */
  readonly inWindow: Bool;
  /** Whether the first `count` bytes have arrived if the pc is in the window, for a signal `count` - 1. */
  readonly arrived: (last: UInt) => Bool;
  /** Whether one of the words with the first `count` bytes could not be read, for a signal `count` - 1. */
  readonly broken: (last: UInt) => Bool;
  /**
   * The pc of the next cycle, by which the words are read in this one; of no matter where the unit stops or is redirected. To be
   * called once.
   */
  follow(nextPc: UInt): void;
}

/** Bits of the places of bytes in a word, of the address of a word, and how many words a window of bytes touches. */
export function wordGeometry({ addressBits, dataBits }: PrefetchOptions['sizes'], windowBytes: number) {
  const bytes = dataBits / 8;
  const offsetBits = Math.log2(bytes);
  return {
    bytes,
    offsetBits,
    wordBits: addressBits - offsetBits,
    windowWords: Math.ceil((bytes - 1 + windowBytes) / bytes),
  };
}

/** Words that may be asked for from the pc on. */
export function wordsAhead({ depth, behind, prediction }: PrefetchOptions['sizes']): number {
  return prediction === 'none' ? depth : depth - behind;
}

/** Latency: a word that arrives in cycle t is seen in t + 1; a pc that is not in the window in t is asked for in t. */
export function prefetch(m: Builder, options: PrefetchOptions): Prefetch {
  const { sizes, request, response, pc, running, flush, flushPc, windowBytes, note, notedPlaces } = options;
  const { depth, requests, burstBeats, dataBits, tagBits } = sizes;
  const { offsetBits, wordBits, windowWords } = wordGeometry(sizes, windowBytes);
  const depthBits = bitsFor(depth);
  const heldBits = bitsFor(depth + 1);
  const flightBits = bitsFor(requests * burstBeats + 1);
  /** Room for the words of the window, or of all requests, and some more. */
  const countBits = Math.max(heldBits, flightBits) + 1;

  const unread = 'read only after a redirect, which sets it';
  const { nextWord, held, outstanding, requestHeld } = m.registers({
    nextWord: register(uint<number>(wordBits), { noReset: unread }), // the next word to ask for
    held: register(uint<number>(heldBits), { noReset: unread }), // words of the window in front of it
    outstanding: register(uint<number>(flightBits), { reset: 0 }), // words in flight, those of older windows first
    requestHeld: register(bool(), { reset: 0 }),
  });
  // The upper bits of a word of the window are those of `nextWord` or, where the lower ones have wrapped since, those before.
  const { highBefore } = m.registers({
    highBefore: register(uint<number>(wordBits - countBits), {
      noReset: 'read only where the lower bits have wrapped, which sets it',
    }),
  });
  const { heldAddress } = m.registers({
    heldAddress: register(uint<number>(wordBits), { noReset: 'read only while request_held' }),
  });

  const { pcWord, offset } = m.name({
    pcWord: pc.slice<number>(offsetBits, wordBits),
    offset: pc.slice<number>(0, offsetBits),
  });
  const flushWord = flushPc.slice<number>(offsetBits, wordBits);
  const low = (word: UInt): UInt => word.truncate<number>(countBits);
  const high = (word: UInt): UInt => word.slice<number>(countBits, wordBits - countBits);
  const { distance, notArrived } = m.name({
    distance: low(nextWord).subtractWrap(low(pcWord)),
    notArrived: resize(outstanding, countBits),
  });
  const { hasWrapped } = m.name({ hasWrapped: low(nextWord).lt(low(pcWord)) });
  const { inWindow } = m.name({
    inWindow: distance
      .le(resize(held, countBits))
      .and(mux(hasWrapped, high(pcWord).eq(highBefore), high(pcWord).eq(high(nextWord)))),
  });
  const { restarts } = m.name({ restarts: running.and(inWindow.not()) });
  // Requests: they count as soon as they are offered, and hold until taken. Whether the window goes on or begins anew at the pc
  // is known last, so it chooses between what follows of either.
  const burstBits = Math.log2(burstBeats);
  const lastBeatFrom = (word: UInt): UInt =>
    burstBeats === 1
      ? constant(uint<number>(1), 0)
      : constant(uint<number>(burstBits), burstBeats - 1).subtractWrap(word.truncate<number>(burstBits));
  const beatsFrom = (word: UInt): UInt => resize(lastBeatFrom(word), burstBits + 1).addWrap(1);
  const { beatsOnward, beatsAnew } = m.name({
    beatsOnward: beatsFrom(nextWord),
    beatsAnew: beatsFrom(pcWord),
  });
  const inFlight = burstBeats === 1 ? undefined : requestCounter(m, requests, response);
  const { mayAsk, hasRoom } = m.name({
    mayAsk: running.and(requestHeld.not()).and((inFlight?.count ?? outstanding).lt(requests)),
    hasRoom: distance.addWrap(resize(beatsOnward, countBits)).le(wordsAhead(sizes)),
  });
  const { asks } = m.name({ asks: mayAsk.and(hasRoom.or(inWindow.not())) });
  inFlight?.begins(asks);
  const { base } = m.name({ base: mux(restarts, pcWord, nextWord) });
  const { askedBeats } = m.name({ askedBeats: gated(asks, mux(restarts, beatsAnew, beatsOnward)) });
  const offered = asks.or(requestHeld);
  request.valid.is(offered);
  const lastBeat = lastBeatFrom(base);
  request.payload.is({
    address: concat(mux(requestHeld, heldAddress, base), constant(uint<number>(offsetBits), 0)),
    beats: burstBeats === 1 ? lastBeat : offeredBeats(m, { asks, requestHeld, lastBeat }),
    tag: constant(uint<number>(tagBits), 0),
  });
  requestHeld.next(offered.and(request.ready.not()));
  m.when(asks, () => heldAddress.next(base));
  const { newOnward, newAnew } = m.name({
    newOnward: gated(mayAsk.and(hasRoom), beatsOnward),
    newAnew: gated(mayAsk, beatsAnew),
  });
  const { onward } = m.name({ onward: nextWord.addWrap(resize(newOnward, wordBits)) });
  highBefore.next(
    mux(
      restarts,
      high(pcWord),
      mux(high(onward).bit(0).eq(high(nextWord).bit(0)), highBefore, high(nextWord)),
    ),
  );
  const heldOnward = resize(held, countBits).addWrap(resize(newOnward, countBits));
  m.when(flush, () => {
    nextWord.next(flushWord);
    held.next(0);
  }).otherwise(() => {
    nextWord.next(mux(restarts, pcWord.addWrap(resize(newAnew, wordBits)), onward));
    held.next(
      mux(
        restarts,
        resize(newAnew, heldBits),
        mux(heldOnward.gt(depth), constant(uint(heldBits), depth), resize(heldOnward, heldBits)),
      ),
    );
  });

  // Responses: those of a window that is no more come before those of the present one, which write over them.
  response.ready.is(1);
  const { place } = m.name({
    place: resize(nextWord, depthBits).subtractWrap(resize(outstanding, depthBits)),
  });
  const data = response.payload.data;
  const noted = Array.from({ length: dataBits / 8 }, (_, at) => note(data.slice<number>(8 * at, 8)));
  const entryShape = bundle({
    error: bool(),
    data: uint<number>(dataBits),
    notes: uint<number>(noted.reduce((sum, { width }) => sum + width, 0)),
  });
  const arriving = { error: response.payload.error, data, notes: littleEndian(noted) };
  m.unused(response.payload.tag, 'every request has the tag 0');
  if (burstBeats === 1) m.unused(response.payload.last, 'every request asks for one word');
  outstanding.next(
    outstanding
      .addWrap(resize(askedBeats, flightBits))
      .subtractWrap(response.fire.asUInt().extend<number>(flightBits)),
  );

  // The words from that of the pc on, each out of a memory of its own that has the words shifted by as many places. More may be
  // in flight than lie ahead of the pc, after a jump back or with those of older windows.
  const { nextPlace } = m.wires({ nextPlace: uint<number>(depthBits) });
  const words = Array.from({ length: windowWords }, (_, index) =>
    m.scope(`word${index}`, () => {
      // Never unknown, so that simulators of four states never see an unknown byte decoded.
      const buffer = m.memory('buffer', entryShape, { depth, initial: [] });
      buffer.write(place.subtractWrap(index), arriving, { enable: response.fire });
      const { here } = m.name({ here: distance.gt(notArrived.addWrap(index)) });
      return { here, ...buffer.read(nextPlace, { onCollision: 'new', name: 'entry' }) };
    }),
  );
  const errors = words.map((_, index) => anyOf(words.slice(0, index + 1).map(({ error }) => error)));
  const wordOf = (last: UInt): UInt => {
    const bits = Math.max(offsetBits, bitsFor(windowBytes));
    const sum = resize(offset, bits).addFull(resize(last, bits));
    return sum.slice<number>(offsetBits, sum.width - offsetBits);
  };
  return {
    inWindow,
    bytes: bytesFrom(
      m,
      words.map(({ data }) => data),
      offset,
      windowBytes,
    ),
    notes: notedPlaces.map((place) =>
      noteAt(
        words.map(({ notes }) => notes),
        offset,
        place,
        dataBits / 8,
      ),
    ),
    arrived: (last) =>
      choose(
        wordOf(last),
        words.map(({ here }) => here),
      ),
    broken: (last) => choose(wordOf(last), errors),
    follow: (nextPc) => nextPlace.is(nextPc.slice<number>(offsetBits, depthBits)),
  };
}

/** The note of the byte at `offset` + `place`, of words with the notes of so many bytes each. */
function noteAt(words: readonly UInt[], offset: UInt, place: number, bytesInWord: number): UInt {
  const width = (words[0]?.width ?? 0) / bytesInWord;
  const all = words.flatMap((word) =>
    Array.from({ length: bytesInWord }, (_, at) => word.slice<number>(at * width, width)),
  );
  let options = all.slice(place, place + bytesInWord);
  for (let bit = 0; options.length > 1; bit++)
    options = Array.from({ length: options.length / 2 }, (_, pair) =>
      mux(offset.bit(bit), options[2 * pair + 1] as UInt, options[2 * pair] as UInt),
    );
  return options[0] as UInt;
}

/** The words of the request on offer, which stay as they are until it is taken. */
function offeredBeats(
  m: Builder,
  {
    asks,
    requestHeld,
    lastBeat,
  }: { readonly asks: Bool; readonly requestHeld: Bool; readonly lastBeat: UInt },
): UInt {
  const { heldBeats } = m.registers({
    heldBeats: register(uint<number>(lastBeat.width), { noReset: 'read only while request_held' }),
  });
  m.when(asks, () => heldBeats.next(lastBeat));
  return mux(requestHeld, heldBeats, lastBeat);
}

/** Requests in flight, where a request is more than one word. */
function requestCounter(
  m: Builder,
  requests: number,
  response: PrefetchOptions['response'],
): { readonly count: UInt; readonly begins: (asks: Bool) => void } {
  const bits = bitsFor(requests + 1);
  const { requestsInFlight } = m.registers({ requestsInFlight: register(uint<number>(bits), { reset: 0 }) });
  const { ends } = m.name({ ends: response.fire.and(response.payload.last) });
  const one = (condition: Bool): UInt => condition.asUInt().extend<number>(bits);
  return {
    count: requestsInFlight,
    begins: (asks) => requestsInFlight.next(requestsInFlight.addWrap(one(asks)).subtractWrap(one(ends))),
  };
}

/** The flag of this number; of the last one beyond them. */
function choose(index: UInt, flags: readonly Bool[]): Bool {
  return flags
    .slice(0, -1)
    .reduceRight<Bool>(
      (others, flag, position) => mux(index.eq(position), flag, others),
      flags.at(-1) ?? constant(bool(), 0),
    );
}

/** `count` bytes from `offset` on: first the lanes of 32 bits that they are in, then a shift by bytes. */
function bytesFrom(m: Builder, words: readonly UInt[], offset: UInt, count: number): UInt[] {
  const lanes = words.flatMap((word) =>
    Array.from({ length: word.width / 32 }, (_, lane) => word.slice<number>(32 * lane, 32)),
  );
  const choices = (words[0]?.width ?? 32) / 32;
  const lane = (position: number): UInt => {
    const options = Array.from({ length: choices }, (_, index) => lanes[position + index]);
    const known = options.flatMap((option) => (option ? [option] : []));
    const [first] = known;
    if (!first) throw new RangeError('the words hold all bytes of the window');
    if (choices === 1) return first;
    const index = offset.slice<number>(2, offset.width - 2);
    return known
      .slice(0, -1)
      .reduceRight<UInt>((others, option, at) => mux(index.eq(at), option, others), known.at(-1) ?? first);
  };
  const laneCount = Math.ceil((3 + count) / 4);
  const chosen = Array.from({ length: laneCount }, (_, index) => m.name({ [`lane${index}`]: lane(index) }));
  const shift = concat(offset.truncate(2), constant(uint(3), 0));
  // Two lanes at a time: of 8 bytes, the first 5 from any place in the first lane.
  const bytes: UInt[] = [];
  for (let low = 0; low < count; low += 4) {
    const [lower, upper] = [low / 4, low / 4 + 1].map((at) => chosen[at]?.[`lane${at}`]);
    if (!lower) throw new RangeError('there is a lane for each byte');
    const pair = upper ? concat(upper, lower) : lower;
    const name = `bytes${low}`;
    const shifted = m.name({ [name]: pair.shiftRight(shift) })[name];
    if (!shifted) throw new RangeError('it was named just now');
    for (let byte = 0; byte < 4 && low + byte < count; byte++) bytes.push(shifted.slice<number>(8 * byte, 8));
  }
  return bytes;
}
