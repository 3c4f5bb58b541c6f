import {
  bool,
  register,
  type Bool,
  type Builder,
  type Sender,
  type Shape,
  type Signal,
  type Value,
} from '../hdl/index.js';

export interface StreamRegister<S> {
  /** An item can be loaded in this cycle: there is none, or the one there is taken. */
  readonly ready: Bool;
  /** High while an item is offered. */
  readonly full: Bool;
  /** Loads `value` in this cycle; only while ready. To be called once. */
  load(when: Bool, value: Value<S>): void;
}

/**
 * A register in front of a source: what is loaded in cycle t is offered from t + 1 until taken.
 *
 * Latency 1 cycle, one item a cycle. The offer depends on registers alone; `ready` depends on the ready of the source.
 */
export function streamRegister<S extends Shape>(
  m: Builder,
  name: string,
  shape: S,
  target: Sender<S>,
): StreamRegister<S>;
/** With `payload`, which makes what is offered of what is held: for fields that never change. */
export function streamRegister<S extends Shape, T extends Shape>(
  m: Builder,
  name: string,
  shape: S,
  target: Sender<T>,
  payload: (item: Signal<S>) => Value<T>,
): StreamRegister<S>;
export function streamRegister<S extends Shape, T extends Shape>(
  m: Builder,
  name: string,
  shape: S,
  target: Sender<T>,
  payload: (item: Signal<S>) => Value<T> = (item) => item as unknown as Value<T>,
): StreamRegister<S> {
  return m.scope(name, () => {
    const { full } = m.registers({ full: register(bool(), { reset: 0 }) });
    const { item } = m.registers({ item: register(shape, { noReset: 'read only while full' }) });
    const { loading } = m.wires({ loading: bool() });
    const { ready } = m.name({ ready: full.not().or(target.ready) });
    m.when(ready, () => full.next(loading));
    target.valid.is(full);
    target.payload.is(payload(item as unknown as Signal<S>));
    m.assert('no_overflow', loading.not().or(ready), 'loaded while the item before was not taken');
    return {
      ready,
      full,
      load: (when, value) => {
        loading.is(when);
        m.when(when, () => item.next(value));
      },
    };
  });
}
