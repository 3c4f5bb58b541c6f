import {
  bitsFor,
  bool,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type Signal,
  type UIntShape,
} from '../hdl/index.js';
import type { UartReceived } from '../library/uart-receiver.js';

/** In the buffer, these end a line that was damaged on its way; received bytes are below 0x80. */
export const damageCodes = { framing: 0x80, overrun: 0x81 } as const;

/** What is put for a byte beyond ASCII, so that it is no damage code. */
const foreignByte = 0x7f;

const [lineFeed, carriageReturn, backspace, rubout] = [0x0a, 0x0d, 0x08, 0x7f];

export interface LineBuffer {
  /** A byte of a whole line waits. */
  readonly waiting: Bool;
  /** The byte that waited in the cycle before. */
  readonly next: Signal<UIntShape<8>>;
  /** Goes on to the next byte. To be called once. */
  advance(when: Bool): void;
}

/**
 * Keeps typed lines until they are read, in a block RAM of `depth` bytes; only whole lines can be read, so backspace can take back
 * what is typed.
 *
 * A line ends with a line feed, a carriage return, or the code of what happened to it. After a framing error its code comes at once.
 * The rest of a damaged line is left out; if there was one, the code comes once more at its end.
 *
 * @param depth a power of two
 */
export function lineBuffer(m: Builder, name: string, received: UartReceived, depth: number): LineBuffer {
  return m.scope(name, () => {
    const pointer = uint(bitsFor(depth));
    const { first, whole, end } = m.registers({
      first: register(pointer, { reset: 0 }),
      whole: register(pointer, { reset: 0 }),
      end: register(pointer, { reset: 0 }),
    });
    const { skipping, skipped, owed, overrun } = m.registers({
      skipping: register(bool(), { reset: 0 }),
      skipped: register(bool(), { reset: 0 }),
      owed: register(bool(), { reset: 0 }),
      overrun: register(bool(), { reset: 0 }),
    });
    const bytes = m.memory('bytes', uint(8), { depth });

    const used = end.subtractWrap(first);
    const { byte } = received;
    const { ends, takesBack, room, roomForEnd } = m.name({
      ends: byte.eq(lineFeed).or(byte.eq(carriageReturn)),
      takesBack: byte.eq(backspace).or(byte.eq(rubout)),
      // The last place is for an end, so that a line that is too long gets one.
      room: used.lt(depth - 2),
      roomForEnd: used.ne(depth - 1),
    });

    const { writing, finishing } = m.wires({ writing: bool(), finishing: bool() });
    writing.is(0);
    finishing.is(0);
    m.when(received.framingError, () => {
      owed.next(1);
      overrun.next(0);
      // Amid a line its rest could be taken for another one.
      skipping.next(end.ne(whole));
      skipped.next(0);
    })
      .elseWhen(received.received.and(skipping), () => {
        m.when(ends, () => {
          skipping.next(0);
          m.when(skipped, () => owed.next(1));
        }).otherwise(() => skipped.next(1));
      })
      .elseWhen(received.received.and(ends), () => {
        writing.is(roomForEnd);
        finishing.is(roomForEnd);
        m.when(roomForEnd.not(), () => {
          owed.next(1);
          overrun.next(1);
        });
      })
      .elseWhen(received.received.and(takesBack), () => {
        m.when(end.ne(whole), () => end.next(end.subtractWrap(1)));
      })
      .elseWhen(received.received, () => {
        writing.is(room);
        m.when(room.not(), () => {
          overrun.next(1);
          skipping.next(1);
          skipped.next(1);
        });
      })
      .elseWhen(owed.and(roomForEnd), () => {
        owed.next(0);
        writing.is(1);
        finishing.is(1);
      });

    const code = concat(constant(uint(7), damageCodes.framing >> 1), overrun).truncate(8);
    const kept = mux(byte.bit(7), constant(uint(8), foreignByte), byte);
    bytes.write(end, mux(received.received, kept, code), { enable: writing });
    const after = end.addWrap(1);
    m.when(writing, () => end.next(after));
    m.when(finishing, () => whole.next(after));

    return {
      waiting: first.ne(whole),
      next: bytes.read(first, { name: 'next', onCollision: 'never' }),
      advance: (when) => m.when(when, () => first.next(first.addWrap(1))),
    };
  });
}
