/** Reads a stretch of memory in bursts, ahead of its use. */
import {
  bitsFor,
  bool,
  bundle,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { blockQueue } from '../../library/block-queue.js';
import { anyOf } from '../../library/gates.js';
import type { MemoryPortSizes } from '../../library/memory-port.js';
import type { Stretch } from './shapes.js';

export interface PrefetchOptions {
  readonly sizes: Pick<MemoryPortSizes, 'dataBits' | 'maxBeats'> & { readonly wordBits: number };
  /** Words that it holds or has asked for; at least the words of a burst. */
  readonly depth: number;
  /** Begins anew, with these words. Only while it is quiet, and not enabled. */
  readonly begins: Bool;
  readonly stretch: Stretch;
  /** Asks for words; what it asked for comes in any case. */
  readonly enabled: Bool;
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
  /** The next word is the last one. */
  readonly isLast: Bool;
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
  const { sizes, depth, begins, enabled, arrives, data, error } = options;
  const { dataBits, maxBeats, wordBits } = sizes;
  return m.scope(name, () => {
    const levelBits = bitsFor(depth + 1);
    const borderBits = Math.log2(maxBeats);
    const { address, end } = m.registers({
      address: register(uint<number>(wordBits), { noReset: 'read only while enabled' }),
      end: register(uint<number>(wordBits), { noReset: 'read only while enabled' }),
    });
    const { room, expected } = m.registers({
      room: register(uint<number>(levelBits), { reset: depth }),
      expected: register(uint<number>(levelBits), { reset: 0 }),
    });
    const words = blockQueue(m, 'words', bundle({ data: uint<number>(dataBits), error: bool() }), {
      depth,
      push: arrives,
      value: { data, error },
    });

    // Up to the next border, or to the end of what is wanted.
    const pageOf = (word: UInt) => word.slice<number>(borderBits, wordBits - borderBits);
    const inPage = (word: UInt) =>
      borderBits === 0
        ? constant(uint<number>(levelBits), 0)
        : word.truncate<number>(borderBits).extend<number>(levelBits);
    const { endsHere, left } = m.name({ endsHere: pageOf(address).eq(pageOf(end)), left: address.ne(end) });
    const { toBorder } = m.name({
      toBorder: constant(uint<number>(levelBits), maxBeats).subtractWrap(inPage(address)),
    });
    const { beats } = m.name({
      beats: mux(endsHere, inPage(end).subtractWrap(inPage(address)), toBorder),
    });
    const { wants } = m.name({ wants: anyOf([enabled.not(), left.not(), room.lt(beats)]).not() });
    const border = pageOf(address).addWrap(1);

    return {
      wants,
      address,
      beats:
        maxBeats === 1
          ? constant(uint<number>(1), 0)
          : beats.subtractWrap(1).truncate<number>(bitsFor(maxBeats)),
      word: words.head,
      notEmpty: words.notEmpty,
      isLast: anyOf([left, expected.any(), words.more]).not(),
      quiet: anyOf([expected.any(), words.more, words.notEmpty]).not(),
      connect: (granted, pops) =>
        m.scope(name, () => {
          words.pop(pops);
          const { asked } = m.name({ asked: mux(granted, beats, 0) });
          // Room that is made is told a cycle later: who takes words decides late.
          const { popped } = m.registers({ popped: register(bool(), { reset: 0 }) });
          popped.next(pops);
          room.next(room.subtractWrap(asked).addWrap(popped.asUInt().extend<number>(levelBits)));
          expected.next(expected.addWrap(asked).subtractWrap(arrives.asUInt().extend<number>(levelBits)));
          m.when(begins, () => {
            address.next(options.stretch.first);
            end.next(options.stretch.end);
          }).elseWhen(granted, () =>
            address.next(
              mux(
                endsHere,
                end,
                borderBits === 0 ? border : concat(border, constant(uint<number>(borderBits), 0)),
              ),
            ),
          );
        }),
    };
  });
}
