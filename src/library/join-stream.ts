/** A stream handed on as it is. */
import type { Bool, Driven, BoolShape } from '../hdl/index.js';

/** Who gives: a stream that a block receives, or that an instance sends. */
interface Giver<P> {
  readonly valid: Bool;
  readonly ready: Driven<BoolShape>;
  readonly payload: P;
}

/** Who takes: a stream that a block sends, or that an instance receives. */
interface Taker<P> {
  readonly valid: Driven<BoolShape>;
  readonly ready: Bool;
  readonly payload: { readonly is: (value: P) => void };
}

/**
 * What one gives the other takes, in the same cycle. Where neither is there, as some parameters have it, nothing happens; the
 * checks of the netlist find one without the other.
 */
export function joinStream<P>(from: Giver<P> | undefined, to: Taker<P> | undefined): void {
  if (!from || !to) return;
  to.valid.is(from.valid);
  to.payload.is(from.payload);
  from.ready.is(to.ready);
}
