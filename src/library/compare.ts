/** Comparisons of numbers that cost a carry chain and nothing else. */
import type { Bool, UInt } from '../hdl/index.js';

/**
 * Whether `left` < `right`, unsigned: the borrow of their difference. Yosys makes `lt`, `le`, `gt` and `ge` from a difference, too, but may join its
 * borrow with a comparison of all its bits to zero, which is as wide again and comes after the carry chain.
 */
export function isBelow<W extends number>(left: UInt<W>, right: UInt<W>): Bool {
  return left.subtractFull(right).bit(left.width);
}
