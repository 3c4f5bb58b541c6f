/** Corners of single requests that a regression must meet: what README.md lists by name. */
import { kinds } from '../../formats/index.js';
import type { TaggedAluModel } from '../tagged-alu/model.js';
import type { Decoded, Pair } from '../tagged-alu/model-words.js';
import { statuses, type Operation } from '../tagged-alu/operations.js';
import type { BoxingUnitModel } from './model.js';
import type { BoxingUnitParameters } from './parameters.js';

const { small_int, bool, none, float, pointer } = kinds;
const { ok, overflow, needs_allocation } = statuses;

/** A request with its answer, and the integers between which everything fits. */
export class Seen {
  readonly least: Readonly<Pair>;
  readonly greatest: Readonly<Pair>;
  readonly width: number;
  readonly #unit: BoxingUnitModel;
  readonly #sum: Pair = { low: 0, high: 0 };
  readonly #result: Decoded = { kind: 0, low: 0, high: 0 };

  constructor(unit: BoxingUnitModel, width: number, least: Readonly<Pair>, greatest: Readonly<Pair>) {
    this.#unit = unit;
    this.width = width;
    this.least = least;
    this.greatest = greatest;
  }

  get a(): TaggedAluModel['a'] {
    return this.#unit.alu.a;
  }

  get b(): TaggedAluModel['b'] {
    return this.#unit.alu.b;
  }

  get integerBits(): number {
    return this.#unit.alu.words.integerBits;
  }

  get status(): number {
    return this.#unit.status;
  }

  /** The answer is a small integer equal to this. */
  answers({ low, high }: Readonly<Pair>): boolean {
    if (this.status !== ok) return false;
    this.#unit.alu.words.decode(this.#unit.low, this.#unit.high, this.#result);
    return this.#result.low === low && this.#result.high === high;
  }

  /** a + b, which never exceeds 64 bits. */
  get sum(): Readonly<Pair> {
    return this.#add(this.b.low, this.b.high);
  }

  get difference(): Readonly<Pair> {
    const { low, high } = this.b;
    return this.#add(-low, ~high + (low === 0 ? 1 : 0));
  }

  #add(low: number, high: number): Readonly<Pair> {
    const sum = this.#sum;
    sum.low = (this.a.low + low) | 0;
    sum.high = (this.a.high + high + (sum.low >>> 0 < this.a.low >>> 0 ? 1 : 0)) | 0;
    return sum;
  }
}

export interface Corner {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly Operation[];
  readonly applies?: (parameters: BoxingUnitParameters) => boolean;
  /** Told of every request with one of these operations; must not allocate. */
  readonly met: (seen: Seen) => boolean;
}

const isNanBoxing = ({ format }: BoxingUnitParameters): boolean => format === 'nan-boxing';
const multiplies = ({ multiplier }: BoxingUnitParameters): boolean => multiplier !== 'none';
const divides = ({ divider }: BoxingUnitParameters): boolean => divider !== 'none';

const equal = (pair: Readonly<Pair>, other: Readonly<Pair>): boolean =>
  pair.low === other.low && pair.high === other.high;
const isValue = ({ low, high }: Readonly<Pair>, value: number): boolean =>
  low === value && high === value >> 31;
/** The first is the second plus 1. */
const follows = (low: number, high: number, otherLow: number, otherHigh: number): boolean =>
  low === ((otherLow + 1) | 0) && high === ((otherHigh + (otherLow === -1 ? 1 : 0)) | 0);
const isNext = (pair: Readonly<Pair>, other: Readonly<Pair>): boolean =>
  follows(pair.low, pair.high, other.low, other.high);
const isInteger = ({ kind }: Decoded): boolean => kind === small_int || kind === bool;
const isZero = ({ low, high }: Readonly<Pair>): boolean => (low | high) === 0;
const integers = ({ a, b }: Seen): boolean => isInteger(a) && isInteger(b);
const rawIs = ({ a }: Seen, { low, high }: Readonly<Pair>): boolean =>
  a.wordLow === low && a.wordHigh === high;

/** Counts that are at least the width of a word, as unsigned 64 bits; negative ones are excluded by the caller. */
const isHuge = ({ low, high }: Readonly<Pair>, width: number): boolean => high > 0 || low >>> 0 >= width;

const shifts = ['shift_left', 'shift_right'] as const;
const divisions = ['floor_div', 'modulo'] as const;
const bitwise = ['bit_and', 'bit_or', 'bit_xor'] as const;
const anyBoxed = ['type_of', 'truth', 'add', 'eq', 'is'] as const;

function inexact(operation: Operation, sign: string): Corner {
  const [negativeA, negativeB] = [sign.startsWith('-'), sign.endsWith('-')];
  return {
    name: `${operation} inexact ${sign}`,
    description: `${operation} with a remainder, a and b of these signs`,
    operations: [operation],
    applies: divides,
    met: (seen) =>
      seen.status === ok &&
      seen.a.high < 0 === negativeA &&
      seen.b.high < 0 === negativeB &&
      hasRemainder(seen.a, seen.b),
  };
}

function hasRemainder(a: Readonly<Pair>, b: Readonly<Pair>): boolean {
  if (a.high !== a.low >> 31 || b.high !== b.low >> 31) return false; // small ones suffice
  return a.low % b.low !== 0;
}

export const corners: readonly Corner[] = [
  {
    name: 'box_int greatest',
    description: 'the greatest integer that fits',
    operations: ['box_int'],
    met: (seen) => rawIs(seen, seen.greatest),
  },
  {
    name: 'box_int least',
    description: 'the least integer that fits',
    operations: ['box_int'],
    met: (seen) => rawIs(seen, seen.least),
  },
  {
    name: 'box_int greatest + 1',
    description: 'one more than fits',
    operations: ['box_int'],
    met: ({ a, status, greatest }) =>
      status === needs_allocation && follows(a.wordLow, a.wordHigh, greatest.low, greatest.high),
  },
  {
    name: 'box_int least - 1',
    description: 'one less than fits',
    operations: ['box_int'],
    met: ({ a, status, least }) =>
      status === needs_allocation && follows(least.low, least.high, a.wordLow, a.wordHigh),
  },
  {
    name: 'add greatest',
    description: 'a sum that just fits, of operands other than 0',
    operations: ['add'],
    met: (seen) => !isZero(seen.a) && !isZero(seen.b) && seen.answers(seen.greatest),
  },
  {
    name: 'add least',
    description: 'a sum that just fits, of operands other than 0',
    operations: ['add'],
    met: (seen) => !isZero(seen.a) && !isZero(seen.b) && seen.answers(seen.least),
  },
  {
    name: 'add greatest + 1',
    description: 'a sum one too great',
    operations: ['add'],
    met: (seen) => seen.status === overflow && isNext(seen.sum, seen.greatest),
  },
  {
    name: 'add least - 1',
    description: 'a sum one too small',
    operations: ['add'],
    met: (seen) => seen.status === overflow && isNext(seen.least, seen.sum),
  },
  {
    name: 'sub greatest',
    description: 'a difference that just fits, of operands other than 0',
    operations: ['sub'],
    met: (seen) => !isZero(seen.a) && !isZero(seen.b) && seen.answers(seen.greatest),
  },
  {
    name: 'sub least',
    description: 'a difference that just fits, of operands other than 0',
    operations: ['sub'],
    met: (seen) => !isZero(seen.a) && !isZero(seen.b) && seen.answers(seen.least),
  },
  {
    name: 'sub greatest + 1',
    description: 'a difference one too great',
    operations: ['sub'],
    met: (seen) => seen.status === overflow && isNext(seen.difference, seen.greatest),
  },
  {
    name: 'sub least - 1',
    description: 'a difference one too small',
    operations: ['sub'],
    met: (seen) => seen.status === overflow && isNext(seen.least, seen.difference),
  },
  {
    name: 'neg least',
    description: 'the only negation that overflows',
    operations: ['neg'],
    met: ({ a, least }) => a.kind === small_int && equal(a, least),
  },
  {
    name: 'neg greatest',
    description: 'its neighbour, which does not',
    operations: ['neg'],
    met: ({ a, greatest }) => a.kind === small_int && equal(a, greatest),
  },
  {
    name: 'invert True',
    description: '-2',
    operations: ['invert'],
    met: ({ a }) => a.kind === bool && a.low === 1,
  },
  {
    name: 'invert least',
    description: 'the greatest',
    operations: ['invert'],
    met: ({ a, least }) => a.kind === small_int && equal(a, least),
  },
  {
    name: 'bitwise of two bools',
    description: 'the answer is a bool',
    operations: bitwise,
    met: ({ a, b }) => a.kind === bool && b.kind === bool,
  },
  {
    name: 'bitwise of bool and integer',
    description: 'the answer is an integer',
    operations: bitwise,
    met: (seen) => integers(seen) && (seen.a.kind === bool) !== (seen.b.kind === bool),
  },
  {
    name: 'shift_left of 0 by a huge count',
    description: 'a = 0, b >= width: 0',
    operations: ['shift_left'],
    met: ({ a, b, status, width }) => status === ok && isZero(a) && isHuge(b, width),
  },
  {
    name: 'shift_left to least',
    description: 'a power of two of -1 that just fits',
    operations: ['shift_left'],
    met: (seen) => isValue(seen.a, -1) && seen.answers(seen.least),
  },
  {
    name: 'shift_left just over',
    description: 'the least power of two that overflows',
    operations: ['shift_left'],
    met: ({ a, b, status, integerBits }) =>
      status === overflow && isValue(a, 1) && isValue(b, integerBits - 1),
  },
  {
    name: 'shift_left by width or more',
    description: 'overflow, though the count has bits that a narrow shifter drops',
    operations: ['shift_left'],
    met: ({ b, status, width }) => status === overflow && isHuge(b, width),
  },
  {
    name: 'shift_right by width or more of negative',
    description: '-1',
    operations: ['shift_right'],
    met: ({ a, b, status, width }) => status === ok && a.high < 0 && isHuge(b, width),
  },
  {
    name: 'shift_right by width or more of positive',
    description: '0',
    operations: ['shift_right'],
    met: ({ a, b, status, width }) => status === ok && a.high >= 0 && !isZero(a) && isHuge(b, width),
  },
  {
    name: 'shift by greatest',
    description: 'of an integer, by the greatest count there is',
    operations: shifts,
    met: (seen) => integers(seen) && equal(seen.b, seen.greatest),
  },
  {
    name: 'shift by least',
    description: 'of an integer, by the least: negative',
    operations: shifts,
    met: (seen) => integers(seen) && equal(seen.b, seen.least),
  },
  {
    name: 'shift of None by negative',
    description: 'the type is refused first',
    operations: shifts,
    met: ({ a, b }) => a.kind === none && b.kind === small_int && b.high < 0,
  },
  {
    name: 'equal bool and integer',
    description: 'True == 1 or False == 0',
    operations: ['eq', 'ne'],
    met: (seen) => integers(seen) && seen.a.kind !== seen.b.kind && equal(seen.a, seen.b),
  },
  {
    name: 'pointer equal to itself',
    description: 'refused, though the words are the same',
    operations: ['eq', 'ne'],
    met: ({ a, b }) => a.kind === pointer && a.wordLow === b.wordLow && a.wordHigh === b.wordHigh,
  },
  {
    name: 'mul least by -1',
    description: 'overflows',
    operations: ['mul'],
    applies: multiplies,
    met: (seen) => integers(seen) && equal(seen.a, seen.least) && isValue(seen.b, -1),
  },
  {
    name: 'mul 0 by least',
    description: '0',
    operations: ['mul'],
    applies: multiplies,
    met: (seen) => integers(seen) && isZero(seen.a) && equal(seen.b, seen.least),
  },
  {
    name: 'mul to least',
    description: 'a product that just fits, of operands other than 1 and -1',
    operations: ['mul'],
    applies: multiplies,
    met: (seen) => isProper(seen) && seen.answers(seen.least),
  },
  {
    name: 'mul to -least',
    description: 'a product one too great: its magnitude is that of the least integer',
    operations: ['mul'],
    applies: multiplies,
    met: (seen) => seen.status === overflow && isProper(seen) && isPowerProduct(seen),
  },
  {
    name: 'floor_div least by -1',
    description: 'the only quotient that overflows',
    operations: ['floor_div'],
    applies: divides,
    met: (seen) => integers(seen) && equal(seen.a, seen.least) && isValue(seen.b, -1),
  },
  {
    name: 'modulo least by -1',
    description: '0',
    operations: ['modulo'],
    applies: divides,
    met: (seen) => integers(seen) && equal(seen.a, seen.least) && isValue(seen.b, -1),
  },
  ...divisions.flatMap((operation) => ['++', '+-', '-+', '--'].map((sign) => inexact(operation, sign))),
  {
    name: 'floor_div exact negative',
    description: 'a negative quotient that needs no rounding',
    operations: ['floor_div'],
    applies: divides,
    met: ({ a, b, status }) =>
      status === ok &&
      a.high < 0 !== b.high < 0 &&
      !isZero(a) &&
      a.high === a.low >> 31 &&
      b.high === b.low >> 31 &&
      a.low % b.low === 0,
  },
  {
    name: 'divide None by zero',
    description: 'the type is refused first',
    operations: divisions,
    met: ({ a, b }) => a.kind === none && isInteger(b) && isZero(b),
  },
  {
    name: 'divide by False',
    description: 'False is a zero',
    operations: divisions,
    met: (seen) => isInteger(seen.a) && seen.b.kind === bool && isZero(seen.b),
  },
  {
    name: 'box_float NaN made canonical',
    description: 'a NaN other than the canonical one',
    operations: ['box_float'],
    applies: isNanBoxing,
    met: ({ a }) => isNan(a.wordLow, a.wordHigh) && (a.wordHigh !== 0x7ff80000 || a.wordLow !== 0),
  },
  {
    name: 'box_float infinity',
    description: 'either infinity, which is no NaN',
    operations: ['box_float'],
    applies: isNanBoxing,
    met: ({ a }) => a.wordLow === 0 && (a.wordHigh & 0x7fffffff) === 0x7ff00000,
  },
  {
    name: 'box_float -0.0',
    description: 'which is no 0.0',
    operations: ['box_float'],
    applies: isNanBoxing,
    met: ({ a }) => a.wordLow === 0 && a.wordHigh === -0x80000000,
  },
  {
    name: 'truth of NaN',
    description: 'true',
    operations: ['truth'],
    applies: isNanBoxing,
    met: ({ a }) => a.kind === float && isNan(a.wordLow, a.wordHigh),
  },
  {
    name: 'truth of -0.0',
    description: 'false',
    operations: ['truth'],
    applies: isNanBoxing,
    met: ({ a }) => a.wordLow === 0 && a.wordHigh === -0x80000000,
  },
  {
    name: 'float divided by zero',
    description: 'a float is refused before a zero',
    operations: divisions,
    applies: isNanBoxing,
    met: ({ a, b }) => a.kind === float && isInteger(b) && isZero(b),
  },
  {
    name: 'default NaN of x86 refused',
    description: 'an operand is FFF8000000000000',
    operations: anyBoxed,
    applies: isNanBoxing,
    met: ({ a }) => a.wordLow === 0 && a.wordHigh === -0x80000,
  },
];

function isNan(low: number, high: number): boolean {
  const magnitude = high & 0x7fffffff;
  return magnitude > 0x7ff00000 || (magnitude === 0x7ff00000 && low !== 0);
}

function isUnit({ low, high }: Readonly<Pair>): boolean {
  return high === low >> 31 && (low === 1 || low === -1);
}

/** Both are integers other than 1 and -1. */
function isProper(seen: Seen): boolean {
  return integers(seen) && !isUnit(seen.a) && !isUnit(seen.b);
}

/** |a * b| = |least| with signs alike: exact in doubles, both being powers of two. */
function isPowerProduct({ a, b, least }: Seen): boolean {
  return toDouble(a) * toDouble(b) === -toDouble(least) && isPower(a) && isPower(b);
}

function isPower(pair: Readonly<Pair>): boolean {
  return Number.isInteger(Math.log2(Math.abs(toDouble(pair))));
}

function toDouble({ low, high }: Readonly<Pair>): number {
  return high * 2 ** 32 + (low >>> 0);
}
