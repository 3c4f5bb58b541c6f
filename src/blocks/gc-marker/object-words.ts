/** Takes the words of objects, and roots, one after the other, and passes on those that may be pointers. */
import {
  bitsFor,
  bool,
  concat,
  constant,
  mux,
  register,
  uint,
  vector,
  type Bool,
  type Builder,
  type UInt,
  type Signal,
} from '../../hdl/index.js';
import { headersHeap } from '../../formats/heap-layouts.js';
import { firstOf } from '../../library/gates.js';
import { burstShape } from './object-bursts.js';
import type { Response } from './request-port.js';
import { clearedFirst, countBits, type Sizes } from './shapes.js';

/** The words of a burst that belong to the object and, by its header, are pointers: a flag for each lane. */
function lanesOf(
  sizes: Sizes,
  burst: Signal<ReturnType<typeof burstShape>>,
  beat: UInt,
  isLast: Bool,
): Bool[] {
  const { lanes } = sizes;
  const { all, map, begins, ends, lastLane } = burst;
  if (!all || !map) return Array.from({ length: lanes }, () => constant(bool(), 1));
  const laneShift = Math.log2(lanes);
  const here = map.shiftRight(laneShift > 0 ? concat(beat, constant(uint(laneShift), 0)) : beat);
  return Array.from({ length: lanes }, (_, lane) => {
    const mapped = here.bit(lane);
    if (!begins || !ends || !lastLane) return all.or(mapped);
    // The lane 0 of an object's first memory word is its header.
    const isHeader = lane === 0 ? begins.and(beat.eq(0)) : constant(bool(), 0);
    const isBehind = lane > 0 ? ends.and(isLast).and(lastLane.lt(lane)) : constant(bool(), 0);
    return mux(all, isHeader.or(isBehind).not(), mapped);
  });
}

export function makeObjectWords(
  m: Builder,
  sizes: Sizes,
  by: {
    readonly heapBase: UInt;
    readonly heapEnd: UInt;
    readonly burst: Signal<ReturnType<typeof burstShape>>;
    readonly granted: Bool;
    readonly response: Response;
    readonly root: { readonly valid: Bool; readonly word: UInt };
    /** Roots are wanted. */
    readonly wantsRoots: Bool;
    readonly candidateTaken: Bool;
    readonly enabled: Bool;
    readonly begins: Bool;
    readonly clear: Bool;
  },
) {
  const { objectSlots, burstBeats, beatBits, slotBits, lanes, granuleShift, granuleBits, dataBits } = sizes;
  return m.scope('objects', () => {
    // A ring of slots, one a burst, each with room for all it can bring.
    const { next, first, beat } = m.registers({
      next: register(uint(slotBits), { noReset: clearedFirst }),
      first: register(uint(slotBits), { noReset: clearedFirst }),
      beat: register(uint(beatBits), { noReset: clearedFirst }),
    });
    const { started } = m.registers({
      started: register(uint(objectSlots), { noReset: 'set when a burst is asked for' }),
    });
    /** Which word of a started burst came last. */
    const latest = m.memory('latest', uint(beatBits), { depth: objectSlots });
    const slotOf = (pointer: UInt): UInt =>
      objectSlots > 1 ? pointer.truncate(slotBits - 1) : constant(uint<number>(1), 0);
    const { isFull } = m.name({ isFull: next.subtractWrap(first).eq(objectSlots) });
    const bursts = m.memory('bursts', burstShape(sizes), { depth: objectSlots });
    bursts.write(slotOf(next), by.burst, { enable: by.granted });
    m.when(by.granted, () => next.next(next.addWrap(1)));

    const beatsIn = burstBeats > 1;
    const placeOf = (slot: UInt, at: UInt): UInt => {
      const depthBits = bitsFor(objectSlots * burstBeats);
      const place = beatsIn ? concat(slot, at) : slot;
      return place.width > depthBits ? place.truncate(depthBits) : place.extend(depthBits);
    };
    const responseSlot = by.response.slot.truncate(slotOf(next).width);
    const { comes } = m.name({ comes: by.response.of.object });
    const arrived = mux(
      started.at(responseSlot),
      latest.readAsynchronous(responseSlot, { name: 'came_before' }).addWrap(1),
      constant(uint(beatBits), 0),
    );
    latest.write(responseSlot, arrived, { enable: comes });
    const bitAt = (index: UInt, when: Bool) => when.asUInt().extend(objectSlots).shiftLeft(index);
    started.next(started.and(bitAt(slotOf(next), by.granted).not()).or(bitAt(responseSlot, comes)));

    // The oldest burst, word by word.
    const oldest = slotOf(first);
    const burst = bursts.readAsynchronous(oldest, { name: 'burst' });
    const isLast = burst.beats.eq(beat);
    const { available } = m.name({
      available: next
        .ne(first)
        .and(started.at(oldest))
        .and(latest.readAsynchronous(oldest, { name: 'came_last' }).ge(beat)),
    });
    const { waiting, waitingLanes } = m.registers({
      waiting: register(vector(uint<number>(32), lanes), { noReset: 'read only of waiting lanes' }),
      waitingLanes: register(uint(lanes), { noReset: clearedFirst }),
    });
    const chosen = firstOf(
      Array.from({ length: lanes }, (_, lane) => waitingLanes.bit(lane)),
      bitsFor(lanes),
    );
    const one = constant(uint(lanes), 1);
    const rest = waitingLanes.and(waitingLanes.subtractWrap(one));
    const { open } = m.name({
      open: waitingLanes
        .eq(0)
        .or(by.candidateTaken.and(rest.eq(0)))
        .and(by.enabled),
    });
    const { takesBeat } = m.name({ takesBeat: available.and(open) });
    const { takesRoot } = m.name({
      takesRoot: open.and(available.not()).and(by.wantsRoots),
    });
    const { finishes } = m.name({ finishes: takesBeat.and(isLast) });
    const { beatAfter, firstAfter } = m.name({
      beatAfter: mux(
        finishes,
        constant(uint(beatBits), 0),
        beat.addWrap(takesBeat.asUInt().extend(beatBits)),
      ),
      firstAfter: first.addWrap(finishes.asUInt().extend(slotBits)),
    });
    beat.next(beatAfter);
    first.next(firstAfter);

    // Read a cycle ahead.
    const words = m.memory('words', uint(dataBits), { depth: objectSlots * burstBeats });
    words.write(placeOf(responseSlot, arrived), by.response.data, { enable: comes });
    const data = words.read(placeOf(slotOf(firstAfter), beatAfter), { onCollision: 'new', name: 'word' });
    const addressed = lanesOf(sizes, burst, beat, isLast);
    const inside = (word: UInt, name: string): Bool => {
      const isAligned = m.name({ [`aligned${name}`]: word.truncate(granuleShift).eq(0) })[`aligned${name}`];
      const isInside = word
        .ge(by.heapBase.extend<number>(32))
        .and(word.lt(by.heapEnd.extend<number>(32)))
        .and(isAligned ?? 0);
      return m.name({ [`inside${name}`]: isInside })[`inside${name}`] ?? isInside;
    };
    /** Worth a look-up, or a complaint. */
    const isPointer = (word: UInt, lane: number): Bool =>
      sizes.isConservative
        ? inside(word, `${lane}`)
        : word
            .ne(0)
            .and(
              word
                .slice<number>(headersHeap.pointerTag.position, headersHeap.pointerTag.width)
                .eq(headersHeap.pointerCode),
            );
    const laneWords = Array.from({ length: lanes }, (_, lane) => {
      const word = data.slice<number>(32 * lane, 32);
      const name = `lane${lane}`;
      return m.name({ [name]: lane === 0 ? mux(available, word, by.root.word) : word })[name] ?? word;
    });
    // What is looked at does not depend on whether it is taken, which is known late.
    const takenLanes = laneWords.map((word, lane) => {
      const isBeat = available.and(addressed[lane] ?? constant(bool(), 0));
      const isRoot = available.not().and(by.wantsRoots).and(by.root.valid);
      return (lane === 0 ? isBeat.or(isRoot) : isBeat).and(isPointer(word, lane));
    });
    m.when(by.candidateTaken, () => waitingLanes.next(rest));
    m.when(open, () => {
      waitingLanes.next(concat(...(takenLanes.toReversed() as [Bool, ...Bool[]])));
      waiting.next(laneWords);
    });

    const pointer = waiting.at(chosen);
    const offset = pointer.subtractWrap(by.heapBase.extend<number>(32));
    const { candidate } = m.name({ candidate: waitingLanes.ne(0).and(by.enabled) });
    const good = sizes.isConservative ? constant(bool(), 1) : inside(pointer, '');
    const { bad } = m.name({ bad: candidate.and(good.not()) });

    const { examined } = m.registers({
      examined: register(uint(countBits), { noReset: 'set when marking begins' }),
    });
    const { looked } = m.name({
      looked: addressed.reduce<UInt>(
        (sum, flag) => sum.addWrap(flag.asUInt().extend(sum.width)),
        constant(uint<number>(3), 0),
      ),
    });
    m.when(takesBeat, () => examined.next(examined.addWrap(looked.extend(countBits))));
    m.when(by.begins, () => examined.next(0));
    m.when(by.clear, () => {
      next.next(0);
      first.next(0);
      beat.next(0);
      waitingLanes.next(0);
    });
    return {
      slot: next.extend(slotBits).and(objectSlots - 1),
      slotFree: isFull.not(),
      takesRoot,
      candidate: {
        valid: candidate.and(good),
        granule: offset.slice(granuleShift, granuleBits),
      },
      bad,
      pointer,
      examined,
      empty: next.eq(first).and(waitingLanes.eq(0)),
    };
  });
}
