import {
  bitsFor,
  bool,
  constant,
  mux,
  register,
  uint,
  vector,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { anyOf, firstOf, oneHotMux } from '../../library/gates.js';

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

export interface GuardPorts {
  readonly snoopValid: Bool;
  readonly snoopAddress: UInt;
  readonly command: GuardCommand;
  /** The first walk cycle, or the cycle before it: what is retired now is free when the walk is over. */
  readonly walkBegins: Bool;
  readonly walkEnds: Bool;
  /** High at the end of a walk that an `open_guard` waits for. */
  readonly openAfterWalk: Bool;
}

export interface Guards {
  /** Is this guard live and has it this version? */
  readonly current: (guard: UInt, version: UInt) => Bool;
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
  { snoopValid, snoopAddress, command, walkBegins, walkEnds, openAfterWalk }: GuardPorts,
): Guards {
  const { count, addressBits, versionBits } = sizes;
  const numberShape = uint(bitsFor(count));
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
  // Only a command can name a guard that does not exist: entries hold what `current` has accepted.
  const exists = (number: UInt): Bool =>
    2 ** numberShape.width === count ? constant(bool(), 1) : number.lt(count);
  const current = (number: UInt, wanted: UInt): Bool =>
    exists(number).and(live.at(number)).and(version.at(number).eq(wanted));

  const state = parts.map((part) =>
    m.scope(`guard${part.index}`, () =>
      m.name({
        free: part.live.or(part.retired).not(),
        same: part.live.and(part.base.eq(command.base)).and(part.last.eq(command.last)),
      }),
    ),
  );
  const free = state.map((each) => each.free);
  const same = state.map((each) => each.same);
  const { anyFree, anySame, anyRetired, badRange } = m.name({
    anyFree: anyOf(free),
    anySame: anyOf(same),
    anyRetired: anyOf(parts.map((part) => part.retired)),
    badRange: command.last.lt(command.base),
  });
  const wanted = m.name({ openWanted: command.open.and(badRange.not()) }).openWanted;
  const { opensFree, shares, openWalks, refused } = m.name({
    opensFree: wanted.and(anySame.not()).and(anyFree),
    shares: wanted.and(anySame),
    openWalks: wanted.and(anySame.not()).and(anyFree.not()).and(anyRetired),
    refused: wanted.and(anySame.not()).and(anyFree.not()).and(anyRetired.not()),
  });
  const chosen = state.map((each) => mux(anySame, each.same, each.free));
  const { chosenGuard, afterWalk } = m.name({
    chosenGuard: firstOf(chosen, numberShape.width),
    afterWalk: firstOf(
      parts.map((part) => part.sweeping),
      numberShape.width,
    ),
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
      m.when(walkBegins, () => part.sweeping.next(part.retired));
      const opens = opensFree.and(isGuard(part, chosenGuard)).or(openAfterWalk.and(isGuard(part, afterWalk)));
      m.when(opens, () => {
        part.live.next(1);
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
          parts.map((part) => isGuard(part, chosenGuard)),
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
