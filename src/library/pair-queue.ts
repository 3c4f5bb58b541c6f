import {
  bool,
  mux,
  register,
  type Bool,
  type Builder,
  type Shape,
  type Signal,
  type Value,
} from '../hdl/index.js';
import type { Fifo, FifoOptions } from './fifo.js';

/** A {@link Fifo} without a count. */
export type PairQueue<S> = Omit<Fifo<S>, 'count'>;

/**
 * A queue of two in registers: what is pushed goes into one of them and nowhere else, so a long path that ends here needs no more than
 * a flip-flop behind its last gate. Where a family has LUT RAM a {@link fifo} of two is as good, elsewhere it is as large and slower.
 *
 * Latency 1 cycle: what is pushed in cycle t is the head in t + 1 at the earliest. One entry a cycle in and out while it is neither
 * full nor empty. `head`, `notEmpty` and `notFull` depend on registers alone.
 */
export function pairQueue<S extends Shape>(
  m: Builder,
  name: string,
  shape: S,
  { push, value }: Pick<FifoOptions<S>, 'push' | 'value'>,
): PairQueue<S> {
  return m.scope(name, () => {
    const { notEmpty, full } = m.registers({
      notEmpty: register(bool(), { reset: 0 }),
      full: register(bool(), { reset: 0 }),
    });
    const { newest, before } = m.registers({
      newest: register(shape, { noReset: 'read only while not empty' }),
      before: register(shape, { noReset: 'read only while full' }),
    });
    const { popping } = m.wires({ popping: bool() });
    m.when(push, () => {
      before.next(newest as unknown as Value<S>);
      newest.next(value);
    });
    m.when(push.and(popping.not()), () => {
      notEmpty.next(1);
      full.next(notEmpty);
    }).elseWhen(popping.and(push.not()), () => {
      notEmpty.next(full);
      full.next(0);
    });
    const { notFull } = m.name({ notFull: full.not() });
    m.assert('no_overflow', push.not().or(notFull), 'pushed into a full queue');
    m.assert('no_underflow', popping.not().or(notEmpty), 'popped from an empty queue');
    const head = mux(full, before, newest as never) as unknown as Signal<S>;
    return { head, notEmpty, notFull, pop: (when: Bool) => popping.is(when) };
  });
}
