/** Layout `headers`: fetches the headers of the objects that are to be scanned, and says which of their words are pointers. */
import {
  bitsFor,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { headersHeap } from '../../formats/heap-layouts.js';
import { mapBits, type Stretch } from './object-bursts.js';
import type { Requester, Response } from './request-port.js';
import { clearedFirst, type Sizes } from './shapes.js';

export function makeHeaders(
  m: Builder,
  sizes: Sizes,
  by: {
    readonly heapBase: UInt;
    readonly granules: UInt;
    /** The youngest entry of the work queue. */
    readonly granule: UInt;
    readonly available: Bool;
    readonly response: Response;
    readonly granted: Bool;
    readonly stretchTaken: Bool;
    readonly enabled: Bool;
    readonly clear: Bool;
  },
) {
  const { objectSlots, granuleBits, granuleShift, wordShift, addressBits, slotBits } = sizes;
  const pointerBits = slotBits; // the number of a slot is one bit shorter, and one bit tells full from empty
  return m.scope('headers', () => {
    const { next, first, filled } = m.registers({
      next: register(uint(pointerBits), { noReset: clearedFirst }),
      first: register(uint(pointerBits), { noReset: clearedFirst }),
      filled: register(uint(objectSlots), { noReset: clearedFirst }),
    });
    const slotOf = (pointer: UInt): UInt =>
      objectSlots > 1 ? pointer.truncate(pointerBits - 1) : constant(uint<number>(1), 0);
    const owners = m.memory('owners', uint(granuleBits), { depth: objectSlots });
    const words = m.memory('words', uint<number>(32), { depth: objectSlots });
    const { isFull } = m.name({ isFull: next.subtractWrap(first).eq(objectSlots) });
    owners.write(slotOf(next), by.granule, { enable: by.granted });
    m.when(by.granted, () => next.next(next.addWrap(1)));
    const addressOf = (granule: UInt) =>
      by.heapBase.addWrap(concat(granule, constant(uint(granuleShift), 0)));
    const request: Requester = {
      wants: by.available.and(isFull.not()).and(by.enabled),
      wordAddress: addressOf(by.granule).slice(wordShift, addressBits - wordShift),
      slot: next.extend(slotBits).and(objectSlots - 1),
    };
    const responseSlot = by.response.slot.truncate(slotOf(next).width);
    words.write(responseSlot, by.response.data.truncate<number>(32), { enable: by.response.of.header });

    const granule = owners.readAsynchronous(slotOf(first), { name: 'owner' });
    const header = words.readAsynchronous(slotOf(first), { name: 'header' });
    const { isHere } = m.name({
      isHere: next
        .ne(first)
        .and(filled.at(slotOf(first)))
        .and(by.enabled),
    });
    const decoded = decode(m, sizes, { header, granule, granules: by.granules });
    const { object } = m.name({ object: addressOf(granule) });
    const { offers, drops } = m.name({
      offers: isHere.and(decoded.bad.not()).and(decoded.hasPointers),
      drops: isHere.and(decoded.bad.not()).and(decoded.hasPointers.not()),
    });
    const { pops } = m.name({ pops: drops.or(by.stretchTaken) });
    m.when(pops, () => first.next(first.addWrap(1)));
    const bitAt = (index: UInt, when: Bool) => when.asUInt().extend(objectSlots).shiftLeft(index);
    filled.next(filled.or(bitAt(responseSlot, by.response.of.header)).and(bitAt(slotOf(first), pops).not()));
    m.when(by.clear, () => {
      next.next(0);
      first.next(0);
      filled.next(0);
    });
    const stretch: Stretch = {
      ...decoded.stretch,
      wordAddress: object
        .slice(wordShift, addressBits - wordShift)
        .addWrap(decoded.firstBeat.extend(addressBits - wordShift)),
    };
    return {
      request,
      stretch,
      offers,
      bad: isHere.and(decoded.bad),
      object,
      empty: next.eq(first),
    };
  });
}

/** Reads a header: is it one, and from which word to which does its object have pointers? */
function decode(
  m: Builder,
  sizes: Sizes,
  { header, granule, granules }: { readonly header: UInt; readonly granule: UInt; readonly granules: UInt },
) {
  const { forms } = headersHeap;
  const { granuleShift, wordAddressBits, lanes, granuleBits } = sizes;
  const field = ({ position, width }: { readonly position: number; readonly width: number }): UInt =>
    header.slice<number>(position, width);
  const form = field(headersHeap.form);
  const map = field(headersHeap.map);
  const hasMap = form.eq(forms.map);
  const sizeBits = headersHeap.size.width;
  const { size } = m.name({
    size: mux(hasMap, field(headersHeap.mapSize).extend<number>(sizeBits), field(headersHeap.size)),
  });
  const { last } = m.name({ last: size.subtractWrap(1) });
  // In words, from the beginning of the heap.
  const wordsShift = granuleShift - 2;
  const inWords = (count: UInt): UInt =>
    concat(count, constant(uint(wordsShift), 0)).extend<number>(
      Math.max(sizeBits, granuleBits + wordsShift) + 1,
    );
  const { end, limit } = m.name({
    end: inWords(granule).addWrap(size.extend(inWords(granule).width)),
    limit: inWords(granules),
  });
  const { isEmpty, mapBeyond } = m.name({
    isEmpty: size.eq(0),
    mapBeyond: hasMap.and(map.shiftRight(last).any()),
  });
  const { bad } = m.name({ bad: form.eq(3).or(isEmpty).or(end.gt(limit)).or(mapBeyond) });
  const all = form.eq(forms.all);
  // By number of the word; the header is no pointer.
  const { pointers } = m.name({ pointers: concat(map, constant(uint(1), 0)) });
  const numbers = Array.from({ length: mapBits }, (_, index) => index);
  const wordBits = bitsFor(mapBits);
  const lowest = numbers.reduceRight<UInt>(
    (others, index) => mux(pointers.bit(index), constant(uint(wordBits), index), others),
    constant(uint(wordBits), 0),
  );
  const highest = numbers.reduce<UInt>(
    (others, index) => mux(pointers.bit(index), constant(uint(wordBits), index), others),
    constant(uint(wordBits), 0),
  );
  const laneShift = Math.log2(lanes);
  const { firstWord, lastWord } = m.name({
    firstWord: mux(all, constant(uint(wordBits), 1), lowest),
    lastWord: mux(all, last, highest.extend<number>(sizeBits)),
  });
  const beatOf = (word: UInt): UInt => word.slice<number>(laneShift, word.width - laneShift);
  const { firstBeat, lastBeat } = m.name({ firstBeat: beatOf(firstWord), lastBeat: beatOf(lastWord) });
  const skipped = laneShift > 0 ? concat(firstBeat, constant(uint(laneShift), 0)) : firstBeat;
  return {
    bad,
    hasPointers: mux(all, last.ne(0), hasMap.and(map.any())),
    firstBeat,
    stretch: {
      beats: lastBeat
        .subtractWrap(firstBeat.extend(lastBeat.width))
        .extend<number>(Math.max(wordAddressBits, lastBeat.width))
        .truncate<number>(wordAddressBits),
      all,
      map: pointers.shiftRight(skipped),
      ...(laneShift > 0 ? { lastLane: lastWord.truncate<number>(laneShift) } : {}),
    },
  };
}
