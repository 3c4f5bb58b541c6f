/**
 * Where objects and marks stand in a garbage-collected heap, as data: hardware and golden models each write their own
 * decoding. Words are 32 bits, little endian; the text is in the README next to this file.
 */
import type { Field } from './layout.js';

/** MicroPython's conservative heap, as py/gc.c of release 1.9.2 has it with 32-bit words. */
export const micropythonHeap = {
  /** `BYTES_PER_BLOCK`. The heap is a whole number of blocks, each aligned to its size. */
  blockBytes: 16,
  /** Of the allocation table: block i has bits 2 (i mod 4) + 1 and 2 (i mod 4) of byte i / 4. */
  kindBits: 2,
  /** `AT_FREE` to `AT_MARK`. An object is a head, marked or not, and the tails that follow it. */
  kinds: { free: 0, head: 1, tail: 2, mark: 3 },
} as const;

/** Objects with a header word that says how long they are and which words are pointers; marks in a bitmap. */
export const headersHeap = {
  /** The header is the first word of an object. */
  form: { position: 0, width: 2 },
  /** What the other bits of the header mean; the fourth code is no header. */
  forms: {
    /** A short object: its size and a bit for each of the first 24 words after the header. */
    map: 0,
    /** All words after the header are pointers. */
    all: 1,
    /** No word is. */
    none: 2,
  },
  /** Of the form `map`: the size in words, header included; and the map, whose bit i stands for word i + 1. */
  mapSize: { position: 2, width: 6 },
  map: { position: 8, width: 24 },
  /** Of the other forms: the size in words, header included. */
  size: { position: 2, width: 30 },
  /**
   * A word that is said to be a pointer holds a value: one whose low bits are not `pointerCode` is an immediate and not
   * followed, and neither is 0.
   */
  pointerTag: { position: 0, width: 2 },
  pointerCode: 0,
  /** Bytes; a parameter of the blocks. Objects begin at multiples of it, and the mark bitmap has one bit for each. */
  granuleBytes: [8, 16],
} as const satisfies Readonly<
  Record<string, Field | number | readonly number[] | Readonly<Record<string, number>>>
>;

/** Each heap layout, by the name that parameters of blocks have. */
export const heapLayouts = { micropython: micropythonHeap, headers: headersHeap } as const;

export type HeapLayoutName = keyof typeof heapLayouts;
