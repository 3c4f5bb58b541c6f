/** From a word to the fields of its instruction. */
import { findInstruction, instructions, type Format } from './instructions.js';

export interface Decoded {
  /** Index into the table of instructions; -1 for an illegal one. */
  readonly instruction: number;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly immediate: number;
}

export function decode(word: number): Decoded {
  const instruction = findInstruction(word);
  return {
    instruction,
    rd: (word >>> 7) & 31,
    rs1: (word >>> 15) & 31,
    rs2: (word >>> 20) & 31,
    immediate: instruction < 0 ? 0 : immediateOf(word, instructions[instruction]?.format ?? 'fixed'),
  };
}

/** Sign-extended, as the manual's figure 2.4 puts the bits together. */
function immediateOf(word: number, format: Format): number {
  switch (format) {
    case 'I':
      return word >> 20;
    case 'S':
      return ((word >> 25) << 5) | ((word >>> 7) & 0x1f);
    case 'B':
      return ((word >> 31) << 12) | ((word << 4) & 0x800) | ((word >>> 20) & 0x7e0) | ((word >>> 7) & 0x1e);
    case 'U':
      return word & 0xffff_f000;
    case 'J':
      return ((word >> 31) << 20) | (word & 0xf_f000) | ((word >>> 9) & 0x800) | ((word >>> 20) & 0x7fe);
    case 'shift':
      return (word >>> 20) & 31;
    case 'R':
    case 'fixed':
      return 0;
  }
}

/** Which registers instructions of a format read. */
export const readsRs1: Readonly<Record<Format, boolean>> = {
  R: true,
  I: true,
  S: true,
  B: true,
  U: false,
  J: false,
  shift: true,
  fixed: false,
};
export const readsRs2: Readonly<Record<Format, boolean>> = {
  R: true,
  I: false,
  S: true,
  B: true,
  U: false,
  J: false,
  shift: false,
  fixed: false,
};
