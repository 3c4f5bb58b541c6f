import type { Clock } from '../netlist/node.js';

export interface ResetOptions {
  /** Port name. */
  readonly name?: string;
  /** Synchronous unless told. */
  readonly kind?: 'synchronous' | 'asynchronous';
  readonly activeLow?: boolean;
}

/** A clock for the `clocks` of a block, whose key is its port name. `reset: 'none'` gives a domain without reset. */
export interface ClockOptions {
  readonly reset?: ResetOptions | 'none';
}

/** Clock `clk` with the synchronous, active-high reset `rst`. */
export const standardClocks: Readonly<Record<string, ClockOptions>> = { clk: {} };

/** The netlist's clocks; the reset of a second clock `clk_b` is `rst_b` unless it is named. */
export function makeClocks(options: Readonly<Record<string, ClockOptions>>): Clock[] {
  return Object.entries(options).map(([name, { reset = {} }]) => ({
    name,
    reset:
      reset === 'none'
        ? undefined
        : {
            name: reset.name ?? resetName(name, reset.activeLow ?? false),
            kind: reset.kind ?? 'synchronous',
            activeLow: reset.activeLow ?? false,
          },
  }));
}

function resetName(clock: string, activeLow: boolean): string {
  const base = clock.startsWith('clk') ? `rst${clock.slice('clk'.length)}` : `${clock}_rst`;
  return activeLow ? `${base}_n` : base;
}
