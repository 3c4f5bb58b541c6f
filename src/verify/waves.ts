/** Waves of regressions, as VCD files under names that say what they show. */
import { join, resolve } from 'node:path';
import { recordWaves, type Simulator } from '../sim/index.js';
import type { Witness } from '../testing/bench.js';
import type { Replay } from '../testing/flight.js';
import { writeFiles } from './files.js';

export interface WavesPlace {
  readonly folder: string;
  /** Module, for the name of the file. */
  readonly module: string;
  readonly seed: number;
  /** That was put in on purpose. */
  readonly fault?: string | undefined;
}

/** Writes the cycles that led to a failure; gives the path of the file. */
export async function writeReplayWaves(place: WavesPlace, sim: Simulator, replay: Replay): Promise<string> {
  const text: string[] = [];
  const finish = recordWaves(sim, (piece) => text.push(piece));
  replay.run(() => undefined);
  finish();
  return write(place, 'failure', text);
}

/** Cycles of a passing run that `--waves` records. */
const recordedCycles = 10_000;

/** Records the beginning of a run. */
export class WavesWitness implements Witness {
  readonly #text: string[] = [];
  readonly #place: WavesPlace;
  #finish: (() => void) | undefined;
  #left = recordedCycles;

  constructor(place: WavesPlace, sim: Simulator) {
    this.#place = place;
    this.#finish = recordWaves(sim, (piece) => this.#text.push(piece));
  }

  before(): void {
    // Nothing to see before the cycle.
  }

  after(): void {
    if (--this.#left === 0) this.#stop();
  }

  /** Gives the path of the file. */
  async finish(): Promise<string> {
    this.#stop();
    return write(this.#place, 'beginning', this.#text);
  }

  #stop(): void {
    this.#finish?.();
    this.#finish = undefined;
  }
}

async function write(
  { folder, module, fault, seed }: WavesPlace,
  what: string,
  text: readonly string[],
): Promise<string> {
  const path = `${module}${fault === undefined ? '' : `-${fault}`}-seed${seed}-${what}.vcd`;
  await writeFiles(folder, [{ path, text: text.join('') }], { option: '--waves-folder' });
  return join(resolve(folder), path);
}
