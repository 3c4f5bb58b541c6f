/** Reads a stretch of memory in bursts, ahead of its use. */
import {
  bitsFor,
  bool,
  bundle,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { fifo } from '../../library/fifo.js';
import type { MemoryPortSizes } from '../../library/memory-port.js';

export interface PrefetchOptions {
  readonly sizes: Pick<MemoryPortSizes, 'dataBits' | 'maxBeats'> & { readonly wordBits: number };
  /** Words that it holds or has asked for; at least the words of a burst. */
  readonly depth: number;
  /** Begins anew, at a word and for a number of words. Only while it is quiet. */
  readonly begins: Bool;
  readonly address: UInt;
  readonly words: UInt;
  /** Asks for no more. */
  readonly stops: Bool;
  /** A word that it asked for. */
  readonly arrives: Bool;
  readonly data: UInt;
  readonly error: Bool;
}

export interface Prefetch {
  /** Wants to ask for `beats` + 1 words from `address` on. */
  readonly wants: Bool;
  readonly address: UInt;
  readonly beats: UInt;
  /** The next word, in order; meaningful while not empty. */
  readonly word: { readonly data: UInt; readonly error: Bool };
  readonly notEmpty: Bool;
  /** Nothing is asked for, nothing waits. */
  readonly quiet: Bool;
  /** To be called once: the request is sent in this cycle; the word is used up in this cycle. */
  connect(granted: Bool, pops: Bool): void;
}

/**
 * Bursts end at multiples of their greatest length, and so never cross a page. A burst is asked for only when there is room
 * for all of it, so that responses never wait.
 */
export function prefetch(m: Builder, name: string, options: PrefetchOptions): Prefetch {
  const { sizes, depth, begins, stops, arrives, data, error } = options;
  const { dataBits, maxBeats, wordBits } = sizes;
  return m.scope(name, () => {
    const levelBits = bitsFor(depth + 1);
    const { address } = m.registers({
      address: register(uint<number>(wordBits), { noReset: 'read only while words are left' }),
    });
    const { left, room, expected } = m.registers({
      left: register(uint<number>(wordBits), { reset: 0 }),
      room: register(uint<number>(levelBits), { reset: depth }),
      expected: register(uint<number>(levelBits), { reset: 0 }),
    });
    const words = fifo(m, 'words', bundle({ data: uint<number>(dataBits), error: bool() }), {
      depth,
      push: arrives,
      value: { data, error },
    });

    // Up to the next border, or to the end of what is wanted.
    const toBorder =
      maxBeats === 1
        ? constant(uint<number>(levelBits), 1)
        : constant(uint<number>(levelBits), maxBeats).subtractWrap(
            address.truncate<number>(bitsFor(maxBeats)).extend<number>(levelBits),
          );
    const { beats } = m.name({
      beats: mux(left.lt(toBorder.extend<number>(wordBits)), left.truncate<number>(levelBits), toBorder),
    });
    const { wants } = m.name({ wants: left.any().and(room.ge(beats)) });

    return {
      wants,
      address,
      beats:
        maxBeats === 1
          ? constant(uint<number>(1), 0)
          : beats.subtractWrap(1).truncate<number>(bitsFor(maxBeats)),
      word: words.head,
      notEmpty: words.notEmpty,
      quiet: expected.any().or(words.notEmpty).not(),
      connect: (granted, pops) =>
        m.scope(name, () => {
          words.pop(pops);
          const { asked } = m.name({ asked: mux(granted, beats, 0) });
          room.next(room.subtractWrap(asked).addWrap(pops.asUInt().extend<number>(levelBits)));
          expected.next(expected.addWrap(asked).subtractWrap(arrives.asUInt().extend<number>(levelBits)));
          m.when(begins, () => {
            address.next(options.address);
            left.next(options.words);
          })
            .elseWhen(stops, () => left.next(0))
            .elseWhen(granted, () => {
              address.next(address.addWrap(beats.extend<number>(wordBits)));
              left.next(left.subtractWrap(beats.extend<number>(wordBits)));
            });
        }),
    };
  });
}
