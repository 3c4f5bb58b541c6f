import { register, type Builder } from './builder.js';
import { enumeration, type EnumShape } from './shape.js';
import type { Bool } from './signal.js';
import type { Registered } from './views.js';

/** A state machine with named states. */
export interface Machine<M extends string> {
  /** The state register itself. */
  readonly state: Registered<EnumShape<M>>;
  /** High in these states. */
  in(...states: [M, ...M[]]): Bool;
  /** The state after the next clock edge; inside a branch only if the branch is taken. */
  go(state: M): void;
  /** What happens in each state; `tsc` insists on all of them. */
  states(branches: { readonly [K in M]: () => void }): void;
}

/** Builds the register and the operations of a machine; the first state is the one after reset. */
export function makeMachine<M extends string>(
  m: Builder,
  name: string,
  states: readonly [M, ...M[]],
): Machine<M> {
  const shape = enumeration(states);
  const registers = m.registers({ [name]: register<EnumShape>(shape, { reset: states[0] }) });
  const state = registers[name] as unknown as Registered<EnumShape<M>>;
  return {
    state,
    in: (...members) => state.oneOf(...members),
    go: (member) => state.next(member),
    states: (branches) => m.switch<M>(state, branches),
  };
}
