/** Holds the handshakes to the cycles that the README states. */
import type { Context } from '../../testing/index.js';
import type { InlineCacheModel } from './model.js';
import { operations } from './operations.js';
import type { InlineCacheParameters } from './parameters.js';
import type { TablePorts } from './ports.js';

const never = -9;

export class Timing {
  readonly #ports: TablePorts;
  readonly #fail: Context['fail'];
  readonly #walkCycles: number;
  readonly #latency: number;
  #answersPending = 0;
  /** Answers that come to those, by the cycle, modulo the latency, in which they do. */
  readonly #answersToCome: number[];
  #slot = 0;
  #fillAccepted = never;
  /** The cycle in which `done` is to be offered first; while no command is under way, Infinity. */
  #due = Infinity;

  constructor(parameters: InlineCacheParameters, ports: TablePorts, fail: Context['fail']) {
    this.#ports = ports;
    this.#fail = fail;
    this.#latency = parameters.answerLatency;
    this.#answersToCome = new Array<number>(this.#latency).fill(0);
    this.#walkCycles = parameters.sets + this.#latency;
  }

  /** In each cycle, before its transfers are told; cycle 0 is the first after reset. */
  check(cycle: number, operation: number): void {
    const { lookup, answer, command, done } = this.#ports;
    const fills = command.fires && operation === operations.fill;
    if (fills) this.#fillAccepted = cycle;
    this.#slot = cycle % this.#latency;
    this.#answersPending += this.#answersToCome[this.#slot] as number;
    this.#answersToCome[this.#slot] = 0;
    this.#expect('answer_valid', answer.valid, this.#answersPending > 0);
    this.#expect('lookup_ready', lookup.ready, !answer.stalls && cycle > this.#fillAccepted + this.#latency);
    this.#expect('command_ready', command.ready, this.#due === Infinity && cycle >= this.#walkCycles);
    this.#expect('done_valid', done.valid, cycle >= this.#due);
  }

  lookupAccepted(): void {
    this.#answersToCome[this.#slot] = 1;
  }

  answerTaken(): void {
    this.#answersPending--;
  }

  /** After the model has seen the command. */
  commandAccepted(cycle: number, model: InlineCacheModel): void {
    const walk = model.walkPending ? this.#walkCycles : 0;
    const acts = this.#latency === 3 ? 2 : 1;
    this.#due = cycle + acts + walk + (model.openCase === 'retired' || walk === 0 ? 1 : 0);
  }

  doneTaken(): void {
    this.#due = Infinity;
  }

  #expect(port: string, actual: boolean, expected: boolean): void {
    if (actual === expected) return;
    this.#fail({
      what: `${port} is not what the README's timing says`,
      expected: { [port]: expected ? 1 : 0 },
      actual: { [port]: actual ? 1 : 0 },
    });
  }
}
