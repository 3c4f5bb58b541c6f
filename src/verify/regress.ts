/**
 * A regression of one block in one configuration: directed scenarios and random traffic on the embedded engine, judged
 * by the golden model; the port trace of it replayed on Verilator cycle by cycle, and its beginning on Icarus in
 * four-state.
 */
import type { Verification } from '../blocks/index.js';
import { AdderError } from '../netlist/error.js';
import type { Module } from '../netlist/node.js';
import { simulate } from '../sim/index.js';
import type { CoveredPoint } from '../testing/coverage.js';
import { repeatCommand, type Failure } from '../testing/failure.js';
import type { Fault } from '../testing/fault.js';
import type { BrokenProperty } from '../testing/device.js';
import { TraceRecorder, type PortTrace } from '../testing/record.js';
import { runEnvironment, type Progress, type RunResult } from '../testing/run.js';
import { elaborate, verilogOf, type Design } from './design.js';
import { replayOnIcarus } from './referee/icarus-replay.js';
import { findUnknown } from './referee/unknown.js';
import { ReplaySession } from './referee/replay.js';
import { WavesWitness, writeReplayWaves, type WavesPlace } from './waves.js';

export type Engine = 'embedded' | 'verilator' | 'icarus';

export interface RegressionRequest {
  readonly verification: Verification;
  /** The name of the configuration, where it is one of the verification's own: for the command that repeats a failure. */
  readonly configuration?: string;
  /** That the block comes from, where it is none of ours: for the command that repeats a failure. */
  readonly file?: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly seed: number;
  /** Put into the hardware on purpose, to see it caught. */
  readonly fault?: Fault;
  /** Of the random part. */
  readonly transactions: number;
  /** Only these: what the others would have covered is then not missed. */
  readonly scenarios?: readonly string[];
  /** The embedded engine always runs; the others judge the trace of it. */
  readonly engines: readonly Engine[];
  /** Cycles replayed on Verilator at most. */
  readonly replayCycles: number;
  /** Folder for the waves of failures. */
  readonly waves: string;
  /** Record the beginning of the run too, whatever comes of it. */
  readonly alwaysWaves?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Where a referee and the embedded engine differ. */
export interface Disagreement {
  readonly engine: Engine;
  readonly cycle: number;
  readonly ports: readonly { readonly port: string; readonly expected: string; readonly got: string }[];
  /** What the simulator printed, where it stopped by itself. */
  readonly text?: string;
}

export interface RegressionResult {
  readonly block: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly seed: number;
  readonly transactions: number;
  readonly cycles: number;
  readonly seconds: number;
  readonly scenarios: readonly string[];
  readonly coverage: readonly CoveredPoint[];
  readonly missing: readonly CoveredPoint[];
  /** Cycles that each referee has confirmed. */
  readonly confirmed: Readonly<Partial<Record<Engine, number>>>;
  readonly failure?: Failure;
  readonly disagreement?: Disagreement;
  /** Assertions of the hardware that did not hold, each with its place, path, first cycle and sentence. */
  readonly assertions: readonly string[];
  /** What the Verilog itself has complained of on Icarus, where an unknown value can break what holds elsewhere. */
  readonly complaints: readonly string[];
  /** Path of the waves of the beginning. */
  readonly waves?: string;
  readonly interrupted: boolean;
  readonly passed: boolean;
}

/** Four-state simulation is slow and finds what it can find at the beginning. */
const icarusCycles = 500;

/** A regression that waits for its turn: its simulator on Verilator is being built meanwhile. */
export interface PreparedRegression {
  /** To be called once. A wrong block is a result, not an error. */
  run(): Promise<RegressionResult>;
  /** Instead of `run`: ends what was begun, and waits until nothing of it is left. */
  abandon(): Promise<void>;
}

/**
 * Runs one regression.
 *
 * @throws AdderError for tools that are missing or break down; a wrong block is a result, not an error
 */
export async function regress(request: RegressionRequest): Promise<RegressionResult> {
  return prepareRegression(request).run();
}

/**
 * Begins a regression: elaborates, and starts to build the referee.
 *
 * @throws AdderError for a block that cannot be elaborated with these parameters
 */
export function prepareRegression(request: RegressionRequest): PreparedRegression {
  const { verification, fault, seed, engines } = request;
  const design = elaborate(verification.block as never, request.parameters, fault);
  const device = simulate(design.module, { seed });
  const referee = engines.includes('verilator') ? new Referee(design, device, request) : undefined;
  return {
    run: () => runPrepared(request, design, device, referee),
    abandon: async () => referee?.abandon(),
  };
}

async function runPrepared(
  request: RegressionRequest,
  design: Design,
  device: ReturnType<typeof simulate>,
  referee: Referee | undefined,
): Promise<RegressionResult> {
  const { verification, file, fault, seed, transactions, scenarios, engines, signal } = request;
  const beginning = engines.includes('icarus')
    ? new TraceRecorder(device, { limit: icarusCycles })
    : undefined;
  const place: WavesPlace = { folder: request.waves, module: design.module.name, seed, fault: fault?.name };
  const waves = request.alwaysWaves ? new WavesWitness(place, device) : undefined;
  const run = await runEnvironment(device, verification, {
    parameters: design.parameters,
    seed,
    transactions,
    witnesses: [referee?.recorder, beginning, waves].filter((witness) => witness !== undefined),
    writeWaves: (replay) => writeReplayWaves(place, device, replay).catch(whyNot),
    repeat: repeatCommand({
      ...design,
      parameters: design.changed,
      configuration: request.configuration,
      file,
      seed,
      transactions,
      scenarios,
      fault: fault?.name,
    }),
    ...(scenarios ? { scenarios } : {}),
    ...(signal ? { signal } : {}),
    ...(request.onProgress ? { onProgress: request.onProgress } : {}),
  }).catch(async (error: unknown) => {
    await referee?.abandon();
    throw error;
  });
  const confirmed: Partial<Record<Engine, number>> = { embedded: run.cycles };
  let disagreement: Disagreement | undefined;
  let complaints: readonly string[] = [];
  if (referee) {
    const verdict = await referee.verdict(run.broken);
    confirmed.verilator = verdict.cycles;
    disagreement = verdict.disagreement;
  }
  if (beginning && !disagreement) {
    const verdict = await judgeOnIcarus(design, beginning.finish(), signal);
    confirmed.icarus = verdict.cycles;
    disagreement = verdict.disagreement;
    complaints = verdict.complaints;
  }
  const wavesPath = await waves?.finish();
  return {
    ...resultOf(request, design, run, { confirmed, disagreement, complaints }),
    ...(wavesPath !== undefined ? { waves: wavesPath } : {}),
  };
}

/** A failure is told also where its waves cannot be written. */
function whyNot(error: unknown): string {
  if (error instanceof AdderError) return `none: ${error.message}`;
  throw error;
}

function resultOf(
  { seed, scenarios: chosen }: RegressionRequest,
  { block, parameters }: Design,
  run: RunResult,
  { confirmed, disagreement, complaints }: Verdicts,
): RegressionResult {
  const assertions = firstOfEach(run.broken);
  const { transactions, cycles, seconds, scenarios, coverage, missing, failure, interrupted } = run;
  return {
    block,
    parameters,
    seed,
    transactions,
    cycles,
    seconds,
    scenarios,
    coverage,
    missing,
    confirmed,
    ...(failure ? { failure } : {}),
    ...(disagreement ? { disagreement } : {}),
    assertions,
    complaints,
    interrupted,
    passed:
      !failure &&
      !disagreement &&
      assertions.length === 0 &&
      complaints.length === 0 &&
      (chosen !== undefined || missing.length === 0) &&
      !interrupted,
  };
}

/** What the referees have said. */
interface Verdicts {
  readonly confirmed: Partial<Record<Engine, number>>;
  readonly disagreement: Disagreement | undefined;
  readonly complaints: readonly string[];
}

/** One line for each property that was broken, in the cycle in which it was first. */
function firstOfEach(broken: readonly BrokenProperty[]): string[] {
  const first = new Map<string, string>();
  for (const { source, path, cycle, message } of broken) {
    const name = path.join('.');
    if (!first.has(name)) first.set(name, `${source.toString()}: ${name} in cycle ${cycle}: ${message}`);
  }
  return [...first.values()];
}

/** Verilator, built while the embedded engine runs, and fed with its trace as it grows. */
class Referee {
  readonly recorder: TraceRecorder;
  readonly #abandoned = new AbortController();
  readonly #session: Promise<ReplaySession>;
  /** Chunks are handed on one after the other. */
  #written: Promise<unknown>;

  constructor(
    design: Design,
    device: ReturnType<typeof simulate>,
    { replayCycles, signal }: RegressionRequest,
  ) {
    this.recorder = new TraceRecorder(device, {
      limit: replayCycles,
      consume: (chunk) => {
        this.#written = this.#written.then(async () => (await this.#session).write(chunk));
        heed(this.#written);
      },
    });
    const sources = verilogOf(design);
    this.#session = ReplaySession.open(
      { top: design.module.name, sources, foreign: design.fault !== undefined },
      this.recorder.header,
      AbortSignal.any([this.#abandoned.signal, ...(signal ? [signal] : [])]),
    );
    this.#written = this.#session;
    heed(this.#session);
  }

  /** Ends the building or the child, and waits until nothing of it is left. */
  async abandon(): Promise<void> {
    this.#abandoned.abort();
    await this.#session.then((session) => session.finish()).catch(() => undefined);
  }

  /** @param broken on the embedded engine: Verilator stops at the same assertion, and agrees */
  async verdict(broken: readonly BrokenProperty[]): Promise<{ cycles: number; disagreement?: Disagreement }> {
    this.recorder.finish();
    await this.#written;
    const { cycles, difference, stopped } = await (await this.#session).finish();
    if (stopped && broken.some(({ cycle }) => cycle === stopped.cycle)) return { cycles };
    if (stopped)
      return {
        cycles,
        disagreement: { engine: 'verilator', cycle: stopped.cycle, ports: [], text: stopped.text },
      };
    if (!difference) return { cycles };
    const ports = difference.ports.map(({ port, expected, got }) => ({
      port,
      expected: expected.toString(16),
      got: got.toString(16),
    }));
    return { cycles, disagreement: { engine: 'verilator', cycle: difference.cycle, ports } };
  }
}

/** The verdict rethrows a rejection; until then it must not count as unhandled. */
function heed(promise: Promise<unknown>): void {
  promise.catch(() => undefined);
}

async function judgeOnIcarus(
  design: Design,
  trace: PortTrace,
  signal: AbortSignal | undefined,
): Promise<{ cycles: number; disagreement?: Disagreement; complaints: readonly string[] }> {
  const module: Module = design.module;
  const { cycles, differences, complaints } = await replayOnIcarus(
    { top: module.name, sources: verilogOf(design) },
    module,
    trace,
    {
      limit: icarusCycles,
      unknownOf: (frames) => findUnknown(module, frames, 1).bits,
      ...(signal ? { signal } : {}),
    },
  );
  const [first] = differences;
  return first
    ? { cycles, disagreement: { engine: 'icarus', cycle: first.cycle, ports: differences }, complaints }
    : { cycles, complaints };
}
