/** What sweeping costs: the sweeper beside a memory of one latency, cycle by cycle. */
import { simulate } from '../../sim/index.js';
import type { Port } from '../../testing/index.js';
import { gcSweeper } from './hardware.js';
import { operations, type Operation } from './operations.js';
import type { SweeperParameters } from './parameters.js';

/** Where the heap's table, finaliser bits and objects are in the memory of a measurement, which begins at 0. */
export const places = { table: 0x1_0000, finalisers: 0x2_0000, heap: 0x4_0000, bytes: 0x20_0000 } as const;

export interface SweepCost {
  readonly status: number;
  /** Cycles from the acceptance of the command to the first request, write, and run (-1: none), and to the first offer of its result. */
  readonly firstRequest: number;
  readonly firstWrite: number;
  readonly firstRun: number;
  readonly cycles: number;
  /** Words read and writes answered: transfers of the response stream. */
  readonly transfers: number;
  readonly runs: readonly { readonly address: number; readonly granules: number }[];
}

interface Pending {
  readonly due: number;
  readonly tag: number;
  readonly write: boolean;
  address: number;
  left: number;
}

/** The sweeper with 2 MiB of memory from address 0 on, which takes a request and gives a response in every cycle. */
export class MeasuredSweeper {
  readonly parameters: SweeperParameters;
  readonly memory = new Uint32Array(places.bytes / 4);
  readonly #device;
  readonly #latency: number;

  /** @param latency cycles from a request to its first response; 1 is the next cycle */
  constructor(given: Partial<SweeperParameters>, latency: number) {
    const parameters = gcSweeper.resolve(given);
    this.parameters = parameters;
    this.#latency = latency;
    this.#device = simulate(gcSweeper.elaborate(parameters), { seed: 1 });
    this.#device.reset(2);
    for (const { name } of this.#device.portLayout.filter(({ direction }) => direction === 'input'))
      this.#device.port(name).setBig(0n);
    for (const name of ['memory_request_ready', 'run_ready']) this.port(name).set(1);
    if (this.#has('finaliser_ready')) this.port('finaliser_ready').set(1);
  }

  port(name: string): Port {
    return this.#device.port(name);
  }

  /** Reads a counter. */
  counter(index: number): number {
    this.port('counter_index').set(index);
    this.#device.cycle();
    this.#device.cycle();
    return this.port('counter_value').get();
  }

  clearCounters(): void {
    this.port('counter_clear').set(1);
    this.#device.cycle();
    this.port('counter_clear').set(0);
  }

  /** Sweeps a heap of so many granules. */
  perform(operation: Operation | 3, granules: number, more: { readonly heap?: number } = {}): SweepCost {
    const { granuleBytes } = this.parameters;
    const heap = more.heap ?? places.heap;
    const inputs = {
      heap_base: heap,
      heap_end: heap + granules * granuleBytes,
      mark_base: places.table,
      command_operation: typeof operation === 'number' ? operation : operations[operation],
      command_valid: 1,
    };
    for (const [name, value] of Object.entries(inputs)) this.port(name).set(value);
    if (this.#has('finaliser_base')) this.port('finaliser_base').set(places.finalisers);
    this.#device.cycle();
    this.port('command_valid').set(0);
    const cost = this.#follow();
    this.port('done_ready').set(1);
    this.#device.cycle();
    this.port('done_ready').set(0);
    return cost;
  }

  #has(name: string): boolean {
    return this.#device.portLayout.some((place) => place.name === name);
  }

  #follow(): SweepCost {
    const pending: Pending[] = [];
    const runs: { address: number; granules: number }[] = [];
    const [requestValid, write, address, beats, tag] = this.#requestPorts();
    const responseValid = this.port('memory_response_valid');
    const [runValid, doneValid] = [this.port('run_valid'), this.port('done_valid')];
    let [firstRequest, firstWrite, firstRun, transfers] = [-1, -1, -1, 0];
    for (let cycle = 1; cycle < 1_000_000; cycle++) {
      const [front] = pending;
      const answers = front !== undefined && front.due <= cycle;
      responseValid.set(answers ? 1 : 0);
      if (answers) {
        this.#respond(front);
        transfers++;
        if (front.left < 0) pending.shift();
      }
      this.#device.cycle();
      if (requestValid.get() === 1) {
        if (firstRequest < 0) firstRequest = cycle;
        const request = {
          address: address.get(),
          tag: tag.get(),
          left: beats.get(),
          write: write.get() === 1,
        };
        if (request.write) {
          if (firstWrite < 0) firstWrite = cycle;
          this.#write(request.address);
        }
        pending.push({ ...request, due: cycle + this.#latency });
      }
      if (runValid.get() === 1) {
        if (firstRun < 0) firstRun = cycle;
        runs.push({ address: this.port('run_address').get(), granules: this.port('run_granules').get() });
      }
      if (doneValid.get() === 1)
        return {
          ...{ status: this.port('done_status').get(), cycles: cycle, transfers, runs },
          ...{ firstRequest, firstWrite, firstRun },
        };
    }
    throw new Error('the sweep does not end');
  }

  #requestPorts(): readonly [Port, Port, Port, Port, Port] {
    const port = (name: string): Port => this.port(`memory_request_${name}`);
    return [port('valid'), port('write'), port('address'), port('beats'), port('tag')];
  }

  #respond(front: Pending): void {
    const data = this.port('memory_response_data');
    for (let word = 0; word < this.parameters.dataBits / 32; word++)
      data.setWord(word, this.memory[front.address / 4 + word] ?? 0);
    this.port('memory_response_last').set(front.left === 0 ? 1 : 0);
    this.port('memory_response_tag').set(front.tag);
    front.address += this.parameters.dataBits / 8;
    front.left--;
  }

  #write(address: number): void {
    const strobe = this.port('memory_request_strobe').get();
    const data = this.port('memory_request_data');
    for (let byte = 0; byte < this.parameters.dataBits / 8; byte++) {
      if (((strobe >>> byte) & 1) === 0) continue;
      const at = (address + byte) >>> 2;
      const shift = 8 * (byte & 3);
      const written = (data.word(byte >>> 2) >>> shift) & 0xff;
      this.memory[at] = ((this.memory[at] ?? 0) & ~(0xff << shift)) | (written << shift);
    }
  }
}

/** Tables of the layout `micropython` by the pattern of their blocks, four blocks a byte. */
export const tables = {
  'nothing is used': 0x00,
  'all are small objects that live': 0xff,
  'all are small objects that are dead': 0x55,
} as const;

/** Words of the table a cycle over a table of so many words, each filled with a byte. */
export function sweptWords(
  given: Partial<SweeperParameters>,
  latency: number,
  { byte, words }: { readonly byte: number; readonly words: number },
): { readonly wordsPerCycle: number; readonly bound: number } {
  const sweeper = new MeasuredSweeper(given, latency);
  const tableBytes = (words * sweeper.parameters.dataBits) / 8;
  new Uint8Array(sweeper.memory.buffer).fill(byte, places.table, places.table + tableBytes);
  const { cycles, transfers } = sweeper.perform('sweep', 4 * tableBytes);
  return { wordsPerCycle: words / cycles, bound: words / transfers };
}
