/** Gates over lists of signals. */
import { bitsFor, bool, concat, constant, mux, uint, type Bool, type UInt } from '../hdl/index.js';

/** High when one of them is; those that a configuration does not have are undefined and left out. */
export function anyOf(conditions: readonly (Bool | undefined)[]): Bool {
  return joined(conditions, (sum, condition) => sum.or(condition));
}

/** High when all of them are; those that a configuration does not have are undefined and left out. */
export function allOf(conditions: readonly (Bool | undefined)[]): Bool {
  return joined(conditions, (product, condition) => product.and(condition));
}

function joined(conditions: readonly (Bool | undefined)[], join: (left: Bool, right: Bool) => Bool): Bool {
  const [first, ...rest] = conditions.filter((condition) => condition !== undefined);
  if (!first) throw new RangeError('needs at least one condition');
  return rest.reduce(join, first);
}

/** The number of the first condition that is high; that of the last one when none is. */
export function firstOf(conditions: readonly Bool[], width: number): UInt {
  return conditions
    .slice(0, -1)
    .reduceRight<UInt>(
      (others, condition, index) => mux(condition, constant(uint(width), index), others),
      constant(uint(width), conditions.length - 1),
    );
}

/** For each condition whether it is the first one that is high. */
export function firstOnly(conditions: readonly Bool[]): Bool[] {
  return conditions.map((condition, index) =>
    index === 0 ? condition : condition.and(anyOf(conditions.slice(0, index)).not()),
  );
}

/** The value whose condition is high, 0 when none is; at most one may be. */
export function oneHotMux(conditions: readonly Bool[], values: readonly UInt[], width: number): UInt {
  return values.reduce<UInt>(
    (sum, value, index) => {
      const condition = conditions[index];
      return condition ? sum.or(mux(condition, value, 0)) : sum;
    },
    constant(uint(width), 0),
  );
}

/**
 * How many bits are 1, in as many bits as that needs: three bits of one weight become one of it and one of the next, in gates.
 * Carry chains of a bit or two, each with a cell to begin it, would take twice as much.
 */
export function countOnes(bits: UInt): UInt {
  let weight = Array.from({ length: bits.width }, (_, index) => bits.bit(index));
  const digits: Bool[] = [];
  while (weight.length > 0) {
    const carries: Bool[] = [];
    // What is made is used last: a tree.
    while (weight.length > 1) {
      const [a, b, c, ...rest] = weight as [Bool, Bool, ...Bool[]];
      const either = a.xor(b);
      weight = [...rest, c ? either.xor(c) : either];
      carries.push(c ? a.and(b).or(either.and(c)) : a.and(b));
    }
    digits.unshift(...weight);
    weight = carries;
  }
  const [top, ...others] = digits.slice(-bitsFor(bits.width + 1)) as [Bool, ...Bool[]];
  return concat(top, ...others);
}

/** The number of the one bit that is 1, in as many bits as that needs; 0 when none is. At most one may be. */
export function oneHotIndex(bits: UInt): UInt {
  const width = bitsFor(bits.width);
  const digits = Array.from({ length: width }, (_, digit) => {
    const chosen = Array.from({ length: bits.width }, (_bit, index) => index).filter(
      (index) => (index >> digit) & 1,
    );
    return chosen.length === 0 ? constant(bool(), 0) : anyOf(chosen.map((index) => bits.bit(index)));
  });
  const [top, ...rest] = digits.reverse() as [Bool, ...Bool[]];
  return concat(top, ...rest);
}

/** The number of the lowest bit that is 1, in as many bits as that needs; meaningful when one is. A tree, without a carry. */
export function lowestIndex(bits: UInt): UInt {
  const [top, ...others] = digitsOfLowest(bits).digits as [Bool, ...Bool[]];
  return concat(top, ...others);
}

function digitsOfLowest(bits: UInt): { readonly any: Bool; readonly digits: readonly Bool[] } {
  if (bits.width === 1) return { any: bits.bit(0), digits: [] };
  const half = 2 ** (bitsFor(bits.width) - 1);
  const low = digitsOfLowest(bits.truncate<number>(half));
  const high = digitsOfLowest(bits.slice<number>(half, bits.width - half));
  const padded = low.digits.map((_, place) => high.digits[place - low.digits.length + high.digits.length]);
  return {
    any: low.any.or(high.any),
    digits: [
      low.any.not(),
      ...low.digits.map((digit, place) => mux(low.any, digit, padded[place] ?? constant(bool(), 0))),
    ],
  };
}

/** All bits but the lowest that is 1. */
export function withoutLowest<W extends number>(bits: UInt<W>): UInt<W> {
  return bits.and(bits.subtractWrap(constant(bits.shape, 1)));
}
