import {
  bitsFor,
  bool,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type Shape,
  type Signal,
  type UInt,
  type Value,
} from '../hdl/index.js';

export interface FifoOptions<S> {
  /** Entries; any number from 1. */
  readonly depth: number;
  /** Takes the value in this cycle; only while not full. */
  readonly push: Bool;
  readonly value: Value<S>;
  /** Empties the queue; nothing is pushed or popped in such a cycle. */
  readonly clear?: Bool;
  /** Leaves out the reset, for this reason: `clear` is 1 after it before anything is pushed or popped. */
  readonly noReset?: string;
}

export interface Fifo<S> {
  /** The oldest entry; meaningful while not empty. */
  readonly head: Signal<S>;
  readonly notEmpty: Bool;
  readonly notFull: Bool;
  /** Entries in it: 0 to depth. */
  readonly count: UInt;
  /** Removes the oldest entry in this cycle; only while not empty. To be called once. */
  pop(when: Bool): void;
}

/**
 * A queue in a memory that is read asynchronously: LUT RAM where the family has it.
 *
 * Latency 1 cycle: what is pushed in cycle t is the head in t + 1 at the earliest. One entry a cycle in and out, for a depth
 * of 2 and more also when full or empty in turn. `head`, `count`, `notEmpty` and `notFull` depend on registers alone.
 */
export function fifo<S extends Shape>(m: Builder, name: string, shape: S, options: FifoOptions<S>): Fifo<S> {
  const { depth, push, value, clear, noReset } = options;
  const pointer = (bits: number) => {
    const shape = uint(bits);
    return noReset === undefined ? register(shape, { reset: 0 }) : register(shape, { noReset });
  };
  return m.scope(name, () => {
    const { first, next, count } = m.registers({
      first: pointer(bitsFor(depth)),
      next: pointer(bitsFor(depth)),
      count: pointer(bitsFor(depth + 1)),
    });
    const { popping } = m.wires({ popping: bool() });
    const entries = m.memory('entries', shape, { depth });
    entries.write(next, value, { enable: push });
    // Pointers of a power of two wrap by themselves.
    const wraps = 2 ** first.width === depth;
    const after = (pointer: typeof first) =>
      wraps
        ? pointer.addWrap(1)
        : mux(pointer.eq(depth - 1), constant(uint(first.width), 0), pointer.addWrap(1));
    m.when(push, () => next.next(after(next)));
    m.when(popping, () => first.next(after(first)));
    m.when(push.and(popping.not()), () => count.next(count.addWrap(1))).elseWhen(
      popping.and(push.not()),
      () => count.next(count.subtractWrap(1)),
    );
    if (clear)
      m.when(clear, () => {
        first.next(0);
        next.next(0);
        count.next(0);
      });
    const { notEmpty, notFull } = m.name({ notEmpty: count.ne(0), notFull: count.ne(depth) });
    m.assert('no_overflow', push.not().or(notFull), 'pushed into a full queue');
    m.assert('no_underflow', popping.not().or(notEmpty), 'popped from an empty queue');
    return {
      head: entries.readAsynchronous(first, { name: 'head' }),
      notEmpty,
      notFull,
      count,
      pop: (when) => popping.is(when),
    };
  });
}
