import {
  constant,
  mux,
  sint,
  type Bool,
  type Builder,
  type Enumerated,
  type SInt,
  type UInt,
} from '../../hdl/index.js';
import { distinguish } from './asks.js';
import type { Operation } from './operations.js';

const orders = ['lt', 'le', 'gt', 'ge'] as const;

/** When a result of {@link arithmetic} is an answer; at most one of them holds. */
export interface Gives {
  /** A sum, difference, negation or complement of operands that it takes. */
  readonly sum: Bool;
  /** A bitwise operation of two whose answer is a small integer. */
  readonly logic: Bool;
}

export interface Arithmetic {
  /** The sum or its complement, whichever is asked for. */
  readonly sum: UInt;
  /** It is the answer and fits. Known last, at the end of the carry chain. */
  readonly givesSum: Bool;
  /** The exact sum would be the answer and does not fit. */
  readonly overflows: Bool;
  /** a < b; means something only for an order. */
  readonly less: Bool;
  /** The bitwise operation where it is the answer, 0 elsewhere. */
  readonly logic: UInt;
  /** Its lowest bit, whether it is the answer or not. */
  readonly logicBit: Bool;
}

/**
 * Sums, bitwise operations and the order of two integers. One adder for all: a - b is a + ~b + 1, -a is ~(a + -1) and
 * ~a is ~(a + 0), so that no gate stands between `a` and the carry chain, and one between `b` and it. The chain is one bit
 * longer than the operands, its sum exact. Combinational.
 */
export function arithmetic(
  m: Builder,
  operation: Enumerated<Operation>,
  included: ReadonlySet<Operation>,
  a: SInt,
  b: SInt,
  gives: Gives,
): Arithmetic {
  const among = (these: readonly Operation[], those: readonly Operation[]): Bool =>
    distinguish(operation, these, those, included);

  const { addsNone, addsAllOnes, addsNot, subtracts } = m.name({
    addsNone: among(['invert'], ['add', 'sub', ...orders]),
    addsAllOnes: among(['neg'], ['add', 'sub', 'invert', ...orders]),
    addsNot: among(['sub', ...orders], ['add']),
    subtracts: among(['sub', ...orders], ['add', 'neg', 'invert']),
  });
  const none = constant(sint(b.width), 0);
  const allOnes = constant(sint(b.width), -1);
  const { addend } = m.name({
    addend: mux(addsAllOnes, allOnes, mux(addsNone, none, mux(addsNot, b.not(), b))),
  });
  const exact = a.width + 1;
  const carryIn = subtracts.asUInt().extend(exact).asSInt();
  const { exactSum } = m.name({ exactSum: a.extend(exact).addWrap(addend.extend(exact)).addWrap(carryIn) });
  const low = exactSum.truncate<number>(a.width);
  const less = exactSum.negative();
  const { isLarge } = m.name({ isLarge: low.negative().xor(less) });
  // The same as `isLarge`, by the sign of the sum alone: one gate from the end of the chain to `givesSum`.
  const { changesSign } = m.name({
    changesSign: a.negative().xor(addend.negative()).not().and(low.negative().xor(a.negative())),
  });

  const [x, y] = [a.asUInt(), b.asUInt()];
  const { withXor, withAnd } = m.name({
    withXor: among(['bit_or', 'bit_xor'], ['bit_and']),
    withAnd: among(['bit_or', 'bit_and'], ['bit_xor']), // a | b is (a ^ b) | (a & b)
  });
  const combine = (xor: Bool, and: Bool, left: UInt, right: UInt): UInt =>
    mux(xor, left.xor(right), 0).or(mux(and, left.and(right), 0));
  const { givesXor, givesAnd } = m.name({
    givesXor: gives.logic.and(withXor),
    givesAnd: gives.logic.and(withAnd),
  });

  const { complements } = m.name({ complements: among(['neg', 'invert'], ['add', 'sub']) });
  return m.name({
    sum: mux(complements, low.not(), low).asUInt(),
    givesSum: gives.sum.and(changesSign.not()),
    overflows: gives.sum.and(isLarge),
    less,
    logic: combine(givesXor, givesAnd, x, y),
    logicBit: combine(withXor, withAnd, x.truncate<number>(1), y.truncate<number>(1)).any(),
  });
}
