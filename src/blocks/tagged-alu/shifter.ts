import { bitsFor, concat, mux, type Bool, type Builder, type SInt, type UInt } from '../../hdl/index.js';
import { anyOf } from './gates.js';

export interface Shifted {
  /** 0 while neither shift is asked for. */
  readonly result: UInt;
  /** Bits that count were lost on the left; means something only while a left shift is asked for. */
  readonly overflows: Bool;
}

/**
 * Shifts both ways by any amount that is not negative, with one shifter of the value's width: it shifts zeros in from the left, and
 * a left shift is a right shift of the mirrored value, a right shift of a negative value one of its complement.
 * Combinational.
 */
export function shiftBothWays(m: Builder, value: SInt, amount: SInt, left: Bool, right: Bool): Shifted {
  const { width } = value;
  const stages = bitsFor(width);
  const { sign, complements, isHuge } = m.name({
    sign: value.negative(),
    complements: value.negative().and(right),
    isHuge: amount
      .asUInt()
      .slice(stages, width - 1 - stages)
      .any(),
  });
  const bits = value.asUInt();
  const { entering } = m.name({
    entering: mux(left, mirrored(bits), bits.xor(repeated(complements, width))),
  });
  let shifted = entering;
  const lost: Bool[] = [];
  for (let stage = stages - 1; stage >= 0; stage--) {
    const distance = 2 ** stage;
    const enable = amount.asUInt().bit(stage);
    const leaving = shifted.truncate(distance);
    const { loses } = m.scope(`by${distance}`, () =>
      m.name({ loses: enable.and(leaving.xor(repeated(sign, distance)).any()) }),
    );
    lost.push(loses);
    const next = mux(enable, shifted.slice(distance, width - distance).extend(width), shifted);
    shifted = m.scope(`by${distance}`, () => m.name({ shifted: next }).shifted);
  }
  // Stages in this order: the wide test for a huge amount has time until here.
  const { remaining } = m.name({ remaining: mux(left.or(right).and(isHuge.not()), shifted, 0) });
  const { leftResult } = m.name({ leftResult: mirrored(remaining) });
  const changesSign = leftResult.bit(width - 1).xor(sign);
  return m.name({
    result: mux(left, leftResult, remaining.xor(repeated(complements, width))),
    overflows: anyOf(changesSign, isHuge.and(bits.any()), ...lost),
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
