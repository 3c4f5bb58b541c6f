/** Judges what the buffer reports: zeros, settled or not, and refusals. */
import type { Context, Port } from '../../testing/index.js';
import { Field } from '../inline-cache/field.js';
import { nameOf } from './describe.js';
import { kinds, type Heap } from './heap.js';
import { addressOf, type RefcountBufferModel } from './model.js';
import type { Observer } from './observer.js';
import { refusals } from './operations.js';
import type { RefcountBufferParameters } from './parameters.js';
import { PendingChanges } from './pending.js';
import { ReportQueue } from './report-queue.js';
import type { Traffic } from './traffic.js';

export class Reports {
  /** Taken so far. */
  taken = 0;
  /** Told of each eviction whose header is to be read, in order. */
  onRead: (address: number) => void = () => undefined;
  readonly pending: PendingChanges;

  readonly #context: Context;
  readonly #heap: Heap;
  readonly #model: RefcountBufferModel;
  readonly #traffic: Traffic;
  readonly #observer: Observer;
  readonly #zeroAddress: Field;
  readonly #zeroSettled: Port;
  readonly #refusedAddress: Field;
  readonly #refusedChange: Port;
  readonly #refusedStatus: Port;
  readonly #changeMask: number;
  readonly #zeros = new ReportQueue();
  readonly #refusals = new ReportQueue();
  /** Number of the last update of each object, and of updates so far. */
  readonly #lastUpdate: Float64Array;
  #updates = 0;
  /** Reported since it was born. */
  readonly #reported: Uint8Array;

  constructor(
    parameters: RefcountBufferParameters,
    context: Context,
    {
      heap,
      model,
      traffic,
      observer,
    }: { heap: Heap; model: RefcountBufferModel; traffic: Traffic; observer: Observer },
  ) {
    this.#context = context;
    this.#heap = heap;
    this.#model = model;
    this.#traffic = traffic;
    this.#observer = observer;
    this.pending = new PendingChanges(heap.count);
    this.#lastUpdate = new Float64Array(heap.count).fill(-1);
    this.#reported = new Uint8Array(heap.count);
    this.#changeMask = 2 ** parameters.changeBits - 1;
    this.#zeroAddress = new Field(context.port('zero_address'));
    this.#zeroSettled = context.port('zero_settled');
    this.#refusedAddress = new Field(context.port('refused_address'));
    this.#refusedChange = context.port('refused_change');
    this.#refusedStatus = context.port('refused_status');
    model.onEviction = (address, change, refusal, isZero) => {
      observer.evicted(address, change, refusal, isZero);
      if (refusal !== refusals.bad_address) this.onRead(address);
      const object = heap.objectAt(address);
      this.pending.evicted(object, refusal === 0 ? !model.immortal : refusal === refusals.write_error);
      if (isZero) this.#zeros.push(address, this.pending.writesOf(object), 0, this.#updates);
      if (refusal !== 0) this.#refusals.push(address, change, refusal, this.#updates);
    };
  }

  /** Reports that are awaited. */
  get left(): number {
    return this.#zeros.length + this.#refusals.length;
  }

  /** For people: the first of them. */
  get awaited(): string {
    const isZero = this.#zeros.length > 0;
    const { address } = isZero ? this.#zeros : this.#refusals;
    return `the ${isZero ? 'report' : 'refusal'} of 0x${address.toString(16)}`;
  }

  /** An update of the object was accepted; ahead of the model. */
  updated(object: number): void {
    this.#lastUpdate[object] = ++this.#updates;
    this.pending.updated(object);
  }

  tookZero(): void {
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
    const object = this.#heap.objectAt(address);
    const isRegular = this.#heap.kind(object) === kinds.regular;
    this.#judgeSettled(object, settled, isRegular);
    this.#observer.reported(settled === 1);
    zeros.shift();
    this.#reported[object] = 1;
    this.taken++;
    if (settled === 0) this.#model.countEvent('unsettled_zeros');
    else if (isRegular && !this.#context.directed) this.#rebear(object);
  }

  tookRefusal(): void {
    const address = addressOf(this.#refusedAddress.low, this.#refusedAddress.high);
    const change = this.#refusedChange.get();
    const status = this.#refusedStatus.get();
    const actual = { address, change, status: nameOf(refusals, status) };
    const awaited = this.#refusals;
    if (awaited.length === 0) this.#unasked('refused', actual);
    const expected = {
      address: awaited.address,
      change: awaited.change & this.#changeMask,
      status: nameOf(refusals, awaited.status),
    };
    if (address !== expected.address || change !== expected.change || status !== awaited.status)
      this.#context.fail({
        what: 'the refusal differs from the model',
        stream: 'refused',
        expected,
        actual,
      });
    awaited.shift();
    this.taken++;
  }

  /** After a drain the host frees what it knows to be dead; everything that is dead must have been reported. */
  sweep(): void {
    for (let object = 0; object < this.#heap.count; object++) {
      if (this.#heap.kind(object) !== kinds.regular || this.#traffic.references[object] !== 0) continue;
      if (this.#reported[object] === 0)
        this.#context.fail({
          what: 'an object is dead and was not reported',
          stream: 'zero',
          expected: { address: this.#heap.address(object) },
          actual: 'none',
        });
      this.#rebear(object);
    }
  }

  #judgeSettled(object: number, settled: number, isRegular: boolean): void {
    const zeros = this.#zeros;
    const references = this.#traffic.references[object] as number;
    const fail = (what: string, expected: number): never =>
      this.#context.fail({
        what,
        stream: 'zero',
        expected: { settled: expected },
        actual: { address: zeros.address, settled, references },
      });
    if (settled === 0) {
      if ((this.#lastUpdate[object] as number) < zeros.updates)
        fail('a zero is reported as unsettled of an object that was not touched since', 1);
      return;
    }
    if (isRegular && references !== 0) fail('an object is reported as dead that is referred to', 0);
    if (this.pending.mustBePending(object, zeros.change))
      fail('a zero is reported as settled of an object with a change pending', 0);
  }

  /** The host frees an object and puts a new one in its place, without asking the buffer. */
  #rebear(object: number): void {
    const references = 1 + this.#context.random.below(2);
    this.#traffic.references[object] = references;
    this.#reported[object] = 0;
    this.#heap.born(this.#model, object, references);
  }

  #unasked(stream: string, actual: Readonly<Record<string, string | number>>): never {
    return this.#context.fail({ what: 'an offer that nothing asked for', stream, expected: 'none', actual });
  }
}
