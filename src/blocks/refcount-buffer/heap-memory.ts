/** The memory behind the buffer, which knows what may be written. */
import type { Context, Port, SinkHandler, SourceHandler } from '../../testing/index.js';
import { MemoryResponder } from '../../testing/memory.js';
import { Field } from '../inline-cache/field.js';
import type { Heap } from './heap.js';
import { addressOf, type RefcountBufferModel } from './model.js';
import type { Observer } from './observer.js';
import type { RefcountBufferParameters } from './parameters.js';
import type { PendingChanges } from './pending.js';

/** Reads that are awaited, at most. */
const capacity = 4096;

export class HeapMemory {
  readonly responder: MemoryResponder;
  readonly requests: SourceHandler;
  readonly responses: SinkHandler;
  /** In cycles; for scenarios. */
  readonly latency = { min: 1, max: 1 };

  readonly #context: Context;
  readonly #heap: Heap;
  readonly #model: RefcountBufferModel;
  readonly #observer: Observer;
  readonly #pending: PendingChanges;
  readonly #write: Port;
  readonly #address: Field;
  readonly #strobe: Port;
  readonly #headerBytes: number;
  readonly #wordBytes: number;
  /** Words that are to be read, in order. */
  readonly #reads = new Float64Array(capacity);
  #first = 0;
  #end = 0;
  /** Strobe of a count in the lowest header of a word. */
  readonly #countBytes: number;
  /** The heap as the buffer knows it: a command changes it when it is done. */
  #from = 0;
  #to = 0;

  /** @param active is told of each response */
  constructor(
    { addressBits, dataBits, headerBits, countPosition, countBits }: RefcountBufferParameters,
    context: Context,
    {
      heap,
      model,
      observer,
      pending,
      active,
    }: {
      heap: Heap;
      model: RefcountBufferModel;
      observer: Observer;
      pending: PendingChanges;
      active: () => void;
    },
  ) {
    this.#context = context;
    this.#heap = heap;
    this.#model = model;
    this.#observer = observer;
    this.#pending = pending;
    this.#write = context.port('memory_request_write');
    this.#address = new Field(context.port('memory_request_address'));
    this.#strobe = context.port('memory_request_strobe');
    this.#headerBytes = headerBits / 8;
    this.#wordBytes = dataBits / 8;
    this.#countBytes =
      2 ** (Math.floor((countPosition + countBits - 1) / 8) + 1) - 2 ** Math.floor(countPosition / 8);
    const random = context.random.fork('memory');
    this.latency.max = random.pick([1, 1, 3, 20]);
    const responder = new MemoryResponder(context, {
      request: 'memory_request',
      response: 'memory_response',
      sizes: { addressBits, dataBits, maxBeats: 1 },
      memory: heap.memory,
      latency: this.latency,
      outOfOrder: random.chance(0.7),
      fault: (address, write) => heap.faults(address, write),
      onWrite: (address, strobe) => this.#check(address, strobe),
    });
    this.responder = responder;
    this.requests = {
      taken: (cycle) => {
        this.#requested();
        responder.requests.taken(cycle);
      },
    };
    this.responses = {
      responds: true,
      offer: () => responder.responses.offer(),
      accepted: (cycle) => {
        responder.responses.accepted(cycle);
        active();
      },
    };
  }

  /** Everything that the model asked for was asked and answered. */
  get isIdle(): boolean {
    const { responder } = this;
    return (
      responder.idle &&
      responder.reads === this.#model.reads &&
      responder.writes === this.#model.writes - this.#observer.failedWrites
    );
  }

  /** A command is done: the heap is now what the model has. */
  settled(): void {
    this.#from = this.#model.heapBase;
    this.#to = this.#model.heapLimit;
  }

  /** The model evicts a change of this object, and its header is to be read. */
  willRead(address: number): void {
    if (this.#end - this.#first === capacity) throw new RangeError(`more than ${capacity} reads are awaited`);
    this.#reads[this.#end++ % capacity] = address - (address % this.#wordBytes);
  }

  #requested(): void {
    const address = addressOf(this.#address.low, this.#address.high);
    if (this.#write.get() === 0) {
      this.#checkRead(address);
      return;
    }
    const object = this.#heap.objectAt(address + this.#laneOf(this.#strobe.get()));
    if (object >= 0) this.#pending.writing(object, this.#model.changeOf(this.#heap.address(object)) !== 0);
  }

  /** Headers are read in the order of the evictions. */
  #checkRead(address: number): void {
    const isExpected = this.#first < this.#end;
    const expected = this.#reads[this.#first++ % capacity] as number;
    if (isExpected && address === expected) return;
    this.#context.fail({
      what: 'a read differs from the model',
      stream: 'memory_request',
      expected: isExpected ? { address: expected } : 'none',
      actual: { address },
    });
  }

  /** Bytes from the beginning of a word to the header that a strobe names. */
  #laneOf(strobe: number): number {
    return Math.floor(Math.log2(strobe & -strobe) / this.#headerBytes) * this.#headerBytes;
  }

  /** A write must be that of a count: its bytes alone, within the heap. */
  #check(address: number, strobe: number): void {
    const lane = this.#laneOf(strobe);
    const header = address + lane;
    this.#observer.written(header);
    if (strobe === this.#countBytes << lane && header >= this.#from && header < this.#to) return;
    this.#context.fail({
      what: 'a write of something else than a count in the heap',
      stream: 'memory_request',
      expected: { 'heap from': this.#from, to: this.#to, strobe: this.#countBytes },
      actual: { address, strobe },
    });
  }
}
