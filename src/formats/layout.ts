/** Widths of a machine word, in bits. */
export type WordWidth = 32 | 64;

/** A run of bits: bits `position + width - 1` down to `position`. */
export interface Field {
  readonly position: number;
  readonly width: number;
}

/** A word is of this sort when the bits of `tag` read `code`; its content is then in `payload`. */
export interface Pattern {
  readonly tag: Field;
  readonly code: number;
  readonly payload: Field;
}

/**
 * Payloads of the three immediate objects that every program has; `addresses` when the format has no immediates and
 * the host says at start where these objects live, as pointers.
 */
export type Constants =
  | { readonly in: 'immediates'; readonly none: number; readonly false: number; readonly true: number }
  | { readonly in: 'addresses' };

/** Doubles held in the word itself: every word that does not begin with the prefix. 64-bit words only. */
export interface UnboxedFloats {
  /** Words that begin with this are tagged; all others are doubles. */
  readonly taggedPrefix: { readonly field: Field; readonly code: number };
  /** The one NaN that boxing makes: upper and lower 32 bits. */
  readonly canonicalNan: { readonly high: number; readonly low: number };
}

/** One value format at one word width: constants only; encoding and decoding are up to who reads it. */
export interface Layout {
  readonly format: string;
  readonly width: WordWidth;
  /** Signed, two's complement in its payload. */
  readonly smallInteger: Pattern;
  readonly name: Pattern;
  /** Missing in formats without immediate objects. */
  readonly immediate?: Pattern;
  readonly pointer: Pattern;
  readonly constants: Constants;
  /** Missing in formats that keep floats on the heap. */
  readonly floats?: UnboxedFloats;
}
