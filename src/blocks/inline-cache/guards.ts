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
} from '../../hdl/index.js';
import { anyOf, firstOnly, oneHotIndex, oneHotMux } from '../../library/gates.js';
import { isBelow } from '../../library/compare.js';
import { later } from './pipeline.js';

/** What the table asks of the guards in the cycle in which a command acts. */
export interface GuardCommand {
  readonly open: Bool;
  readonly release: Bool;
  readonly flush: Bool;
  readonly guard: UInt;
  readonly version: UInt;
  readonly base: UInt;
  readonly last: UInt;
}

/** Of the command that is accepted in this cycle and acts in the next. */
export interface AcceptedRange {
  readonly accepted: Bool;
  readonly base: UInt;
  readonly last: UInt;
}

/** A write that was seen. */
export interface Snoop {
  readonly valid: Bool;
  readonly address: UInt;
}

export interface GuardPorts {
  readonly snoop: Snoop;
  readonly range: AcceptedRange;
  readonly command: GuardCommand;
  /** A command acts. */
  readonly acts: Bool;
  readonly walkEnds: Bool;
  /** High at the end of a walk that an `open_guard` waits for. */
  readonly openAfterWalk: Bool;
}

/** A guard's number and its version. */
export interface Numbered {
  readonly guard: UInt;
  readonly version: UInt;
}

export interface Guards {
  /** For each guard whether it is this one, live, and has this version. */
  readonly current: (guard: UInt, version: UInt) => Bool[];
  /** An `open_guard` that acts finds a guard without waiting for a walk. */
  readonly opens: Bool;
  /** The guard that the last command opened or shares, zeros if it did neither; from the cycle after it has acted, or its walk. */
  readonly opened: Numbered;
  /** An `open_guard` that finds no free guard but a retired one: it has to wait for a walk. */
  readonly openWalks: Bool;
  readonly events: {
    readonly opened: Bool;
    readonly shared: Bool;
    readonly refused: Bool;
    readonly snoopHits: Bool;
    readonly versionWraps: Bool;
  };
}

/**
 * `count` guarded address ranges, compared in parallel with each write at the snoop port. A guard that ends takes a new
 * version at the end of the cycle; one whose version has wrapped is retired until a walk is over. With a delay a write is compared
 * in its cycle and ends guards in the next one, so commands have to act a cycle later as well; and what they open is live two cycles after,
 * so that an earlier write does not end it.
 */
export function makeGuards(
  m: Builder,
  sizes: {
    readonly count: number;
    readonly addressBits: number;
    readonly versionBits: number;
    readonly delay: 0 | 1;
  },
  { snoop, range, command, acts, walkEnds, openAfterWalk }: GuardPorts,
): Guards {
  const { count, addressBits, versionBits } = sizes;
  const perGuard = <T>(f: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => f(index));
  const { live, free, sweeping, version, base, last } = m.registers({
    live: register(vector(bool(), count), { reset: perGuard(() => 0 as const) }),
    free: register(vector(bool(), count), { reset: perGuard(() => 1 as const) }),
    sweeping: register(vector(bool(), count), {
      noReset: 'taken over whenever a command acts, before it is read',
    }),
    version: register(vector(uint(versionBits), count), { reset: perGuard(() => 0) }),
    base: register(vector(uint(addressBits), count), { noReset: 'read only while the guard is live' }),
    last: register(vector(uint(addressBits), count), { noReset: 'read only while the guard is live' }),
  });
  const parts = perGuard((index) => {
    const at = <T>(list: { readonly elements: readonly T[] }): T => list.elements[index] as T;
    return {
      index,
      live: at(live),
      free: at(free),
      sweeping: at(sweeping),
      version: at(version),
      base: at(base),
      last: at(last),
    };
  });

  const isGuard = (part: (typeof parts)[number], number: UInt): Bool => number.eq(part.index);
  // All compared at once: to choose the version by its number first would take longer.
  const current = (number: UInt, wanted: UInt): Bool[] =>
    parts.map((part) => isGuard(part, number).and(part.live).and(part.version.eq(wanted)));

  // The range of a command is compared while it is accepted: which guards are live is known a cycle later.
  const { sameRange, badRange } = m.registers({
    sameRange: register(vector(bool(), count), { noReset: 'read only when a command acts' }),
    badRange: register(bool(), { noReset: 'read only when a command acts' }),
  });
  const { rangeIsEmpty } = m.name({ rangeIsEmpty: isBelow(range.last, range.base) });
  m.when(range.accepted, () => {
    badRange.next(rangeIsEmpty);
    parts.forEach((part, index) =>
      sameRange.elements[index]?.next(part.base.eq(range.base).and(part.last.eq(range.last))),
    );
  });

  const state = parts.map((part) =>
    m.scope(`guard${part.index}`, () =>
      m.name({
        retired: part.live.or(part.free).not(),
        same: part.live.and(sameRange.elements[part.index] ?? 0),
      }),
    ),
  );
  const same = state.map((each) => each.same);
  const { anyFree, anySame, anyRetired } = m.name({
    anyFree: anyOf(parts.map((part) => part.free)),
    anySame: anyOf(same),
    anyRetired: anyOf(state.map((each) => each.retired)),
  });
  const wanted = m.name({ openWanted: command.open.and(badRange.not()) }).openWanted;
  const { opensFree, shares, openWalks, refused } = m.name({
    opensFree: wanted.and(anySame.not()).and(anyFree),
    shares: wanted.and(anySame),
    openWalks: wanted.and(anySame.not()).and(anyFree.not()).and(anyRetired),
    refused: wanted.and(anySame.not()).and(anyFree.not()).and(anyRetired.not()),
  });
  const firstFree = firstOnly(parts.map((part) => part.free));
  const firstSweeping = firstOnly(parts.map((part) => part.sweeping));
  const numberOf = (oneHot: readonly Bool[]): UInt =>
    oneHotIndex(concat(...([...oneHot].reverse() as [Bool, ...Bool[]])));
  const versionOf = (oneHot: readonly Bool[]): UInt =>
    oneHotMux(
      oneHot,
      parts.map((part) => part.version),
      versionBits,
    );
  // The choice between the two is left to the cycle after. At most one guard has the same range: a second one is never opened on it.
  const guardBits = bitsFor(count);
  const noReset = 'read only after a command has acted';
  const { wasShared, wasOpened, sharedGuard, sharedVersion, openedGuard, openedVersion } = m.registers({
    wasShared: register(bool(), { noReset }),
    wasOpened: register(bool(), { noReset }),
    sharedGuard: register(uint(guardBits), { noReset }),
    sharedVersion: register(uint(versionBits), { noReset }),
    openedGuard: register(uint(guardBits), { noReset }),
    openedVersion: register(uint(versionBits), { noReset }),
  });
  m.when(acts, () => {
    wasShared.next(shares);
    wasOpened.next(opensFree);
    sharedGuard.next(numberOf(same));
    sharedVersion.next(versionOf(same));
    openedGuard.next(numberOf(firstFree));
    openedVersion.next(versionOf(firstFree));
  }).elseWhen(openAfterWalk, () => {
    wasOpened.next(1);
    openedGuard.next(numberOf(firstSweeping));
    openedVersion.next(0);
  });

  const seen = later(m, 'snoopSeen', snoop.valid, sizes.delay);
  const openedBefore = later(m, 'openedBefore', acts.or(openAfterWalk), sizes.delay);
  const hits: Bool[] = [];
  const wraps: Bool[] = [];
  for (const part of parts)
    m.scope(`guard${part.index}`, () => {
      const aboveBase = isBelow(snoop.address, part.base).not();
      const belowLast = isBelow(part.last, snoop.address).not();
      const { snooped, released, flushed } = m.name({
        snooped:
          sizes.delay === 0
            ? seen.and(part.live).and(aboveBase).and(belowLast)
            : seen.and(part.live).and(comparedBefore(m, { aboveBase, belowLast })),
        released: command.release
          .and(isGuard(part, command.guard))
          .and(part.live)
          .and(part.version.eq(command.version)),
        flushed: command.flush.and(part.live),
      });
      const wrapping = part.version.all();
      const ends = snooped.or(released);
      const { retires } = m.name({ retires: ends.and(wrapping).and(command.flush.not()) });
      hits.push(snooped.and(released.not()).and(command.flush.not()));
      wraps.push(retires);
      m.when(ends.or(flushed), () => {
        part.live.next(0);
        part.version.next(part.version.addWrap(1));
      });
      const isSwept = walkEnds.and(part.sweeping);
      m.when(command.flush.or(isSwept).or(ends), () => part.free.next(retires.not()));
      m.when(acts, () => part.sweeping.next(state[part.index]?.retired ?? 0));
      const isFirstFree = firstFree[part.index] ?? constant(bool(), 0);
      const isFirstSweeping = firstSweeping[part.index] ?? constant(bool(), 0);
      const opens =
        sizes.delay === 0
          ? opensFree.and(isFirstFree).or(openAfterWalk.and(isFirstSweeping))
          : openedBefore.and(wasOpened).and(chosenBefore(m, { acts, isFirstFree, isFirstSweeping }));
      m.when(opens, () => {
        part.live.next(1);
        part.free.next(0);
      });
      // What a guard that is not live has for a range does not matter, so this need not wait for which is opened.
      m.when(acts.and(part.live.not()), () => {
        part.base.next(command.base);
        part.last.next(command.last);
      });
    });

  return {
    current,
    opens: opensFree.or(shares),
    opened: {
      guard: mux(wasShared, sharedGuard, 0).or(mux(wasOpened, openedGuard, 0)),
      version: mux(wasShared, sharedVersion, 0).or(mux(wasOpened, openedVersion, 0)),
    },
    openWalks,
    events: {
      opened: opensFree.or(openWalks),
      shared: shares,
      refused,
      snoopHits: m.name({ snoopEndsGuard: anyOf(hits) }).snoopEndsGuard,
      versionWraps: m.name({ versionWraps: anyOf(wraps) }).versionWraps,
    },
  };
}

/** Whether the address of the cycle before is in the range. */
function comparedBefore(m: Builder, given: { readonly aboveBase: Bool; readonly belowLast: Bool }): Bool {
  const flag = register(bool(), { noReset: 'read only one cycle after a snoop' });
  const flags = m.registers({ aboveBase: flag, belowLast: flag });
  flags.aboveBase.next(given.aboveBase);
  flags.belowLast.next(given.belowLast);
  return flags.aboveBase.and(flags.belowLast);
}

/** Whether the guard is the one that the command, which has acted in the cycle before or waited for a walk, opens if it opens one. */
function chosenBefore(
  m: Builder,
  given: { readonly acts: Bool; readonly isFirstFree: Bool; readonly isFirstSweeping: Bool },
): Bool {
  const { chosen } = m.registers({
    chosen: register(bool(), {
      noReset: 'read only one cycle after a command has acted, or its walk has ended',
    }),
  });
  chosen.next(mux(given.acts, given.isFirstFree, given.isFirstSweeping));
  return chosen;
}
