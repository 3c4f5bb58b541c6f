/** Tagged words for the stimuli, as src/formats/README.md writes them. */
import type { Pair, Random } from '../../testing/index.js';
import { Micropython192Words, wordModel, type WordModel } from '../tagged-alu/model-words.js';
import type { SequencerParameters } from './parameters.js';

/** Where None, False and True are in `micropython-1.9.2`; any aligned addresses do. */
export const constantAddresses = { none: 0x0a10, false: 0x0a20, true: 0x0a30 } as const;

export class Values {
  readonly words: WordModel;
  readonly #p: SequencerParameters;
  readonly #random: Random;

  constructor(p: SequencerParameters, random: Random) {
    this.#p = p;
    this.#random = random;
    this.words = wordModel(p.format, p.width);
    placeConstants(this.words);
  }

  integer(value: number, out: Pair): void {
    this.words.encodeInteger(value | 0, value < 0 ? -1 : 0, out);
  }

  none(out: Pair): void {
    this.words.encodeNone(out);
  }

  bool(value: boolean, out: Pair): void {
    this.words.encodeBool(value, out);
  }

  null(out: Pair): void {
    out.low = 0;
    out.high = this.#p.format === 'nan-boxing' ? 0xfffc0000 | 0 : 0;
  }

  pointer(address: number, out: Pair): void {
    this.null(out);
    out.low = address & ~3;
  }

  /** Small, or at either end of what a small integer holds, or any. */
  anyInteger(out: Pair, corners: number): void {
    const random = this.#random;
    if (!random.chance(corners)) {
      this.integer(random.below(64) - 12, out);
      return;
    }
    const bits = this.words.integerBits;
    const near = random.below(6);
    switch (random.below(4)) {
      case 0:
        if (bits < 32) this.integer(2 ** 30 - 1 - near, out);
        else this.words.encodeInteger(-1 - near, (1 << (bits - 33)) - 1, out);
        break;
      case 1:
        if (bits < 32) this.integer(-(2 ** 30) + near, out);
        else this.words.encodeInteger(near, -(1 << (bits - 33)), out);
        break;
      case 2:
        this.integer(random.nextInt32() >> (1 + random.below(30)), out);
        break;
      default: {
        const shift = 65 - bits + random.below(bits - 2);
        const high = random.nextInt32();
        if (bits < 32) this.integer(high >> (32 - bits), out);
        else if (shift < 32) this.words.encodeInteger(random.nextInt32(), high >> shift, out);
        else this.words.encodeInteger(high >> (shift - 32), high >> 31, out);
      }
    }
  }

  /** Anything but an integer. */
  object(out: Pair): void {
    const random = this.#random;
    const { format } = this.#p;
    const number = random.nextInt32();
    out.high = 0;
    switch (random.below(8)) {
      case 0:
        this.none(out);
        break;
      case 1:
      case 2:
        this.bool(random.chance(0.5), out);
        break;
      case 3:
        if (format === 'nan-boxing') {
          out.low = number;
          out.high = 0xfffa0000 | 0;
        } else out.low = format === 'micropython' ? (number & ~7) | 2 : (number & ~3) | 2;
        break;
      case 4:
        if (format === 'nan-boxing') {
          // A float, or a pattern that is reserved.
          out.low = random.chance(0.3) ? 0 : number;
          out.high = random.pick(floatsAndWorse);
        } else if (format === 'micropython') out.low = (number & ~7) | 6;
        else this.pointer(number, out);
        break;
      case 5:
        this.null(out);
        break;
      default:
        this.pointer(random.chance(0.5) ? number & 0xff : number, out);
    }
  }
}

const floatsAndWorse = [0, 0x80000000 | 0, 0x3ff00000, 0x7ff80000, 0xfff80000 | 0, 0xfffe1234 | 0];

export function placeConstants(words: WordModel): void {
  if (!(words instanceof Micropython192Words)) return;
  words.noneAddress.low = constantAddresses.none;
  words.falseAddress.low = constantAddresses.false;
  words.trueAddress.low = constantAddresses.true;
}
