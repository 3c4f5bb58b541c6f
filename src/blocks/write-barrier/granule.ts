import { bitsFor, constant, uint, type UInt } from '../../hdl/index.js';

/** Pieces of `width` bits from bit 0 up, the last one filled up with zeros, all xored. */
function fold(number: UInt, width: number): UInt {
  const pieces: UInt[] = [];
  for (let low = 0; low < number.width; low += width) {
    const piece = number.slice(low, Math.min(width, number.width - low));
    pieces.push(piece.width < width ? piece.extend(width) : piece);
  }
  return pieces.reduce((sum, piece) => sum.xor(piece));
}

/** The set in which a granule is looked for, by its number. 0 for one set. */
export function setOf(sets: number, number: UInt): UInt {
  return sets === 1 ? constant(uint(bitsFor(1)), 0) : fold(number, Math.log2(sets));
}

/** What tells a granule from the others of its set: the set and the bits above give the lowest piece. */
export function tagOf(sets: number, number: UInt): UInt {
  const low = Math.log2(sets);
  return low === 0 ? number : number.slice(low, number.width - low);
}
