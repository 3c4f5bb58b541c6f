/** Increments and decrements through the reference-count buffer, judged by its golden model. */
import type { MemoryImage } from '../../testing/index.js';
import { RefcountBufferModel } from '../refcount-buffer/model.js';
import { operations as bufferOperations } from '../refcount-buffer/operations.js';
import type { RefcountBufferParameters } from '../refcount-buffer/parameters.js';
import type { Host } from './host.js';
import type { Route } from './host-command.js';
import { ask, isRaised, type Job, type Reply, type Step } from './job.js';
import { refcountTagBits } from './masters.js';
import { operations } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { ownStatuses, statusBases } from './statuses.js';

const {
  refcount_increment,
  refcount_decrement,
  refcount_zero,
  refcount_refused,
  refcount_drain,
  refcount_set_heap,
} = operations;

/** Of the memory that a job needs. */
export const refcountRegionBytes = 0x400;

export function refcountParameters(p: AcceleratorParameters): RefcountBufferParameters {
  return {
    entries: p.refcountEntries,
    changeBits: p.refcountChangeBits,
    inFlight: p.refcountInFlight,
    zeroDepth: p.refcountZeroDepth,
    addressBits: p.addressBits,
    dataBits: p.memoryBits,
    tagBits: refcountTagBits,
    headerBits: p.refcountHeaderBits,
    countPosition: p.refcountCountPosition,
    countBits: p.refcountCountBits,
    immortal: p.refcountImmortal,
    counterBits: p.counterBits,
  };
}

export class RefcountUser {
  readonly #host: Host;
  readonly #memory: MemoryImage;
  readonly #base: number;
  readonly #expected: { readonly base: number; readonly words: Uint32Array };
  readonly #model: RefcountBufferModel;
  readonly #zeros: number[] = [];
  readonly #refused: { address: number; change: number; reason: number }[] = [];
  #isSet = false;
  #route: Route = 'port';

  constructor(host: Host, memory: MemoryImage, base: number) {
    this.#host = host;
    this.#memory = memory;
    this.#base = base;
    const first = (base - memory.base) / 4;
    const { refcountHeaderBits, refcountCountPosition } = host.p;
    // Small counts, most of them, so that they reach zero.
    for (let at = 0; at < refcountRegionBytes; at += refcountHeaderBits / 8)
      if (host.random.bits(2) !== 0 && refcountCountPosition < 24)
        memory.write32(base + at, host.random.below(4) << refcountCountPosition);
    this.#expected = { base, words: memory.words.slice(first, first + refcountRegionBytes / 4) };
    this.#model = new RefcountBufferModel(refcountParameters(host.p), this.#expected);
    this.#model.onEviction = (address, change, refusal, isZero) => {
      if (refusal !== 0) this.#refused.push({ address, change, reason: refusal });
      else if (isZero) this.#zeros.push(address);
    };
  }

  *job(updates: number, route: Route): Job {
    this.#route = route;
    const { random } = this.#host;
    if (!this.#isSet || random.bits(2) === 0) yield* this.#setHeap();
    for (let count = 0; count < updates; count++) {
      const draw = random.bits(5);
      if (draw === 0) yield* this.#drain(refcount_drain.code, bufferOperations.drain);
      else if (draw < 4) yield* this.#take();
      yield* this.#update();
    }
    yield* this.#drain(refcount_drain.code, bufferOperations.drain);
    for (let at = 0; at < this.#expected.words.length; at++) {
      const address = this.#base + 4 * at;
      if (this.#memory.read32(address) !== this.#expected.words[at])
        this.#fail(
          `the header at ${address} differs`,
          this.#expected.words[at] ?? 0,
          this.#memory.read32(address),
        );
    }
  }

  *#setHeap(): Generator<Step, void, Reply> {
    const bad = this.#isSet && this.#host.random.bits(2) === 0;
    yield* ask({ write: 'refcount_heap_base', value: this.#base });
    yield* ask({
      write: 'refcount_heap_limit',
      value: bad ? this.#base - 64 : this.#base + refcountRegionBytes,
    });
    yield* this.#drain(refcount_set_heap.code, bufferOperations.set_heap, bad);
    this.#isSet = true;
  }

  *#update(): Generator<Step, void, Reply> {
    const { random } = this.#host;
    const bytes = this.#host.p.refcountHeaderBits / 8;
    const address =
      random.bits(5) === 0
        ? (random.next32() & ~(bytes - 1)) >>> 0
        : this.#base + bytes * random.below(random.bits(1) ? 12 : refcountRegionBytes / bytes);
    const increment = random.bits(1) === 1;
    const { status } = yield* ask({
      command: increment ? refcount_increment.code : refcount_decrement.code,
      a: address,
    });
    if (status === ownStatuses.busy) {
      if (!(yield* this.#take()))
        this.#fail('a change is refused while nothing waits for the host', 'ok', 'busy');
      this.#host.context.cover('count refused').hit();
      return;
    }
    if (status !== ownStatuses.ok) this.#fail('a change is answered otherwise', ownStatuses.ok, status);
    this.#model.update(address, increment);
  }

  /** Takes what waits; false if nothing does. What is evicted is told later, so less may wait than the model says. */
  *#take(): Generator<Step, boolean, Reply> {
    const looks = this.#host.random.bits(2) === 0;
    const isZero = looks && (yield* isRaised('zero'));
    const zero = yield* ask({ command: refcount_zero.code });
    if (isZero && zero.status === ownStatuses.empty)
      this.#fail('the interrupt tells of a zero that is not there', ownStatuses.ok, zero.status);
    if (zero.status === ownStatuses.ok) {
      const expected = this.#zeros.shift();
      if (zero.low >>> 0 !== expected)
        this.#fail('another count is zero', expected ?? 'none', zero.low >>> 0);
    } else if (zero.status !== ownStatuses.empty)
      this.#fail('zeros are answered otherwise', ownStatuses.empty, zero.status);
    const isRefused = looks && (yield* isRaised('refused'));
    const refused = yield* ask({ command: refcount_refused.code });
    if (isRefused && refused.status === ownStatuses.empty)
      this.#fail('the interrupt tells of a refusal that is not there', ownStatuses.ok, refused.status);
    if (refused.status === ownStatuses.ok) {
      const expected = this.#refused.shift();
      const { low } = yield* ask({ read: 'refcount_refused' });
      const change = (low << 16) >> 16;
      if (
        refused.low >>> 0 !== expected?.address ||
        change !== expected.change ||
        low >>> 16 !== expected.reason
      )
        this.#fail(
          'another change is refused',
          JSON.stringify(expected ?? 'none'),
          `${refused.low >>> 0} ${change} ${low >>> 16}`,
        );
      this.#host.context.cover('change refused').hit();
    } else if (refused.status !== ownStatuses.empty)
      this.#fail('refusals are answered otherwise', ownStatuses.empty, refused.status);
    return zero.status === ownStatuses.ok || refused.status === ownStatuses.ok;
  }

  *#drain(code: number, operation: number, bad = false): Generator<Step, void, Reply> {
    let ended = false;
    const taker = this.#host.start(
      this.#takeWhile(() => !ended),
      this.#route,
    );
    const limit = bad ? this.#base - 64 : this.#base + refcountRegionBytes;
    const expected = this.#model.drain(operation, this.#base, limit);
    const { status } = yield* ask({ command: code });
    ended = true;
    while (!taker()) yield* ask({ wait: 4 });
    if (this.#zeros.length + this.#refused.length > 0)
      this.#fail('a drain leaves something untold', 0, this.#zeros.length + this.#refused.length);
    const wanted = expected === 0 ? ownStatuses.ok : statusBases.refcount + expected;
    if (status !== wanted) this.#fail('a drain is answered otherwise', wanted, status);
    this.#host.context.cover('counts drained').hit();
  }

  *#takeWhile(goesOn: () => boolean): Job {
    for (;;) {
      const last = !goesOn();
      if (!(yield* this.#take()) && last) return;
    }
  }

  #fail(what: string, expected: string | number, actual: string | number): never {
    return this.#host.context.fail({ what, stream: 'response', expected, actual });
  }
}
