/** Constrained random: weighted choices, and integers that like the corners where hardware breaks. */
import type { Random } from './random.js';

export interface Weighted<T> {
  pick(random: Random): T;
}

/**
 * A choice with integer weights: `weighted([[6, 'add'], [1, 'mul']])` picks `add` six times as often as `mul`.
 * Build it once; a pick costs one draw and no search.
 */
export function weighted<T>(entries: readonly (readonly [weight: number, value: T])[]): Weighted<T> {
  const slots: T[] = [];
  for (const [weight, value] of entries) {
    if (!Number.isInteger(weight) || weight < 0)
      throw new RangeError(`weight ${weight} is not a natural number`);
    for (let copy = 0; copy < weight; copy++) slots.push(value);
  }
  if (slots.length === 0) throw new RangeError('weighted: all weights are 0');
  return { pick: (random) => slots[random.below(slots.length)] as T };
}

/** 64 bits as two int32: what {@link corner64} fills, so that a draw allocates nothing. */
export interface Pair {
  low: number;
  high: number;
}

/** The low `width` bits of a pattern, unsigned; width 1 to 32. */
function cut(pattern: number, width: number): number {
  return width === 32 ? pattern >>> 0 : pattern & ((1 << width) - 1);
}

/**
 * `width` bits (1 to 32), unsigned, of which a good part are corners: 0, 1, -1, the signed and unsigned extremes, powers
 * of two and their neighbours, small numbers of both signs, and magnitudes of every bit length.
 */
export function corner(random: Random, width: number): number {
  return cut(cornerPattern(random, width), width);
}

function cornerPattern(random: Random, width: number): number {
  const draw = random.nextInt32();
  const detail = draw >>> 4;
  switch (draw & 15) {
    case 0:
      return (detail & 3) - 1; // -1, 0, 1, 2
    case 1:
      return (1 << (width - 1)) - 1 + (detail & 1); // greatest signed, least signed
    case 2:
      return (1 << (width - 1)) - 2 + (detail & 3); // the extremes with their inner neighbours
    case 3:
      return (1 << (detail % width)) + ((detail >>> 8) % 3) - 1; // 2^n - 1, 2^n, 2^n + 1
    case 4:
      return -(1 << (detail % width)) + ((detail >>> 8) % 3) - 1;
    case 5:
    case 6:
      return (detail & 63) - 32;
    case 7:
    case 8:
    case 9:
      return random.nextInt32() >> (32 - width + (detail % width)); // any magnitude, sign-extended
    default:
      return random.nextInt32();
  }
}

/** Like {@link corner} for 33 to 64 bits, into `out`; the bits above `width` are 0. */
export function corner64(random: Random, width: number, out: Pair): void {
  const upper = width - 32;
  const draw = random.nextInt32();
  const detail = draw >>> 4;
  switch (draw & 15) {
    case 0:
      extend((detail & 3) - 1, out);
      break;
    case 1:
    case 2:
      // The signed extremes, and one step inside of them.
      out.low = detail & 1 ? -1 : 0;
      out.high = (1 << (upper - 1)) - (detail & 1);
      if (detail & 2) out.low ^= 1;
      break;
    case 3:
      power(detail % width, ((detail >>> 8) % 3) - 1, out);
      break;
    case 4:
      power(detail % width, ((detail >>> 8) % 3) - 1, out);
      out.low = ~out.low; // -x - 1: near a negative power of two
      out.high = ~out.high;
      break;
    case 5:
    case 6:
      extend((detail & 63) - 32, out);
      break;
    case 7:
      extend(random.nextInt32() >> detail, out); // fits 32 bits
      break;
    case 8:
      // Around the border of the words, where a carry can get lost.
      out.low = (detail & 3) - 2;
      out.high = (detail >>> 2) % 3 === 0 ? 0 : random.nextInt32();
      break;
    case 9:
      out.low = random.nextInt32();
      out.high = random.nextInt32() >> detail;
      break;
    default:
      out.low = random.nextInt32();
      out.high = random.nextInt32();
  }
  out.high = upper === 32 ? out.high | 0 : out.high & ((1 << upper) - 1);
}

function extend(value: number, out: Pair): void {
  out.low = value;
  out.high = value >> 31;
}

/** 2^exponent + step, for a step of -1, 0 or 1. */
function power(exponent: number, step: number, out: Pair): void {
  const low = exponent < 32 ? 1 << exponent : 0;
  const high = exponent < 32 ? 0 : 1 << (exponent - 32);
  out.low = (low + step) | 0;
  // A borrow from or a carry into the upper word; 2^0 .. 2^31 plus 1 never carries.
  out.high = (high - (step < 0 && low === 0 ? 1 : 0)) | 0;
}
