/**
 * Work of the environment's host: a generator that asks for commands and register accesses, one after the other, and gets the
 * answer to each. Several jobs run at once, as the threads of a host do.
 */
import { interruptBit } from './interrupts.js';

export interface CommandStep {
  readonly command: number;
  readonly a?: number;
  readonly b?: number;
  /** The upper 32 bits of the words. */
  readonly aHigh?: number;
  readonly bHigh?: number;
}

export interface WriteStep {
  readonly write: string;
  readonly value: number;
  /** For a register of a table. */
  readonly index?: number;
}

export interface ReadStep {
  readonly read: string;
}

/** Lets so many cycles pass. */
export interface WaitStep {
  readonly wait: number;
}

export type Step = CommandStep | WriteStep | ReadStep | WaitStep;

/** Of a command: status and word; of a read: 0 and the word. */
export interface Reply {
  readonly status: number;
  readonly low: number;
  readonly high: number;
}

export type Job = Generator<Step, void, Reply>;

/** Looks whether a source of interrupts asks for attention. */
export function* isRaised(name: string): Generator<Step, boolean, Reply> {
  const { low } = yield* ask({ read: 'interrupt_status' });
  return (low & interruptBit(name)) !== 0;
}

/** `const { status, low } = yield* ask({ command: ... })`. */
export function* ask(step: Step): Generator<Step, Reply, Reply> {
  return yield step;
}
