import type { Pair } from '../tagged-alu/model-words.js';

/**
 * Exact products and floor divisions of signed integers of up to 63 bits, in int32 halves without BigInt. Operands
 * below 2^53 go through doubles, where these operations are exact; the rest through 16- and 32-bit pieces.
 */

const exact = 2 ** 53;
const half = 2 ** 32;

function toDouble({ low, high }: Readonly<Pair>): number {
  return high * half + (low >>> 0);
}

function fromDouble(value: number, into: Pair): void {
  into.low = value | 0;
  into.high = Math.floor(value / half) | 0;
}

function negate(pair: Pair): void {
  pair.high = (~pair.high + (pair.low === 0 ? 1 : 0)) | 0;
  pair.low = -pair.low | 0;
}

function absolute(from: Readonly<Pair>, into: Pair): void {
  into.low = from.low;
  into.high = from.high;
  if (from.high < 0) negate(into);
}

/** |a| and |b| of the slow paths, each below 2^62 + 1. */
const x: Pair = { low: 0, high: 0 };
const y: Pair = { low: 0, high: 0 };

/** Writes a * b and says true, or says false if it does not fit 64 bits. */
export function multiply(a: Readonly<Pair>, b: Readonly<Pair>, into: Pair): boolean {
  const approximate = toDouble(a) * toDouble(b);
  if (approximate > -exact && approximate < exact) {
    fromDouble(approximate, into);
    return true;
  }
  const isNegative = a.high < 0 !== b.high < 0;
  absolute(a, x);
  absolute(b, y);
  if (x.high !== 0 && y.high !== 0) return false;
  const cross = x.high * (y.low >>> 0) + y.high * (x.low >>> 0);
  if (cross >= half) return false;
  const high = productHigh(x.low >>> 0, y.low >>> 0) + cross;
  if (high >= half / 2) return false;
  into.low = Math.imul(x.low, y.low);
  into.high = high;
  if (isNegative) negate(into);
  return true;
}

/** Upper 32 bits of the product of two uint32. */
function productHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const bHigh = b >>> 16;
  const aLow = a & 0xffff;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle % 65536);
  return aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(other / 65536);
}

/** Quotient and remainder of the magnitudes in x and y, in the slow path. */
const q: Pair = { low: 0, high: 0 };
const r: Pair = { low: 0, high: 0 };

/** Writes floor(a / b) or a - b * floor(a / b); b is not 0. */
export function divideFloor(a: Readonly<Pair>, b: Readonly<Pair>, wantRemainder: boolean, into: Pair): void {
  const dividend = toDouble(a);
  const divisor = toDouble(b);
  if (Math.abs(dividend) < exact && Math.abs(divisor) < exact) {
    const rest = dividend % divisor;
    const away = rest !== 0 && rest < 0 !== divisor < 0;
    if (wantRemainder) fromDouble(away ? rest + divisor : rest, into);
    else fromDouble((dividend - rest) / divisor - (away ? 1 : 0), into);
    return;
  }
  absolute(a, x);
  absolute(b, y);
  divideMagnitudes();
  const isExact = (r.low | r.high) === 0;
  const differ = a.high < 0 !== b.high < 0;
  if (wantRemainder) {
    if (differ && !isExact) subtract(y, r, r);
    if (b.high < 0) negate(r);
    into.low = r.low;
    into.high = r.high;
  } else {
    // -q - 1 is ~q: rounding away from zero costs no addition.
    into.low = differ && !isExact ? ~q.low : q.low;
    into.high = differ && !isExact ? ~q.high : q.high;
    if (differ && isExact) negate(into);
  }
}

function subtract(a: Readonly<Pair>, b: Readonly<Pair>, into: Pair): void {
  const borrow = a.low >>> 0 < b.low >>> 0 ? 1 : 0;
  const low = (a.low - b.low) | 0;
  into.high = (a.high - b.high - borrow) | 0;
  into.low = low;
}

function divideMagnitudes(): void {
  if (y.high === 0) divideByShort(y.low >>> 0);
  else divideByLong();
}

/** Schoolbook with digits of 16 bits: rest * 65536 + digit stays below 2^48, where doubles divide exactly. */
function divideByShort(divisor: number): void {
  let rest = 0;
  let quotientHigh = 0;
  let quotientLow = 0;
  for (let digit = 3; digit >= 0; digit--) {
    const half = digit >= 2 ? x.high : x.low;
    const dividend = rest * 65536 + ((half >>> (16 * (digit & 1))) & 0xffff);
    const quotient = Math.floor(dividend / divisor);
    rest = dividend - quotient * divisor;
    if (digit >= 2) quotientHigh = quotientHigh * 65536 + quotient;
    else quotientLow = quotientLow * 65536 + quotient;
  }
  q.high = quotientHigh | 0;
  q.low = quotientLow | 0;
  r.high = 0;
  r.low = rest | 0;
}

/** The divisor is 2^32 or more, so the quotient is below 2^31 and the double's is at most one off. */
function divideByLong(): void {
  let quotient = Math.floor(toDouble(x) / toDouble(y));
  multiplyBack(quotient);
  if (x.high < r.high || (x.high === r.high && x.low >>> 0 < r.low >>> 0)) multiplyBack(--quotient);
  subtract(x, r, r);
  if (r.high > y.high || (r.high === y.high && r.low >>> 0 >= y.low >>> 0)) {
    quotient++;
    subtract(r, y, r);
  }
  q.high = 0;
  q.low = quotient | 0;
}

/** r = quotient * y, which is below 2^63. */
function multiplyBack(quotient: number): void {
  r.low = Math.imul(quotient, y.low);
  r.high = (productHigh(quotient, y.low >>> 0) + quotient * y.high) | 0;
}
