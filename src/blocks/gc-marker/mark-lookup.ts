/**
 * First half of a look-up in the marks on chip: is the word of the table there? If not it is asked for at once, and the look-up
 * waits in a queue together with all others; so any number of misses is under way, and everything is decided in order.
 */
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
import { fifo } from '../../library/fifo.js';
import { lineAt, turnBits, type TakenSlot } from './mark-slots.js';
import { clearedFirst, type Sizes } from './shapes.js';

/** Look-ups set aside because their line is being replaced. */
const asideDepth = 8;

export function candidateShape({ granuleBits, isConservative }: Sizes) {
  return bundle({
    granule: uint<number>(granuleBits),
    /** Where an object goes on, not where it begins. */
    ...(isConservative ? { continues: bool() } : {}),
  });
}

export function lookupShape(sizes: Sizes) {
  return bundle({
    granule: uint<number>(sizes.granuleBits),
    ...(sizes.isConservative ? { continues: bool() } : {}),
    /** Of the granule in its word of the table. */
    position: uint<number>(sizes.positionBits),
    line: uint<number>(sizes.lineBits),
    missed: bool(),
  });
}

/** Where the table has the mark of a granule. */
export function placeOf(sizes: Sizes, markBase: UInt, granule: UInt) {
  const { byteShift, addressBits, wordShift, positionBits, granuleBits } = sizes;
  const byte = markBase.addWrap(granule.slice(byteShift, granuleBits - byteShift).extend(addressBits));
  const inByte = granule.truncate(byteShift);
  const position = wordShift > 0 ? concat(byte.truncate(wordShift), inByte) : inByte;
  return {
    wordAddress: byte.slice(wordShift, addressBits - wordShift),
    position: position.truncate(positionBits),
  };
}

export function makeMarkLookup(
  m: Builder,
  sizes: Sizes,
  by: {
    readonly markBase: UInt;
    readonly candidate: { readonly valid: Bool; readonly granule: UInt; readonly continues: Bool };
    readonly candidateTaken: Driven<BoolShape>;
    readonly slotFree: Bool;
    readonly slotTaken: UInt;
    readonly lineUsed: Driven<BoolShape>;
    readonly walk: {
      readonly reads: Bool;
      readonly line: UInt;
      readonly empties: Bool;
      readonly lineBefore: UInt;
    };
    readonly pops: Bool;
    readonly enabled: Bool;
    readonly clear: Bool;
  },
) {
  const { lineBits, wordAddressBits } = sizes;
  return m.scope('lookup', () => {
    const { valid, wordAddress, wasAside } = m.registers({
      valid: register(bool(), { noReset: clearedFirst }),
      wordAddress: register(uint(wordAddressBits), { noReset: 'read only while valid' }),
      wasAside: register(bool(), { noReset: 'it does not matter whose turn is first' }),
    });
    const { present, position } = m.registers({
      present: register(candidateShape(sizes), { noReset: 'read only while valid' }),
      position: register(uint(sizes.positionBits), { noReset: 'read only while valid' }),
    });
    const { asidePush, asidePop } = m.wires({ asidePush: bool(), asidePop: bool() });
    const aside = fifo(m, 'aside', candidateShape(sizes), {
      depth: asideDepth,
      push: asidePush,
      value: present,
      clear: by.clear,
      noReset: clearedFirst,
    });
    aside.pop(asidePop);

    // Those set aside take every other turn, and all that nobody else wants.
    const { leaves } = m.wires({ leaves: bool() });
    const { open, fromAside } = m.name({
      open: valid.not().or(leaves).and(by.enabled),
      fromAside: aside.notEmpty.and(by.candidate.valid.not().or(wasAside.not())),
    });
    asidePop.is(open.and(fromAside));
    by.candidateTaken.is(open.and(fromAside.not()));
    const { enters } = m.name({ enters: open.and(fromAside.or(by.candidate.valid)) });
    const granule = mux(fromAside, aside.head.granule, by.candidate.granule);
    const place = placeOf(sizes, by.markBase, granule);
    m.when(leaves, () => valid.next(0));
    m.when(enters, () => {
      valid.next(1);
      wasAside.next(fromAside);
      wordAddress.next(place.wordAddress);
      position.next(place.position);
      present.granule.next(granule);
      if (present.continues && aside.head.continues)
        present.continues.next(mux(fromAside, aside.head.continues, by.candidate.continues));
    });

    const tagShape = bundle({
      valid: bool(),
      tag: uint<number>(wordAddressBits - lineBits),
      /** With which the line was missed last. */
      slot: uint<number>(sizes.slotBits + turnBits),
    });
    const tags = m.memory('tags', tagShape, { depth: sizes.markWords });
    const read = tags.read(mux(by.walk.reads, by.walk.line, lineAt(place.wordAddress, lineBits)), {
      enable: enters.or(by.walk.reads),
      onCollision: 'new',
      name: 'known',
    });
    const line = lineAt(wordAddress, lineBits);
    const tag = wordAddress.slice(lineBits, wordAddressBits - lineBits);
    const { lineUsed } = m.name({ lineUsed: read.valid.and(by.lineUsed) });
    const { hit } = m.name({ hit: read.valid.and(read.tag.eq(tag)) });
    const { pushed } = m.wires({ pushed: bool() });
    const queue = fifo(m, 'queue', lookupShape(sizes), {
      depth: Math.max(4, sizes.markSlots),
      push: pushed,
      value: {
        granule: present.granule,
        ...(present.continues ? { continues: present.continues } : {}),
        position,
        line,
        missed: hit.not(),
      },
      clear: by.clear,
      noReset: clearedFirst,
    });
    queue.pop(by.pops);
    const { misses, goesAside } = m.name({
      misses: valid.and(hit.not()).and(lineUsed.not()).and(by.slotFree).and(queue.notFull).and(by.enabled),
      goesAside: valid.and(hit.not()).and(lineUsed).and(aside.notFull).and(by.enabled),
    });
    pushed.is(misses.or(valid.and(hit).and(queue.notFull).and(by.enabled)));
    asidePush.is(goesAside);
    leaves.is(pushed.or(goesAside));
    tags.write(
      mux(by.walk.empties, by.walk.lineBefore, line),
      { valid: by.walk.empties.not(), tag, slot: by.slotTaken },
      { enable: misses.or(by.walk.empties) },
    );
    m.when(by.clear, () => valid.next(0));
    const miss: TakenSlot = {
      when: misses,
      wanted: mux(
        by.walk.empties,
        concat(constant(uint(wordAddressBits - lineBits), 0), by.walk.lineBefore),
        wordAddress,
      ),
      victimTag: read.tag,
      victimValid: read.valid,
    };
    return {
      lastTaken: read.slot,
      queue,
      miss,
      knownValid: read.valid,
      empty: valid.not().and(aside.notEmpty.not()).and(queue.notEmpty.not()),
    };
  });
}
