import {
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

export interface GuardPorts {
  readonly snoopValid: Bool;
  readonly snoopAddress: UInt;
  readonly range: AcceptedRange;
  readonly command: GuardCommand;
  /** A command acts. */
  readonly acts: Bool;
  readonly walkEnds: Bool;
  /** High at the end of a walk that an `open_guard` waits for. */
  readonly openAfterWalk: Bool;
}

export interface Guards {
  /** For each guard whether it is this one, live, and has this version. */
  readonly current: (guard: UInt, version: UInt) => Bool[];
  readonly opened: { readonly ok: Bool; readonly guard: UInt; readonly version: UInt };
  /** An `open_guard` that finds no free guard but a retired one: it has to wait for a walk. */
  readonly openWalks: Bool;
  /** The guard that such an open gets. */
  readonly afterWalk: UInt;
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
 * version at the end of the cycle; one whose version has wrapped is retired until a walk is over.
 */
export function makeGuards(
  m: Builder,
  sizes: { readonly count: number; readonly addressBits: number; readonly versionBits: number },
  { snoopValid, snoopAddress, range, command, acts, walkEnds, openAfterWalk }: GuardPorts,
): Guards {
  const { count, addressBits, versionBits } = sizes;
  const perGuard = <T>(f: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => f(index));
  const { live, retired, sweeping, version, base, last } = m.registers({
    live: register(vector(bool(), count), { reset: perGuard(() => 0 as const) }),
    retired: register(vector(bool(), count), { reset: perGuard(() => 0 as const) }),
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
      retired: at(retired),
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
  const { rangeIsEmpty } = m.name({ rangeIsEmpty: range.last.lt(range.base) });
  m.when(range.accepted, () => {
    badRange.next(rangeIsEmpty);
    parts.forEach((part, index) =>
      sameRange.elements[index]?.next(part.base.eq(range.base).and(part.last.eq(range.last))),
    );
  });

  const state = parts.map((part) =>
    m.scope(`guard${part.index}`, () =>
      m.name({
        free: part.live.or(part.retired).not(),
        same: part.live.and(sameRange.elements[part.index] ?? 0),
      }),
    ),
  );
  const free = state.map((each) => each.free);
  const same = state.map((each) => each.same);
  const { anyFree, anySame, anyRetired } = m.name({
    anyFree: anyOf(free),
    anySame: anyOf(same),
    anyRetired: anyOf(parts.map((part) => part.retired)),
  });
  const wanted = m.name({ openWanted: command.open.and(badRange.not()) }).openWanted;
  const { opensFree, shares, openWalks, refused } = m.name({
    opensFree: wanted.and(anySame.not()).and(anyFree),
    shares: wanted.and(anySame),
    openWalks: wanted.and(anySame.not()).and(anyFree.not()).and(anyRetired),
    refused: wanted.and(anySame.not()).and(anyFree.not()).and(anyRetired.not()),
  });
  // At most one guard has the same range: a second one is never opened on it.
  const firstFree = firstOnly(free);
  const chosen = state.map((each, index) => mux(anySame, each.same, firstFree[index] ?? 0));
  const firstSweeping = firstOnly(parts.map((part) => part.sweeping));
  const numberOf = (oneHot: readonly Bool[]): UInt =>
    oneHotIndex(concat(...([...oneHot].reverse() as [Bool, ...Bool[]])));
  const { chosenGuard, afterWalk } = m.name({
    chosenGuard: numberOf(chosen),
    afterWalk: numberOf(firstSweeping),
  });

  const hits: Bool[] = [];
  const wraps: Bool[] = [];
  for (const part of parts)
    m.scope(`guard${part.index}`, () => {
      const inRange = snoopAddress.ge(part.base).and(snoopAddress.le(part.last));
      const { snooped, released, flushed } = m.name({
        snooped: snoopValid.and(part.live).and(inRange),
        released: command.release
          .and(isGuard(part, command.guard))
          .and(part.live)
          .and(part.version.eq(command.version)),
        flushed: command.flush.and(part.live),
      });
      const wrapping = part.version.all();
      const ends = snooped.or(released);
      hits.push(snooped.and(released.not()).and(command.flush.not()));
      wraps.push(ends.and(wrapping).and(command.flush.not()));
      m.when(ends.or(flushed), () => {
        part.live.next(0);
        part.version.next(part.version.addWrap(1));
      });
      m.when(command.flush, () => part.retired.next(0))
        .elseWhen(walkEnds.and(part.sweeping), () => part.retired.next(0))
        .elseWhen(ends.and(wrapping), () => part.retired.next(1));
      m.when(acts, () => part.sweeping.next(part.retired));
      const isFirstFree = firstFree[part.index] ?? constant(bool(), 0);
      const isFirstSweeping = firstSweeping[part.index] ?? constant(bool(), 0);
      const opens = opensFree.and(isFirstFree).or(openAfterWalk.and(isFirstSweeping));
      m.when(opens, () => part.live.next(1));
      // What a guard that is not live has for a range does not matter, so this need not wait for whether it is opened.
      m.when(acts.and(isFirstFree).or(walkEnds.and(isFirstSweeping)), () => {
        part.base.next(command.base);
        part.last.next(command.last);
      });
    });

  return {
    current,
    opened: {
      ok: m.name({ openOk: opensFree.or(shares) }).openOk,
      guard: chosenGuard,
      version: m.name({
        chosenVersion: oneHotMux(
          chosen,
          parts.map((part) => part.version),
          versionBits,
        ),
      }).chosenVersion,
    },
    openWalks,
    afterWalk,
    events: {
      opened: opensFree.or(openWalks),
      shared: shares,
      refused,
      snoopHits: m.name({ snoopEndsGuard: anyOf(hits) }).snoopEndsGuard,
      versionWraps: m.name({ versionWraps: anyOf(wraps) }).versionWraps,
    },
  };
}
