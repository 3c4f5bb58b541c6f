import { kinds } from '../../formats/kind.js';

/** Two int32 halves of a word or an integer; `high` is ignored in a word of 32 bits. */
export interface Pair {
  low: number;
  high: number;
}

export interface Decoded extends Pair {
  /** A code of `kinds`. In the integer kinds the pair is the integer, sign-extended to 64 bits; otherwise it is unspecified. */
  kind: number;
}

/**
 * How the golden models read and write words: from src/formats/README.md, with the patterns as it prints them, so that
 * an error in the data tables shows. Nothing here allocates.
 */
export interface WordModel {
  /** Bits of a small integer. */
  readonly integerBits: number;
  decode(low: number, high: number, into: Decoded): void;
  /** Writes the word of a small integer that is known to fit. */
  encodeInteger(low: number, high: number, into: Pair): void;
  encodeBool(value: boolean, into: Pair): void;
  encodeNone(into: Pair): void;
  /** Writes the word of a double and says true, or says false where floats live on the heap. */
  encodeFloat(low: number, high: number, into: Pair): boolean;
}

const small = kinds.small_int;
const { bool, none, name, immediate, pointer, float, malformed } = kinds;

function set(into: Pair, low: number, high: number): void {
  into.low = low | 0;
  into.high = high | 0;
}

function decodeShifted(width: 32 | 64, low: number, high: number, into: Decoded): void {
  into.kind = small;
  if (width === 32) set(into, low >> 1, low >> 31);
  else set(into, (low >>> 1) | (high << 31), high >> 1);
}

function encodeShifted(width: 32 | 64, low: number, high: number, into: Pair): void {
  set(into, (low << 1) | 1, width === 32 ? 0 : (high << 1) | (low >>> 31));
}

function decodeBool(value: boolean, into: Decoded): void {
  into.kind = bool;
  set(into, value ? 1 : 0, 0);
}

export class MicropythonWords implements WordModel {
  readonly integerBits: number;
  readonly #width: 32 | 64;

  constructor(width: 32 | 64) {
    this.#width = width;
    this.integerBits = width - 1;
  }

  decode(low: number, high: number, into: Decoded): void {
    if ((low & 1) === 1) {
      decodeShifted(this.#width, low, high, into);
      return;
    }
    const rest = this.#width === 32 ? 0 : high;
    if ((low & 7) === 0b010) into.kind = name;
    else if ((low & 7) !== 0b110) into.kind = pointer;
    else if (rest === 0 && low === 0x06) into.kind = none;
    else if (rest === 0 && low === 0x0e) decodeBool(false, into);
    else if (rest === 0 && low === 0x1e) decodeBool(true, into);
    else into.kind = immediate;
  }

  encodeInteger(low: number, high: number, into: Pair): void {
    encodeShifted(this.#width, low, high, into);
  }

  encodeBool(value: boolean, into: Pair): void {
    set(into, value ? 0x1e : 0x0e, 0);
  }

  encodeNone(into: Pair): void {
    set(into, 0x06, 0);
  }

  encodeFloat(): boolean {
    return false;
  }
}

export class Micropython192Words implements WordModel {
  readonly integerBits: number;
  readonly noneAddress: Pair = { low: 0, high: 0 };
  readonly falseAddress: Pair = { low: 0, high: 0 };
  readonly trueAddress: Pair = { low: 0, high: 0 };
  readonly #width: 32 | 64;

  constructor(width: 32 | 64) {
    this.#width = width;
    this.integerBits = width - 1;
  }

  decode(low: number, high: number, into: Decoded): void {
    if ((low & 1) === 1) {
      decodeShifted(this.#width, low, high, into);
      return;
    }
    if ((low & 3) === 0b10) into.kind = name;
    else if (this.#at(this.noneAddress, low, high)) into.kind = none;
    else if (this.#at(this.falseAddress, low, high)) decodeBool(false, into);
    else if (this.#at(this.trueAddress, low, high)) decodeBool(true, into);
    else into.kind = pointer;
  }

  #at(address: Pair, low: number, high: number): boolean {
    return (address.low | 0) === (low | 0) && (this.#width === 32 || (address.high | 0) === (high | 0));
  }

  encodeInteger(low: number, high: number, into: Pair): void {
    encodeShifted(this.#width, low, high, into);
  }

  encodeBool(value: boolean, into: Pair): void {
    const { low, high } = value ? this.trueAddress : this.falseAddress;
    set(into, low, this.#width === 32 ? 0 : high);
  }

  encodeNone(into: Pair): void {
    set(into, this.noneAddress.low, this.#width === 32 ? 0 : this.noneAddress.high);
  }

  encodeFloat(): boolean {
    return false;
  }
}

export class NanBoxingWords implements WordModel {
  readonly integerBits = 48;

  decode(low: number, high: number, into: Decoded): void {
    switch (high >>> 16) {
      case 0xfff9:
        into.kind = small;
        {
          set(into, low, (high << 16) >> 16);
          return;
        }
      case 0xfffa:
        into.kind = name;
        return;
      case 0xfffb:
        if ((high & 0xffff) !== 0) into.kind = immediate;
        else if (low === 0) into.kind = none;
        else if (low === 1) decodeBool(false, into);
        else if (low === 3) decodeBool(true, into);
        else into.kind = immediate;
        return;
      case 0xfffc:
        into.kind = pointer;
        return;
      case 0xfff8:
      case 0xfffd:
      case 0xfffe:
      case 0xffff:
        into.kind = malformed;
        return;
      default:
        into.kind = float;
    }
  }

  encodeInteger(low: number, high: number, into: Pair): void {
    set(into, low, 0xfff90000 | (high & 0xffff));
  }

  encodeBool(value: boolean, into: Pair): void {
    set(into, value ? 3 : 1, 0xfffb0000);
  }

  encodeNone(into: Pair): void {
    set(into, 0, 0xfffb0000);
  }

  encodeFloat(low: number, high: number, into: Pair): boolean {
    const magnitude = high & 0x7fffffff;
    const isNan = magnitude > 0x7ff00000 || (magnitude === 0x7ff00000 && low !== 0);
    if (isNan) set(into, 0, 0x7ff80000);
    else set(into, low, high);
    return true;
  }
}

export function wordModel(
  format: 'micropython' | 'micropython-1.9.2' | 'nan-boxing',
  width: 32 | 64,
): WordModel {
  if (format === 'nan-boxing') return new NanBoxingWords();
  return format === 'micropython' ? new MicropythonWords(width) : new Micropython192Words(width);
}
