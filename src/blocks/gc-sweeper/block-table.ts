/** One word of MicroPython's allocation table: what each of its blocks is, and becomes. */
import { bool, concat, constant, mux, uint, type Bool, type Builder, type UInt } from '../../hdl/index.js';

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
  const { low, high } = m.name({ low: everyOther(word, 0), high: everyOther(word, 1) });
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
  const { altered } = m.name({ altered: freed.or(unmarked) });
  const keptLow = low.and(freed.not());
  const keptHigh = high.and(altered.not());
  const { swept } = m.name({ swept: interleaved(keptLow, keptHigh) });
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
  // The lowest bit is carry in: 1 + carry. With carry + carry there, nextpnr for iCE40 routes one net to both inputs of a cell forever.
  const { sum } = m.scope(name, () =>
    m.name({ sum: concat(starts.or(tails), constant(bool(), 1)).addFull(concat(starts, carry)) }),
  );
  return { before: sum.slice<number>(1, width).xor(tails), after: sum.bit(width + 1) };
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

/** The granules of a word of the table that are in the heap: all, but in its last word those that are left over. */
export function validOnes(granules: UInt, isLast: Bool, perWord: number): UInt {
  const ones = constant(uint<number>(perWord), 2n ** BigInt(perWord) - 1n);
  const count = granules.truncate<number>(Math.log2(perWord));
  return mux(isLast.and(count.any()), ones.shiftLeft(count).not(), ones);
}
