/** What the corners of single requests are told of with: a request, its answer, and predicates that do not allocate. */
import { kinds } from '../../formats/index.js';
import type { TaggedAluModel } from '../tagged-alu/model.js';
import type { Decoded, Pair } from '../tagged-alu/model-words.js';
import { statuses, type Operation } from '../tagged-alu/operations.js';
import type { BoxingUnitModel } from './model.js';
import type { BoxingUnitParameters } from './parameters.js';

const { small_int, bool } = kinds;

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
    if (this.status !== statuses.ok) return false;
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

export const equal = (pair: Readonly<Pair>, other: Readonly<Pair>): boolean =>
  pair.low === other.low && pair.high === other.high;
export const isValue = ({ low, high }: Readonly<Pair>, value: number): boolean =>
  low === value && high === value >> 31;
/** The first is the second plus 1. */
export const follows = (low: number, high: number, otherLow: number, otherHigh: number): boolean =>
  low === ((otherLow + 1) | 0) && high === ((otherHigh + (otherLow === -1 ? 1 : 0)) | 0);
export const isNext = (pair: Readonly<Pair>, other: Readonly<Pair>): boolean =>
  follows(pair.low, pair.high, other.low, other.high);
export const isInteger = ({ kind }: Decoded): boolean => kind === small_int || kind === bool;
export const isZero = ({ low, high }: Readonly<Pair>): boolean => (low | high) === 0;
export const integers = ({ a, b }: Seen): boolean => isInteger(a) && isInteger(b);
export const rawIs = ({ a }: Seen, { low, high }: Readonly<Pair>): boolean =>
  a.wordLow === low && a.wordHigh === high;

/** Counts that are at least the width of a word, as unsigned 64 bits; negative ones are excluded by the caller. */
export const isHuge = ({ low, high }: Readonly<Pair>, width: number): boolean =>
  high > 0 || low >>> 0 >= width;
