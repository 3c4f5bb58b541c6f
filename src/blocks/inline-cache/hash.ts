import { bitsFor, constant, uint, type UInt } from '../../hdl/index.js';

/** The set of a key: each field cut from bit 0 up into pieces of log2(sets) bits, all pieces xored. 0 for one set. */
export function setOf(
  sets: number,
  key: { readonly context: UInt; readonly site: UInt; readonly shape: UInt },
): UInt {
  const width = bitsFor(sets);
  if (sets === 1) return constant(uint(width), 0);
  return fold(key.context, width).xor(fold(key.site, width)).xor(fold(key.shape, width));
}

function fold(field: UInt, width: number): UInt {
  const pieces: UInt[] = [];
  for (let low = 0; low < field.width; low += width) {
    const piece = field.slice(low, Math.min(width, field.width - low));
    pieces.push(piece.width < width ? piece.extend(width) : piece);
  }
  return pieces.reduce((sum, piece) => sum.xor(piece));
}
