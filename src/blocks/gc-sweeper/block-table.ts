/** One word of MicroPython's allocation table: what each of its blocks is, and becomes. */
import { concat, constant, mux, uint, type Bool, type Builder, type UInt } from '../../hdl/index.js';

export interface TableWord {
  /** Two bits a block, the first block in the lowest. */
  readonly word: UInt;
  /** Blocks that are in the heap. */
  readonly valid: UInt;
  /** Blocks with a finaliser. */
  readonly finalisers: UInt;
  /** The word before ends in an object; in one that is freed. */
  readonly inObject: Bool;
  readonly inDead: Bool;
  /** Dead objects are freed; marks are taken back. */
  readonly frees: Bool;
  readonly unmarks: Bool;
}

export interface SweptWord {
  /** Heads that are freed; marked heads; dead heads with a finaliser. */
  readonly dead: UInt;
  readonly marked: UInt;
  readonly finalised: UInt;
  /** Blocks that are freed, heads and tails. */
  readonly freed: UInt;
  /** Blocks that are free afterwards. */
  readonly free: UInt;
  /** Tails that follow no head or tail. */
  readonly orphans: UInt;
  /** The word as it is to be, and its bytes that change. */
  readonly swept: UInt;
  readonly changed: UInt;
  readonly inObject: Bool;
  readonly inDead: Bool;
}

/**
 * Whether a tail is freed is decided by its head, maybe many blocks before it: what a head says is carried through the tails,
 * which is what an adder does with the carry. So the look back over the whole word is one addition.
 */
export function sweepWord(m: Builder, given: TableWord): SweptWord {
  const { word, valid, finalisers, frees, unmarks } = given;
  const blocks = valid.width;
  const low = everyOther(word, 0);
  const high = everyOther(word, 1);
  const { heads, tails, marked, empty } = m.name({
    heads: low.and(high.not()).and(valid),
    tails: high.and(low.not()).and(valid),
    marked: high.and(low).and(valid),
    empty: high.or(low).not().and(valid),
  });
  const { finalised } = m.name({ finalised: heads.and(finalisers) });
  const { dead } = m.name({
    dead: mux(frees, heads.and(finalisers.not()), constant(uint<number>(blocks), 0)),
  });
  const ofDead = carriedThrough(m, 'of_dead', dead, tails, given.inDead);
  const ofObject = carriedThrough(m, 'of_object', heads.or(marked), tails, given.inObject);
  const { freed, orphans } = m.name({
    freed: dead.or(tails.and(ofDead.before)),
    orphans: tails.and(ofObject.before.not()),
  });

  const { unmarked } = m.name({ unmarked: mux(unmarks, marked, constant(uint<number>(blocks), 0)) });
  const keptLow = low.and(freed.not());
  const keptHigh = high.and(freed.or(unmarked).not());
  const { swept } = m.name({ swept: interleaved(keptLow, keptHigh) });
  const altered = freed.or(unmarked);
  const { changed } = m.name({
    changed: concat(
      ...(Array.from({ length: blocks / 4 }, (_, byte) =>
        altered.slice<number>(blocks - 4 - 4 * byte, 4).any(),
      ) as [Bool, ...Bool[]]),
    ),
  });
  return {
    ...{ dead, marked, finalised, freed, orphans, swept, changed },
    free: empty.or(freed),
    inObject: ofObject.after,
    inDead: ofDead.after,
  };
}

/** For each block whether the last before it that is no tail has its bit in `starts`; and the same for the block after the last. */
function carriedThrough(m: Builder, name: string, starts: UInt, tails: UInt, carry: Bool) {
  const width = tails.width;
  const { sum } = m.scope(name, () =>
    m.name({
      sum: starts
        .or(tails)
        .addFull(starts)
        .addWrap(carry.asUInt().extend<number>(width + 1)),
    }),
  );
  return { before: sum.truncate<number>(width).xor(tails), after: sum.bit(width) };
}

/** The bits of a word at even (`from` 0) or odd places. */
function everyOther(word: UInt, from: number): UInt {
  const bits = Array.from({ length: word.width / 2 }, (_, index) =>
    word.bit(word.width - 2 + from - 2 * index),
  );
  return concat(...(bits as [Bool, ...Bool[]]));
}

function interleaved(low: UInt, high: UInt): UInt {
  const bits = Array.from({ length: low.width }, (_, index) => low.width - 1 - index).flatMap((index) => [
    high.bit(index),
    low.bit(index),
  ]);
  return concat(...(bits as [Bool, ...Bool[]]));
}

/** The first `count` of `width` bits; all when there are more. */
export function firstOnes(count: UInt, width: number): UInt {
  const ones = constant(uint<number>(width), (1n << BigInt(width)) - 1n);
  const shift = count.truncate<number>(Math.min(count.width, Math.log2(width)));
  return mux(count.ge(width), ones, ones.shiftLeft(shift).not());
}
