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
} from '../hdl/index.js';
import type { Fifo, FifoOptions } from './fifo.js';

export interface BlockQueue<S> extends Omit<Fifo<S>, 'notFull' | 'count'> {
  /** Entries wait behind the head. */
  readonly more: Bool;
}

/**
 * A queue in block RAM: for wide or deep queues, which LUT RAM would be dear for. The head is the read register of the memory, so it
 * comes out of a register, though a slow one.
 *
 * Latency 2 cycles: what is pushed in cycle t is the head in t + 2 at the earliest. One entry a cycle in and out, also when full or
 * empty in turn. The entries are `depth` and one more in the head; who pushes keeps count.
 */
export function blockQueue<S extends Shape>(
  m: Builder,
  name: string,
  shape: S,
  { depth, push, value }: Pick<FifoOptions<S>, 'depth' | 'push' | 'value'>,
): BlockQueue<S> {
  return m.scope(name, () => {
    const pointer = () => register(uint(bitsFor(depth)), { reset: 0 });
    const { first, next } = m.registers({ first: pointer(), next: pointer() });
    const { count, notEmpty } = m.registers({
      count: register(uint(bitsFor(depth + 1)), { reset: 0 }),
      notEmpty: register(bool(), { reset: 0 }),
    });
    const { popping } = m.wires({ popping: bool() });
    const { more } = m.name({ more: count.ne(0) });
    const { moves } = m.name({ moves: more.and(notEmpty.not().or(popping)) });
    const entries = m.memory('entries', shape, { depth, inBlocks: true });
    entries.write(next, value, { enable: push });
    const head: Signal<S> = entries.read(first, { enable: moves, onCollision: 'never', name: 'head' });
    // Pointers of a power of two wrap by themselves.
    const wraps = 2 ** first.width === depth;
    const after = (place: typeof first) =>
      wraps ? place.addWrap(1) : mux(place.eq(depth - 1), constant(uint(first.width), 0), place.addWrap(1));
    m.when(push, () => next.next(after(next)));
    m.when(moves, () => first.next(after(first)));
    m.when(push.and(moves.not()), () => count.next(count.addWrap(1))).elseWhen(moves.and(push.not()), () =>
      count.next(count.subtractWrap(1)),
    );
    notEmpty.next(moves.or(notEmpty.and(popping.not())));
    m.assert('no_overflow', push.not().or(count.ne(depth)), 'pushed into a full queue');
    m.assert('no_underflow', popping.not().or(notEmpty), 'popped from an empty queue');
    return { head, notEmpty, more, pop: (when) => popping.is(when) };
  });
}
