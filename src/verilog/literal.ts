/** Sized literals: decimal where a reader would count, hexadecimal where he would look at bits. */

const largestDecimal = 1023n;

export function literal(width: number, value: bigint): string {
  if (width === 1) return `1'b${value}`;
  if (value <= largestDecimal) return `${width}'d${value}`;
  return `${width}'h${inFours(value.toString(16))}`;
}

/** `12345678` as `1234_5678`. */
function inFours(digits: string): string {
  return digits.replace(/\B(?=(?:.{4})+$)/g, '_');
}

/** `[7:0] ` in a declaration; nothing for a single bit. */
export function range(width: number): string {
  return width === 1 ? '' : `[${width - 1}:0]`;
}
