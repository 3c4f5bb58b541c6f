/** Drives the buffer's ports, is its memory, and judges it by the golden model. */
import type { Context, Environment, Port, SinkHandler, SourceHandler } from '../../testing/index.js';
import { MemoryResponder } from '../../testing/memory.js';
import { Field } from '../inline-cache/field.js';
import { Handshake } from '../inline-cache/ports.js';
import { Heap, kinds } from './heap.js';
import { addressOf, RefcountBufferModel } from './model.js';
import { Observer } from './observer.js';
import { operations, refusals, statuses } from './operations.js';
import type { RefcountBufferParameters } from './parameters.js';
import { PendingChanges } from './pending.js';
import { Quiet } from './quiet.js';
import { ReportQueue } from './report-queue.js';
import { Traffic } from './traffic.js';

const two32 = 0x1_0000_0000;

export class RefcountBufferEnvironment implements Environment {
  readonly model: RefcountBufferModel;
  readonly heap: Heap;
  readonly traffic: Traffic;
  readonly responder: MemoryResponder;
  /** Of memory, in cycles; for scenarios. */
  readonly latency = { min: 1, max: 1 };
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  /** What leaves was decided earlier; an update comes before the command of its cycle. */
  readonly order = ['zero', 'refused', 'done', 'memory_request', 'memory_response', 'update', 'command'];
  /** Absent where the counters are, and where their cycles cannot be known. */
  readonly quiet: Quiet | undefined;
  /** Of the last command, and of the last report. */
  status = -1;
  settled = -1;

  readonly #context: Context;
  readonly #observer: Observer;
  readonly #update: Handshake;
  readonly #done: Handshake;
  readonly #commands: Handshake;
  readonly #zeroStream: Handshake;
  readonly #refusedStream: Handshake;
  readonly #responseReady: Port;
  readonly #updateAddress: Field;
  readonly #increment: Port;
  readonly #zeroAddress: Field;
  readonly #zeroSettled: Port;
  readonly #refusedAddress: Field;
  readonly #refusedChange: Port;
  readonly #refusedStatus: Port;
  readonly #requestWrite: Port;
  readonly #requestAddress: Field;
  readonly #requestStrobe: Port;
  readonly #operation: Port;
  readonly #status: Port;
  readonly #heapBase: Field;
  readonly #heapLimit: Field;
  readonly #changeMask: number;
  readonly #headerBytes: number;
  /** Strobe of a count in the lowest header of a word. */
  readonly #countBytes: number;
  /** The heap as the buffer knows it: a command changes it when it is done. */
  #heapFrom = 0;
  #heapTo = 0;

  readonly #zeros: ReportQueue;
  readonly #refusals: ReportQueue;
  readonly #pending: PendingChanges;
  /** Number of the last update of each object, and of updates so far. */
  readonly #lastUpdate: Float64Array;
  #updates = 0;
  /** Reported since it was born. */
  readonly #reported: Uint8Array;

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
    const { addressBits, dataBits, changeBits } = parameters;
    const random = context.random.fork('heap');
    this.heap = new Heap(parameters, random);
    const { heap } = this;
    this.model = new RefcountBufferModel(parameters, heap.expected, (address, write) =>
      heap.faults(address, write),
    );
    this.traffic = new Traffic(parameters, heap, this.model, context.random.fork('traffic'));
    this.#observer = new Observer(parameters, heap, this.model, (name) => context.cover(name));
    this.#zeros = new ReportQueue();
    this.#refusals = new ReportQueue();
    this.#pending = new PendingChanges(heap.count);
    this.#lastUpdate = new Float64Array(heap.count).fill(-1);
    this.#reported = new Uint8Array(heap.count);
    this.#changeMask = 2 ** changeBits - 1;
    this.model.onEviction = (address, change, refusal, isZero) => {
      this.#observer.evicted(address, change, refusal, isZero);
      const object = heap.objectAt(address);
      this.#pending.evicted(object, refusal === 0 ? !this.model.immortal : refusal === refusals.write_error);
      if (isZero) this.#zeros.push(address, this.#pending.writesOf(object), 0, this.#updates);
      if (refusal !== 0) this.#refusals.push(address, change, refusal, this.#updates);
    };
    this.#headerBytes = parameters.headerBits / 8;
    const { countPosition, countBits } = parameters;
    this.#countBytes =
      2 ** (Math.floor((countPosition + countBits - 1) / 8) + 1) - 2 ** Math.floor(countPosition / 8);
    this.latency.max = random.pick([1, 2, 8, 30]);
    this.responder = new MemoryResponder(context, {
      request: 'memory_request',
      response: 'memory_response',
      sizes: { addressBits, dataBits, maxBeats: 1 },
      memory: heap.memory,
      latency: this.latency,
      outOfOrder: random.chance(0.7),
      fault: (address, write) => heap.faults(address, write),
      onWrite: (address, strobe) => this.#checkWrite(address, strobe),
    });

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
    this.#zeroAddress = field('zero_address');
    this.#zeroSettled = port('zero_settled');
    this.#refusedAddress = field('refused_address');
    this.#refusedChange = port('refused_change');
    this.#refusedStatus = port('refused_status');
    this.#requestWrite = port('memory_request_write');
    this.#requestAddress = field('memory_request_address');
    this.#requestStrobe = port('memory_request_strobe');
    this.#operation = port('command_operation');
    this.#status = port('done_status');
    this.#heapBase = field('heap_base');
    this.#heapLimit = field('heap_limit');
    if (parameters.counterBits > 0 && context.exactTiming)
      this.quiet = new Quiet(parameters, this.model, context, this.#observer);
    this.sinks = {
      update: { offer: () => this.#offerUpdate(), accepted: () => this.#updated() },
      command: { offer: () => this.#offerCommand(), accepted: () => this.#commanded() },
      memory_response: this.responder.responses,
    };
    this.sources = {
      zero: { taken: () => this.#tookZero() },
      refused: { taken: () => this.#tookRefusal() },
      done: { taken: () => this.#finished() },
      memory_request: {
        taken: (cycle) => {
          this.#requested();
          this.responder.requests.taken(cycle);
        },
      },
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
    this.responder.before(cycle);
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
    return (
      this.#zeros.length === 0 &&
      this.#refusals.length === 0 &&
      !this.#isOutstanding &&
      this.responder.idle &&
      this.responder.reads === this.model.reads &&
      this.responder.writes === this.model.writes - this.#observer.failedWrites
    );
  }

  awaited(): string {
    if (this.#isOutstanding) return 'the result of a command';
    if (this.#zeros.length > 0) return `the report of 0x${this.#zeros.address.toString(16)}`;
    if (this.#refusals.length > 0) return `the refusal of 0x${this.#refusals.address.toString(16)}`;
    return 'requests of the memory port';
  }

  transactions(): number {
    return this.#transactions;
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
    this.#lastUpdate[object] = ++this.#updates;
    this.traffic.accepted();
    this.#pending.updated(object);
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

  #tookZero(): void {
    const address = addressOf(this.#zeroAddress.low, this.#zeroAddress.high);
    const settled = this.#zeroSettled.get();
    const actual = { address, settled };
    const zeros = this.#zeros;
    if (zeros.length === 0) this.#unasked('zero', actual);
    if (address !== zeros.address)
      this.#context.fail({
        what: 'the report of a zero differs from the model',
        stream: 'zero',
        expected: { address: zeros.address },
        actual,
      });
    const object = this.heap.objectAt(address);
    const isRegular = this.heap.kind(object) === kinds.regular;
    const references = this.traffic.references[object] as number;
    if (settled === 1 && isRegular && references !== 0)
      this.#context.fail({
        what: 'an object is reported as dead that is referred to',
        stream: 'zero',
        expected: { settled: 0, references },
        actual,
      });
    if (settled === 0 && (this.#lastUpdate[object] as number) < zeros.updates)
      this.#context.fail({
        what: 'a zero is reported as unsettled of an object that was not touched since',
        stream: 'zero',
        expected: { settled: 1 },
        actual,
      });
    if (settled === 1 && this.#pending.mustBePending(object, zeros.change))
      this.#context.fail({
        what: 'a zero is reported as settled of an object with a change pending',
        stream: 'zero',
        expected: { settled: 0 },
        actual,
      });
    this.#observer.reported(settled === 1);
    this.settled = settled;
    zeros.shift();
    this.#reported[object] = 1;
    this.#transactions++;
    if (settled === 0) this.model.countEvent('unsettled_zeros');
    else if (isRegular && !this.#context.directed) this.#rebear(object);
    this.quiet?.active();
  }

  #tookRefusal(): void {
    const address = addressOf(this.#refusedAddress.low, this.#refusedAddress.high);
    const change = this.#refusedChange.get();
    const status = this.#refusedStatus.get();
    const actual = { address, change, status: nameOf(refusals, status) };
    const expected = this.#refusals;
    if (expected.length === 0) this.#unasked('refused', actual);
    if (
      address !== expected.address ||
      change !== (expected.change & this.#changeMask) ||
      status !== expected.status
    )
      this.#context.fail({
        what: 'the refusal differs from the model',
        stream: 'refused',
        expected: {
          address: expected.address,
          change: expected.change & this.#changeMask,
          status: nameOf(refusals, expected.status),
        },
        actual,
      });
    expected.shift();
    this.#transactions++;
    this.quiet?.active();
  }

  /** The result of a command is first offered: memory is what the model says. */
  #settled(): void {
    const { heap } = this;
    if (!this.#isOutstanding) return;
    const left = this.#zeros.length + this.#refusals.length;
    const different = heap.firstDifference();
    this.#heapFrom = this.model.heapBase;
    this.#heapTo = this.model.heapLimit;
    const strays = this.responder.strayReads + this.responder.strayWrites;
    if (left > 0 || different >= 0 || strays > 0 || !this.responder.idle)
      this.#context.fail({
        what: 'a command is done before everything is in memory as it is in the model',
        stream: 'done',
        expected: { 'reports left': 0, 'requests left': 0, word: heap.expected.words[different] ?? 'any' },
        actual: {
          'reports left': left,
          'requests left': this.responder.outstanding,
          'requests outside of memory': strays,
          word: heap.memory.words[different] ?? 'any',
          at: different < 0 ? 'none' : heap.memory.base + 4 * different,
        },
      });
    if (!this.#context.directed) this.#sweep();
  }

  /** After a drain the host frees what it knows to be dead; everything that is dead must have been reported. */
  #sweep(): void {
    const { heap, traffic } = this;
    for (let object = 0; object < heap.count; object++) {
      if (heap.kind(object) !== kinds.regular || traffic.references[object] !== 0) continue;
      if (this.#reported[object] === 0)
        this.#context.fail({
          what: 'an object is dead and was not reported',
          stream: 'zero',
          expected: { address: heap.address(object) },
          actual: 'none',
        });
      this.#rebear(object);
    }
    if (this.#context.random.chance(0.3)) this.#pauseUntil = this.#cycle + 60;
  }

  /** The host frees an object and puts a new one in its place, without asking the buffer. */
  #rebear(object: number): void {
    const references = 1 + this.#context.random.below(2);
    this.traffic.references[object] = references;
    this.#reported[object] = 0;
    this.heap.born(this.model, object, references);
  }

  #finished(): void {
    const status = this.#status.get();
    const actual = { status: nameOf(statuses, status) };
    if (!this.#isOutstanding) this.#unasked('done', actual);
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

  #requested(): void {
    if (this.#requestWrite.get() === 0) return;
    const strobe = this.#requestStrobe.get();
    const address = addressOf(this.#requestAddress.low, this.#requestAddress.high);
    const object = this.heap.objectAt(address + this.#laneOf(strobe));
    if (object >= 0) this.#pending.writing(object, this.model.changeOf(this.heap.address(object)) !== 0);
  }

  /** Bytes from the beginning of a word to the header that a strobe names. */
  #laneOf(strobe: number): number {
    return Math.floor(Math.log2(strobe & -strobe) / this.#headerBytes) * this.#headerBytes;
  }

  /** A write must be that of a count: its bytes alone, within the heap. */
  #checkWrite(address: number, strobe: number): void {
    const lane = this.#laneOf(strobe);
    const header = address + lane;
    this.#observer.written(header);
    if (strobe === this.#countBytes << lane && header >= this.#heapFrom && header < this.#heapTo) return;
    this.#context.fail({
      what: 'a write of something else than a count in the heap',
      stream: 'memory_request',
      expected: { 'heap from': this.#heapFrom, to: this.#heapTo, strobe: this.#countBytes },
      actual: { address, strobe },
    });
  }

  #expect(port: string, actual: boolean, expected: boolean): void {
    if (actual === expected) return;
    this.#context.fail({
      what: `${port} is not what the README's timing says`,
      expected: { [port]: expected ? 1 : 0 },
      actual: { [port]: actual ? 1 : 0 },
    });
  }

  #unasked(stream: string, actual: Readonly<Record<string, string | number>>): never {
    return this.#context.fail({ what: 'an offer that nothing asked for', stream, expected: 'none', actual });
  }
}

function nameOf(codes: Readonly<Record<string, number>>, code: number): string {
  return Object.keys(codes).find((name) => codes[name] === code) ?? `code ${code}`;
}
