/** Operands for the unit: words of every kind, and integers that like the places where adders, shifters and dividers break. */
import { kinds, type FormatName, type Kind, type WordWidth } from '../../formats/index.js';
import { corner, corner64, weighted, type Random, type Weighted } from '../../testing/index.js';
import { wordModel, type Pair, type WordModel } from '../tagged-alu/model-words.js';
import { operations } from '../tagged-alu/operations.js';
import { divideFloor, multiply } from './model-integers.js';

/** The kinds that a format has. */
export function kindsOf(format: FormatName): readonly Kind[] {
  const everywhere = ['small_int', 'bool', 'none', 'name', 'pointer'] as const;
  if (format === 'micropython-1.9.2') return everywhere;
  return format === 'micropython' ? [...everywhere, 'immediate'] : (Object.keys(kinds) as Kind[]);
}

/** What programs have, roughly; the rest of the draws treat all kinds alike. */
const typical: Readonly<Record<Kind, number>> = {
  small_int: 24,
  bool: 4,
  none: 1,
  name: 2,
  immediate: 1,
  pointer: 2,
  float: 4,
  malformed: 1,
};

/** Doubles that are special to somebody, as upper and lower halves: zeros, infinities, NaNs of all sorts, subnormals. */
const specialDoubles: readonly (readonly [high: number, low: number])[] = [
  [0x00000000, 0],
  [0x80000000, 0],
  [0x7ff00000, 0],
  [0xfff00000, 0],
  [0x7ff80000, 0],
  [0x7ff00000, 1],
  [0x7fffffff, -1],
  [0xfff00000, 1],
  [0xfff7ffff, -1],
  [0x00000000, 1],
  [0x80000000, 1],
  [0x3ff00000, 0],
  [0x43400000, 0],
];

/** Words and integers as pairs of int32 halves; the words' upper halves are 0 at 32 bits. */
export class Operands {
  readonly words: WordModel;
  readonly least: Readonly<Pair>;
  readonly greatest: Readonly<Pair>;
  readonly #width: WordWidth;
  readonly #format: FormatName;
  readonly #bits: number;
  readonly #random: Random;
  readonly #kinds: readonly Kind[];
  readonly #typical: Weighted<Kind>;
  readonly #x: Pair = { low: 0, high: 0 };
  readonly #y: Pair = { low: 0, high: 0 };

  /** @param words whose constants, in `micropython-1.9.2`, are those of the run */
  constructor(format: FormatName, width: WordWidth, random: Random, words = wordModel(format, width)) {
    this.words = words;
    this.#format = format;
    this.#width = width;
    this.#bits = words.integerBits;
    this.#random = random;
    this.#kinds = kindsOf(format);
    this.#typical = weighted(this.#kinds.map((kind) => [typical[kind], kind] as const));
    const top = 1 << ((this.#bits - 1) & 31);
    this.least = this.#bits < 32 ? { low: -top, high: -1 } : { low: 0, high: -top };
    this.greatest = { low: ~this.least.low, high: ~this.least.high };
  }

  /** The word of a small integer that fits. */
  integerWord(low: number, high: number, into: Pair): void {
    this.words.encodeInteger(low, high, into);
  }

  /** A word of this kind, its content drawn. */
  ofKind(kind: Kind, into: Pair): void {
    const random = this.#random;
    switch (kind) {
      case 'small_int':
        this.#integer(this.#x);
        {
          this.integerWord(this.#x.low, this.#x.high, into);
          return;
        }
      case 'bool': {
        this.words.encodeBool(random.nextInt32() < 0, into);
        return;
      }
      case 'none': {
        this.words.encodeNone(into);
        return;
      }
      case 'float': {
        this.#double(into);
        return;
      }
      default: {
        this.#opaque(kind, into);
        return;
      }
    }
  }

  /** Both operands of a request. */
  draw(operation: number, a: Pair, b: Pair): void {
    const random = this.#random;
    if (operation <= operations.box_none) {
      this.#raw(operation, a);
      this.#noise(b);
      return;
    }
    const draw = random.nextInt32();
    const even = (draw & 7) === 0;
    const kindOfA = even ? random.pick(this.#kinds) : this.#typical.pick(random);
    const kindOfB = even ? random.pick(this.#kinds) : this.#typical.pick(random);
    this.ofKind(kindOfA, a);
    this.ofKind(kindOfB, b);
    if (kindOfA === 'small_int' && kindOfB === 'small_int') this.#integers(operation, a, b);
    else if (kindOfB === 'small_int' && isShift(operation)) this.#count(b);
    else if ((draw & 0x70) === 0) copy(a, b);
  }

  /** Integers of every size, corners preferred. */
  #integer(into: Pair): void {
    if (this.#bits < 32) {
      into.low = corner(this.#random, this.#bits);
      into.high = 0;
    } else {
      corner64(this.#random, this.#bits, into);
    }
    signExtend(this.#bits, into);
  }

  /** Replaces what a pair of integers of their own seldom meets. */
  #integers(operation: number, a: Pair, b: Pair): void {
    const draw = this.#random.bits(8);
    if (isShift(operation)) {
      this.#count(b);
      return;
    }
    if (draw < 96) return;
    const x = this.#x;
    const y = this.#y;
    this.#integer(x);
    const step = (draw % 3) - 1;
    switch (operation) {
      case operations.add:
        subtract(draw & 1 ? this.greatest : this.least, x, y);
        break;
      case operations.sub:
        subtract(x, draw & 1 ? this.greatest : this.least, y);
        break;
      case operations.mul:
        if ((x.low | x.high) === 0) return;
        divideFloor(draw & 1 ? this.greatest : this.least, x, false, y);
        break;
      case operations.floor_div:
      case operations.modulo: {
        this.#division(draw, a, b);
        return;
      }
      default:
        copy(x, y);
    }
    add(y, step, y);
    if (!fits(this.#bits, y)) return;
    this.integerWord(x.low, x.high, a);
    this.integerWord(y.low, y.high, b);
  }

  /** A multiple of the divisor and its neighbours, or a small divisor. */
  #division(draw: number, a: Pair, b: Pair): void {
    const x = this.#x;
    const y = this.#y;
    if (draw >= 248) {
      this.integerWord(this.least.low, this.least.high, a);
      this.integerWord(-1, -1, b);
      return;
    }
    if (draw & 1) setSmall(this.#random.bits(4) - 8, x);
    else this.#integer(x);
    if ((draw & 6) !== 0) {
      setSmall(this.#random.nextInt32() >> this.#random.below(32), y);
      if (!multiply(x, y, y)) return;
      add(y, (draw % 3) - 1, y);
      if (!fits(this.#bits, y)) return;
      this.integerWord(y.low, y.high, a);
    }
    this.integerWord(x.low, x.high, b);
  }

  /** Shift counts: all the sensible ones, those around the widths, and monsters. */
  #count(into: Pair): void {
    const random = this.#random;
    const draw = random.bits(4);
    if (draw < 9) setSmall(random.below(this.#bits + 2), this.#x);
    else if (draw < 12) setSmall(this.#width - 3 + random.below(6), this.#x);
    else if (draw === 12) setSmall(random.bits(3) - 8, this.#x);
    else this.#integer(this.#x);
    this.integerWord(this.#x.low, this.#x.high, into);
  }

  #raw(operation: number, into: Pair): void {
    const draw = this.#random.bits(3);
    if (operation === operations.box_float && this.#width === 64 && draw < 6) {
      // Any tag may stand above the payload of a NaN.
      this.#double(into);
      if (draw < 2) into.high = 0xfff80000 | this.#random.bits(19);
      return;
    }
    if (draw === 0) {
      this.#noise(into);
      return;
    }
    this.#integer(into);
    if (draw < 3)
      add(this.#random.nextInt32() < 0 ? this.greatest : this.least, this.#random.bits(2) - 2, into);
    if (draw === 3) setSmall(this.#random.bits(1), into);
    if (this.#width === 32) into.high = 0;
  }

  #noise(into: Pair): void {
    into.low = this.#random.nextInt32();
    into.high = this.#width === 32 ? 0 : this.#random.nextInt32();
  }

  /** A word that decodes as a float. */
  #double(into: Pair): void {
    const random = this.#random;
    if (random.bits(2) === 0) {
      const special = random.pick(specialDoubles);
      into.high = special[0] | 0;
      into.low = special[1];
    } else {
      this.#noise(into);
      if ((into.high & 0xfff80000) === (0xfff80000 | 0)) into.high &= 0x7fffffff;
    }
  }

  /** Kinds whose content the unit only compares; small contents are frequent, so that equal ones meet. */
  #opaque(kind: Kind, into: Pair): void {
    const random = this.#random;
    this.#noise(into);
    if (random.nextInt32() < 0) {
      into.low = random.bits(6);
      into.high = 0;
    }
    if (this.#format === 'nan-boxing') {
      into.high &= 0xffff;
      if (kind === 'name') into.high |= 0xfffa0000;
      else if (kind === 'pointer') into.high |= 0xfffc0000;
      else if (kind === 'immediate') {
        if (into.high === 0 && (into.low | 3) === 3) into.low = 2;
        into.high |= 0xfffb0000;
      } else {
        into.high |= random.pick(malformedTags) << 16;
        if (random.bits(2) === 0) into.low = 0;
      }
    } else if (kind === 'name') {
      into.low = this.#format === 'micropython' ? (into.low & ~7) | 2 : (into.low & ~3) | 2;
    } else if (kind === 'immediate') {
      into.low = (into.low & ~7) | 6;
      if (into.high === 0 && (into.low === 0x06 || into.low === 0x0e || into.low === 0x1e)) into.low = 0x16;
    } else {
      this.#pointer(into);
    }
  }

  #pointer(into: Pair): void {
    const random = this.#random;
    const decoded = this.#decoded;
    // One bit away from a constant's address is where a comparison that is too narrow shows.
    if (this.#format === 'micropython-1.9.2' && random.nextInt32() < 0) {
      if (random.nextInt32() < 0) this.words.encodeNone(into);
      else this.words.encodeBool(random.nextInt32() < 0, into);
      const bit = 2 + random.below(this.#width - 2);
      if (bit < 32) into.low ^= 1 << bit;
      else into.high ^= 1 << (bit - 32);
    }
    into.low &= ~3;
    this.words.decode(into.low, into.high, decoded);
    if (decoded.kind !== kinds.pointer) into.low = into.high = 0;
  }

  readonly #decoded = { kind: 0, low: 0, high: 0 };
}

const malformedTags = [0xfff8, 0xfffd, 0xfffe, 0xffff];

function isShift(operation: number): boolean {
  return operation === operations.shift_left || operation === operations.shift_right;
}

function copy(from: Readonly<Pair>, into: Pair): void {
  into.low = from.low;
  into.high = from.high;
}

function setSmall(value: number, into: Pair): void {
  into.low = value;
  into.high = value >> 31;
}

function add(a: Readonly<Pair>, step: number, into: Pair): void {
  const low = (a.low + step) | 0;
  const carry = low >>> 0 < a.low >>> 0 ? 1 : 0;
  into.high = (a.high + (step >> 31) + carry) | 0;
  into.low = low;
}

function subtract(a: Readonly<Pair>, b: Readonly<Pair>, into: Pair): void {
  const borrow = a.low >>> 0 < b.low >>> 0 ? 1 : 0;
  into.high = (a.high - b.high - borrow) | 0;
  into.low = (a.low - b.low) | 0;
}

function signExtend(bits: number, pair: Pair): void {
  if (bits < 32) {
    pair.low = (pair.low << (32 - bits)) >> (32 - bits);
    pair.high = pair.low >> 31;
  } else {
    pair.high = (pair.high << (64 - bits)) >> (64 - bits);
  }
}

function fits(bits: number, { low, high }: Readonly<Pair>): boolean {
  if (bits < 32) return high === low >> 31 && (low << (32 - bits)) >> (32 - bits) === low;
  return (high << (64 - bits)) >> (64 - bits) === high;
}
