/** The marker's ports as its environment uses them. */
import type { Context, Port } from '../../testing/index.js';
import type { MarkingTask } from './model.js';

/** Valid and ready of one stream, as they were in the last cycle. */
export class Handshake {
  readonly #valid: Port;
  readonly #ready: Port;

  constructor(port: Context['port'], stream: string) {
    this.#valid = port(`${stream}_valid`);
    this.#ready = port(`${stream}_ready`);
  }

  get valid(): boolean {
    return this.#valid.get() !== 0;
  }

  get fires(): boolean {
    return this.#valid.get() !== 0 && this.#ready.get() !== 0;
  }

  get stalls(): boolean {
    return this.#valid.get() !== 0 && this.#ready.get() === 0;
  }
}

const addresses = ['heapBase', 'heapEnd', 'markBase', 'spillBase', 'spillEnd'] as const;

export class MarkerPorts {
  readonly command: Handshake;
  readonly done: Handshake;
  readonly request: Handshake;
  readonly response: Handshake;
  readonly operation: Port;
  readonly rootWord: Port;
  readonly rootLast: Port;
  readonly pause: Port;
  readonly paused: Port;
  readonly requestTag: Port;
  readonly requestAddress: Port;
  readonly responseTag: Port;
  readonly status: Port;
  readonly address: Port;
  readonly objects: Port;
  readonly words: Port;
  readonly highWater: Port;
  readonly stallCycles: Port;
  readonly #addresses: readonly Port[];
  readonly #addressMask: number;

  constructor(port: Context['port'], addressBits: number) {
    this.command = new Handshake(port, 'command');
    this.done = new Handshake(port, 'done');
    this.request = new Handshake(port, 'memory_request');
    this.response = new Handshake(port, 'memory_response');
    this.operation = port('command_operation');
    this.rootWord = port('roots_word');
    this.rootLast = port('roots_last');
    this.pause = port('pause');
    this.paused = port('paused');
    this.requestTag = port('memory_request_tag');
    this.requestAddress = port('memory_request_address');
    this.responseTag = port('memory_response_tag');
    this.status = port('done_status');
    this.address = port('done_address');
    this.objects = port('done_objects');
    this.words = port('done_words');
    this.highWater = port('done_high_water');
    this.stallCycles = port('done_stall_cycles');
    this.#addresses = ['heap_base', 'heap_end', 'mark_base', 'spill_base', 'spill_end'].map((name) =>
      port(name),
    );
    this.#addressMask = addressBits === 32 ? -1 : 2 ** addressBits - 1;
  }

  writeAddresses(task: MarkingTask): void {
    for (let at = 0; at < addresses.length; at++)
      (this.#addresses[at] as Port).set(
        task[addresses[at] as (typeof addresses)[number]] & this.#addressMask,
      );
  }

  /** What the host may do with them after the command was taken. */
  writeNoise(noise: number): void {
    for (let at = 0; at < addresses.length; at++)
      (this.#addresses[at] as Port).set(Math.imul(noise, at + 1) & this.#addressMask);
  }
}
