import {
  bitsFor,
  concat,
  constant,
  mux,
  uint,
  type Bool,
  type Builder,
  type SInt,
  type UInt,
} from '../../hdl/index.js';
import { anyOf } from '../../library/gates.js';

export interface Shifted {
  /** The result where it is the answer, 0 elsewhere. */
  readonly result: UInt;
  readonly answers: Bool;
  /** A left shift is the answer and bits that count were lost. */
  readonly overflows: Bool;
}

/** A shift of which all is known but the shifted bits. */
export interface PreparedShift {
  /** The value's bits: those of a left shift mirrored, those of a right shift of a negative value complemented. */
  readonly entering: UInt;
  /** The low bits of the count. */
  readonly amount: UInt;
  /** The count has higher bits. */
  readonly isHuge: Bool;
  /** By such a count bits are lost on the left. */
  readonly losesAll: Bool;
  readonly sign: Bool;
  readonly left: Bool;
  /** High when the result is the answer, if it does not overflow. */
  readonly gives: Bool;
}

/**
 * Shifts both ways by any amount that is not negative, with one shifter of the value's width: it shifts zeros in from the left, and
 * a left shift is a right shift of the mirrored value, a right shift of a negative value one of its complement. Combinational.
 *
 * @param left says which way
 * @param gives high when the result is the answer, if it does not overflow
 */
export function shiftBothWays(m: Builder, value: SInt, amount: SInt, left: Bool, gives: Bool): Shifted {
  return finishShift(m, prepareShift(m, value, amount, left, gives));
}

/** The first part of {@link shiftBothWays}, for a user who puts registers behind it. Combinational. */
export function prepareShift(m: Builder, value: SInt, amount: SInt, left: Bool, gives: Bool): PreparedShift {
  const { width } = value;
  const stages = bitsFor(width);
  const bits = value.asUInt();
  const count = amount.asUInt();
  const sign = value.negative();
  const { isHuge } = m.name({ isHuge: count.slice<number>(stages, width - 1 - stages).any() });
  const { entering } = m.name({
    entering: mux(left, mirrored(bits), bits.xor(repeated(sign, width))),
  });
  const losesAll = isHuge.and(bits.any());
  return { entering, amount: count.truncate<number>(stages), isHuge, losesAll, sign, left, gives };
}

/** The second part. Combinational. */
export function finishShift(m: Builder, prepared: PreparedShift): Shifted {
  const { entering, amount, isHuge, losesAll, sign, left, gives } = prepared;
  const { width } = entering;
  const { complements } = m.name({ complements: sign.and(left.not()) });
  let shifted = entering;
  const lost: Bool[] = [];
  for (let stage = amount.width - 1; stage >= 0; stage--) {
    const distance = 2 ** stage;
    const enable = amount.bit(stage);
    const leaving = shifted.truncate<number>(distance);
    const { loses } = m.scope(`by${distance}`, () =>
      m.name({ loses: enable.and(leaving.xor(repeated(sign, distance)).any()) }),
    );
    lost.push(loses);
    const next = mux(
      enable,
      shifted.slice<number>(distance, width - distance).extend<number>(width),
      shifted,
    );
    shifted = m.scope(`by${distance}`, () => m.name({ shifted: next }).shifted);
  }
  // Stages in this order: the wide test for a huge amount has time until here.
  const { remaining } = m.name({ remaining: mux(isHuge, constant(uint(width), 0), shifted) });
  const { leftResult } = m.name({ leftResult: mirrored(remaining) });
  const changesSign = leftResult.bit(width - 1).xor(sign);
  const { loses } = m.name({ loses: anyOf([changesSign, losesAll, ...lost]) });
  // Two bits that tell 0, the left result, the right one and its complement: with them the last gate of each bit of the result.
  const { givesLeft, givesRight } = m.name({
    givesLeft: gives.and(mux(left, loses.not(), complements)),
    givesRight: gives.and(left.not()),
  });
  return m.name({
    result: mux(
      givesRight,
      remaining.xor(repeated(givesLeft, width)),
      mux(givesLeft, leftResult, constant(uint(width), 0)),
    ),
    answers: givesLeft.or(givesRight),
    overflows: gives.and(left).and(loses),
  });
}

/** The bits in opposite order. */
function mirrored(bits: UInt): UInt {
  const [first, ...rest] = Array.from({ length: bits.width }, (_, index) => bits.bit(index));
  if (!first) throw new RangeError('a signal has at least one bit');
  return concat(first, ...rest);
}

/** `width` copies of one bit. */
function repeated(bit: Bool, width: number): UInt {
  return bit.asUInt().asSInt().extend(width).asUInt();
}
