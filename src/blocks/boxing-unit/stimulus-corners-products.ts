/** Corners of multiplication and division. */
import { kinds } from '../../formats/index.js';
import type { Pair } from '../tagged-alu/model-words.js';
import { statuses, type Operation } from '../tagged-alu/operations.js';
import { unitsOf, type BoxingUnitParameters } from './parameters.js';
import { equal, integers, isInteger, isValue, isZero, type Corner, type Seen } from './stimulus-seen.js';

const { bool, none } = kinds;
const { ok, overflow } = statuses;
const divisions = ['floor_div', 'modulo'] as const;

const multiplies = (parameters: BoxingUnitParameters): boolean => unitsOf(parameters).multiplier;
const divides = (parameters: BoxingUnitParameters): boolean => unitsOf(parameters).divider;

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

export const productCorners: readonly Corner[] = [
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
];

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
