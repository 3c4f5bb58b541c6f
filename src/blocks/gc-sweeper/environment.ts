/** Drives the sweeper's ports, gives it memory, and judges what it does by the golden model. */
import {
  MemoryImage,
  MemoryResponder,
  type Context,
  type Environment,
  type Port,
  type Random,
  type SinkHandler,
  type SourceHandler,
} from '../../testing/index.js';
import { AddressPort } from './address-port.js';
import { CounterMonitor } from './counter-monitor.js';
import { Job } from './job.js';
import { SweeperModel } from './model.js';
import { Observer } from './observer.js';
import { operations, statuses } from './operations.js';
import type { SweeperParameters } from './parameters.js';
import { regionBytes, TwinMemory, Workload } from './workload.js';

/** Latencies of the memory, one drawn for each run. */
const latencies = [
  { min: 1, max: 1 },
  { min: 1, max: 4 },
  { min: 1, max: 20 },
  { min: 20, max: 40 },
];

export class SweeperEnvironment implements Environment {
  readonly model: SweeperModel;
  readonly workload: Workload;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  readonly counters: CounterMonitor | undefined;
  readonly observer: Observer;
  /** Of the command done last. */
  status = -1;

  readonly #parameters: SweeperParameters;
  readonly #context: Context;
  readonly #random: Random;
  readonly #memory: MemoryImage;
  readonly #expected: MemoryImage;
  readonly #port: MemoryResponder;
  readonly #operation: Port;
  readonly #commandReady: Port;
  readonly #doneValid: Port;
  readonly #doneStatus: Port;
  readonly #doneAddress: AddressPort;
  readonly #runAddress: AddressPort;
  readonly #runGranules: AddressPort;
  readonly #finaliserAddress: AddressPort | undefined;
  readonly #heapBase: AddressPort;
  readonly #heapEnd: AddressPort;
  readonly #markBase: AddressPort;
  readonly #finaliserBase: AddressPort | undefined;

  /** The command that runs, and the one that is offered next. */
  #running = new Job();
  #offered = new Job();
  #region = 0;
  #isRunning = false;
  #runs = 0;
  #finalisers = 0;
  #transactions = 0;

  constructor(parameters: SweeperParameters, context: Context) {
    this.#parameters = parameters;
    this.#context = context;
    this.#random = context.random.fork('heaps');
    const bytes = 2 * regionBytes[parameters.layout];
    const base = this.#drawBase(bytes);
    this.#memory = new MemoryImage(base, bytes);
    this.#expected = new MemoryImage(base, bytes);
    const noise = context.random.fork('noise');
    this.#memory.words.forEach((_, at, words) => (words[at] = noise.nextInt32()));
    this.#expected.words.set(this.#memory.words);
    this.workload = new Workload(
      parameters,
      this.#random,
      new TwinMemory(this.#memory, this.#expected),
      base,
    );
    this.model = new SweeperModel(parameters);
    this.observer = new Observer(parameters, context);
    this.#port = new MemoryResponder(context, {
      request: 'memory_request',
      response: 'memory_response',
      sizes: parameters,
      memory: this.#memory,
      latency: this.#random.pick(latencies),
      outOfOrder: this.#random.bits(1) === 1,
      fault: (address, write) => this.#running.fails(address, write) || this.#offered.fails(address, write),
      onWrite: (address, strobe) => this.#checkWrite(address, strobe),
    });

    const port = (name: string) => context.port(name);
    this.#operation = port('command_operation');
    this.#commandReady = port('command_ready');
    this.#doneValid = port('done_valid');
    this.#doneStatus = port('done_status');
    this.#doneAddress = new AddressPort(port('done_address'));
    this.#runAddress = new AddressPort(port('run_address'));
    this.#runGranules = new AddressPort(port('run_granules'));
    this.#heapBase = new AddressPort(port('heap_base'));
    this.#heapEnd = new AddressPort(port('heap_end'));
    this.#markBase = new AddressPort(port('mark_base'));
    const hasFinalisers = parameters.layout === 'micropython' && parameters.finalisers;
    if (hasFinalisers) {
      this.#finaliserAddress = new AddressPort(port('finaliser_address'));
      this.#finaliserBase = new AddressPort(port('finaliser_base'));
    }
    if (context.exactTiming && parameters.counterBits > 0)
      this.counters = new CounterMonitor(parameters, this.model.tally, context, this.observer);
    this.sinks = {
      command: { offer: () => this.#offer(), accepted: () => this.#commanded() },
      memory_response: {
        ...this.#port.responses,
        responds: true,
        accepted: (cycle) => {
          this.#transactions++;
          this.#port.responses.accepted(cycle);
        },
      },
    };
    const finaliser = { taken: () => this.#reported() };
    this.sources = {
      done: { taken: () => this.#finished() },
      run: { taken: () => this.#given() },
      ...(hasFinalisers ? { finaliser } : {}),
      memory_request: this.#port.requests,
    };
  }

  /** Offers this command in the next cycle; for scenarios. `prepare` puts its heap into a region. */
  command(prepare: (job: Job, region: number) => void): void {
    prepare(this.#offered, 1 - this.#region);
    this.#writePlace();
  }

  before(cycle: number): void {
    this.#port.before(cycle);
    this.counters?.before();
  }

  after(): void {
    const isQuiet = this.#commandReady.get() !== 0 || this.#doneValid.get() !== 0;
    this.counters?.after(isQuiet);
    this.observer.cycle();
  }

  idle(): boolean {
    return !this.#isRunning && this.#port.idle;
  }

  awaited(): string {
    const { operation, place } = this.#running;
    return `the end of operation ${operation} on the heap ${hex(place.heapBase)} to ${hex(place.heapEnd)}, marks at ${hex(place.markBase)}`;
  }

  transactions(): number {
    return this.#transactions;
  }

  #drawBase(bytes: number): number {
    const top = 2 ** Math.min(32, this.#parameters.addressBits) - bytes;
    // Often at the end of the address space, where additions carry.
    return this.#random.bits(1) || this.#context.directed
      ? top
      : 4096 * this.#random.below(Math.floor(top / 4096) + 1);
  }

  #offer(): boolean {
    this.workload.draw(this.#offered, 1 - this.#region);
    this.#writePlace();
    return true;
  }

  #writePlace(): void {
    const { operation, place } = this.#offered;
    this.#operation.set(operation);
    this.#heapBase.set(place.heapBase);
    this.#heapEnd.set(place.heapEnd);
    this.#markBase.set(place.markBase);
    this.#finaliserBase?.set(place.finaliserBase);
  }

  /** What is not sampled must not matter. */
  #scramble(): void {
    const random = this.#random;
    const bits = Math.min(32, this.#parameters.addressBits);
    for (const port of [this.#heapBase, this.#heapEnd, this.#markBase, this.#finaliserBase])
      port?.set(random.bits(bits));
  }

  #commanded(): void {
    const job = this.#offered;
    this.#offered = this.#running;
    this.#offered.reset(0);
    this.#running = job;
    this.#region = 1 - this.#region;
    this.observer.commands(job, this.#expected);
    this.model.command(job.operation, job.place, {
      read8: (address) => this.#expected.read8(address),
      write8: (address, value) => this.#expected.write8(address, value),
      fails: (address, write) => job.fails(address, write),
    });
    this.observer.commanded(job, this.model);
    this.#isRunning = true;
    this.#runs = 0;
    this.#finalisers = 0;
    this.#scramble();
  }

  /** A write changes the table, and nothing else. */
  #checkWrite(address: number, strobe: number): void {
    const { layout, granuleBytes } = this.#parameters;
    const { markBase, heapBase, heapEnd } = this.#running.place;
    const granules = (heapEnd - heapBase) / granuleBytes;
    const tableEnd = markBase + Math.ceil(layout === 'micropython' ? granules / 4 : granules / 8);
    for (let byte = 0; byte < this.#parameters.dataBits / 8; byte++) {
      if (((strobe >>> byte) & 1) === 0) continue;
      if (this.#isRunning && address + byte >= markBase && address + byte < tableEnd) continue;
      this.#context.fail({
        what: 'a write outside of the table',
        stream: 'memory_request',
        expected: `from ${hex(markBase)} to ${hex(tableEnd - 1)}`,
        actual: hex(address + byte),
      });
    }
  }

  #given(): void {
    const { runs } = this.model;
    this.#transactions++;
    const actual = { address: this.#runAddress.get(), granules: this.#runGranules.get() };
    if (!this.#isRunning || 2 * this.#runs >= runs.length)
      this.#context.fail({
        what: 'a run that is none',
        stream: 'run',
        transaction: this.#describe(),
        expected: 'none',
        actual,
      });
    const expected = { address: runs.at(2 * this.#runs), granules: runs.at(2 * this.#runs + 1) };
    this.#runs++;
    if (actual.address !== expected.address || actual.granules !== expected.granules)
      this.#context.fail({
        what: 'the run differs from the model',
        stream: 'run',
        transaction: this.#describe(),
        expected,
        actual,
      });
  }

  #reported(): void {
    const { finalisers } = this.model;
    this.#transactions++;
    const actual = this.#finaliserAddress?.get() ?? 0;
    const expected =
      this.#isRunning && this.#finalisers < finalisers.length ? finalisers.at(this.#finalisers) : -1;
    this.#finalisers++;
    if (actual !== expected)
      this.#context.fail({
        what: 'the object with a finaliser differs from the model',
        stream: 'finaliser',
        transaction: this.#describe(),
        expected: expected < 0 ? 'none' : { address: expected },
        actual: { address: actual },
      });
  }

  #finished(): void {
    const { model } = this;
    this.#transactions++;
    const actual = { status: nameOf(this.#doneStatus.get()), address: this.#doneAddress.get() };
    const expected = { status: nameOf(model.status), address: model.address };
    const fail = (what: string, wanted: object, found: object) =>
      this.#context.fail({
        what,
        stream: 'done',
        transaction: this.#describe(),
        expected: wanted as Record<string, number | string>,
        actual: found as Record<string, number | string>,
      });
    if (!this.#isRunning) fail('a result that nothing asked for', { status: 'none' }, actual);
    if (actual.status !== expected.status || actual.address !== expected.address)
      fail('the result differs from the model', expected, actual);
    if (2 * this.#runs !== model.runs.length)
      fail('runs are missing', { runs: model.runs.length / 2 }, { runs: this.#runs });
    if (this.#finalisers !== model.finalisers.length)
      fail('reports are missing', { finalisers: model.finalisers.length }, { finalisers: this.#finalisers });
    if (!this.#port.idle)
      fail('done while the memory still works', { outstanding: 0 }, { outstanding: 'some' });
    this.#checkTable();
    this.status = model.status;
    this.#isRunning = false;
  }

  /** The table is as the model has it, and so is what lies around it. */
  #checkTable(): void {
    const { layout, granuleBytes } = this.#parameters;
    const { markBase, heapBase, heapEnd } = this.#running.place;
    const bytes = (heapEnd - heapBase) / granuleBytes / (layout === 'micropython' ? 4 : 8);
    const { base } = this.#memory;
    const from = Math.max(0, Math.floor((markBase - base) / 4) - 4);
    const to = Math.min(this.#memory.words.length, Math.ceil((markBase + bytes - base) / 4) + 4);
    for (let at = from; at < to; at++)
      if (this.#memory.words[at] !== this.#expected.words[at])
        this.#context.fail({
          what: 'the table differs from the model',
          transaction: this.#describe(),
          expected: { address: base + 4 * at, word: this.#expected.words[at] as number },
          actual: { address: base + 4 * at, word: this.#memory.words[at] as number },
        });
  }

  #describe(): Record<string, string> {
    const { operation, place } = this.#running;
    const name = Object.entries(operations).find(([, code]) => code === operation)?.[0];
    return {
      operation: name ?? `code ${operation}`,
      heapBase: hex(place.heapBase),
      heapEnd: hex(place.heapEnd),
      markBase: hex(place.markBase),
      finaliserBase: hex(place.finaliserBase),
    };
  }
}

const hex = (address: number) => `0x${address.toString(16)}`;

function nameOf(status: number): string {
  return Object.entries(statuses).find(([, code]) => code === status)?.[0] ?? `code ${status}`;
}
