/**
 * Cuts operators on values of any width into operators on pieces of at most 64 bits ("limbs", lowest first, all but
 * the last of 64 bits).
 */
import type { OperatorName } from '../netlist/operator.js';
import { ones, type Value, type Values } from './value.js';

export const limbBits = 64;

/** A value of any width. */
export type Limbs = readonly Value[];

export const widthOf = (limbs: Limbs): number => limbs.reduce((total, limb) => total + limb.width, 0);

/** Widths of the limbs of a value. */
export function limbWidths(width: number): number[] {
  const widths: number[] = [];
  for (let rest = width; rest > 0; rest -= limbBits) widths.push(Math.min(rest, limbBits));
  return widths;
}

function at(limbs: Limbs, index: number): Value {
  const limb = limbs[index];
  if (!limb) throw new RangeError(`limb ${index} of ${limbs.length}`);
  return limb;
}

export class Scalarizer {
  readonly #values: Values;

  constructor(values: Values) {
    this.#values = values;
  }

  constant(width: number, value: bigint): Limbs {
    return limbWidths(width).map((limbWidth, index) =>
      this.#values.constant(limbWidth, (value >> BigInt(limbBits * index)) & ones(limbWidth)),
    );
  }

  operation(operator: OperatorName, width: number, operands: readonly Limbs[], low: number): Limbs {
    const [a = [], b = [], c = []] = operands;
    const isShift = operator === 'shiftLeft' || operator === 'shiftRight' || operator === 'shiftRightSigned';
    if (isShift && a.length === 1) {
      return [this.#values.operation(operator, width, [at(a, 0), this.#amount(b, width)])];
    }
    if (operands.every((operand) => operand.length === 1) && width <= limbBits) {
      return [this.#values.operation(operator, width, operands.flat(), low)];
    }
    switch (operator) {
      case 'not':
        return a.map((limb) => this.#values.not(limb));
      case 'and':
      case 'or':
      case 'xor':
        return a.map((limb, index) => this.#two(operator, limb, at(b, index)));
      case 'add':
        return this.add(a, b);
      case 'subtract':
        return this.#subtract(a, b);
      case 'multiply':
        return this.#multiply(a, b);
      case 'multiplySigned':
        return this.#multiplySigned(a, b);
      case 'equal':
        return [this.#equal(a, b)];
      case 'notEqual':
        return [this.#values.not(this.#equal(a, b))];
      case 'less':
        return [this.less(a, b, false)];
      case 'lessOrEqual':
        return [this.#values.not(this.less(b, a, false))];
      case 'lessSigned':
        return [this.less(a, b, true)];
      case 'lessOrEqualSigned':
        return [this.#values.not(this.less(b, a, true))];
      case 'shiftLeft':
        return this.#shiftLeft(a, b);
      case 'shiftRight':
        return this.#shiftRight(a, b, false);
      case 'shiftRightSigned':
        return this.#shiftRight(a, b, true);
      case 'reduceAnd':
        return [this.#reduce(a, 'reduceAnd', 'and')];
      case 'reduceOr':
        return [this.#reduce(a, 'reduceOr', 'or')];
      case 'reduceXor':
        return [this.#reduce(a, 'reduceXor', 'xor')];
      case 'mux':
        return b.map((limb, index) => this.#values.mux(at(a, 0), limb, at(c, index)));
      case 'concat':
        return this.join([...operands].reverse());
      case 'slice':
        return this.slice(a, low, width);
      case 'zeroExtend':
        return this.#extend(a, width, this.#values.constant(1, 0n));
      case 'signExtend':
        return this.#extend(a, width, this.#sign(a));
    }
  }

  slice(a: Limbs, low: number, width: number): Limbs {
    return limbWidths(width).map((limbWidth, index) => {
      const from = low + limbBits * index;
      const first = Math.floor(from / limbBits);
      const shift = from % limbBits;
      const limb = at(a, first);
      const here = Math.min(limbWidth, limb.width - shift);
      const bottom = this.#values.slice(limb, shift, here);
      if (here === limbWidth) return bottom;
      const rest = this.#values.slice(at(a, first + 1), 0, limbWidth - here);
      return this.#values.operation('concat', limbWidth, [rest, bottom]);
    });
  }

  /** Parts side by side, the lowest first. */
  join(parts: readonly Limbs[]): Limbs {
    const limbs: Value[] = [];
    let open: Value[] = [];
    let filled = 0;
    const close = (): void => {
      limbs.push(this.#values.operation('concat', filled, open.reverse()));
      open = [];
      filled = 0;
    };
    for (const piece of parts.flat()) {
      const here = Math.min(piece.width, limbBits - filled);
      open.push(this.#values.slice(piece, 0, here));
      filled += here;
      if (filled === limbBits) close();
      if (here < piece.width) {
        open.push(this.#values.slice(piece, here, piece.width - here));
        filled = piece.width - here;
      }
    }
    if (filled > 0) close();
    return limbs;
  }

  add(a: Limbs, b: Limbs): Limbs {
    let carry: Value | undefined;
    return a.map((limb, index) => {
      const other = at(b, index);
      const sum = this.#two('add', limb, other);
      if (!carry) {
        carry = this.#values.operation('less', 1, [sum, limb]);
        return sum;
      }
      const total = this.#two('add', sum, this.#extendOne(carry, limb.width));
      carry = this.#values.or(
        this.#values.operation('less', 1, [sum, limb]),
        this.#values.operation('less', 1, [total, sum]),
      );
      return total;
    });
  }

  #subtract(a: Limbs, b: Limbs): Limbs {
    let borrow: Value | undefined;
    return a.map((limb, index) => {
      const other = at(b, index);
      const difference = this.#two('subtract', limb, other);
      const below = this.#values.operation('less', 1, [limb, other]);
      if (!borrow) {
        borrow = below;
        return difference;
      }
      const taken = this.#extendOne(borrow, limb.width);
      borrow = this.#values.or(below, this.#values.operation('less', 1, [difference, taken]));
      return this.#two('subtract', difference, taken);
    });
  }

  #equal(a: Limbs, b: Limbs): Value {
    return a
      .map((limb, index) => this.#values.operation('equal', 1, [limb, at(b, index)]))
      .reduce((all, next) => this.#values.and(all, next));
  }

  less(a: Limbs, b: Limbs, isSigned: boolean): Value {
    let result: Value | undefined;
    a.forEach((limb, index) => {
      const other = at(b, index);
      const operator = isSigned && index === a.length - 1 ? 'lessSigned' : 'less';
      const here = this.#values.operation(operator, 1, [limb, other]);
      const same = this.#values.operation('equal', 1, [limb, other]);
      result = result ? this.#values.or(here, this.#values.and(same, result)) : here;
    });
    return result ?? this.#values.constant(1, 0n);
  }

  #reduce(a: Limbs, within: OperatorName, between: 'and' | 'or' | 'xor'): Value {
    return a
      .map((limb) => this.#values.operation(within, 1, [limb]))
      .reduce((all, next) => this.#two(between, all, next));
  }

  /** The amount, or `limit` where it is more, in as few bits as that takes. */
  #amount(amount: Limbs, limit: number): Value {
    const bits = Math.floor(Math.log2(limit)) + 1;
    const width = widthOf(amount);
    if (width <= bits) return at(amount, 0);
    const bound = this.constant(width, BigInt(limit));
    return this.#values.mux(
      this.less(amount, bound, false),
      at(this.slice(amount, 0, bits), 0),
      this.#values.constant(bits, BigInt(limit)),
    );
  }

  #shiftLeft(a: Limbs, by: Limbs): Limbs {
    const width = widthOf(a);
    const amount = this.#amount(by, width);
    if (amount.kind === 'constant') {
      const distance = Number(amount.constant);
      return this.join([this.constant(distance, 0n), this.slice(a, 0, width - distance)]);
    }
    const zero = this.#values.constant(limbBits, 0n);
    const full = this.#fill(a, this.#values.constant(1, 0n));
    const moved = this.#moveLimbs(full, amount, (limbs, distance, index) => limbs[index - distance] ?? zero);
    const bits = this.#lowAmount(amount);
    const rest = this.#values.not(bits);
    const shifted = moved.map((limb, index) => {
      const up = this.#two('shiftLeft', limb, bits);
      const below = moved[index - 1];
      if (!below) return up;
      const half = this.#two('shiftRight', below, this.#values.constant(1, 1n));
      return this.#two('or', up, this.#two('shiftRight', half, rest));
    });
    return this.#trim(shifted, width);
  }

  #shiftRight(a: Limbs, by: Limbs, isSigned: boolean): Limbs {
    const width = widthOf(a);
    const amount = this.#amount(by, width);
    if (amount.kind === 'constant') {
      const distance = Number(amount.constant);
      const kept = this.slice(a, distance, width - distance);
      return this.#extend(kept, width, isSigned ? this.#sign(a) : this.#values.constant(1, 0n));
    }
    const sign = isSigned ? this.#sign(a) : this.#values.constant(1, 0n);
    const filling = this.#values.operation('signExtend', limbBits, [sign]);
    const full = this.#fill(a, sign);
    const moved = this.#moveLimbs(
      full,
      amount,
      (limbs, distance, index) => limbs[index + distance] ?? filling,
    );
    const bits = this.#lowAmount(amount);
    const rest = this.#values.not(bits);
    const shifted = moved.map((limb, index) => {
      const above = moved[index + 1] ?? filling;
      const double = this.#two('shiftLeft', above, this.#values.constant(1, 1n));
      return this.#two('or', this.#two('shiftRight', limb, bits), this.#two('shiftLeft', double, rest));
    });
    return this.#trim(shifted, width);
  }

  /** Moves by whole limbs, one bit of the amount after the other. */
  #moveLimbs(
    limbs: Limbs,
    amount: Value,
    from: (limbs: Limbs, distance: number, index: number) => Value,
  ): Limbs {
    let moved = limbs;
    for (let bit = 6; bit < amount.width; bit++) {
      const before = moved;
      const condition = this.#values.slice(amount, bit, 1);
      moved = before.map((limb, index) =>
        this.#values.mux(condition, from(before, 1 << (bit - 6), index), limb),
      );
    }
    return moved;
  }

  /** The part of an amount that moves within a limb, in exactly 6 bits. */
  #lowAmount(amount: Value): Value {
    return amount.width >= 6
      ? this.#values.slice(amount, 0, 6)
      : this.#values.operation('zeroExtend', 6, [amount]);
  }

  #multiply(a: Limbs, b: Limbs): Limbs {
    const width = widthOf(a) + widthOf(b);
    const halves = (limbs: Limbs): Value[] =>
      limbs.flatMap((limb) =>
        limb.width <= 32
          ? [limb]
          : [this.#values.slice(limb, 0, 32), this.#values.slice(limb, 32, limb.width - 32)],
      );
    const [left, right] = [halves(a), halves(b)];
    const columns = Math.ceil(width / 32);
    const zero = this.#values.constant(limbBits, 0n);
    const digits: Value[] = Array.from({ length: columns }, () => zero);
    // Row by row: digit + product + carry always fits in 64 bits, as in Knuth's algorithm M.
    left.forEach((x, row) => {
      let carry: Value = zero;
      right.forEach((y, column) => {
        const place = row + column;
        const product = this.#values.operation('multiply', x.width + y.width, [x, y]);
        const wide = this.#values.operation('zeroExtend', limbBits, [product]);
        const sum = this.#two('add', this.#two('add', wide, digits[place] ?? zero), carry);
        digits[place] = this.#lowHalf(sum);
        carry = this.#values.operation('zeroExtend', limbBits, [this.#values.slice(sum, 32, 32)]);
      });
      if (row + right.length < columns) digits[row + right.length] = carry;
    });
    const joined = this.join(digits.map((digit) => [this.#values.slice(digit, 0, 32)]));
    return this.slice(joined, 0, width);
  }

  #lowHalf(value: Value): Value {
    return this.#values.operation('zeroExtend', limbBits, [this.#values.slice(value, 0, 32)]);
  }

  /** The unsigned product, less the other operand for each negative one, moved up by this one's width. */
  #multiplySigned(a: Limbs, b: Limbs): Limbs {
    const zero = (width: number): Limbs => this.constant(width, 0n);
    const correction = (sign: Value, other: Limbs, by: number): Limbs =>
      this.join([
        zero(by),
        other.map((limb) => this.#values.mux(sign, limb, this.#values.constant(limb.width, 0n))),
      ]);
    const product = this.#multiply(a, b);
    const first = this.#subtract(product, correction(this.#sign(a), b, widthOf(a)));
    return this.#subtract(first, correction(this.#sign(b), a, widthOf(b)));
  }

  #extend(a: Limbs, width: number, filler: Value): Limbs {
    return limbWidths(width).map((limbWidth, index) => {
      const limb = a[index];
      if (!limb) return this.#values.operation('signExtend', limbWidth, [filler]);
      if (limb.width === limbWidth) return limb;
      if (filler.kind === 'constant' && filler.constant === 0n)
        return this.#values.operation('zeroExtend', limbWidth, [limb]);
      return this.#values.operation('signExtend', limbWidth, [limb]);
    });
  }

  /** The top limb filled up to 64 bits. */
  #fill(a: Limbs, filler: Value): Limbs {
    return this.#extend(a, a.length * limbBits, filler);
  }

  #trim(a: Limbs, width: number): Limbs {
    return limbWidths(width).map((limbWidth, index) => this.#values.slice(at(a, index), 0, limbWidth));
  }

  #sign(a: Limbs): Value {
    const top = at(a, a.length - 1);
    return this.#values.slice(top, top.width - 1, 1);
  }

  #extendOne(bit: Value, width: number): Value {
    return this.#values.operation('zeroExtend', width, [bit]);
  }

  #two(operator: OperatorName, a: Value, b: Value): Value {
    return this.#values.operation(operator, a.width, [a, b]);
  }
}
