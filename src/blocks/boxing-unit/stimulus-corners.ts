/** Corners of single requests that a regression must meet: what README.md lists by name. */
import { kinds } from '../../formats/index.js';
import { statuses } from '../tagged-alu/operations.js';
import type { BoxingUnitParameters } from './parameters.js';
import { productCorners } from './stimulus-corners-products.js';
import {
  equal,
  follows,
  integers,
  isHuge,
  isInteger,
  isNext,
  isValue,
  isZero,
  rawIs,
  type Corner,
} from './stimulus-seen.js';

const { small_int, bool, none, float, pointer } = kinds;
const { ok, overflow, needs_allocation } = statuses;

const shifts = ['shift_left', 'shift_right'] as const;
const divisions = ['floor_div', 'modulo'] as const;
const bitwise = ['bit_and', 'bit_or', 'bit_xor'] as const;
const anyBoxed = ['type_of', 'truth', 'add', 'eq', 'is'] as const;
const isNanBoxing = ({ format }: BoxingUnitParameters): boolean => format === 'nan-boxing';

const integerCorners: readonly Corner[] = [
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
];

const floatCorners: readonly Corner[] = [
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

export const corners: readonly Corner[] = [...integerCorners, ...productCorners, ...floatCorners];

function isNan(low: number, high: number): boolean {
  const magnitude = high & 0x7fffffff;
  return magnitude > 0x7ff00000 || (magnitude === 0x7ff00000 && low !== 0);
}
