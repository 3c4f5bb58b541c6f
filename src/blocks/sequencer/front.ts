/** What brings bytecode to the sequencer in an environment: a dispatch unit that is played, or a real one with memory behind it. */
import type { CountersBehind } from './counter-monitor.js';
import type { SinkHandler, SourceHandler } from '../../testing/index.js';

export interface Front {
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  /** In which its streams are told, all of them before `done`. */
  readonly order: readonly string[];
  /** Addresses of handlers, by opcode. */
  readonly handlersLow: Int32Array;
  readonly handlersHigh: Int32Array;
  /** Predictions that are right, of 16; no effect where they are a real unit's. */
  right: number;
  /** An interrupt was pending in this run, at times that it did not decide. */
  readonly wasInterrupted: boolean;
  /** An interrupt is pending since before the first bytecode of this run: none that looks for interrupts is executed. */
  readonly mustInterrupt?: boolean;
  /** Redirects of this run after its start; undefined where they are not seen. */
  readonly redirects: number | undefined;
  /** Counters that it has, if any. */
  readonly counters?: CountersBehind;
  /** A command may be offered. */
  readonly isReady: boolean;
  /** Nothing is under way. */
  readonly idle: boolean;
  /** An interrupt comes in the next run: after so many bytecodes, or about as many cycles; Infinity: none. */
  plan(interruptsAfter: number): void;
  before(cycle: number): void;
  after(cycle: number): void;
  /** A command was taken in this cycle. */
  open(cycle: number): void;
  /** Its hand-over was taken: complains of what is missing. With `isExact`, all of the golden run has happened. */
  close(isExact: boolean): void;
}
