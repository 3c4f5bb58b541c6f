/** The upper bits of a bank of counters, in a memory that one adder keeps up to date. */
import {
  type AnyUInt,
  bool,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../hdl/index.js';
import { anyOf } from './gates.js';

export interface CounterMemory {
  /** Whether the counter at this place is visited in this cycle: then its top bit goes to the memory. */
  visits(position: number): Bool;
  /**
   * Closes the bank. `moved` are the bits that a visit can move, with their place above the lowest bit of the memory.
   * The result in t + 1 is what the memory held for the counter that `index` named in t, what is moved in t included.
   */
  read(index: AnyUInt, moved: readonly { readonly place: number; readonly bit: Bool }[]): UInt;
}

/**
 * Visits 2^turnBits counters, four at least, in turn, one a cycle, from the first one after a clear on. In the first round the memory is taken
 * for 0, so that a clear takes one cycle.
 */
export function counterMemory(
  m: Builder,
  sizes: { readonly width: number; readonly turnBits: number },
  clear: Bool,
): CounterMemory {
  const { width, turnBits } = sizes;
  const { visited, firstRound } = m.registers({
    visited: register(uint(turnBits), { reset: 0 }),
    firstRound: register(bool(), { reset: 1 }),
  });
  const { visitedNext, visitedSecondNext } = m.name({
    visitedNext: visited.addWrap(1),
    visitedSecondNext: visited.addWrap(2),
  });
  const { firstRoundGoesOn } = m.name({ firstRoundGoesOn: clear.or(firstRound.and(visited.all().not())) });
  firstRound.next(firstRoundGoesOn);
  m.when(clear, () => visited.next(0)).otherwise(() => visited.next(visitedNext));
  const visits = (position: number): Bool => visited.eq(position);
  return {
    visits,
    read: (index, moved) => {
      const memory = m.memory('counts', uint(width), { depth: 2 ** turnBits, inBlocks: true });
      // Two cycles early, so that a register stands between the memory, whose outputs are slow, and the adder.
      const read = memory.read(visitedSecondNext, { onCollision: 'never', name: 'countRead' });
      // Empty in the first round, here and not before the adder: flip-flops have an input for that.
      const { countVisited } = m.registers({ countVisited: register(uint(width), { reset: 0 }) });
      countVisited.next(mux(firstRoundGoesOn, constant(uint(width), 0), read));
      const places = Math.max(...moved.map(({ place }) => place)) + 1;
      const amounts = Array.from({ length: places }, (_, place) => {
        const bits = moved.filter((each) => each.place === places - 1 - place).map(({ bit }) => bit);
        return bits.length > 0 ? anyOf(bits) : constant(bool(), 0);
      }) as [Bool, ...Bool[]];
      const { countMoved } = m.name({ countMoved: concat(...amounts) });
      const { countAfter } = m.name({ countAfter: countVisited.addWrap(countMoved.extend(width)) });
      memory.write(visited, countAfter, { enable: firstRound.or(countMoved.any()) });

      const bits = index as UInt;
      const isWider = bits.width > turnBits;
      const exact = isWider ? bits.truncate<number>(turnBits) : widened(bits, turnBits);
      const beyond = isWider
        ? bits.slice<number>(turnBits, bits.width - turnBits).any()
        : constant(bool(), 0);
      // Forwarded here, where the choice costs nothing beside that of an empty count.
      const { countEmpty, countIsWritten, countWritten } = m.registers({
        countEmpty: register(bool(), { reset: 1 }),
        countIsWritten: register(bool(), { reset: 0 }),
        countWritten: register(uint(width), { noReset: 'read only after it was written' }),
      });
      countEmpty.next(beyond.or(firstRound.and(exact.gt(visited))));
      countIsWritten.next(beyond.not().and(exact.eq(visited)));
      countWritten.next(countAfter);
      const stored = memory.read(exact, { onCollision: 'never', name: 'countStored' });
      return mux(countIsWritten, countWritten, mux(countEmpty, constant(uint(width), 0), stored));
    },
  };
}

function widened(bits: UInt, width: number): UInt {
  return bits.width < width ? bits.extend(width) : bits;
}
