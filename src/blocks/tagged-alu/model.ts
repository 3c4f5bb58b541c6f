import { kinds, type FormatName, type WordWidth } from '../../formats/index.js';
import { isInByCode, type Groups } from './groups.js';
import { evaluators } from './model-operations.js';
import { Micropython192Words, wordModel, type Decoded, type Pair, type WordModel } from './model-words.js';
import { statuses } from './operations.js';

/** Where None, False and True live, in `micropython-1.9.2`. */
export interface ConstantAddresses {
  readonly none: Readonly<Pair>;
  readonly false: Readonly<Pair>;
  readonly true: Readonly<Pair>;
}

/** An operand as a raw word (sign-extended to 64 bits) and as what it stands for if it is a boxed one. */
export interface Operand extends Decoded {
  wordLow: number;
  wordHigh: number;
}

// Module constants: a property look-up each time would cost more than the arithmetic.
const { ok, overflow, unsupported } = statuses;
const { small_int, bool, float } = kinds;

/**
 * Golden model of tagged-alu, written from its README. Words are pairs of int32 halves (at 32 bits the high halves
 * given are ignored, those answered are 0). The answer is in the fields after {@link evaluate}; nothing is allocated.
 */
export class TaggedAluModel {
  /** Value: lower and upper 32 bits, as int32. */
  low = 0;
  high = 0;
  /** Code of the status. */
  status = 0;
  condition = false;
  deferred = false;
  /** The operands of the last {@link evaluate}. */
  readonly a: Operand = { kind: 0, low: 0, high: 0, wordLow: 0, wordHigh: 0 };
  readonly b: Operand = { kind: 0, low: 0, high: 0, wordLow: 0, wordHigh: 0 };
  readonly words: WordModel;
  readonly #is32: boolean;
  readonly #isIn: readonly boolean[];

  /** @param groups the groups of operations that are in */
  constructor(format: FormatName, width: WordWidth, groups: Groups = {}) {
    this.words = wordModel(format, width);
    this.#is32 = width === 32;
    this.#isIn = isInByCode(groups);
  }

  setConstantAddresses(addresses: ConstantAddresses): void {
    if (!(this.words instanceof Micropython192Words))
      throw new Error('this format has no constant addresses');
    Object.assign(this.words.noneAddress, addresses.none);
    Object.assign(this.words.falseAddress, addresses.false);
    Object.assign(this.words.trueAddress, addresses.true);
  }

  evaluate(operation: number, aLow: number, aHigh: number, bLow: number, bHigh: number): void {
    this.#take(aLow, aHigh, this.a);
    this.#take(bLow, bHigh, this.b);
    this.condition = false;
    this.deferred = false;
    if (this.#isIn[operation]) evaluators[operation]?.(this);
    else this.refuse(unsupported);
  }

  #take(low: number, high: number, into: Operand): void {
    into.wordLow = low | 0;
    into.wordHigh = this.#is32 ? low >> 31 : high | 0;
    this.words.decode(into.wordLow, into.wordHigh, into);
  }

  /** Both operands count as integers. */
  get integers(): boolean {
    return isInteger(this.a) && isInteger(this.b);
  }

  /** Both operands are integers or floats. */
  get numbers(): boolean {
    return isNumber(this.a) && isNumber(this.b);
  }

  get sameWord(): boolean {
    return this.a.wordLow === this.b.wordLow && this.a.wordHigh === this.b.wordHigh;
  }

  /** Answers the small integer with this value (64 bits), or `overflow`. */
  answerInteger(low: number, high: number): void {
    const bits = this.words.integerBits;
    const fits =
      bits < 32
        ? high === low >> 31 && (low << (32 - bits)) >> (32 - bits) === low
        : (high << (64 - bits)) >> (64 - bits) === high;
    if (!fits) {
      this.refuse(overflow);
      return;
    }
    this.status = ok;
    this.words.encodeInteger(low, high, this);
  }

  /** Answers a truth value: as a word and as the condition. */
  answerTruth(value: boolean): void {
    this.status = ok;
    this.condition = value;
    this.words.encodeBool(value, this);
  }

  answerRaw(low: number, high: number): void {
    this.status = ok;
    this.low = low;
    this.high = this.#is32 ? 0 : high;
  }

  /** Leaves the operation to a multiplier or a divider. */
  defer(): void {
    this.refuse(unsupported);
    this.deferred = true;
  }

  refuse(status: number): void {
    this.status = status;
    this.low = 0;
    this.high = 0;
  }
}

function isInteger({ kind }: Decoded): boolean {
  return kind === small_int || kind === bool;
}

function isNumber({ kind }: Decoded): boolean {
  return kind === small_int || kind === bool || kind === float;
}
