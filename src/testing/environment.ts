/**
 * What the author of a block's `stimulus.ts` writes: a {@link BlockVerification}.
 *
 * The harness owns every `valid` of a sink and every `ready` of a source: when something is offered and when an answer
 * is taken is drawn by a schedule (schedule.ts), or exact in a scenario. The environment says *what* is offered, and judges
 * what comes back.
 *
 * Rules for environments, so that they judge any implementation of the block, also one with other latencies:
 * - Judge handshakes, never the distance between two of them in cycles, unless `context.exactTiming` is true.
 * - Draw only from `context.random` and forks of it: no clock, no `Math.random`, no state outside `create`.
 * - In what runs each cycle: no allocation, no BigInt, no look-up by string. Ask for ports and coverage counters in
 *   `create` and keep them.
 */
import type { Module } from '../netlist/node.js';
import type { CoverCounter } from './coverage.js';
import type { Port } from './device.js';
import type { Mismatch } from './failure.js';
import type { Fault } from './fault.js';
import type { Random } from './random.js';
import type { Scenario } from './scenario.js';

/** What the harness needs to know of a block of `src/hdl`. */
export interface VerifiedBlock<P> {
  readonly name: string;
  elaborate(parameters?: Partial<P>): Module;
}

export interface Configuration<P> {
  /** As the command line takes it: `width32`. */
  readonly name: string;
  readonly parameters: Partial<P>;
}

/** Something the regression must have met at least once, as the block's README promises. */
export interface CoveragePoint<P> {
  readonly name: string;
  readonly description: string;
  /** Whether it can happen with these parameters; absent: always. */
  applies?(parameters: P): boolean;
}

export interface BlockVerification<P, E extends Environment = Environment> {
  readonly block: VerifiedBlock<P>;
  /** The first is the default. */
  readonly configurations: readonly Configuration<P>[];
  readonly coverage: readonly CoveragePoint<P>[];
  /** Directed corners, run in this order before the random part. */
  readonly scenarios: readonly Scenario<P, E>[];
  /**
   * Cycles without progress after which the block counts as hung; default 2,000. Progress is an offer taken, or, while
   * answers are expected, an answer.
   */
  readonly patience?: number;
  /** Faults that the regression must catch: `adder faults`. */
  readonly faults?: readonly Fault[];
  /** Called once for each scenario and each stretch of random traffic; the device comes fresh from a reset. */
  create(parameters: P, context: Context): E;
}

export interface Context {
  readonly random: Random;
  /** True in a scenario: the script decides, so drive nothing at random from `before`. */
  readonly directed: boolean;
  /** False where latencies may differ from those of our own hardware: check none then. */
  readonly exactTiming: boolean;
  /** By flattened name: `req_tag`. */
  readonly port: (name: string) => Port;
  /** The counter of a declared coverage point; an unknown name is an error. Fetch it once, `hit()` it often. */
  readonly cover: (name: string) => CoverCounter;
  /** Ends the run with this mismatch. */
  readonly fail: (mismatch: Mismatch) => never;
}

/** What is offered at one sink of the block. Its `valid` belongs to the harness. */
export interface SinkHandler {
  /**
   * Writes every field of the next payload to the ports and returns true, or returns false when there is none now (then
   * it is asked again in a later cycle). Called before the cycle in which the offer begins; the offer then holds until
   * taken. Between offers the payload is noise.
   */
  offer(): boolean;
  /** The offer was taken in this cycle (for a pulse: its one cycle has passed). The payload is still on the ports. */
  accepted(cycle: number): void;
  /**
   * True for a sink that answers the block's own requests, such as the data of its memory port: it goes on offering
   * in scenarios and while the run drains, when all other sinks rest.
   */
  readonly responds?: boolean;
}

/** What comes out of one source of the block. Its `ready` belongs to the harness. */
export interface SourceHandler {
  /** A payload was transferred in this cycle; it is on the ports. Compares it with the model. */
  taken(cycle: number): void;
  /**
   * Asked after each cycle in which an offer was not taken: was the block told in this cycle to drop it (a flush, a redirect)? Then
   * the offer need not hold into the next one. Absent: offers always hold.
   */
  dropped?(): boolean;
}

export interface Environment {
  /**
   * By the names of the module's streams, all of them; streams without `ready` (pulses) included. Sinks that start an
   * offer in one cycle are asked in declared order.
   */
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  /** Drives the inputs that belong to no stream. Called once before each cycle, ahead of the sinks' `offer`. */
  before?(cycle: number): void;
  /** Observes outputs that belong to no stream. Called once after each cycle, ahead of its `taken` and `accepted`. */
  after?(cycle: number): void;
  /**
   * In which order the streams that transfer in one cycle are told. Default: sources, then sinks, as declared. A block that
   * answers in the very cycle of the request needs its sinks first.
   */
  readonly order?: readonly string[];
  /**
   * The run is about to end: begin nothing new, and finish what is under way. For environments whose sinks respond, and so go on
   * offering while the run drains.
   */
  drain?(): void;
  /** True when nothing is expected any more: every request has its answer. */
  idle(): boolean;
  /** For people, when the block hangs: what is awaited (`answer to add, tag 5`). */
  awaited?(): string;
  /** Transactions completed so far. */
  transactions(): number;
}
