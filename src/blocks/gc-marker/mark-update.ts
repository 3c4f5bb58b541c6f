/** Second half of a look-up: reads the mark, sets it, and says what has to be scanned. */
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
  type UInt,
} from '../../hdl/index.js';
import { micropythonHeap } from '../../formats/heap-layouts.js';
import type { Fifo } from '../../library/fifo.js';
import type { lookupShape } from './mark-lookup.js';
import { clearedFirst, type Sizes } from './shapes.js';

type LookupQueue = Pick<Fifo<ReturnType<typeof lookupShape>>, 'head' | 'notEmpty'>;

/** Bits of an entry of the work queue: a granule, and in `micropython` how far its object goes in its word of the table. */
export const entryBitsOf = (sizes: Sizes): number =>
  sizes.granuleBits + (sizes.isConservative ? sizes.positionBits : 0);

export function makeMarkUpdate(
  m: Builder,
  sizes: Sizes,
  by: {
    readonly queue: LookupQueue;
    /** Of the word that was missed. */
    readonly fetched: { readonly here: Bool; readonly word: UInt };
    readonly granules: UInt;
    readonly walk: { readonly reads: Bool; readonly line: UInt };
    readonly pushTaken: Bool;
    readonly enabled: Bool;
    readonly clear: Bool;
  },
) {
  const { dataBits, wordBytes } = sizes;
  return m.scope('update', () => {
    const { valid, pushes } = m.registers({
      valid: register(bool(), { noReset: clearedFirst }),
      pushes: register(bool(), { noReset: clearedFirst }),
    });
    const { granule, position, line, missed } = m.registers({
      granule: register(uint(sizes.granuleBits), { noReset: 'read only while valid' }),
      position: register(uint(sizes.positionBits), { noReset: 'read only while valid' }),
      line: register(uint(sizes.lineBits), { noReset: 'read only while valid' }),
      missed: register(bool(), { noReset: 'read only while valid' }),
    });
    const { entry } = m.registers({
      entry: register(uint(entryBitsOf(sizes)), { noReset: 'read only while it is pushed' }),
    });
    const { finishes } = m.wires({ finishes: bool() });
    const { enters } = m.name({
      enters: by.queue.notEmpty.and(valid.not().or(finishes)).and(by.enabled),
    });
    m.when(finishes, () => valid.next(0));
    const { head } = by.queue;
    m.when(enters, () => {
      valid.next(1);
      granule.next(head.granule);
      position.next(head.position);
      line.next(head.line);
      missed.next(head.missed);
    });
    const wordShape = bundle({ data: uint<number>(dataBits), changed: uint<number>(wordBytes) });
    const words = m.memory('words', wordShape, { depth: sizes.markWords });
    const kept = words.read(mux(by.walk.reads, by.walk.line, head.line), {
      enable: enters.or(by.walk.reads),
      onCollision: 'new',
      name: 'kept',
    });
    const { word } = m.name({ word: mux(missed, by.fetched.word, kept.data) });

    const { mark, scans, made } = sizes.isConservative
      ? blocksAt(m, sizes, {
          word,
          position,
          granule,
          granules: by.granules,
          continues: heldFlag(m, enters, head.continues),
        })
      : bitAt(m, { word, position, granule });
    finishes.is(
      valid.and(missed.not().or(by.fetched.here)).and(pushes.not().or(by.pushTaken)).and(by.enabled),
    );
    const { marks, installs } = m.name({
      marks: finishes.and(mark),
      installs: finishes.and(missed),
    });
    // Of the two bits of a block that is a head the lower one is set already.
    const bit = sizes.isConservative ? concat(position, constant(uint(1), 1)) : position;
    const byte = position.slice(sizes.byteShift, sizes.positionBits - sizes.byteShift);
    const changedBefore = mux(missed, constant(uint(wordBytes), 0), kept.changed);
    words.write(
      line,
      {
        data: mux(mark, word.or(constant(uint(dataBits), 1).shiftLeft(bit)), word),
        changed: mux(mark, changedBefore.or(constant(uint(wordBytes), 1).shiftLeft(byte)), changedBefore),
      },
      { enable: marks.or(installs) },
    );
    m.when(by.pushTaken, () => pushes.next(0));
    m.when(finishes.and(scans), () => {
      pushes.next(1);
      entry.next(made);
    });
    m.when(by.clear, () => {
      valid.next(0);
      pushes.next(0);
    });
    return {
      pops: enters,
      marks,
      installs: { when: installs, data: kept.data, changed: kept.changed },
      push: { valid: pushes, entry },
      empty: valid.not().and(pushes.not()),
      kept,
    };
  });
}

function heldFlag(m: Builder, when: Bool, flag: Bool | undefined): Bool {
  const { continues } = m.registers({
    continues: register(bool(), { noReset: 'read only while valid' }),
  });
  if (flag) m.when(when, () => continues.next(flag));
  return continues;
}

/** Layout `headers`: a bit that is not set is set, and its object scanned. */
function bitAt(
  m: Builder,
  { word, position, granule }: { readonly word: UInt; readonly position: UInt; readonly granule: UInt },
) {
  const { isNew } = m.name({ isNew: word.at(position).not() });
  return { mark: isNew, scans: isNew, made: granule };
}

/**
 * Layout `micropython`: a head becomes a marked head. The object goes on in the tails after it; those of the same word
 * of the table are counted here, and if they reach the word's end the object may go on in the next one.
 */
function blocksAt(
  m: Builder,
  sizes: Sizes,
  by: {
    readonly word: UInt;
    readonly position: UInt;
    readonly granule: UInt;
    readonly granules: UInt;
    readonly continues: Bool;
  },
) {
  const { granulesPerWord: blocks, positionBits } = sizes;
  const { kinds } = micropythonHeap;
  const kindsHere = Array.from({ length: blocks }, (_, block) => by.word.slice(2 * block, 2));
  const { isTail } = m.name({
    isTail: concat(...(kindsHere.map((kind) => kind.eq(kinds.tail)).reverse() as [Bool, ...Bool[]])),
  });
  const { kind } = m.name({
    kind: by.word.shiftRight(concat(by.position, constant(uint(1), 0))).truncate(2),
  });
  const { isHead, isTailHere } = m.name({
    isHead: by.continues.not().and(kind.eq(kinds.head)),
    isTailHere: by.continues.and(kind.eq(kinds.tail)),
  });
  // Tails from the next block on; zeros come in behind the last block of the word.
  const { following } = m.name({ following: isTail.shiftRight(1).shiftRight(by.position) });
  const { tails } = m.name({
    tails: Array.from({ length: blocks - 1 }, (_, count) => blocks - 2 - count).reduce<UInt>(
      (more, count) => mux(following.bit(count).not(), constant(uint(positionBits), count), more),
      constant(uint(positionBits), blocks - 1),
    ),
  });
  // Not beyond the end of the pool.
  const { left } = m.name({ left: by.granules.subtractWrap(by.granule).subtractWrap(1) });
  const width = Math.max(left.width, positionBits);
  const { further } = m.name({
    further: mux(left.extend(width).lt(tails.extend(width)), left.truncate(positionBits), tails),
  });
  const { reachesEnd } = m.name({
    reachesEnd: further.addFull(by.position).eq(blocks - 1),
  });
  const extent = mux(reachesEnd, constant(uint(positionBits), blocks - 1), further);
  return {
    mark: isHead,
    scans: isHead.or(isTailHere),
    made: concat(by.granule, extent),
  };
}
