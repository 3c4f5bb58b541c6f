/**
 * What a word can stand for, in any value format, with the codes that the operation `type_of` answers.
 * The first two are the kinds that count as integers in Python.
 */
export const kinds = {
  /** An integer held in the word itself. */
  small_int: 0,
  /** False or True. */
  bool: 1,
  none: 2,
  /** A string that exists once, held as its index: two names are equal exactly when their words are. */
  name: 3,
  /** An immediate object other than None, False and True. */
  immediate: 4,
  /** The address of an object on the heap or in ROM. */
  pointer: 5,
  /** A double held in the word itself. */
  float: 6,
  /** A pattern the format reserves; no correct program makes one. */
  malformed: 7,
} as const;

export type Kind = keyof typeof kinds;

/** Bits that hold a kind's code. */
export const kindBits = 3;
