/** Drives the marker: heaps in a memory of its own, commands, roots and pauses; the judge compares. */
import {
  MemoryImage,
  MemoryResponder,
  type Context,
  type CoverCounter,
  type Environment,
  type Random,
  type SinkHandler,
  type SourceHandler,
} from '../../testing/index.js';
import { CounterMonitor } from './counter-monitor.js';
import { HeapMaker, memoryBytesOf, type Task } from './heaps.js';
import { Observer } from './observer.js';
import { operations, statuses } from './operations.js';
import type { MarkerParameters } from './parameters.js';
import { MarkerPorts } from './ports.js';
import { RunJudge } from './run-judge.js';
import { memoryPortSizes } from './shapes.js';

export class GcMarkerEnvironment implements Environment {
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  readonly memory: MemoryImage;
  readonly heaps: HeapMaker;
  readonly judge: RunJudge;
  readonly counters: CounterMonitor | undefined;
  /** Of requests; may be changed at any time. */
  readonly latency: { min: number; max: number };
  /** Answers accesses to this word with an error; -1 for none. */
  faultAddress = -1;
  /** Of accesses to it the first ones that are answered well. */
  faultAfter = 0;
  /** Responses to requests of the run under way. */
  responses = 0;
  /** Holds `pause` high; for scenarios. */
  pausing = false;
  /** What the last command was answered with. */
  status = -1;
  highWater = 0;

  readonly #parameters: MarkerParameters;
  readonly #context: Context;
  readonly #ports: MarkerPorts;
  readonly #responder: MemoryResponder;
  readonly #observer: Observer;
  readonly #random: Random;
  readonly #pauses: Random;
  readonly #commandHeld: CoverCounter;

  /** Of the command that is offered or under way. */
  #task: Task | undefined;
  #operation = 0;
  #rootsSent = 0;
  #isRunning = false;
  /** The result has been offered. */
  #isSettled = true;
  #stallCycles = 0;
  #pauseLeft = 0;
  #requestHeld = false;
  #transactions = 0;
  #wantsAddresses = false;

  constructor(parameters: MarkerParameters, context: Context) {
    this.#parameters = parameters;
    this.#context = context;
    this.#random = context.random.fork('traffic');
    this.#pauses = context.random.fork('pauses');
    this.#commandHeld = context.cover('done held');
    this.memory = new MemoryImage(this.#memoryBase(), memoryBytesOf(parameters));
    this.heaps = new HeapMaker(parameters, this.memory, context.random.fork('heaps'));
    this.judge = new RunJudge(parameters, this.memory, context);
    this.#ports = new MarkerPorts((name) => context.port(name), parameters.addressBits);
    this.#observer = new Observer(parameters, this.#ports, (name) => context.cover(name));
    const sizes = memoryPortSizes(parameters);
    if (context.exactTiming && parameters.counterBits > 0)
      this.counters = new CounterMonitor(this.#ports, context, {
        counterBits: parameters.counterBits,
        tagBits: sizes.tagBits,
      });
    this.latency = { min: 1, max: context.directed ? 6 : 1 };
    this.#responder = new MemoryResponder(context, {
      request: 'memory_request',
      response: 'memory_response',
      sizes,
      memory: this.memory,
      latency: this.latency,
      outOfOrder: context.directed || this.#random.bits(2) !== 0,
      fault: (address) => this.#faults(address),
      onWrite: (address, strobe) => {
        if (this.judge.wrote(address, strobe)) this.#observer.spilled();
      },
    });
    this.sinks = {
      command: { offer: () => this.#offerCommand(), accepted: () => this.#commanded() },
      roots: { responds: true, offer: () => this.#offerRoot(), accepted: () => this.#rootTaken() },
      memory_response: this.#responder.responses,
    };
    this.sources = {
      done: { taken: () => this.#finished() },
      memory_request: {
        taken: (cycle) => {
          this.#responder.requests.taken(cycle);
          this.#requested();
        },
      },
    };
  }

  /** Puts a command on the ports; for scenarios. */
  command(task: Task, operation: number = operations.mark): void {
    this.#task = task;
    this.#operation = operation;
    this.#rootsSent = 0;
    this.#ports.operation.set(operation);
    this.#wantsAddresses = true;
    this.#ports.writeAddresses(task);
  }

  before(cycle: number): void {
    this.#responder.before(cycle);
    this.counters?.before(cycle);
    if (!this.#context.directed) this.#drawPause();
    this.#ports.pause.set(this.pausing ? 1 : 0);
    // Addresses count in the cycle of the command alone.
    if (!this.#wantsAddresses) this.#ports.writeNoise(Math.imul(cycle, 0x9e3779b1));
  }

  after(): void {
    const { request, response, done, paused } = this.#ports;
    const isBusy = this.#isRunning && !this.#isSettled && !done.valid;
    if (this.#isRunning && done.valid) this.#isSettled = true;
    if (isBusy && !request.fires && !response.fires) this.#stallCycles++;
    this.counters?.after(this.#isRunning, isBusy, this.pausing);
    if (response.fires) this.responses++;
    const valid = request.valid;
    if (valid && this.pausing && !this.#requestHeld)
      this.#complain('a request is begun while pause is high', 'none', 'one');
    const isQuiet = this.pausing && !valid && this.#responder.outstanding === 0;
    if ((paused.get() !== 0) !== isQuiet)
      this.#complain('paused differs from the model', isQuiet ? 1 : 0, paused.get());
    if (valid && !this.#isRunning) this.#complain('a request without a command', 'none', 'one');
    this.#requestHeld = request.stalls;
    if (done.stalls) this.#commandHeld.hit();
    this.#observer.after(this.#responder.outstanding, this.pausing && isBusy, this.#isRunning);
  }

  idle(): boolean {
    return !this.#isRunning && this.#responder.idle && !this.#wantsAddresses;
  }

  awaited(): string {
    return this.#isRunning ? 'the result of the command' : 'the response to a request';
  }

  transactions(): number {
    return this.#transactions;
  }

  #memoryBase(): number {
    const top = 2 ** this.#parameters.addressBits;
    const memoryBytes = memoryBytesOf(this.#parameters);
    switch (this.#random.bits(2)) {
      case 0:
        return top - memoryBytes;
      case 1:
        return top / 2 - memoryBytes / 2;
      default:
        return 0x1000 + 4096 * this.#random.below((top - memoryBytes) / 4096 - 1);
    }
  }

  #drawPause(): void {
    if (this.#pauseLeft > 0) {
      if (--this.#pauseLeft === 0) this.pausing = false;
    } else if (this.#pauses.below(1024) === 0) {
      this.pausing = true;
      this.#pauseLeft = 1 + this.#pauses.bits(this.#pauses.bits(1) ? 2 : 6);
    }
  }

  #faults(address: number): boolean {
    if (address !== this.faultAddress || this.faultAfter-- > 0) return false;
    this.judge.errors++;
    return true;
  }

  #offerCommand(): boolean {
    if (this.#isRunning) return false;
    const random = this.#random;
    const latencies = [1, 1, 2, 4, 8, 20, 60];
    this.latency.max = random.pick(latencies);
    this.latency.min = random.bits(1) ? 1 : this.latency.max;
    const task = this.heaps.next();
    this.faultAddress = -1;
    if (random.bits(5) === 0) {
      const { dataBits } = this.#parameters;
      const { base } = this.memory;
      const from = random.bits(1) ? task.heapBase : random.bits(1) ? task.markBase : task.spillBase;
      const at = from + random.below(256) - base;
      this.faultAddress = base + at - (at % (dataBits / 8));
      this.faultAfter = random.bits(2);
    }
    if (random.bits(6) === 0) this.#spoil(task);
    this.command(task, random.bits(6) === 0 ? 1 + random.below(3) : operations.mark);
    return true;
  }

  /** Addresses that no heap can have. */
  #spoil(task: Task): void {
    const random = this.#random;
    const { granuleBytes, dataBits, addressBits } = this.#parameters;
    switch (random.bits(3)) {
      case 0:
        task.heapBase += 1 + random.below(granuleBytes - 1);
        break;
      case 1:
        task.heapEnd += 1 + random.below(granuleBytes - 1);
        break;
      case 2:
        task.heapEnd = task.heapBase - granuleBytes * (1 + random.below(8));
        break;
      case 3:
        task.spillBase += 1 + random.below(dataBits / 8 - 1);
        task.spillEnd += dataBits / 8;
        break;
      case 4:
        task.spillEnd += 1 + random.below(dataBits / 8 - 1);
        break;
      case 5:
        task.spillEnd = task.spillBase - (dataBits / 8) * (1 + random.below(4));
        break;
      default:
        // Eight granules have one byte of marks at least, and so many bytes are left.
        if (task.heapEnd - task.heapBase >= 32 * granuleBytes)
          task.markBase = 2 ** addressBits - 1 - random.below(4);
        else task.heapBase++;
        break;
    }
  }

  #commanded(): void {
    if (!this.#task) return;
    this.#isRunning = true;
    this.#isSettled = false;
    this.#wantsAddresses = false;
    this.#stallCycles = 0;
    this.responses = 0;
    this.judge.begin(this.#operation, this.#task);
    this.#observer.begins(this.judge, this.#task, this.memory);
    if (this.#operation !== operations.mark) this.#rootsSent = this.#task.roots.length;
  }

  #offerRoot(): boolean {
    const task = this.#task;
    if (!task || this.#rootsSent >= task.roots.length || this.#operation !== operations.mark) return false;
    this.#ports.rootWord.set((task.roots[this.#rootsSent] as number) | 0);
    this.#ports.rootLast.set(this.#rootsSent === task.roots.length - 1 ? 1 : 0);
    return true;
  }

  #rootTaken(): void {
    if (!this.#isRunning) this.#complain('a root is taken without a command', 'none', 'one');
    this.#rootsSent++;
  }

  #requested(): void {
    const { outstanding } = this.#responder;
    if (outstanding > this.#parameters.inFlight)
      this.#complain('too many requests are in flight', this.#parameters.inFlight, outstanding);
    this.#observer.requested(outstanding);
  }

  #finished(): void {
    const ports = this.#ports;
    if (!this.#isRunning) this.#complain('a result that nothing asked for', 'none', 'one');
    const roots = this.#task?.roots.length ?? 0;
    if (this.#rootsSent < roots)
      this.#complain('the result comes before the last root', roots, this.#rootsSent);
    if (this.#responder.outstanding > 0)
      this.#complain('the result comes while requests are in flight', 0, this.#responder.outstanding);
    const result = {
      status: ports.status.get(),
      address: ports.address.get(),
      objects: ports.objects.get(),
      words: ports.words.get(),
      highWater: ports.highWater.get(),
      stallCycles: ports.stallCycles.get(),
    };
    this.judge.end(result);
    if (result.stallCycles !== this.#stallCycles)
      this.#complain('the stall cycles differ from the model', this.#stallCycles, result.stallCycles);
    this.counters?.ends(result.objects);
    if (result.status === statuses.ok) this.#observer.marked(result.highWater);
    this.status = result.status;
    this.highWater = result.highWater;
    this.#isRunning = false;
    this.#task = undefined;
    this.#transactions += 1 + result.objects + result.words;
  }

  #complain(what: string, expected: string | number, actual: string | number): never {
    return this.#context.fail({ what, expected, actual });
  }
}
