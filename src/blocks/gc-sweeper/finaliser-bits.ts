/** The finaliser bits of the layout `micropython`, read beside the table: half a word of them for each of its words. */
import {
  bool,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import type { Control } from './control.js';
import type { Prefetch } from './prefetch.js';
import type { Sizes, Stretch } from './shapes.js';

export interface FinaliserBits {
  readonly reader: Prefetch;
  /** Bits are wanted, and not here yet. */
  readonly waits: Bool;
  /** Of the next word of the table; 0 where nothing is reported. */
  readonly bits: UInt;
  readonly error: Bool;
  /** Address of the bits of the word of the table that is swept and not done yet. */
  readonly doneWord: UInt;
  /** To be called once: the request is sent; a word of the table is taken, the last one; one is done. */
  connect(
    granted: Bool,
    table: { readonly takes: Bool; readonly isLast: Bool; readonly advances: Bool },
  ): void;
}

export function finaliserBits(
  m: Builder,
  { perWord, wordBits }: Sizes,
  { begins, draining, reports, heap }: Control,
  read: (stretch: Stretch) => Prefetch,
): FinaliserBits {
  const { half, doneHalf } = m.registers({
    half: register(bool(), { noReset: 'begins with every command' }),
    doneHalf: register(uint<number>(wordBits + 1), { noReset: 'begins with every command' }),
  });
  const { first, end } = heap.finalisers;
  const reader = read({ first, end: mux(reports, end, first) });
  const { data, error } = reader.word;
  const { finaliserBits, markError } = m.name({
    finaliserBits: mux(
      reports,
      mux(half, data.slice<number>(perWord, perWord), data.truncate<number>(perWord)),
      constant(uint<number>(perWord), 0),
    ),
    markError: error.and(reports),
  });
  return {
    reader,
    waits: reports.and(reader.notEmpty.not()),
    bits: finaliserBits,
    error: markError,
    doneWord: doneHalf.slice<number>(1, wordBits),
    connect: (granted, { takes, isLast, advances }) => {
      m.when(takes, () => half.next(half.not()));
      m.when(advances, () => doneHalf.next(doneHalf.addWrap(1)));
      m.when(begins, () => {
        half.next(0);
        doneHalf.next(concat(first, constant(bool(), 0)));
      });
      const { markUsed } = m.name({ markUsed: takes.and(reports).and(half.or(isLast)) });
      reader.connect(granted, markUsed.or(draining.and(reader.notEmpty)));
    },
  };
}
