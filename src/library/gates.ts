/** Gates over lists of signals. */
import { constant, mux, uint, type Bool, type UInt } from '../hdl/index.js';

/** High when one of them is. */
export function anyOf(conditions: readonly Bool[]): Bool {
  const [first, ...rest] = conditions;
  if (!first) throw new RangeError('needs at least one condition');
  return rest.reduce((sum, condition) => sum.or(condition), first);
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
