/** One device with one environment around it: what happens before, in and after each cycle. */
import { AdderError } from '../netlist/error.js';
import type { Device } from './device.js';
import type { Environment } from './environment.js';
import { MismatchError, type Described } from './failure.js';
import type { Random } from './random.js';
import { Schedule, type Pace } from './schedule.js';
import { SinkDriver, SourceMonitor, type StreamTally } from './streams.js';

/** Watches every cycle of a device, those under reset included. */
export interface Witness {
  /** Inputs are set, outputs still those of the cycle before. */
  before?(): void;
  /** Inputs and outputs as they were in the cycle. */
  after?(): void;
}

export interface BenchSettings {
  /** Of the run; moods and noise are forks of it. */
  readonly random: Random;
  readonly patience: number;
  readonly tallies: readonly StreamTally[];
  readonly witnesses: readonly Witness[];
  /** Number of the next cycle. */
  readonly cycle: number;
}

/** A tally for each stream of the device. */
export function newTallies({ top }: Device): StreamTally[] {
  return top.streams.map(({ name, role }) => ({ name, role, transfers: 0, stalls: 0 }));
}

export class Bench {
  readonly environment: Environment;
  readonly sinks: readonly SinkDriver[];
  readonly sources: readonly SourceMonitor[];
  readonly patience: number;
  /** Number of the next cycle. */
  cycle: number;
  readonly #told: readonly (SinkDriver | SourceMonitor)[];
  readonly #witnesses: readonly Witness[];
  readonly #resets: readonly { readonly offset: number; readonly asserted: number }[];
  readonly #area: Uint32Array;
  readonly #random: Random;
  #lastAnswers = 0;
  #quietSince: number;
  #lastTransactions = 0;
  #uneventfulSince: number;
  #lastTaken: SinkDriver | undefined;

  /** @throws AdderError V03 where the environment's streams are not those of the device */
  constructor(device: Device, environment: Environment, settings: BenchSettings) {
    this.environment = environment;
    this.patience = settings.patience;
    this.cycle = settings.cycle;
    this.#quietSince = settings.cycle;
    this.#uneventfulSince = settings.cycle;
    this.#random = settings.random.fork('reset');
    this.#witnesses = settings.witnesses;
    this.#area = device.portArea;
    this.#resets = device.portLayout
      .filter(({ direction }) => direction === 'reset')
      .map(({ name, offset }) => ({
        offset,
        asserted: device.top.clocks.some(({ reset }) => reset?.name === name && reset.activeLow) ? 0 : 1,
      }));
    const { sinks, sources } = connect(device, environment, settings);
    this.sinks = sinks;
    this.sources = sources;
    this.#told = inOrder(environment.order, [...sources, ...sinks]);
  }

  /** Everything that is written to the inputs of one cycle. */
  before(): void {
    this.environment.before?.(this.cycle);
    for (const sink of this.sinks) sink.before();
    for (const source of this.sources) source.before();
    for (const witness of this.#witnesses) witness.before?.();
  }

  /** Everything that is read from one cycle: protocol first, then the environment's judgement. */
  after(): void {
    for (const witness of this.#witnesses) witness.after?.();
    this.environment.after?.(this.cycle);
    for (const sink of this.sinks) {
      sink.after();
      if (sink.fired) this.#lastTaken = sink;
    }
    for (const source of this.sources) source.after();
    for (const stream of this.#told) if (stream.fired) stream.tell(this.cycle);
    this.cycle++;
  }

  /** Cycles under reset, 1 to 5 of them, each to be bracketed by {@link beforeReset} and {@link afterReset}. */
  resetCycles(): number {
    return this.#random.chance(0.5) ? 1 : 2 + this.#random.bits(2);
  }

  beforeReset(): void {
    for (const { offset, asserted } of this.#resets) this.#area[offset] = asserted;
    for (const sink of this.sinks) sink.release();
    for (const source of this.sources) source.before();
    for (const witness of this.#witnesses) witness.before?.();
  }

  afterReset(): void {
    for (const witness of this.#witnesses) witness.after?.();
    for (const { offset, asserted } of this.#resets) this.#area[offset] = 1 - asserted;
    this.cycle++;
  }

  /** True when no offer stands and nothing is expected. */
  get settled(): boolean {
    return this.environment.idle() && this.sinks.every((sink) => !sink.offering);
  }

  /** To be called every few hundred cycles. Offers that are never taken are found by their drivers. */
  checkProgress(): void {
    // A block at pins alone has no sources: its answers are transactions.
    let answers = this.environment.transactions();
    for (const source of this.sources) answers += source.tally.transfers;
    if (answers !== this.#lastAnswers || this.environment.idle()) {
      this.#lastAnswers = answers;
      this.#quietSince = this.cycle;
    } else if (this.cycle - this.#quietSince > this.patience) {
      this.#hang(`no answer for ${this.cycle - this.#quietSince} cycles`);
    }
    const transactions = this.environment.transactions();
    if (transactions !== this.#lastTransactions) {
      this.#lastTransactions = transactions;
      this.#uneventfulSince = this.cycle;
    } else if (this.cycle - this.#uneventfulSince > 50 * this.patience) {
      this.#hang(`no transaction completed in ${this.cycle - this.#uneventfulSince} cycles`);
    }
  }

  /** What the block took last, of all its sinks; undefined before anything was. */
  get lastTaken(): Described | undefined {
    return this.#lastTaken && { stream: this.#lastTaken.name, ...this.#lastTaken.lastTaken };
  }

  #hang(actual: string): never {
    throw new MismatchError({
      what: 'the block hangs',
      expected:
        this.environment.awaited?.() ?? `something at ${this.sources.map(({ name }) => name).join(' or ')}`,
      actual,
    });
  }
}

function connect(device: Device, environment: Environment, settings: BenchSettings) {
  const { random, patience } = settings;
  const sinks: SinkDriver[] = [];
  const sources: SourceMonitor[] = [];
  const named = new Set([...Object.keys(environment.sinks), ...Object.keys(environment.sources)]);
  for (const [index, stream] of device.top.streams.entries()) {
    const { name, role } = stream;
    named.delete(name);
    const pace: Pace = new Schedule(random.fork(`pace of ${name}`));
    const tally = settings.tallies[index] as StreamTally;
    if (role === 'sink') {
      const handler = environment.sinks[name] ?? missing(name, role);
      const noise = random.fork(`noise of ${name}`);
      sinks.push(new SinkDriver(device, stream, { handler, pace, noise, patience, tally }));
    } else {
      const handler = environment.sources[name] ?? missing(name, role);
      sources.push(new SourceMonitor(device, stream, { handler, pace, tally }));
    }
  }
  for (const name of named) {
    throw new AdderError({
      code: 'V03',
      what: `the environment handles a stream '${name}' that ${device.top.name} does not have`,
      fix: `Its streams are ${device.top.streams.map((stream) => stream.name).join(', ')}`,
    });
  }
  return { sinks, sources };
}

function missing(name: string, role: 'sink' | 'source'): never {
  throw new AdderError({
    code: 'V03',
    what: `the environment has no handler for the ${role} '${name}'`,
    fix: `Add it to 'environment.${role}s'`,
  });
}

function inOrder<S extends { readonly name: string }>(
  order: readonly string[] | undefined,
  streams: S[],
): S[] {
  if (!order) return streams;
  const rank = ({ name }: S) => order.indexOf(name);
  for (const stream of streams) {
    if (rank(stream) < 0) {
      throw new AdderError({
        code: 'V03',
        what: `the environment's 'order' leaves out '${stream.name}'`,
        fix: 'Name every stream in it, or leave it out',
      });
    }
  }
  return streams.sort((a, b) => rank(a) - rank(b));
}
