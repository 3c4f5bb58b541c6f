/** The entries of the inline-cache table: one memory a way, read by lookups, fills and walks. */
import {
  bool,
  constant,
  register,
  uint,
  type Bool,
  type Builder,
  type MemoryView,
  type Signal,
  type UInt,
} from '../../hdl/index.js';
import type { Guards } from './guards.js';
import { operations } from './operations.js';
import type { Shapes, Sizes } from './shapes.js';

/** One way of the set that was read, compared with the wanted key. */
export interface Way {
  readonly index: number;
  readonly memory: MemoryView<Shapes['entry']>;
  /** Of the entry found there. */
  readonly kind: UInt;
  readonly value: UInt;
  readonly sameContext: Bool;
  readonly sameSite: Bool;
  readonly sameShape: Bool;
  /** Valid, of this epoch, and under a guard that has not ended since. */
  readonly live: Bool;
  /** Live, with the wanted key. */
  readonly match: Bool;
}

/**
 * Makes the memories and compares what they give: in the cycle after the read; with an answer latency of 2 the parts of the
 * comparison are registered, and joined in the cycle after that; with 3 what the memories give is registered before.
 */
export function readWays(
  m: Builder,
  { sets, ways, answerLatency }: Sizes,
  entry: Shapes['entry'],
  by: {
    readonly nextSet: UInt;
    readonly reads: Bool;
    /** The key, in the cycle in which the entries are compared. */
    readonly wanted: Signal<Shapes['key']>;
    readonly epoch: UInt;
    readonly guards: Pick<Guards, 'isLive' | 'version'> | undefined;
  },
): Way[] {
  return Array.from({ length: ways }, (_, index) => {
    const memory = m.memory(`way${index}`, entry, { depth: sets });
    // A set is written in the cycles after it was read, when nothing reads it.
    const read = memory.read(by.nextSet, { enable: by.reads, onCollision: 'never', name: `entry${index}` });
    return m.scope(`way${index}`, () => {
      const found = answerLatency < 3 ? read : registeredEntry(m, entry, read);
      const high = constant(bool(), 1);
      const { liveGuard, sameVersion } =
        by.guards && read.guard && found.guarded && found.guard && found.version
          ? {
              liveGuard: found.guarded.not().or(by.guards.isLive(found.guard)),
              sameVersion: found.guarded.not().or(by.guards.version(read.guard).eq(found.version)),
            }
          : { liveGuard: high, sameVersion: high };
      const compared = {
        sameContext: found.context.eq(by.wanted.context),
        sameSite: found.site.eq(by.wanted.site),
        sameShape: found.shape.eq(by.wanted.shape),
        present: found.valid.and(found.epoch.eq(by.epoch)),
        liveGuard,
        sameVersion,
        kind: found.kind,
        value: found.value,
      };
      const { sameContext, sameSite, sameShape, ...parts } =
        answerLatency === 1 ? named(m, compared) : registered(m, compared);
      const { live } = m.name({ live: parts.present.and(parts.liveGuard).and(parts.sameVersion) });
      const { match } = m.name({ match: live.and(sameContext).and(sameSite).and(sameShape) });
      return { index, memory, ...parts, sameContext, sameSite, sameShape, live, match };
    });
  });
}

/** What is made of an entry in the cycle after it was read. */
interface Compared {
  readonly sameContext: Bool;
  readonly sameSite: Bool;
  readonly sameShape: Bool;
  readonly present: Bool;
  readonly liveGuard: Bool;
  readonly sameVersion: Bool;
  readonly kind: UInt;
  readonly value: UInt;
}

function registeredEntry(
  m: Builder,
  entry: Shapes['entry'],
  read: Signal<Shapes['entry']>,
): Signal<Shapes['entry']> {
  const { found } = m.registers({
    found: register(entry, { noReset: 'read only in the cycle after a set was read' }),
  });
  found.next(read);
  return found;
}

function named(m: Builder, { present, kind, value, ...flags }: Compared): Compared {
  return { ...m.name(flags), present, kind, value };
}

function registered(m: Builder, compared: Compared): Compared {
  const noReset = 'read only in the cycle after a set was compared';
  const flag = register(bool(), { noReset });
  const made = m.registers({
    sameContext: flag,
    sameSite: flag,
    sameShape: flag,
    present: flag,
    liveGuard: flag,
    sameVersion: flag,
    kind: register(uint(compared.kind.width), { noReset }),
    value: register(uint(compared.value.width), { noReset }),
  });
  made.sameContext.next(compared.sameContext);
  made.sameSite.next(compared.sameSite);
  made.sameShape.next(compared.sameShape);
  made.present.next(compared.present);
  made.liveGuard.next(compared.liveGuard);
  made.sameVersion.next(compared.sameVersion);
  made.kind.next(compared.kind);
  made.value.next(compared.value);
  return made;
}

/** Writes the entry of a fill, and in walks empties what the command selects and what is dead. */
export function rewriteWays(
  ways: readonly Way[],
  by: {
    /** The set whose comparison is known. */
    readonly set: UInt;
    readonly request: Signal<Shapes['command']>;
    readonly wanted: Signal<Shapes['key']>;
    readonly epoch: UInt;
    readonly fills: Bool;
    readonly filledWay: UInt;
    readonly removes: Bool;
    /** Everything is removed. */
    readonly clearing: Bool;
  },
): void {
  const { request } = by;
  const asks = (operation: keyof typeof operations): Bool => request.operation.eq(operations[operation]);
  for (const way of ways) {
    const selected = way.sameContext
      .and(way.sameSite)
      .and(asks('invalidate_site'))
      .or(way.sameShape.and(asks('invalidate_shape')))
      .or(way.sameContext.and(asks('invalidate_context')));
    const removes = by.clearing.or(way.live.not()).or(selected);
    const fills = by.fills.and(by.filledWay.eq(way.index));
    way.memory.write(
      by.set,
      {
        valid: by.fills,
        epoch: by.epoch,
        ...(request.guard && request.guarded && request.version
          ? { guarded: request.guarded, guard: request.guard, version: request.version }
          : {}),
        ...by.wanted,
        kind: request.kind,
        value: request.value,
      },
      { enable: fills.or(by.removes.and(removes)) },
    );
  }
}
