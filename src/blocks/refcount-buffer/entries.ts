/** The net changes: a list of objects in registers, the most recently changed in front, with holes where a change is 0. */
import {
  bool,
  constant,
  mux,
  register,
  sint,
  uint,
  type Bool,
  type Builder,
  type SInt,
  type UInt,
} from '../../hdl/index.js';
import { anyOf, oneHotMux } from '../../library/gates.js';
import type { Shapes, Sizes } from './shapes.js';

export interface Victim {
  readonly address: UInt;
  readonly change: SInt;
}

export interface NetChanges {
  /** The update is entered in this cycle. */
  readonly proceeds: Bool;
  /** The victim leaves in this cycle. */
  readonly evicts: Bool;
  readonly victim: Victim;
  /** Some entry holds a change. */
  readonly anyOccupied: Bool;
  /** Whether a change of this object is in the list. */
  holds(address: UInt): Bool;
  readonly events: {
    readonly hits: Bool;
    readonly cancelled: Bool;
    readonly limits: Bool;
    readonly drained: Bool;
  };
}

/**
 * One update a cycle. It goes to the front; what was before its object, or before the first hole, moves back by one, and
 * if there is neither, the last entry leaves. A change that cannot grow any more leaves too, and the object begins anew.
 */
export function netChanges(
  m: Builder,
  p: Pick<Sizes, 'entries' | 'changeBits' | 'addressBits'>,
  shapes: Pick<Shapes, 'address' | 'change'>,
  by: {
    readonly valid: Bool;
    readonly address: UInt;
    readonly increment: Bool;
    /** A victim is taken, if there is one. */
    readonly room: Bool;
    /** Entries leave from the back, one a cycle, once no update is left. */
    readonly drains: Bool;
  },
): NetChanges {
  const entries = Array.from({ length: p.entries }, (_, index) =>
    m.scope(`entry${index}`, () => {
      const { address, change } = m.registers({
        address: register(shapes.address, { noReset: 'read only where there is a change' }),
        change: register(shapes.change, { reset: 0 }),
      });
      const { occupied } = m.name({ occupied: change.ne(0) });
      const { sameAddress } = m.name({ sameAddress: address.eq(by.address) });
      const { same } = m.name({ same: occupied.and(sameAddress) });
      return { address, change, occupied, same };
    }),
  );
  const sames = entries.map(({ same }) => same);
  const changes = entries.map(({ change }) => change.asUInt());
  const { anySame, anyHole, anyOccupied, held } = m.name({
    anySame: anyOf(sames),
    anyHole: anyOf(entries.map(({ occupied }) => occupied.not())),
    anyOccupied: anyOf(entries.map(({ occupied }) => occupied)),
    held: oneHotMux(sames, changes, p.changeBits).asSInt(),
  });
  const most = 2 ** (p.changeBits - 1) - 1;
  const { atLimit } = m.name({
    atLimit: anySame.and(mux(by.increment, held.eq(most), held.eq(-most - 1))),
  });
  const { needsRoom } = m.name({ needsRoom: mux(anySame, atLimit, anyHole.not()) });
  const { proceeds, drained } = m.name({
    proceeds: by.valid.and(needsRoom.not().or(by.room)),
    drained: by.drains.and(by.valid.not()).and(anyOccupied).and(by.room),
  });
  const { evicts } = m.name({ evicts: drained.or(proceeds.and(needsRoom)) });

  const step = mux(by.increment, constant(sint(p.changeBits), 1), -1);
  const { change } = m.name({ change: mux(atLimit, step, held.addWrap(step)) });

  // What is before the object, or before the first hole, moves back.
  let stopped = constant(bool(), 0);
  let entering = { address: by.address, change };
  for (const [index, entry] of entries.entries()) {
    const moves = stopped.not().and(proceeds);
    m.when(moves, () => {
      entry.address.next(entering.address);
      entry.change.next(entering.change);
    }).elseWhen(drained.and(isLast(entries.slice(index))), () => entry.change.next(0));
    entering = entry;
    stopped = stopped.or(mux(anySame, entry.same, entry.occupied.not()));
  }

  const { last } = m.name({
    last: entries.reduce<{ address: UInt; change: SInt }>(
      (before, entry) => mux(entry.occupied, { address: entry.address, change: entry.change }, before),
      { address: constant(uint(p.addressBits), 0), change: constant(sint(p.changeBits), 0) },
    ),
  });
  const { victim } = m.name({
    victim: {
      address: mux(atLimit.and(by.valid), by.address, last.address),
      change: mux(atLimit.and(by.valid), held, last.change),
    },
  });
  return {
    proceeds,
    evicts,
    victim,
    anyOccupied,
    holds: (address) => anyOf(entries.map((entry) => entry.occupied.and(entry.address.eq(address)))),
    events: {
      hits: proceeds.and(anySame),
      cancelled: proceeds.and(change.eq(0)),
      limits: proceeds.and(atLimit),
      drained,
    },
  };
}

/** Occupied, and none behind it is. */
function isLast([first, ...behind]: readonly { readonly occupied: Bool }[]): Bool {
  const own = first?.occupied ?? constant(bool(), 0);
  return behind.length === 0 ? own : own.and(anyOf(behind.map(({ occupied }) => occupied)).not());
}
