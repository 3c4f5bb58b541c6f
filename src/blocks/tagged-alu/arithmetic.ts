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
const sums = ['add', 'sub', 'neg', 'invert'] as const;
const logics = ['bit_and', 'bit_or', 'bit_xor'] as const;
const shifts = ['shift_left', 'shift_right'] as const;

export interface Arithmetic {
  /** The result of a sum or of a bitwise operation; 0 for a shift, which adds its own; else without meaning. */
  readonly bits: UInt;
  /** The exact sum does not fit. */
  readonly overflows: Bool;
  /** a < b; means something only for an order. */
  readonly less: Bool;
}

/**
 * Sums, bitwise operations and the order of two integers. One adder for all: a - b is a + ~b + 1, -a is ~(a + -1) and
 * ~a is ~(a + 0), so that no gate stands between `a` and the carry chain, and one between `b` and it. The chain is one bit
 * longer than the operands, its sum exact. Combinational.
 */
export function arithmetic(m: Builder, operation: Enumerated<Operation>, a: SInt, b: SInt): Arithmetic {
  const among = (these: readonly Operation[], those: readonly Operation[]): Bool =>
    distinguish(operation, these, those);

  const { addsNone, addsAllOnes, subtracts } = m.name({
    addsNone: among(['invert'], ['add', 'sub', ...orders]),
    addsAllOnes: among(['neg'], ['add', 'sub', 'invert', ...orders]),
    subtracts: among(['sub', ...orders], ['add', 'neg', 'invert']),
  });
  const none = constant(sint(b.width), 0);
  const allOnes = constant(sint(b.width), -1);
  const { addend } = m.name({
    addend: mux(addsAllOnes, allOnes, mux(addsNone, none, mux(subtracts, b.not(), b))),
  });
  const exact = a.width + 1;
  const carryIn = subtracts.asUInt().extend(exact).asSInt();
  const { sum } = m.name({ sum: a.extend(exact).addWrap(addend.extend(exact)).addWrap(carryIn) });

  const { withXor, withAnd } = m.name({
    withXor: among(['bit_or', 'bit_xor'], ['bit_and', ...shifts]),
    withAnd: among(['bit_or', 'bit_and'], ['bit_xor', ...shifts]), // a | b is (a ^ b) | (a & b)
  });
  const [x, y] = [a.asUInt(), b.asUInt()];
  const { logic } = m.name({ logic: mux(withXor, x.xor(y), 0).or(mux(withAnd, x.and(y), 0)) });

  const { givesSum, complements, low } = m.name({
    givesSum: among(sums, [...logics, ...shifts]),
    complements: among(['neg', 'invert'], ['add', 'sub']),
    low: sum.truncate(a.width).asUInt(),
  });
  const { less } = m.name({ less: sum.negative() });
  return {
    less,
    ...m.name({
      bits: mux(givesSum, mux(complements, low.not(), low), logic),
      overflows: low.bit(a.width - 1).xor(less),
    }),
  };
}
