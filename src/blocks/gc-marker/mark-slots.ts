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

/** Where a slot's words belong. */
function placeShape({ wordAddressBits, lineBits }: Sizes) {
  return bundle({
    /** The word that is fetched. */
    wanted: uint<number>(wordAddressBits),
    /** The word that makes room, of the same line. */
    victimTag: uint<number>(wordAddressBits - lineBits),
    victimValid: bool(),
  });
}

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
    /** Of the look-up that may miss. */
    readonly line: UInt;
    readonly walk: { readonly lineBefore: UInt };
    readonly clear: Bool;
  },
) {
  const { markSlots, slotBits, lineBits, dataBits, wordBytes } = sizes;
  return m.scope('slots', () => {
    const pointer = () => register(uint(slotBits + 1), { noReset: clearedFirst });
    const { next, toFetch, toInstall, toWrite, active, filled } = m.registers({
      next: pointer(),
      toFetch: pointer(),
      toInstall: pointer(),
      toWrite: pointer(),
      active: register(uint(markSlots), { noReset: clearedFirst }),
      filled: register(uint(markSlots), { noReset: clearedFirst }),
    });
    const slotOf = (pointer: UInt) => pointer.truncate(slotBits);
    const places = m.memory('places', placeShape(sizes), { depth: markSlots });
    const fetched = m.memory('fetched', uint(dataBits), { depth: markSlots });
    const victimShape = bundle({ data: uint<number>(dataBits), changed: uint<number>(wordBytes) });
    const victims = m.memory('victims', victimShape, { depth: markSlots });

    const { takes } = m.name({ takes: by.miss.when.or(by.flush) });
    m.when(takes, () => next.next(next.addWrap(1)));
    const { wanted, victimTag, victimValid } = by.miss;
    places.write(slotOf(next), { wanted, victimTag, victimValid }, { enable: takes });

    // Fetching.
    const place = places.readAsynchronous(slotOf(toFetch), { name: 'fetching' });
    const { fetches } = m.name({ fetches: toFetch.ne(next) });
    fetched.write(by.response.slot, by.response.data, { enable: by.response.of.markRead });
    m.when(by.granted.markRead.or(by.flush), () => toFetch.next(toFetch.addWrap(1)));

    // Installing.
    const { installs } = m.name({ installs: by.installs.when.or(by.flush) });
    const installing = places.readAsynchronous(slotOf(toInstall), { name: 'installing' });
    m.when(installs, () => toInstall.next(toInstall.addWrap(1)));
    const { hadVictim } = m.name({ hadVictim: installing.victimValid.or(by.flush) });
    victims.write(
      slotOf(toInstall),
      {
        data: by.installs.data,
        changed: by.installs.changed.and(
          concat(...(Array.from({ length: wordBytes }, () => hadVictim) as [Bool, ...Bool[]])),
        ),
      },
      { enable: installs },
    );

    // Writing back.
    const leaving = places.readAsynchronous(slotOf(toWrite), { name: 'leaving' });
    const victim = victims.readAsynchronous(slotOf(toWrite), { name: 'victim' });
    const { isInstalled, mustWrite } = m.name({
      isInstalled: toWrite.ne(toInstall),
      mustWrite: victim.changed.any(),
    });
    const written = by.response.of.markWrite;
    // One slot is freed a cycle.
    const { skips, writes } = m.name({
      skips: isInstalled.and(mustWrite.not()).and(written.not()),
      writes: isInstalled.and(mustWrite),
    });
    m.when(skips.or(by.granted.markWrite), () => toWrite.next(toWrite.addWrap(1)));

    const bitAt = (index: UInt, when: Bool) => when.asUInt().extend(markSlots).shiftLeft(index);
    const { frees } = m.name({ frees: skips.or(written) });
    const { freed } = m.name({ freed: mux(written, by.response.slot, slotOf(toWrite)) });
    active.next(active.or(bitAt(slotOf(next), takes)).and(bitAt(freed, frees).not()));
    filled.next(
      filled
        .or(bitAt(by.response.slot, by.response.of.markRead))
        .and(bitAt(slotOf(toInstall), by.installs.when).not()),
    );

    // A line has a slot while these two differ.
    const begun = m.memory('begun', bool(), { depth: sizes.markWords });
    const ended = m.memory('ended', bool(), { depth: sizes.markWords });
    const freedLine = lineAt(places.readAsynchronous(freed, { name: 'freed_place' }).wanted, lineBits);
    const wasEnded = ended.readAsynchronous(by.line, { name: 'was_ended' });
    const { uses } = m.name({
      uses: begun.readAsynchronous(by.line, { name: 'was_begun' }).ne(wasEnded),
    });
    const { lineBefore } = by.walk;
    begun.write(mux(by.clear, lineBefore, by.line), by.clear.not().and(wasEnded.not()), {
      enable: by.miss.when.or(by.clear),
    });
    ended.write(
      mux(by.clear, lineBefore, freedLine),
      by.clear.not().and(begun.readAsynchronous(freedLine, { name: 'freed_begun' })),
      { enable: frees.or(by.clear) },
    );

    m.when(by.clear, () => {
      active.next(0);
      filled.next(0);
      for (const each of [next, toFetch, toInstall, toWrite]) each.next(0);
    });

    const requests: { readonly markRead: Requester; readonly markWrite: Requester } = {
      markRead: { wants: fetches, wordAddress: place.wanted, slot: slotOf(toFetch) },
      markWrite: {
        wants: writes,
        wordAddress: concat(leaving.victimTag, lineAt(leaving.wanted, lineBits)),
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
      isFilled: filled.at(slotOf(toInstall)),
      fetchedWord: fetched.readAsynchronous(slotOf(toInstall), { name: 'fetched_word' }),
      idle: active.eq(0),
    };
  });
}

/** Which line of the cache a word belongs to. */
export const lineAt = (wordAddress: UInt, lineBits: number): UInt => wordAddress.truncate(lineBits);
