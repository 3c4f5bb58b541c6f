/** Holds the allocator to the cycles of the README: what it offers and takes, and its nursery. */
import type { Context, Port } from '../../testing/index.js';
import type { AllocatorModel, Transfers } from './model.js';
import type { AllocatorParameters } from './parameters.js';
import { NumberPort } from './stretch-ports.js';

class Handshake {
  readonly valid: Port;
  readonly ready: Port;

  constructor(port: Context['port'], stream: string) {
    this.valid = port(`${stream}_valid`);
    this.ready = port(`${stream}_ready`);
  }

  get stalls(): boolean {
    return this.valid.get() !== 0 && this.ready.get() === 0;
  }
}

export class Timing {
  readonly #model: AllocatorModel;
  readonly #unit: number;
  readonly #fail: Context['fail'];
  readonly #request: Handshake;
  readonly #answer: Handshake;
  readonly #free: Handshake;
  readonly #run: Handshake;
  readonly #surplus: Handshake;
  readonly #command: Handshake;
  readonly #done: Handshake;
  readonly #next: NumberPort;
  readonly #granules: NumberPort;

  constructor({ granuleBytes }: AllocatorParameters, model: AllocatorModel, { port, fail }: Context) {
    this.#model = model;
    this.#unit = granuleBytes;
    this.#fail = fail;
    this.#request = new Handshake(port, 'request');
    this.#answer = new Handshake(port, 'answer');
    this.#free = new Handshake(port, 'free');
    this.#run = new Handshake(port, 'run');
    this.#surplus = new Handshake(port, 'surplus');
    this.#command = new Handshake(port, 'command');
    this.#done = new Handshake(port, 'done');
    this.#next = new NumberPort(port('nursery_next'));
    this.#granules = new NumberPort(port('nursery_granules'));
  }

  /** In each cycle, when the model has taken the step of the one before. */
  check(transfers: Transfers): void {
    const model = this.#model;
    this.#expect('answer_valid', this.#answer.valid, model.isAnswering);
    this.#expect('request_ready', this.#request.ready, model.takesRequest && !this.#answer.stalls);
    this.#expect('free_ready', this.#free.ready, model.takesFree);
    this.#expect('run_ready', this.#run.ready, model.takesRun);
    this.#expect('surplus_valid', this.#surplus.valid, model.surplus.length > 0);
    this.#expect('command_ready', this.#command.ready, model.phase === 'idle');
    this.#expect('done_valid', this.#done.valid, model.phase === 'done');
    if (this.#granules.get() !== model.nurseryLeft || this.#next.get() !== model.nurseryStart * this.#unit)
      this.#fail({
        what: 'the nursery differs from the model',
        expected: { nursery_next: model.nurseryStart * this.#unit, nursery_granules: model.nurseryLeft },
        actual: { nursery_next: this.#next.get(), nursery_granules: this.#granules.get() },
      });
    transfers.requestStalls = this.#request.stalls;
    transfers.answerStalls = this.#answer.stalls;
    transfers.freeStalls = this.#free.stalls;
    transfers.runStalls = this.#run.stalls;
  }

  #expect(name: string, port: Port, expected: boolean): void {
    if ((port.get() !== 0) === expected) return;
    this.#fail({
      what: `${name} is not what the README's timing says`,
      expected: { [name]: expected ? 1 : 0 },
      actual: { [name]: port.get() },
    });
  }
}
