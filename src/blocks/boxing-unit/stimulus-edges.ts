/** Requests whose results just fit a small integer, or just do not. */
import type { Pair } from '../tagged-alu/model-words.js';
import { operations } from '../tagged-alu/operations.js';
import { divideFloor, multiply } from './model-integers.js';
import { small, wordOf, type Request, type UnitScript } from './stimulus-requests.js';

const { add, sub, neg, invert, mul, floor_div, modulo, eq, unbox_int, shift_left, shift_right } = operations;

/** Sums, differences, products, quotients and shifts at the edges of small integers, from both sides. */
export function* edges(script: UnitScript): Iterable<Request> {
  const { least, greatest, words } = script.environment.operands;
  const bits = words.integerBits;
  const word = (integer: Readonly<Pair>) => wordOf(script, integer);
  const one = small(script, 1);
  const minusOne = small(script, -1);
  const zero = small(script, 0);
  for (const [a, b] of [
    [greatest, one],
    [least, minusOne],
    [least, one],
    [greatest, minusOne],
    [greatest, zero],
    [least, zero],
  ] as const) {
    for (const operation of [add, sub, mul, floor_div, modulo, shift_left, shift_right, eq]) {
      yield { operation, a: word(a), b };
      yield { operation, a: b, b: word(a) };
      yield { operation, a: word(a), b: word(least) };
      yield { operation, a: word(a), b: word(greatest) };
    }
    for (const operation of [neg, invert, unbox_int]) yield { operation, a: word(a), b: zero };
  }
  // Sums that end exactly at an edge, from operands of both signs.
  const sum = { low: 0, high: 0 };
  for (const step of [-3, -2, -1, 1, 2, 3]) {
    for (const edge of [least, greatest]) {
      sum.low = (edge.low - step) | 0;
      sum.high = (edge.high - (step >> 31) - (edge.low >>> 0 < step >>> 0 ? 1 : 0)) | 0;
      if (fits(sum, bits)) {
        yield { operation: add, a: word(sum), b: small(script, step) };
        yield { operation: add, a: word(sum), b: small(script, step + Math.sign(step)) };
        yield { operation: sub, a: word(sum), b: small(script, -step) };
        yield { operation: sub, a: word(sum), b: small(script, -step - Math.sign(step)) };
      }
    }
  }
  for (const [a, b] of [
    [one, bits - 2],
    [one, bits - 1],
    [minusOne, bits - 1],
    [minusOne, bits],
    [zero, 4 * bits],
    [one, 4 * bits],
    [word(least), 4 * bits],
    [word(greatest), 4 * bits],
    [word(least), bits - 1],
    [word(greatest), bits - 2],
  ] as const) {
    for (const operation of [shift_left, shift_right]) yield { operation, a, b: small(script, b) };
  }
}

/** Products of two powers of two at the edge, and quotients of the edge. */
export function* products(script: UnitScript): Iterable<Request> {
  const { least, greatest, words } = script.environment.operands;
  const bits = words.integerBits;
  const power = (exponent: number, sign: number): Pair => {
    const pair = exponent < 32 ? { low: 1 << exponent, high: 0 } : { low: 0, high: 1 << (exponent - 32) };
    const signed = { low: 0, high: 0 };
    multiply(pair, { low: sign, high: sign >> 31 }, signed);
    return wordOf(script, signed);
  };
  for (let exponent = 1; exponent < bits - 2; exponent++) {
    for (const signA of [1, -1]) {
      for (const signB of [1, -1]) {
        yield { operation: mul, a: power(exponent, signA), b: power(bits - 1 - exponent, signB) };
      }
    }
  }
  const quotient = { low: 0, high: 0 };
  for (const divisor of [2, 3, -3, 5, 7, -7, 255, 32767, -32769]) {
    const b = { low: divisor, high: divisor >> 31 };
    for (const edge of [least, greatest]) {
      divideFloor(edge, b, false, quotient);
      yield { operation: mul, a: wordOf(script, quotient), b: wordOf(script, b) };
      yield { operation: floor_div, a: wordOf(script, edge), b: wordOf(script, b) };
      yield { operation: modulo, a: wordOf(script, edge), b: wordOf(script, b) };
    }
  }
}

function fits({ low, high }: Pair, bits: number): boolean {
  if (bits < 32) return high === low >> 31 && (low << (32 - bits)) >> (32 - bits) === low;
  return (high << (64 - bits)) >> (64 - bits) === high;
}
