/**
 * The last cycles before a failure, to be lived again: snapshots of the device now and then, and the inputs of every cycle
 * since. A replay needs neither the environment nor its random numbers.
 */
import type { Witness } from './bench.js';
import type { ReplayableDevice } from './device.js';

/** A stretch of recorded cycles that can be run again on the device. */
export interface Replay {
  readonly device: ReplayableDevice;
  /** The number of the first cycle, counted as in the run. */
  readonly firstCycle: number;
  readonly cycles: number;
  /**
   * Takes the device back and runs the cycles again; `observe` is called after each, when the outputs of that cycle
   * are in the port area. The device is then where it was before.
   */
  readonly run: (observe: (cycle: number) => void) => void;
}

interface Leg {
  snapshot: unknown;
  firstCycle: number;
  length: number;
  readonly inputs: Uint32Array;
}

export class FlightRecorder implements Witness {
  readonly #device: ReplayableDevice;
  readonly #period: number;
  /** Resets and inputs lie in front of the outputs. */
  readonly #inputWords: number;
  #older: Leg;
  #newer: Leg;
  #cycle = 0;

  /** @param period cycles between snapshots; a replay reaches back one to two of them */
  constructor(device: ReplayableDevice, period = 4096) {
    this.#device = device;
    this.#period = period;
    this.#inputWords = device.portLayout.reduce(
      (words, { direction, width, offset }) =>
        direction === 'output' ? words : Math.max(words, offset + Math.ceil(width / 32)),
      0,
    );
    const leg = (): Leg => ({
      snapshot: undefined,
      firstCycle: 0,
      length: 0,
      inputs: new Uint32Array(period * this.#inputWords),
    });
    this.#older = leg();
    this.#newer = leg();
  }

  before(): void {
    let leg = this.#newer;
    if (leg.length === this.#period || leg.snapshot === undefined) leg = this.#turn();
    const { inputs } = leg;
    const area = this.#device.portArea;
    const words = this.#inputWords;
    const at = leg.length * words;
    for (let word = 0; word < words; word++) inputs[at + word] = area[word] as number;
    leg.length++;
    this.#cycle++;
  }

  /** Everything still remembered; with `last`, at most so many cycles. */
  replay(last = Infinity): Replay {
    const legs = [this.#older, this.#newer].filter(({ length }) => length > 0);
    const total = legs.reduce((sum, { length }) => sum + length, 0);
    const cycles = Math.min(total, last);
    const firstCycle = this.#cycle - cycles;
    const device = this.#device;
    return {
      device,
      firstCycle,
      cycles,
      run: (observe) => {
        // The type of a snapshot is the device's own affair: what it gave, it takes.
        device.restore(legs[0]?.snapshot as never);
        for (const leg of legs) {
          for (let index = 0; index < leg.length; index++) {
            const at = index * this.#inputWords;
            device.portArea.set(leg.inputs.subarray(at, at + this.#inputWords));
            device.cycle();
            if (leg.firstCycle + index >= firstCycle) observe(leg.firstCycle + index);
          }
        }
      },
    };
  }

  #turn(): Leg {
    const leg = this.#older;
    this.#older = this.#newer;
    this.#newer = leg;
    leg.snapshot = this.#device.snapshot();
    leg.firstCycle = this.#cycle;
    leg.length = 0;
    return leg;
  }
}
