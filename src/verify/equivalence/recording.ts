/** A run of the embedded engine cycle by cycle, recorded for a replay, with any clocks ticking. */
import type { Simulator } from '../../sim/index.js';
import type { PortPlace } from '../../testing/device.js';
import { captureState, type StateImage } from '../../testing/record.js';
import type { ReplayResult, Trace } from '../referee/replay.js';

export class Recording implements Trace {
  readonly clocks: readonly string[];
  readonly layout: readonly PortPlace[];
  readonly initial: readonly StateImage[];
  /** One frame each. */
  readonly chunks: Uint32Array[] = [];
  readonly #sim: Simulator;

  /** Begins with the present state. */
  constructor(sim: Simulator) {
    this.#sim = sim;
    this.clocks = sim.top.clocks.map(({ name }) => name);
    this.layout = sim.portLayout;
    this.initial = captureState(sim);
  }

  /** One cycle with the inputs as they are; bit i of `ticking`: clock i ticks at its end. */
  cycle(ticking: number): void {
    this.#sim.cycleMask(ticking);
    this.chunks.push(Uint32Array.of(ticking, ...this.#sim.portArea));
  }

  /** The value of a port in a cycle. */
  valueAt(cycle: number, name: string): bigint {
    const place = this.layout.find((candidate) => candidate.name === name);
    const frame = this.chunks[cycle];
    if (!place || !frame) throw new RangeError(`there is no port '${name}' or no cycle ${cycle}`);
    let value = 0n;
    for (let word = Math.ceil(place.width / 32) - 1; word >= 0; word--)
      value = (value << 32n) | BigInt(frame[1 + place.offset + word] ?? 0);
    return value;
  }

  /** Every input and reset in a cycle, as text. */
  inputsAt(cycle: number): string {
    return this.layout
      .filter(({ direction }) => direction !== 'output')
      .map(({ name }) => `${name} = ${hexadecimal(this.valueAt(cycle, name))}`)
      .join(', ');
  }
}

export interface Mismatch {
  readonly cycle: number;
  readonly port: string;
  /** `the engine says 0x1, Verilator 0x0`. */
  readonly text: string;
}

/** What a replay has found different, port by port. */
export function mismatchesOf(
  { cycles, difference, stopped }: ReplayResult,
  total: number,
): readonly Mismatch[] {
  if (stopped) return [{ cycle: stopped.cycle, port: '', text: `Verilator stopped: ${stopped.text}` }];
  if (!difference && cycles !== total)
    return [{ cycle: cycles, port: '', text: `Verilator replayed ${cycles} cycles of ${total}` }];
  return (difference?.ports ?? []).map(({ port, expected, got }) => ({
    cycle: difference?.cycle ?? 0,
    port,
    text: `the engine says ${hexadecimal(expected)}, Verilator ${hexadecimal(got)}`,
  }));
}

export const hexadecimal = (value: bigint): string => `0x${value.toString(16)}`;
