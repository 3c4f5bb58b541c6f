/** The versions of the guards, in a memory: only an `open_guard` writes one. */
import {
  bitsFor,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { lowestIndex } from '../../library/gates.js';
import { later } from './pipeline.js';

export interface VersionPorts {
  /** The guard that the command that acted last shares or opens, if it does; high in the cycle in which it is opened. */
  readonly chosen: UInt;
  readonly opening: Bool;
  readonly asked: { readonly accepted: Bool; readonly guard: UInt };
}

export interface Versions {
  /** The version of a live guard: at once, or with a delay in the cycle after. */
  readonly read: (guard: UInt) => UInt;
  /** When a command acts, whether this is the version of the guard that it named when it was accepted. */
  readonly ofCommand: (version: UInt) => Bool;
  /** The version of the chosen guard, as it is shared or opened. */
  readonly ofChosen: UInt;
  /** The one that the chosen guard is opened with is the last before 0. */
  readonly isLast: Bool;
}

/**
 * A guard's version rises when it ends; it is seen only while the guard is live, so it is enough to raise it when the guard is opened again: of
 * those that end in one cycle, at most one has to be written. A guard is live no earlier than two cycles after the write has begun, so no read of that
 * cycle counts.
 */
export function makeVersions(
  m: Builder,
  sizes: { readonly count: number; readonly versionBits: number; readonly delay: 0 | 1 },
  { chosen, opening, asked }: VersionPorts,
): Versions {
  const memory = m.memory('versions', uint(sizes.versionBits), { depth: sizes.count });
  const named = memory.read(asked.guard, {
    enable: asked.accepted,
    onCollision: 'never',
    name: 'namedVersion',
  });

  // Guards are opened for the first time in the order of their numbers, so that a count tells whose word is still unknown.
  const { everOpened } = m.registers({ everOpened: register(uint(bitsFor(sizes.count + 1)), { reset: 0 }) });
  // Read when the choice stands in a register: which guard it is takes a cycle to find out.
  const { chosenVersion: stored } = m.name({ chosenVersion: memory.readAsynchronous(chosen) });
  const { isFirst } = m.name({ isFirst: everOpened.eq(chosen.extend(everOpened.width)) });
  const { opensWith } = m.name({ opensWith: mux(isFirst, constant(stored.shape, 0), stored.addWrap(1)) });
  m.when(opening, () => {
    memory.write(chosen, opensWith);
    m.when(isFirst, () => everOpened.next(everOpened.addWrap(1)));
  });

  const delayed = (name: string, condition: Bool): Bool => later(m, name, condition, sizes.delay);
  return {
    read: (guard) =>
      sizes.delay === 0 ? memory.readAsynchronous(guard) : memory.read(guard, { onCollision: 'never' }),
    ofCommand: (version) => delayed('sameVersion', named.eq(version)),
    ofChosen: mux(opening, opensWith, stored),
    isLast: delayed('isLast', opensWith.all()),
  };
}

/** The number of the first guard of which this is true. */
export function numberIn(guards: readonly Bool[]): UInt {
  const [top, ...rest] = [...guards].reverse() as [Bool, ...Bool[]];
  return guards.length === 1 ? constant(uint<number>(1), 0) : lowestIndex(concat(top, ...rest));
}
