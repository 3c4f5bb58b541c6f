/** The net changes: a list of objects in registers, the most recently changed in front, with holes where a change is 0. */
import {
  bool,
  constant,
  mux,
  register,
  sint,
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
  /** A change of the object is in the list afterwards: it was at its limit. */
  readonly stays: Bool;
}

export interface NetChanges {
  /** The update is entered in this cycle. */
  readonly proceeds: Bool;
  /** The victim leaves in this cycle. */
  readonly evicts: Bool;
  readonly victim: Victim;
  /** Some entry holds a change. */
  readonly anyOccupied: Bool;
  /** Of the update: its object has a change in the list, before it is entered and afterwards. */
  readonly held: Bool;
  readonly stays: Bool;
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
 * In a drain all entries move back, and leave at the end of the list: so only the last one ever leaves, wherever the holes are.
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
    /** Entries leave at the back once no update is left. */
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
    // Asked of each entry, beside the comparison of its address: asked of the one found it would come late.
    atLimit: anyOf(
      entries.map(({ same, change }) => same.and(mux(by.increment, change.eq(most), change.eq(-most - 1)))),
    ),
  });
  const { needsRoom } = m.name({ needsRoom: mux(anySame, atLimit, anyHole.not()) });
  const last = entries.at(-1);
  if (!last) throw new RangeError('a list needs an entry');
  const { proceeds, empties } = m.name({
    proceeds: by.valid.and(needsRoom.not().or(by.room)),
    empties: by.drains.and(by.valid.not()).and(by.room.or(last.occupied.not())),
  });
  const { drained } = m.name({ drained: empties.and(last.occupied) });
  const { evicts } = m.name({ evicts: drained.or(proceeds.and(needsRoom)) });

  const step = mux(by.increment, constant(sint(p.changeBits), 1), -1);
  const { change } = m.name({ change: mux(atLimit, step, held.addWrap(step)) });

  // What is before the object, or before the first hole, moves back: two conditions that are found beside each other.
  let sameBefore = constant(bool(), 0);
  let holeBefore = constant(bool(), 0);
  let entering: Pick<Victim, 'address' | 'change'> = { address: by.address, change };
  for (const entry of entries) {
    m.when(empties.or(proceeds.and(sameBefore.not()).and(anySame.or(holeBefore.not()))), () => {
      entry.address.next(entering.address);
      entry.change.next(entering.change);
    });
    entering = entry;
    sameBefore = sameBefore.or(entry.same);
    holeBefore = holeBefore.or(entry.occupied.not());
  }
  const [first] = entries;
  m.when(empties, () => first?.change.next(0));

  const { stays } = m.name({ stays: atLimit.and(by.valid) });
  const { victim } = m.name({
    victim: {
      address: mux(stays, by.address, last.address),
      change: mux(stays, held, last.change),
    },
  });
  return {
    proceeds,
    evicts,
    victim: { ...victim, stays },
    anyOccupied,
    held: anySame,
    stays: change.ne(0),
    events: {
      hits: proceeds.and(anySame),
      cancelled: proceeds.and(change.eq(0)),
      limits: proceeds.and(atLimit),
      drained,
    },
  };
}
