/** The count in a header, and the header in a word of memory. */
import {
  bool,
  concat,
  constant,
  mux,
  uint,
  type Bool,
  type Builder,
  type SInt,
  type UInt,
} from '../../hdl/index.js';
import { oneHotMux } from '../../library/gates.js';
import type { Sizes } from './shapes.js';

type Words = Pick<Sizes, 'dataBits' | 'headerBits'>;

/** Which of the headers of a word an address names: one condition each, the lowest header first. */
function lanesAt({ dataBits, headerBits }: Words, address: UInt): Bool[] {
  const count = dataBits / headerBits;
  if (count === 1) return [constant(bool(), 1)];
  const lane = address.slice(Math.log2(headerBits / 8), Math.log2(count));
  return Array.from({ length: count }, (_, index) => lane.eq(index));
}

/** The header at an address, out of the word of memory that it lies in. */
export function headerIn(p: Words, word: UInt, address: UInt): UInt {
  const lanes = lanesAt(p, address);
  return oneHotMux(
    lanes,
    lanes.map((_, lane) => word.slice(lane * p.headerBits, p.headerBits as number)),
    p.headerBits,
  );
}

/** A header in every place of a word. */
export function lanesOf({ dataBits, headerBits }: Words, header: UInt): UInt {
  const [first, ...rest] = Array.from({ length: dataBits / headerBits }, () => header);
  return first ? concat(first, ...rest) : header;
}

/** The bytes of a word that hold the count of the header at an address; none for a read. */
export function strobeOf(
  p: Words & Pick<Sizes, 'countPosition' | 'countBits'>,
  address: UInt,
  write: Bool,
): UInt {
  const first = Math.floor(p.countPosition / 8);
  const last = Math.floor((p.countPosition + p.countBits - 1) / 8);
  const bytes = constant(uint(p.headerBits / 8), 2 ** (last + 1) - 2 ** first);
  const [highest, ...rest] = lanesAt(p, address)
    .map((lane): UInt => mux(lane.and(write), bytes, 0))
    .reverse();
  return highest ? concat(highest, ...rest) : bytes;
}

export interface ChangedCount {
  readonly header: UInt;
  readonly isZero: Bool;
  /** The count is all ones, and stays so. */
  readonly isImmortal: Bool;
  /** The count becomes all ones although the sum is no count. */
  readonly saturates: Bool;
  readonly underflows: Bool;
  readonly overflows: Bool;
}

/** Adds a change to the count of a header. */
export function changedCount(
  m: Builder,
  p: Pick<Sizes, 'headerBits' | 'countPosition' | 'countBits' | 'immortal'>,
  header: UInt,
  change: SInt,
): ChangedCount {
  const count = header.slice(p.countPosition, p.countBits);
  // One bit more than either, so that no sum is lost, and a sign.
  const bits = Math.max(p.countBits, change.width) + 2;
  const { total } = m.name({ total: count.extend(bits).asSInt().addWrap(change.extend(bits)) });
  const { negative, tooGreat, allOnes, countAllOnes } = m.name({
    negative: total.negative(),
    tooGreat: total
      .asUInt()
      .slice(p.countBits, bits - 1 - p.countBits)
      .any()
      .and(total.negative().not()),
    allOnes: total.asUInt().truncate(p.countBits).all(),
    countAllOnes: count.all(),
  });
  const never = constant(bool(), 0);
  const isImmortal = p.immortal ? countAllOnes : never;
  const saturates = p.immortal ? tooGreat.or(allOnes) : never;
  const sum = total.asUInt().truncate(p.countBits);
  const { changed } = m.name({
    changed: p.immortal
      ? mux(tooGreat, constant(uint(p.countBits), 2n ** BigInt(p.countBits) - 1n), sum)
      : sum,
  });
  const above = p.headerBits - p.countPosition - p.countBits;
  return {
    header: concat(
      ...([
        ...(above > 0 ? [header.slice(p.countPosition + p.countBits, above)] : []),
        changed,
        ...(p.countPosition > 0 ? [header.truncate(p.countPosition)] : []),
      ] as [UInt, ...UInt[]]),
    ),
    isZero: changed.any().not(),
    isImmortal,
    saturates,
    underflows: negative.and(isImmortal.not()),
    overflows: p.immortal ? never : tooGreat,
  };
}
