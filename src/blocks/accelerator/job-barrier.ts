/** Stores of a program through the write barrier, whose buffer the host drains, judged by the barrier's golden model. */
import { emptyRange } from '../write-barrier/model-ranges.js';
import { WriteBarrierModel, type Store } from '../write-barrier/model.js';
import { operations as barrierOperations } from '../write-barrier/operations.js';
import type { WriteBarrierParameters } from '../write-barrier/parameters.js';
import { Traffic } from '../write-barrier/traffic.js';
import type { Host } from './host.js';
import { ask, isRaised, type Job, type Reply, type Step } from './job.js';
import { operations } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { ownStatuses, statusBases } from './statuses.js';

const { barrier_store, barrier_remembered, barrier_set_ranges, barrier_clear, barrier_drain } = operations;

export function barrierParameters(p: AcceleratorParameters): WriteBarrierParameters {
  return {
    addressBits: p.addressBits,
    wordBits: p.width,
    format: p.format,
    remember: p.barrierRemember,
    granuleBits: p.barrierGranuleBits,
    sets: p.barrierSets,
    ways: p.barrierWays,
    depth: p.barrierDepth,
    counterBits: p.counterBits,
  };
}

/** What lasts from one job to the next: the barrier, and its random. */
export class BarrierUser {
  readonly #host: Host;
  readonly #model: WriteBarrierModel;
  readonly #traffic: Traffic;
  readonly #store: Store = {
    objectLow: 0,
    objectHigh: 0,
    slotLow: 0,
    slotHigh: 0,
    valueLow: 0,
    valueHigh: 0,
  };
  readonly #ranges = { young: emptyRange(), old: emptyRange() };
  readonly #remembered: number[] = [];
  #threshold = 0;
  /** What the register holds. */
  #object = 0;

  constructor(host: Host) {
    const parameters = barrierParameters(host.p);
    this.#host = host;
    this.#model = new WriteBarrierModel(parameters);
    this.#traffic = new Traffic(parameters, host.random.fork('barrier'));
  }

  /** Ranges, then so many stores, with the buffer drained at whim; in the end it is empty. */
  *job(stores: number): Job {
    const { random } = this.#host;
    this.#threshold = random.below(4);
    yield* ask({ write: 'barrier_threshold', value: this.#threshold });
    for (let count = 0; count < stores; count++) {
      switch (this.#traffic.command(this.#ranges)) {
        case barrierOperations.set_ranges:
          yield* this.#setRanges();
          break;
        case barrierOperations.clear:
          yield* this.#command(barrier_clear.code, barrierOperations.clear);
          break;
        case barrierOperations.drain:
          yield* this.#drain();
      }
      if (random.bits(2) === 0) yield* this.#take();
      yield* this.#storeOne();
    }
    yield* this.#drain();
  }

  *#setRanges(): Generator<Step, void, Reply> {
    const { young, old } = this.#ranges;
    yield* ask({ write: 'barrier_young_base', value: young.baseLow });
    yield* ask({ write: 'barrier_young_limit', value: young.limitLow });
    yield* ask({ write: 'barrier_old_base', value: old.baseLow });
    yield* ask({ write: 'barrier_old_limit', value: old.limitLow });
    yield* this.#command(barrier_set_ranges.code, barrierOperations.set_ranges);
    this.#traffic.accepted(this.#ranges);
  }

  *#command(code: number, operation: number): Generator<Step, void, Reply> {
    // A command waits for stores that wait for room in the buffer, which only the host can make.
    while (this.#remembered.length > 0) yield* this.#take();
    const { status } = yield* ask({ command: code });
    const own = this.#model.command(operation, this.#ranges);
    const expected = own === 0 ? ownStatuses.ok : statusBases.barrier + own;
    if (status !== expected) this.#fail('the write barrier answers a command otherwise', expected, status);
  }

  *#storeOne(): Generator<Step, void, Reply> {
    const store = this.#store;
    this.#traffic.store(store);
    if (this.#object !== store.objectLow) yield* ask({ write: 'barrier_object', value: store.objectLow });
    this.#object = store.objectLow;
    const { status } = yield* ask({
      command: barrier_store.code,
      a: store.slotLow,
      b: store.valueLow,
      bHigh: store.valueHigh,
    });
    if (status === ownStatuses.busy) {
      if (this.#remembered.length < this.#host.p.barrierDepth)
        this.#fail(
          'a store is refused while the buffer has room',
          this.#host.p.barrierDepth,
          this.#remembered.length,
        );
      this.#host.context.cover('barrier full').hit();
      yield* this.#take();
      return;
    }
    if (status !== ownStatuses.ok) this.#fail('a store is answered otherwise', ownStatuses.ok, status);
    this.#model.store(store);
    if (this.#model.remembered) this.#remembered.push(this.#model.addressLow);
  }

  *#take(): Generator<Step, void, Reply> {
    if (this.#host.random.bits(2) === 0) {
      const count = Math.min(this.#remembered.length, this.#host.p.barrierDepth);
      const asks = count > 0 && count >= this.#threshold;
      if ((yield* isRaised('remembered')) !== asks)
        this.#fail('the interrupt of the write barrier is wrong', `${asks}`, `${!asks}`);
    }
    const { status, low } = yield* ask({ command: barrier_remembered.code });
    const expected = this.#remembered.shift();
    if (expected === undefined) {
      if (status !== ownStatuses.empty) this.#fail('something is remembered', ownStatuses.empty, status);
      return;
    }
    if (status !== ownStatuses.ok || low >>> 0 !== expected >>> 0)
      this.#fail(
        'something else is remembered',
        expected >>> 0,
        status === ownStatuses.ok ? low >>> 0 : `status ${status}`,
      );
    this.#host.context.cover('store remembered').hit();
  }

  *#drain(): Generator<Step, void, Reply> {
    yield* this.#command(barrier_drain.code, barrierOperations.drain);
  }

  #fail(what: string, expected: string | number, actual: string | number): never {
    return this.#host.context.fail({ what, stream: 'response', expected, actual });
  }
}
