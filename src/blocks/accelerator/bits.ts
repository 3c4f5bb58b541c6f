/** Bits above a field. */
import { bool, constant, type Bool, type UInt } from '../../hdl/index.js';

/** High when a bit from `width` upwards is 1: the value does not fit. */
export function exceeds(value: UInt, width: number): Bool {
  return value.width > width ? value.slice(width, value.width - width).any() : constant(bool(), 0);
}
