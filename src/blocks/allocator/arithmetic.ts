/** Numbers of one width beside those of another. */
import { bool, constant, mux, uint, type Bool, type UInt } from '../../hdl/index.js';

/** Whether a number is greater than a limit that may have more bits than it. */
export function exceeds(value: UInt, limit: number): Bool {
  return limit >= 2 ** value.width - 1 ? constant(bool(), 0) : value.gt(limit);
}

/** The number in `width` bits: what is cut off is known to be 0. */
export function fitted(value: UInt, width: number): UInt {
  return value.width > width ? value.truncate<number>(width) : value.extend<number>(width);
}

/** The number of the last condition that is high; 0 when none is. */
export function lastOf(conditions: readonly Bool[], width: number): UInt {
  return conditions.reduce<UInt>(
    (others, condition, index) =>
      index === 0 ? others : mux(condition, constant(uint<number>(width), index), others),
    constant(uint<number>(width), 0),
  );
}
