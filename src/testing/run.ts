/** One run of a block against its environment: directed scenarios first, then random traffic in episodes. */
import { AdderError } from '../netlist/error.js';
import { Bench, newTallies, type Witness } from './bench.js';
import { Coverage, type CoveredPoint } from './coverage.js';
import type { BrokenProperty, Device, ReplayableDevice } from './device.js';
import type { BlockVerification, Environment } from './environment.js';
import { MismatchError, repeatCommand, type Failure, type Mismatch } from './failure.js';
import { FlightRecorder, type Replay } from './flight.js';
import { Random } from './random.js';
import type { Scenario, Steps } from './scenario.js';
import { scriptFor } from './script.js';
import type { StreamTally } from './streams.js';

export type ParameterValues = Readonly<Record<string, string | number | boolean>>;

export interface Progress {
  readonly transactions: number;
  readonly cycles: number;
  /** The scenario that runs; absent in random traffic. */
  readonly scenario?: string;
}

export interface RunOptions<P> {
  /** All of them, defaults filled in. */
  readonly parameters: P;
  /** 32 bits. */
  readonly seed: number;
  /** Of the random part, at least. */
  readonly transactions: number;
  /** By name; absent: all that apply. */
  readonly scenarios?: readonly string[];
  /** False for a device whose latencies are its own; default true. */
  readonly exactTiming?: boolean;
  /** Called about ten times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the run between two batches of cycles; the result then says `interrupted`. */
  readonly signal?: AbortSignal;
  /** See every cycle: trace recorders. */
  readonly witnesses?: readonly Witness[];
  /** The command that repeats the run, where it is not `adder regress` with these parameters and this seed. */
  readonly repeat?: string;
  /** Writes the waves of the cycles that led to a failure, and gives their path. */
  readonly writeWaves?: (replay: Replay) => string | Promise<string>;
}

export interface RunResult {
  readonly transactions: number;
  readonly cycles: number;
  /** Of wall-clock time, waves excluded. */
  readonly seconds: number;
  readonly scenarios: readonly string[];
  readonly coverage: readonly CoveredPoint[];
  /** Coverage points that were not met. */
  readonly missing: readonly CoveredPoint[];
  readonly streams: readonly StreamTally[];
  readonly interrupted: boolean;
  /** Assertions of the block that did not hold, the first ones; each of them fails the run. */
  readonly broken: readonly BrokenProperty[];
  readonly failure?: Failure;
}

/** Thrown and caught in here only. */
class Interrupted extends Error {}

/** Cycles between looks at the clock, at progress and at the goal. */
const batch = 256;
/** After everything was answered: time for an answer too many to show. */
const afterglow = 32;
/** Episodes at the beginning of random traffic that are short: half of them end in a reset amid whatever goes on. */
const shortEpisodes = 40;
/** Transactions of the others. */
const longEpisode = 1_000_000;

/**
 * Runs the verification on the device. The result depends on parameters, seed and transactions alone.
 *
 * @throws AdderError for an environment that does not fit the device (V03), an unknown scenario (V05), stream (V04) or
 *   coverage point (V02); a block that is wrong is no error but the result's `failure`
 */
export async function runEnvironment<P, E extends Environment>(
  device: Device | ReplayableDevice,
  verification: BlockVerification<P, E>,
  options: RunOptions<P>,
): Promise<RunResult> {
  const run = new Run(device, verification, options);
  return run.execute();
}

class Run<P, E extends Environment> {
  readonly #device: Device | ReplayableDevice;
  readonly #verification: BlockVerification<P, E>;
  readonly #options: RunOptions<P>;
  readonly #scenarios: readonly Scenario<P, E>[];
  readonly #coverage: Coverage;
  readonly #tallies: StreamTally[];
  readonly #flight: FlightRecorder | undefined;
  readonly #witnesses: readonly Witness[];
  readonly #start = performance.now();
  #breath = this.#start;
  #bench: Bench | undefined;
  /** Of the benches before the present one. */
  #transactions = 0;
  #scenario: string | undefined;

  constructor(
    device: Device | ReplayableDevice,
    verification: BlockVerification<P, E>,
    options: RunOptions<P>,
  ) {
    this.#device = device;
    this.#verification = verification;
    this.#options = options;
    this.#scenarios = chooseScenarios(verification, options);
    this.#coverage = new Coverage(verification.coverage, options.parameters);
    this.#tallies = newTallies(device);
    this.#flight = 'snapshot' in device ? new FlightRecorder(device) : undefined;
    this.#witnesses = [...(this.#flight ? [this.#flight] : []), ...(options.witnesses ?? [])];
  }

  async execute(): Promise<RunResult> {
    let mismatch: Mismatch | undefined;
    let interrupted = false;
    try {
      for (const scenario of this.#scenarios) await this.#runScenario(scenario);
      await this.#runRandom();
    } catch (error) {
      if (error instanceof MismatchError) mismatch = error.mismatch;
      else if (error instanceof Interrupted) interrupted = true;
      else throw error;
    }
    const result: RunResult = {
      transactions: this.#total,
      cycles: this.#bench?.cycle ?? 0,
      seconds: (performance.now() - this.#start) / 1000,
      scenarios: this.#scenarios.map(({ name }) => name),
      coverage: this.#coverage.report(),
      missing: this.#coverage.missing(),
      streams: this.#tallies,
      interrupted,
      broken: [...(this.#device.failures ?? [])],
    };
    return mismatch ? { ...result, failure: await this.#failure(mismatch) } : result;
  }

  get #total(): number {
    return this.#transactions + (this.#bench?.environment.transactions() ?? 0);
  }

  async #runScenario(scenario: Scenario<P, E>): Promise<void> {
    this.#scenario = scenario.name;
    const random = new Random(this.#options.seed).fork(`scenario ${scenario.name}`);
    const { bench, environment } = this.#begin(random, true);
    const script = scriptFor(bench, environment, this.#options.parameters, random.fork('script'));
    await this.#play(bench, scenario.run(script));
    await this.#play(bench, script.drain());
    await this.#advance(bench, afterglow);
    this.#scenario = undefined;
  }

  async #play(bench: Bench, steps: Steps): Promise<void> {
    while (!steps.next().done) await this.#advance(bench, 1);
  }

  /**
   * Episodes end by draining, or by a reset in the midst of traffic. The first ones are short, so that resets meet many
   * states; after them comes the long haul.
   */
  async #runRandom(): Promise<void> {
    const { seed, transactions } = this.#options;
    const random = new Random(seed);
    const before = this.#total;
    for (let episode = 0, left = transactions; left > 0; episode++) {
      const own = random.fork(`episode ${episode}`);
      const { bench, environment } = this.#begin(own, false);
      const goal = Math.min(left, episode < shortEpisodes ? 16 + own.bits(5) : longEpisode);
      while (environment.transactions() < goal) {
        await this.#advance(bench, Math.min(batch, Math.max(16, goal - environment.transactions())));
        bench.checkProgress();
      }
      left = transactions - (this.#total - before);
      if (left <= 0 || own.chance(0.5)) await this.#drain(bench);
    }
  }

  async #drain(bench: Bench): Promise<void> {
    bench.environment.drain?.();
    for (const sink of bench.sinks) sink.enabled = sink.handler.responds ?? false;
    while (!bench.settled) {
      await this.#advance(bench, 16);
      bench.checkProgress();
    }
    await this.#advance(bench, afterglow);
  }

  /** A fresh environment around the device, which comes from a reset. */
  #begin(random: Random, directed: boolean): { bench: Bench; environment: E } {
    this.#transactions = this.#total;
    const cycle = this.#bench?.cycle ?? 0;
    this.#bench = undefined;
    const { parameters, exactTiming = true } = this.#options;
    const environment = this.#verification.create(parameters, {
      random: random.fork('environment'),
      directed,
      exactTiming,
      port: (name) => this.#device.port(name),
      cover: (name) => this.#coverage.counter(name),
      fail: (mismatch) => {
        throw new MismatchError(mismatch);
      },
    });
    const bench = new Bench(this.#device, environment, {
      random,
      patience: this.#verification.patience ?? 2000,
      tallies: this.#tallies,
      witnesses: this.#witnesses,
      cycle,
    });
    this.#bench = bench;
    for (let left = bench.resetCycles(); left > 0; left--) {
      bench.beforeReset();
      this.#device.cycle();
      bench.afterReset();
    }
    return { bench, environment };
  }

  async #advance(bench: Bench, cycles: number): Promise<void> {
    runCycles(bench, this.#device, cycles);
    const [broken] = this.#device.failures ?? [];
    if (broken) throw new MismatchError(mismatchOf(broken));
    if (performance.now() - this.#breath > 100) await this.#breathe();
  }

  /** Lets timers and signals in, which a long synchronous loop would keep out. */
  async #breathe(): Promise<void> {
    const scenario = this.#scenario;
    this.#options.onProgress?.({
      transactions: this.#total,
      cycles: this.#bench?.cycle ?? 0,
      ...(scenario !== undefined && { scenario }),
    });
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#options.signal?.aborted) throw new Interrupted();
    this.#breath = performance.now();
  }

  async #failure(mismatch: Mismatch): Promise<Failure> {
    const { seed, transactions, scenarios, writeWaves } = this.#options;
    const block = this.#verification.block.name;
    const parameters = this.#options.parameters as ParameterValues;
    const waves = this.#flight && writeWaves ? await writeWaves(this.#flight.replay()) : undefined;
    // Where no single transaction is to blame, the last one taken is the best place to begin looking.
    const transaction = mismatch.transaction ?? this.#bench?.lastTaken ?? 'none was taken before it';
    return {
      ...mismatch,
      transaction,
      block,
      parameters,
      seed,
      cycle: this.#bench?.cycle ?? 0,
      transactions: this.#total,
      ...(this.#scenario !== undefined && { scenario: this.#scenario }),
      repeat: this.#options.repeat ?? repeatCommand({ block, parameters, seed, transactions, scenarios }),
      ...(waves !== undefined && { waves }),
    };
  }
}

function mismatchOf({ cycle, kind, path, message, source }: BrokenProperty): Mismatch {
  return {
    what: `${kind === 'assert' ? 'assertion' : 'assumption'} '${path.join('.')}' does not hold: ${message}`,
    expected: `holds in every cycle (${source.toString()})`,
    actual: `broken in cycle ${cycle}`,
  };
}

/** The hot loop: nothing in here allocates. */
function runCycles(bench: Bench, device: Device, cycles: number): void {
  for (let left = cycles; left > 0; left--) {
    bench.before();
    device.cycle();
    bench.after();
  }
}

function chooseScenarios<P, E extends Environment>(
  { scenarios, block }: BlockVerification<P, E>,
  { parameters, scenarios: wanted }: RunOptions<P>,
): Scenario<P, E>[] {
  for (const name of wanted ?? []) {
    if (!scenarios.some((known) => known.name === name)) {
      throw new AdderError({
        code: 'V05',
        what: `${block.name} has no scenario '${name}'`,
        fix: `It has ${scenarios.map((known) => known.name).join(', ') || 'none'}`,
      });
    }
  }
  return scenarios.filter(
    (known) => (wanted?.includes(known.name) ?? true) && (known.applies?.(parameters) ?? true),
  );
}
