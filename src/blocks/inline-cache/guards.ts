import { bool, mux, register, uint, vector, type Bool, type Builder, type UInt } from '../../hdl/index.js';
import { isBelow } from '../../library/compare.js';
import { anyOf } from '../../library/gates.js';
import { makeVersions, numberIn } from './versions.js';
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

/** Of the command that is accepted in this cycle. */
export interface AcceptedCommand {
  readonly accepted: Bool;
  readonly guard: UInt;
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
  readonly asked: AcceptedCommand;
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
  /** Whether a guard of this number is live. */
  readonly isLive: (guard: UInt) => Bool;
  /** The version of the guard of this number, if it is live: at once, or with a delay in the cycle after. */
  readonly version: (guard: UInt) => UInt;
  /** Whether the guard that the command names is live and has the version that it names. */
  readonly current: Bool;
  /** An `open_guard` that acts finds a guard without waiting for a walk. */
  readonly opens: Bool;
  /** The guard that the last command opened or shares, zeros if it did neither; from the cycle after it has acted. */
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
 * `count` guarded address ranges, compared in parallel with each write at the snoop port. One that ends at its last version is retired until a
 * walk is over. With a delay a write is compared in its cycle and ends guards in the next one, so commands have to act a cycle later as well, and what
 * they open is open a cycle later, so that an earlier write does not end it.
 */
export function makeGuards(
  m: Builder,
  sizes: {
    readonly count: number;
    readonly addressBits: number;
    readonly versionBits: number;
    readonly delay: 0 | 1;
  },
  { snoop, asked, command, acts, walkEnds, openAfterWalk }: GuardPorts,
): Guards {
  const { count, addressBits } = sizes;
  const perGuard = <T>(f: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => f(index));
  const { live, free, sweeping, lastVersion, base, last } = m.registers({
    live: register(vector(bool(), count), { reset: perGuard(() => 0 as const) }),
    free: register(vector(bool(), count), { reset: perGuard(() => 1 as const) }),
    sweeping: register(vector(bool(), count), {
      noReset: 'taken over whenever a command acts, before it is read',
    }),
    lastVersion: register(vector(bool(), count), { noReset: 'read only while the guard is live' }),
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
      lastVersion: at(lastVersion),
      base: at(base),
      last: at(last),
    };
  });

  // The range of a command is compared while it is accepted: which guards are live is known when it acts.
  const { sameRange, badRange } = m.registers({
    sameRange: register(vector(bool(), count), { noReset: 'read only when a command acts' }),
    badRange: register(bool(), { noReset: 'read only when a command acts' }),
  });
  const { rangeIsEmpty } = m.name({ rangeIsEmpty: isBelow(asked.last, asked.base) });
  m.when(asked.accepted, () => {
    badRange.next(rangeIsEmpty);
    parts.forEach((part, index) =>
      sameRange.elements[index]?.next(part.base.eq(asked.base).and(part.last.eq(asked.last))),
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
  const retired = state.map((each) => each.retired);
  const { anyFree, anySame, anyRetired } = m.name({
    anyFree: anyOf(parts.map((part) => part.free)),
    anySame: anyOf(same),
    anyRetired: anyOf(retired),
  });
  const wanted = m.name({ openWanted: command.open.and(badRange.not()) }).openWanted;
  const { opensFree, shares, openWalks, refused } = m.name({
    opensFree: wanted.and(anySame.not()).and(anyFree),
    shares: wanted.and(anySame),
    openWalks: wanted.and(anySame.not()).and(anyFree.not()).and(anyRetired),
    refused: wanted.and(anySame.not()).and(anyFree.not()).and(anyRetired.not()),
  });
  // At most one guard has the same range: a second one is never opened on it.
  const { choice } = m.name({
    choice: mux(
      anySame,
      numberIn(same),
      mux(anyFree, numberIn(parts.map((part) => part.free)), numberIn(retired)),
    ),
  });
  const { gives, chosen, opening } = m.registers({
    gives: register(bool(), { noReset: 'read only after a command has acted' }),
    chosen: register(uint(choice.width), { noReset: 'read only after a command has acted' }),
    opening: register(bool(), { reset: 0 }),
  });
  m.when(acts, () => {
    gives.next(shares.or(opensFree).or(openWalks));
    chosen.next(choice);
  });
  opening.next(opensFree.or(openAfterWalk));

  const versions = makeVersions(m, sizes, { chosen, opening, asked });
  const isLive = (number: UInt): Bool =>
    count === 2 ** number.width ? live.at(number) : live.at(number).and(number.lt(count));
  const sameVersion = versions.ofCommand(command.version);
  const { commandCurrent } = m.name({ commandCurrent: isLive(command.guard).and(sameVersion) });

  const seen = later(m, 'snoopSeen', snoop.valid, sizes.delay);
  const hits: Bool[] = [];
  const wraps: Bool[] = [];
  for (const part of parts)
    m.scope(`guard${part.index}`, () => {
      const aboveBase = snoop.address.lt(part.base).not();
      const belowLast = part.last.lt(snoop.address).not();
      const opened = later(m, 'opened', opening.and(chosen.eq(part.index)), sizes.delay);
      const { snooped, released } = m.name({
        snooped: seen
          .and(part.live.or(opened))
          .and(sizes.delay === 0 ? aboveBase.and(belowLast) : comparedBefore(m, { aboveBase, belowLast })),
        released: command.release.and(command.guard.eq(part.index)).and(part.live).and(sameVersion),
      });
      const ends = snooped.or(released);
      const { retires, leaves } = m.name({
        retires: ends.and(mux(opened, versions.isLast, part.lastVersion)).and(command.flush.not()),
        leaves: ends.or(command.flush),
      });
      hits.push(snooped.and(released.not()).and(command.flush.not()));
      wraps.push(retires);
      const isSwept = walkEnds.and(part.sweeping);
      m.when(leaves, () => part.live.next(0)).elseWhen(opened, () => part.live.next(1));
      m.when(leaves.or(isSwept), () => part.free.next(retires.not())).elseWhen(opened, () =>
        part.free.next(0),
      );
      m.when(opened, () => part.lastVersion.next(versions.isLast));
      m.when(acts, () => part.sweeping.next(state[part.index]?.retired ?? 0));
      // What a guard that is not live has for a range does not matter, so this need not wait for which is opened.
      m.when(acts.and(part.live.not()), () => {
        part.base.next(command.base);
        part.last.next(command.last);
      });
    });

  return {
    isLive,
    version: versions.read,
    current: commandCurrent,
    opens: opensFree.or(shares),
    opened: { guard: mux(gives, chosen, 0), version: mux(gives, versions.ofChosen, 0) },
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
