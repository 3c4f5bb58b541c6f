/**
 * Directed corners: a scenario is a generator function that says what happens cycle by cycle. Each `yield` lets one
 * cycle pass; `yield*` of the helpers below lets as many pass as they need.
 *
 * ```ts
 * scenario('snoop-hits-stalled-answer', 'A write into the guard while the answer waits', function* (script) {
 *   const { environment: table } = script;
 *   const lookup = script.sink('lookup');
 *   const answer = script.source('answer');
 *   answer.stall();
 *   yield* lookup.send(() => table.lookup({ site: 5, shape: 9 })); // until taken
 *   yield* script.cycles(3);
 *   script.sink('snoop').offer(() => table.snoop(0x1000)); // does not wait
 *   yield;
 *   answer.flow();
 *   yield* answer.receive(); // until one answer was taken; the environment has judged it
 * })
 * ```
 *
 * In a scenario nothing happens unasked: sinks offer only what the script hands them, sources are ready unless stalled. At
 * its end everything flows until the environment is idle.
 */
import type { Environment } from './environment.js';
import type { Random } from './random.js';

/** A stretch of cycles: each `yield` is one. */
export type Steps<T = void> = Generator<void, T, void>;

export interface Scenario<P, E extends Environment = Environment> {
  /** As the command line takes it: `overflow-at-both-ends`. */
  readonly name: string;
  readonly description: string;
  /** Whether it makes sense with these parameters; absent: always. */
  applies?(parameters: P): boolean;
  run(script: Script<P, E>): Steps;
}

export interface Script<P, E extends Environment> {
  readonly parameters: P;
  readonly environment: E;
  readonly random: Random;
  /** Cycles since the start of the run. */
  readonly cycle: number;
  sink(stream: string): ScriptedSink;
  source(stream: string): ScriptedSource;
  /** Lets `count` cycles pass. */
  cycles(count: number): Steps;
  /** Lets cycles pass until `condition` holds; a failure that names `what` when it never does. */
  until(what: string, condition: () => boolean): Steps;
  /** All sources ready, until the environment expects nothing any more. */
  drain(): Steps;
}

export interface ScriptedSink {
  /** Offers not yet taken, the present one included. */
  readonly pending: number;
  /** Queues an offer behind those pending, from the next cycle on. `write` puts the payload on the ports, as `offer` does. */
  offer(write: () => void): void;
  /** {@link offer}, then waits until everything pending is taken. */
  send(write: () => void): Steps;
  /** The same for each in turn, back to back: no idle cycle between them. */
  sendAll(writes: readonly (() => void)[]): Steps;
}

export interface ScriptedSource {
  /** Transfers since the scenario began. */
  readonly transfers: number;
  /** Whether the block offers something: its `valid` in the last cycle. */
  readonly offered: boolean;
  /** Holds `ready` low until {@link flow}. */
  stall(): void;
  /** Holds `ready` high. */
  flow(): void;
  /** `ready` cycle by cycle: `pattern('0010')`; afterwards it keeps the last. */
  pattern(ready: string): void;
  /** Waits until `count` (default 1) more payloads were taken. Flows, if stalled. */
  receive(count?: number): Steps;
  /** Waits until the block offers something, taken or not. */
  offering(): Steps;
}

/** A scenario with its types inferred from the verification it stands in. */
export function scenario<P, E extends Environment>(
  name: string,
  description: string,
  run: (script: Script<P, E>) => Steps,
  applies?: (parameters: P) => boolean,
): Scenario<P, E> {
  return { name, description, run, ...(applies && { applies }) };
}
