/** Drives the buffer's ports, is its memory, and judges it by the golden model. */
import type { Context, Environment, Port, SinkHandler, SourceHandler } from '../../testing/index.js';
import { Field } from '../inline-cache/field.js';
import { Handshake } from '../inline-cache/ports.js';
import { nameOf } from './describe.js';
import { HeapMemory } from './heap-memory.js';
import { Heap } from './heap.js';
import { RefcountBufferModel } from './model.js';
import { Observer } from './observer.js';
import { operations, statuses } from './operations.js';
import type { RefcountBufferParameters } from './parameters.js';
import { Quiet } from './quiet.js';
import { Reports } from './reports.js';
import { Traffic } from './traffic.js';

const two32 = 0x1_0000_0000;
/** After some commands nothing is offered for so many cycles, so that the counters can be read. */
const pause = 60;

export class RefcountBufferEnvironment implements Environment {
  readonly model: RefcountBufferModel;
  readonly heap: Heap;
  readonly memory: HeapMemory;
  readonly traffic: Traffic;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  /** What leaves was decided earlier; an update comes before the command of its cycle. */
  readonly order = ['zero', 'refused', 'done', 'memory_request', 'memory_response', 'update', 'command'];
  /** Absent where the counters are, and where their cycles cannot be known. */
  readonly quiet: Quiet | undefined;
  /** Of the last command. */
  status = -1;

  readonly #context: Context;
  readonly #observer: Observer;
  readonly #reports: Reports;
  readonly #update: Handshake;
  readonly #done: Handshake;
  readonly #commands: Handshake;
  readonly #zeroStream: Handshake;
  readonly #refusedStream: Handshake;
  readonly #responseReady: Port;
  readonly #updateAddress: Field;
  readonly #increment: Port;
  readonly #operation: Port;
  readonly #status: Port;
  readonly #heapBase: Field;
  readonly #heapLimit: Field;

  #base = 0;
  #limit = 0;
  #offeredOperation = 0;
  #acceptedOperation = 0;
  #isOutstanding = false;
  #wasOffered = false;
  #expectedStatus = 0;
  #pauseUntil = -1;
  #cycle = -1;
  #transactions = 0;

  constructor(parameters: RefcountBufferParameters, context: Context) {
    this.#context = context;
    const heap = new Heap(parameters, context.random.fork('heap'));
    const model = new RefcountBufferModel(parameters, heap.expected, (address, write) =>
      heap.faults(address, write),
    );
    this.heap = heap;
    this.model = model;
    this.traffic = new Traffic(parameters, heap, model, context.random.fork('traffic'));
    const observer = new Observer(parameters, heap, model, (name) => context.cover(name));
    this.#observer = observer;
    this.#reports = new Reports(parameters, context, { heap, model, traffic: this.traffic, observer });
    this.memory = new HeapMemory(parameters, context, {
      heap,
      model,
      observer,
      pending: this.#reports.pending,
      active: () => this.quiet?.active(),
    });
    this.#reports.onRead = (address) => this.memory.willRead(address);
    const port = (name: string) => context.port(name);
    const field = (name: string) => new Field(port(name));
    this.#update = new Handshake(port, 'update');
    this.#done = new Handshake(port, 'done');
    this.#commands = new Handshake(port, 'command');
    this.#zeroStream = new Handshake(port, 'zero');
    this.#refusedStream = new Handshake(port, 'refused');
    this.#responseReady = port('memory_response_ready');
    this.#updateAddress = field('update_address');
    this.#increment = port('update_increment');
    this.#operation = port('command_operation');
    this.#status = port('done_status');
    this.#heapBase = field('heap_base');
    this.#heapLimit = field('heap_limit');
    if (parameters.counterBits > 0 && context.exactTiming)
      this.quiet = new Quiet(parameters, model, context, observer);
    this.sinks = {
      update: { offer: () => this.#offerUpdate(), accepted: () => this.#updated() },
      command: { offer: () => this.#offerCommand(), accepted: () => this.#commanded() },
      memory_response: this.memory.responses,
    };
    this.sources = {
      zero: { taken: () => this.#tookReport(true) },
      refused: { taken: () => this.#tookReport(false) },
      done: { taken: () => this.#finished() },
      memory_request: this.memory.requests,
    };
  }

  /** Puts an update on the ports; for scenarios, like `command`. */
  update(object: number, increment: boolean): void {
    this.traffic.object = object;
    this.traffic.increment = increment;
    this.#writeUpdate();
  }

  command(operation: number, base = this.heap.base, limit = this.heap.limit): void {
    this.#base = base;
    this.#limit = limit;
    this.#writeCommand(operation);
  }

  before(cycle: number): void {
    this.#cycle++;
    this.memory.responder.before(cycle);
    this.quiet?.before(this.#cycle);
  }

  after(): void {
    const isUnderWay = this.#isOutstanding && !this.#done.valid;
    this.#observer.stalls(this.#zeroStream.stalls, this.#refusedStream.stalls, this.#done.stalls);
    if (!isUnderWay && !this.#update.ready) this.#observer.waits();
    if (this.#done.valid && !this.#wasOffered) this.#settled();
    this.#wasOffered = this.#done.valid;
    if (!this.#context.exactTiming) return;
    this.#expect('command_ready', this.#commands.ready, !this.#isOutstanding);
    this.#expect('memory_response_ready', this.#responseReady.get() !== 0, true);
    if (isUnderWay) this.#expect('update_ready', this.#update.ready, false);
    this.quiet?.after(
      this.#update.stalls,
      !isUnderWay && !this.#update.ready,
      this.idle(),
      this.#cycle < this.#pauseUntil - 2,
    );
  }

  idle(): boolean {
    return this.#reports.left === 0 && !this.#isOutstanding && this.memory.isIdle;
  }

  awaited(): string {
    if (this.#isOutstanding) return 'the result of a command';
    return this.#reports.left > 0 ? this.#reports.awaited : 'requests of the memory port';
  }

  transactions(): number {
    return this.#transactions + this.#reports.taken;
  }

  #offerUpdate(): boolean {
    if (this.#cycle < this.#pauseUntil || !this.traffic.next()) return false;
    this.#writeUpdate();
    return true;
  }

  #writeUpdate(): void {
    const address = this.heap.address(this.traffic.object);
    this.#updateAddress.write(address | 0, Math.floor(address / two32) | 0);
    this.#increment.set(this.traffic.increment ? 1 : 0);
  }

  #offerCommand(): boolean {
    if (this.#cycle < this.#pauseUntil) return false;
    const operation = this.traffic.command();
    if (operation < 0) return false;
    if (this.#isOutstanding) {
      // The inputs of the heap hold until the command before is done.
      this.#offeredOperation = operations.drain;
      this.#operation.set(operations.drain);
      return true;
    }
    this.#drawHeap();
    this.#writeCommand(operation);
    return true;
  }

  /** A range with all regular objects in it; or one that must be refused, once there was a good one. */
  #drawHeap(): void {
    const { random } = this.#context;
    const { heap } = this;
    this.#base = heap.base;
    this.#limit = heap.limit;
    if (!this.traffic.isOpen) return;
    switch (random.bits(3)) {
      case 0:
        this.#base = heap.limit;
        this.#limit = heap.base;
        break;
      case 1:
        this.#base += 1 + random.below(2);
        break;
      case 2:
        this.#limit -= 1 + random.below(2);
        break;
      case 3:
        this.#base -= 16;
        this.#limit += 16;
        break;
    }
  }

  #writeCommand(operation: number): void {
    this.#offeredOperation = operation;
    this.#operation.set(operation);
    this.#driveHeap(this.#base, this.#limit);
  }

  #driveHeap(base: number, limit: number): void {
    this.#heapBase.write(base | 0, Math.floor(base / two32) | 0);
    this.#heapLimit.write(limit | 0, Math.floor(limit / two32) | 0);
  }

  #updated(): void {
    const { object, increment } = this.traffic;
    this.#transactions++;
    this.traffic.accepted();
    this.#reports.updated(object);
    this.model.update(this.heap.address(object), increment);
    this.#observer.updated(this.#cycle);
    this.quiet?.active();
  }

  #commanded(): void {
    const operation = this.#offeredOperation;
    this.#acceptedOperation = operation;
    const held = this.model.length;
    this.#observer.commanded(this.#cycle, held);
    this.#expectedStatus = this.model.drain(operation, this.#base, this.#limit);
    this.#observer.drained(operation, this.#expectedStatus);
    if (operation === operations.set_heap && this.#expectedStatus === statuses.ok) this.traffic.isOpen = true;
    this.#isOutstanding = true;
    this.quiet?.commanded();
  }

  #tookReport(isZero: boolean): void {
    if (isZero) this.#reports.tookZero();
    else this.#reports.tookRefusal();
    this.quiet?.active();
  }

  /** The result of a command is first offered: memory is what the model says. */
  #settled(): void {
    if (!this.#isOutstanding) return;
    const { heap, memory } = this;
    memory.settled();
    const { left } = this.#reports;
    const different = heap.firstDifference();
    const strays = memory.responder.strayReads + memory.responder.strayWrites;
    if (left > 0 || different >= 0 || strays > 0 || !memory.responder.idle)
      this.#context.fail({
        what: 'a command is done before everything is in memory as it is in the model',
        stream: 'done',
        expected: { 'reports left': 0, 'requests left': 0, word: heap.expected.words[different] ?? 'any' },
        actual: {
          'reports left': left,
          'requests left': memory.responder.outstanding,
          'requests outside of memory': strays,
          word: heap.memory.words[different] ?? 'any',
          at: different < 0 ? 'none' : heap.memory.base + 4 * different,
        },
      });
    if (this.#context.directed) return;
    this.#reports.sweep();
    if (this.#context.random.chance(0.3)) this.#pauseUntil = this.#cycle + pause;
  }

  #finished(): void {
    const status = this.#status.get();
    const actual = { status: nameOf(statuses, status) };
    if (!this.#isOutstanding)
      this.#context.fail({
        what: 'an offer that nothing asked for',
        stream: 'done',
        expected: 'none',
        actual,
      });
    if (status !== this.#expectedStatus)
      this.#context.fail({
        what: 'the result differs from the model',
        stream: 'done',
        transaction: { operation: nameOf(operations, this.#acceptedOperation) },
        expected: { status: nameOf(statuses, this.#expectedStatus) },
        actual,
      });
    this.#isOutstanding = false;
    this.status = status;
    this.#transactions++;
    // What stands at the inputs from now on must not matter.
    this.#driveHeap(this.#context.directed ? 0 : this.#context.random.below(this.heap.limit), this.heap.base);
    this.quiet?.active();
  }

  #expect(port: string, actual: boolean, expected: boolean): void {
    if (actual === expected) return;
    this.#context.fail({
      what: `${port} is not what the README's timing says`,
      expected: { [port]: expected ? 1 : 0 },
      actual: { [port]: actual ? 1 : 0 },
    });
  }
}
