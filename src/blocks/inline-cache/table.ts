/** The entries of the inline-cache table: one memory a way, read by lookups, fills and walks. */
import {
  constant,
  bool,
  type Bool,
  type Builder,
  type MemoryView,
  type Signal,
  type UInt,
} from '../../hdl/index.js';
import { operations } from './operations.js';
import type { Shapes, Sizes } from './shapes.js';

/** One way of the set that was read in the last cycle, compared with the wanted key. */
export interface Way {
  readonly index: number;
  readonly memory: MemoryView<Shapes['entry']>;
  readonly found: Signal<Shapes['entry']>;
  readonly sameContext: Bool;
  readonly sameSite: Bool;
  readonly sameShape: Bool;
  /** Valid, of this epoch, and under a guard that has not ended since. */
  readonly live: Bool;
  /** Live, with the wanted key. */
  readonly match: Bool;
}

/** Makes the memories and compares what they give in the cycle after the read. */
export function readWays(
  m: Builder,
  { sets, ways }: Sizes,
  entry: Shapes['entry'],
  by: {
    readonly nextSet: UInt;
    readonly reads: Bool;
    readonly wanted: Signal<Shapes['key']>;
    readonly epoch: UInt;
    /** Is this guard live and has it this version? Undefined without guards. */
    readonly current: ((guard: UInt, version: UInt) => Bool) | undefined;
  },
): Way[] {
  return Array.from({ length: ways }, (_, index) => {
    const memory = m.memory(`way${index}`, entry, { depth: sets });
    // A set is written in the cycle after it was read, when nothing reads it.
    const found = memory.read(by.nextSet, { enable: by.reads, onCollision: 'never', name: `entry${index}` });
    return m.scope(`way${index}`, () => {
      const unguarded =
        by.current && found.guarded && found.guard && found.version
          ? found.guarded.not().or(by.current(found.guard, found.version))
          : constant(bool(), 1);
      const same = m.name({
        sameContext: found.context.eq(by.wanted.context),
        sameSite: found.site.eq(by.wanted.site),
        sameShape: found.shape.eq(by.wanted.shape),
        live: found.valid.and(found.epoch.eq(by.epoch)).and(unguarded),
      });
      const { match } = m.name({
        match: same.live.and(same.sameContext).and(same.sameSite).and(same.sameShape),
      });
      return { index, memory, found, match, ...same };
    });
  });
}

/** Writes the entry of a fill, and in walks empties what the command selects and what is dead. */
export function rewriteWays(
  ways: readonly Way[],
  by: {
    /** The set that was read in the last cycle. */
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
