/**
 * What is under way between the marks on chip and those in memory: a ring of slots, one for each word that is fetched. A slot
 * is taken when a word is missed, gets the word, is **installed** when the look-up that missed comes to its turn, then holds the
 * word that had to make room until that is written back, and is free when the write is answered.
 */
import {
  bool,
  bundle,
  concat,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import type { Requester, Response } from './request-port.js';
import { clearedFirst, type Sizes } from './shapes.js';

/** Of the word that makes room: which line it leaves, and for which word of the table. */
function leavingShape({ wordAddressBits, lineBits }: Sizes) {
  return bundle({
    line: uint<number>(lineBits),
    tag: uint<number>(wordAddressBits - lineBits),
    valid: bool(),
  });
}

/** Bits of a slot's turn that a line remembers: enough that a line that has no slot is rarely taken for one that has. */
export const turnBits = 5;

export interface TakenSlot {
  readonly when: Bool;
  readonly wanted: UInt;
  readonly victimTag: UInt;
  readonly victimValid: Bool;
}

export interface Installation {
  readonly when: Bool;
  /** The word that makes room, and which of its bytes differ from memory. */
  readonly data: UInt;
  readonly changed: UInt;
}

export function makeMarkSlots(
  m: Builder,
  sizes: Sizes,
  by: {
    /** A look-up misses. */
    readonly miss: TakenSlot;
    /** A changed word leaves although nothing takes its place: nothing is fetched, and it is installed at once. */
    readonly flush: Bool;
    readonly installs: Installation;
    readonly response: Response;
    readonly granted: { readonly markRead: Bool; readonly markWrite: Bool };
    /** Which slot the line of the look-up took last, and its turn. */
    readonly lastTaken: UInt;
    readonly clear: Bool;
  },
) {
  const { markSlots, slotBits, lineBits, dataBits, wordBytes } = sizes;
  return m.scope('slots', () => {
    const pointer = () => register(uint(slotBits + 1), { noReset: clearedFirst });
    const { next, toFetch, toInstall, toWrite, active, filled } = m.registers({
      /** With the turn above the slot. */
      next: register(uint(slotBits + turnBits), { noReset: clearedFirst }),
      toFetch: pointer(),
      toInstall: pointer(),
      toWrite: pointer(),
      active: register(uint(markSlots), { noReset: clearedFirst }),
      filled: register(uint(markSlots), { noReset: clearedFirst }),
    });
    /** The places of these are read: all is read a cycle ahead, and only what was written before. */
    const { fetches, isInstalled } = m.registers({
      fetches: register(bool(), { noReset: clearedFirst }),
      isInstalled: register(bool(), { noReset: clearedFirst }),
    });
    const slotOf = (pointer: UInt) => pointer.truncate(slotBits);
    const wanted = m.memory('wanted', uint(sizes.wordAddressBits), { depth: markSlots, inBlocks: true });
    const leaving = m.memory('leaving', leavingShape(sizes), { depth: markSlots, inBlocks: true });
    const fetched = m.memory('fetched', uint(dataBits), { depth: markSlots });
    const victimShape = bundle({ data: uint<number>(dataBits), changed: uint<number>(wordBytes) });
    const victims = m.memory('victims', victimShape, { depth: markSlots, inBlocks: true });

    const { takes } = m.name({ takes: by.miss.when.or(by.flush) });
    m.when(takes, () => next.next(next.addWrap(1)));
    wanted.write(slotOf(next), by.miss.wanted, { enable: takes });
    leaving.write(
      slotOf(next),
      { line: lineAt(by.miss.wanted, lineBits), tag: by.miss.victimTag, valid: by.miss.victimValid },
      { enable: takes },
    );

    // Fetching.
    const after = (pointer: UInt, when: Bool) => pointer.addWrap(when.asUInt().extend(slotBits + 1));
    const fetchAfter = after(toFetch, by.granted.markRead.or(by.flush));
    const place = wanted.read(slotOf(fetchAfter), { onCollision: 'never', name: 'fetching' });
    fetches.next(fetchAfter.ne(next.truncate(slotBits + 1)).and(by.flush.not()));
    fetched.write(by.response.slot, by.response.data, { enable: by.response.of.markRead });
    toFetch.next(fetchAfter);

    // Installing.
    const { installs } = m.name({ installs: by.installs.when.or(by.flush) });
    toInstall.next(after(toInstall, installs));
    victims.write(
      slotOf(toInstall),
      { data: by.installs.data, changed: by.installs.changed },
      { enable: installs },
    );

    // Writing back.
    const written = by.response.of.markWrite;
    const { writeAfter } = m.wires({ writeAfter: uint(slotBits + 1) });
    const left = leaving.read(slotOf(writeAfter), { onCollision: 'never', name: 'left' });
    const victim = victims.read(slotOf(writeAfter), { onCollision: 'never', name: 'victim' });
    const { mustWrite } = m.name({ mustWrite: left.valid.and(victim.changed.any()) });
    // One slot is freed a cycle.
    const { skips, writes } = m.name({
      skips: isInstalled.and(mustWrite.not()).and(written.not()),
      writes: isInstalled.and(mustWrite),
    });
    writeAfter.is(after(toWrite, skips.or(by.granted.markWrite)));
    toWrite.next(writeAfter);
    isInstalled.next(writeAfter.ne(toInstall));

    const bitAt = (index: UInt, when: Bool) => when.asUInt().extend(markSlots).shiftLeft(index);
    const { frees } = m.name({ frees: skips.or(written) });
    const { freed } = m.name({ freed: mux(written, by.response.slot, slotOf(toWrite)) });
    active.next(active.or(bitAt(slotOf(next), takes)).and(bitAt(freed, frees).not()));
    filled.next(
      filled
        .or(bitAt(by.response.slot, by.response.of.markRead))
        .and(bitAt(slotOf(toInstall), by.installs.when).not()),
    );

    // Its line has a slot as long as that is active and has not come to another turn.
    const slot = by.lastTaken.truncate(slotBits);
    const turn = next.slice(slotBits, turnBits);
    const turnOf = mux(slot.lt(slotOf(next)), turn, turn.subtractWrap(1));
    const { uses } = m.name({
      uses: active.at(slot).and(by.lastTaken.slice(slotBits, turnBits).eq(turnOf)),
    });

    m.when(by.clear, () => {
      active.next(0);
      filled.next(0);
      fetches.next(0);
      isInstalled.next(0);
      for (const each of [next, toFetch, toInstall, toWrite]) each.next(0);
    });

    const requests: { readonly markRead: Requester; readonly markWrite: Requester } = {
      markRead: { wants: fetches, wordAddress: place, slot: slotOf(toFetch) },
      markWrite: {
        wants: writes,
        wordAddress: concat(left.tag, left.line),
        slot: slotOf(toWrite),
        written: { data: victim.data, strobe: victim.changed },
      },
    };
    return {
      requests,
      /** A slot can be taken. */
      free: active.at(slotOf(next)).not(),
      /** The line has a slot: another word of it has to wait. */
      uses,
      /** What the line of a look-up that misses remembers. */
      taken: next,
      isFilled: filled.at(slotOf(toInstall)),
      fetchedWord: fetched.readAsynchronous(slotOf(toInstall), { name: 'fetched_word' }),
      idle: active.eq(0),
    };
  });
}

/** Which line of the cache a word belongs to. */
export const lineAt = (wordAddress: UInt, lineBits: number): UInt => wordAddress.truncate(lineBits);
