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

/** How many bits are 1, in as many bits as that needs: a tree of adders. */
export function countOnes(bits: UInt): UInt {
  let sums: UInt[] = Array.from({ length: bits.width }, (_, index) => bits.slice<number>(index, 1));
  while (sums.length > 1) {
    const width = (sums[0] as UInt).width;
    sums = Array.from({ length: Math.ceil(sums.length / 2) }, (_, pair) => {
      const [a, b] = [sums[2 * pair] as UInt, sums[2 * pair + 1]];
      return b ? a.addFull(b) : a.extend(width + 1);
    });
  }
  const needed = bitsFor(bits.width + 1);
  const [sum] = sums as [UInt];
  return sum.width > needed ? sum.truncate(needed) : sum;
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
