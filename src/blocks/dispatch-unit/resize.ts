import { concat, constant, mux, uint, type Bool, type UInt } from '../../hdl/index.js';

/** The same number in `width` bits: zeros in front, or the lowest bits. */
export function resize(value: UInt, width: number): UInt {
  return value.width < width
    ? value.extend<number>(width)
    : value.width > width
      ? value.truncate<number>(width)
      : value;
}

/** The value, or 0. */
export function gated(condition: Bool, value: UInt): UInt {
  return mux(condition, value, 0);
}

/** Numbers side by side, the first one lowest. */
export function littleEndian(numbers: readonly UInt[]): UInt {
  const [first, ...rest] = [...numbers].reverse();
  return first ? concat(first, ...rest) : constant(uint<number>(8), 0);
}
