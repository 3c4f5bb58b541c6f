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
import { randomSeed, randomTaps, type Replacement } from './operations.js';

/** What happens to a set in this cycle, for the policy to follow. */
export interface SetEvents {
  /** The set that the next cycle looks at, and whether it reads one. */
  readonly nextSet: UInt;
  readonly reads: Bool;
  /** The set that was read in the last cycle. */
  readonly set: UInt;
}

/** What the policy is told once it has named its victim. */
export interface SetUpdate {
  /** A fill, or a lookup that hits, uses this way. */
  readonly used: Bool;
  readonly way: UInt;
  /** A fill replaces the way that the policy named. */
  readonly evicts: Bool;
  /** A clearing walk passes the set. */
  readonly clears: Bool;
}

export interface Policy {
  /** The way to replace in the set that was read in the last cycle. */
  readonly victim: UInt;
  update(event: SetUpdate): void;
}

/** The hardware of a policy for `ways` > 1; see the README for the exact choice of each. */
export function replacementPolicy(
  m: Builder,
  kind: Replacement,
  shape: { readonly sets: number; readonly ways: number },
  events: SetEvents,
): Policy {
  const { sets, ways } = shape;
  switch (kind) {
    case 'random':
      return randomPolicy(m, ways);
    case 'fifo':
      return fifoPolicy(m, sets, ways, events);
    case 'pseudo-lru':
      return pseudoLruPolicy(m, sets, ways, events);
  }
}

/** A linear-feedback shift register for the whole table, stepped by each eviction. */
function randomPolicy(m: Builder, ways: number): Policy {
  const { random } = m.registers({ random: register(uint(16), { reset: randomSeed }) });
  const drawn = ([10, 5, 0] as const).slice(-Math.log2(ways)).map((bit) => random.bit(bit));
  const [first = random.bit(0), ...rest] = drawn;
  const { victim } = m.name({ victim: concat(first, ...rest) });
  const shifted = random.shiftRight(1);
  return {
    victim,
    update: ({ evicts }) =>
      m.when(evicts, () => random.next(mux(random.bit(0), shifted.xor(randomTaps), shifted))),
  };
}

/** A pointer a set, in block RAM, read together with the set. */
function fifoPolicy(m: Builder, sets: number, ways: number, { nextSet, reads, set }: SetEvents): Policy {
  const pointers = m.memory('pointers', uint(bitsFor(ways)), { depth: sets });
  // A set is written in the cycle after it was read, when nothing reads it.
  const pointer = pointers.read(nextSet, { enable: reads, onCollision: 'never', name: 'pointer' });
  return {
    victim: pointer,
    update: ({ evicts, clears }) =>
      pointers.write(set, mux(clears, constant(uint(bitsFor(ways)), 0), pointer.addWrap(1)), {
        enable: evicts.or(clears),
      }),
  };
}

/** A tree of `ways - 1` bits a set; each use makes the nodes on its path lead away from it. */
function pseudoLruPolicy(m: Builder, sets: number, ways: number, { set }: SetEvents): Policy {
  const levels = Math.log2(ways);
  const trees = m.memory('trees', uint(ways - 1), { depth: sets });
  const { tree } = m.name({ tree: trees.readAsynchronous(set) });
  const victim = m.name({ victim: walkTree(tree, levels) }).victim;
  return {
    victim,
    update: ({ used, way, clears }) => {
      const { treeNext } = m.name({ treeNext: markUsed(tree, way, levels) });
      trees.write(set, mux(clears, constant(uint(ways - 1), 0), treeNext), { enable: used.or(clears) });
    },
  };
}

/** The leaf that the bits lead to, the root's bit being the most significant of its number. */
function walkTree(tree: UInt, levels: number): UInt {
  const descend = (node: number, level: number): UInt => {
    const bit = tree.bit(node);
    if (level === 1) return concat(bit);
    return concat(bit, mux(bit, descend(2 * node + 2, level - 1), descend(2 * node + 1, level - 1)));
  };
  return descend(0, levels);
}

/** The tree after a use of `way`: a node on its path is the inverse of the way's bit at that level. */
function markUsed(tree: UInt, way: UInt, levels: number): UInt {
  const bits = Array.from({ length: tree.width }, (_, node) => {
    const level = Math.floor(Math.log2(node + 1));
    const away = way.bit(levels - 1 - level).not();
    if (node === 0) return away;
    const path = node + 1 - 2 ** level; // which of the nodes of this level, counted from the left
    const onPath = way.slice(levels - level, level).eq(path);
    return mux(onPath, away, tree.bit(node));
  }).reverse();
  const [first, ...rest] = bits;
  return first ? concat(first, ...rest) : tree;
}
