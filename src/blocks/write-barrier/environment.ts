/** Drives the barrier's ports and judges them by the golden model. */
import type {
  Context,
  Described,
  Environment,
  Port,
  SinkHandler,
  SourceHandler,
} from '../../testing/index.js';
import { Field, wide } from '../inline-cache/field.js';
import { Handshake } from '../inline-cache/ports.js';
import { copyRange, emptyRange } from './model-ranges.js';
import { BarrierTiming } from './model-timing.js';
import { WriteBarrierModel, type Ranges, type Store } from './model.js';
import { Observer } from './observer.js';
import { counters, operations, statuses } from './operations.js';
import type { WriteBarrierParameters } from './parameters.js';
import { Traffic } from './traffic.js';

/** Entries that an implementation can hold at most, to be judged; a power of two. */
const capacity = 4096;
/** One cycle in so many clears the counters; rare enough for them to grow. */
const clearPeriod = 4096;

export class WriteBarrierEnvironment implements Environment {
  readonly model: WriteBarrierModel;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  /** What leaves was decided earlier; a store comes before the command of its cycle. */
  readonly order = ['remembered', 'done', 'store', 'command'];
  /** Clears the counters in the next cycle; for scenarios. */
  clearCounters = false;
  /** Of the last command. */
  status = -1;

  readonly #context: Context;
  readonly #timing: BarrierTiming | undefined;
  readonly #observer: Observer;
  readonly #traffic: Traffic;
  readonly #counted: boolean;

  readonly #storeStream: Handshake;
  readonly #rememberedStream: Handshake;
  readonly #commandStream: Handshake;
  readonly #doneStream: Handshake;
  readonly #object: Field;
  readonly #slot: Field;
  readonly #value: Field;
  readonly #address: Field;
  readonly #operation: Port;
  readonly #status: Port;
  readonly #level: Port;
  readonly #inputs: readonly Field[];
  readonly #counterIndex: Port | undefined;
  readonly #counterClear: Port | undefined;
  readonly #counterValue: Field | undefined;

  readonly #store: Store = {
    objectLow: 0,
    objectHigh: 0,
    slotLow: 0,
    slotHigh: 0,
    valueLow: 0,
    valueHigh: 0,
  };
  readonly #ranges: Ranges = { young: emptyRange(), old: emptyRange() };
  readonly #noise: Ranges = { young: emptyRange(), old: emptyRange() };
  #offered = 0;
  #accepted = 0;
  #isOutstanding = false;
  #expectedStatus = 0;
  /** Of the stream of addresses: what a drain has to wait for. */
  #drainsUpTo = 0;

  /** First addresses of granules, expected at `remembered`. */
  readonly #expectedLow = new Int32Array(capacity);
  readonly #expectedHigh = new Int32Array(capacity);
  #first = 0;
  #end = 0;

  #cycle = -1;
  #index = 0;
  #readIndex = -1;
  #expectedCount = 0;
  #transactions = 0;

  constructor(parameters: WriteBarrierParameters, context: Context) {
    this.#context = context;
    this.model = new WriteBarrierModel(parameters);
    this.#timing = context.exactTiming ? new BarrierTiming(parameters) : undefined;
    this.#observer = new Observer(this.model, (name) => context.cover(name));
    this.#traffic = new Traffic(parameters, context.random.fork('traffic'));
    const port = (name: string) => context.port(name);
    const field = (name: string) => new Field(port(name));
    this.#storeStream = new Handshake(port, 'store');
    this.#rememberedStream = new Handshake(port, 'remembered');
    this.#commandStream = new Handshake(port, 'command');
    this.#doneStream = new Handshake(port, 'done');
    this.#object = field('store_object');
    this.#slot = field('store_slot');
    this.#value = field('store_value');
    this.#address = field('remembered_address');
    this.#operation = port('command_operation');
    this.#status = port('done_status');
    this.#level = port('level');
    this.#inputs = ['young_base', 'young_limit', 'old_base', 'old_limit'].map(field);
    this.#counted = parameters.counterBits > 0 && context.exactTiming;
    if (parameters.counterBits > 0) {
      this.#counterIndex = port('counter_index');
      this.#counterClear = port('counter_clear');
      this.#counterValue = field('counter_value');
    }
    this.sinks = {
      store: { offer: () => this.#offerStore(), accepted: () => this.#stored() },
      command: { offer: () => this.#offerCommand(), accepted: () => this.#commanded() },
    };
    this.sources = {
      remembered: { taken: () => this.#took() },
      done: { taken: () => this.#finished() },
    };
  }

  /** Puts a store on the ports; for scenarios, like `command`. */
  store(store: Store): void {
    Object.assign(this.#store, store);
    this.#writeStore();
  }

  command(operation: number, ranges?: Ranges): void {
    this.#offered = operation;
    if (ranges) {
      copyRange(ranges.young, this.#ranges.young);
      copyRange(ranges.old, this.#ranges.old);
      this.#drive(ranges);
    }
    this.#operation.set(operation);
  }

  before(): void {
    this.#cycle++;
    if (!this.#counterIndex || !this.#counterClear) return;
    this.#index = this.#cycle & 15;
    this.#counterIndex.set(this.#index);
    const clears =
      this.clearCounters || (!this.#context.directed && this.#context.random.below(clearPeriod) === 0);
    this.clearCounters = false;
    this.#counterClear.set(clears ? 1 : 0);
  }

  after(): void {
    const timing = this.#timing;
    this.#observer.stalls(this.#rememberedStream.stalls, this.#doneStream.stalls);
    if (!timing) return;
    // Only now has the cycle before told all its transfers.
    if (this.#cycle > 0) timing.endCycle();
    this.#expect('store_ready', this.#storeStream.ready, timing.storeReady);
    this.#expect('remembered_valid', this.#rememberedStream.valid, timing.level > 0);
    this.#expect('command_ready', this.#commandStream.ready, timing.stage === 'idle');
    this.#expect('done_valid', this.#doneStream.valid, timing.stage === 'done');
    if (this.#level.get() !== timing.level)
      this.#context.fail({
        what: 'level is not what the model says',
        expected: timing.level,
        actual: this.#level.get(),
      });
    if (this.#counted) this.#checkCounter(timing);
    this.#observer.cycle(timing);
    timing.stalled = this.#storeStream.stalls;
    timing.clearsCounters = this.#counterClear?.get() === 1;
  }

  idle(): boolean {
    return this.#first === this.#end && !this.#isOutstanding;
  }

  awaited(): string {
    if (this.#first === this.#end) return `the result of ${nameOf(operations, this.#accepted)}`;
    const at = this.#first % capacity;
    const address = wide(this.#expectedLow[at] as number, this.#expectedHigh[at] as number);
    return `the remembered address 0x${address.toString(16)}`;
  }

  transactions(): number {
    return this.#transactions;
  }

  #offerStore(): boolean {
    this.#traffic.store(this.#store);
    this.#writeStore();
    return true;
  }

  #writeStore(): void {
    const { objectLow, objectHigh, slotLow, slotHigh, valueLow, valueHigh } = this.#store;
    this.#object.write(objectLow, objectHigh);
    this.#slot.write(slotLow, slotHigh);
    this.#value.write(valueLow, valueHigh);
  }

  #offerCommand(): boolean {
    const operation = this.#traffic.command(this.#ranges);
    if (operation < 0) return false;
    this.#offered = operation;
    this.#operation.set(operation);
    if (operation === operations.set_ranges) this.#drive(this.#ranges);
    return true;
  }

  #drive({ young, old }: Ranges): void {
    const [youngBase, youngLimit, oldBase, oldLimit] = this.#inputs;
    youngBase?.write(young.baseLow, young.baseHigh);
    youngLimit?.write(young.limitLow, young.limitHigh);
    oldBase?.write(old.baseLow, old.baseHigh);
    oldLimit?.write(old.limitLow, old.limitHigh);
  }

  #stored(): void {
    const { model } = this;
    this.#transactions++;
    model.store(this.#store);
    if (model.remembered) {
      if (this.#end - this.#first === capacity)
        throw new RangeError(`more than ${capacity} remembered stores wait to be taken`);
      this.#expectedLow[this.#end % capacity] = model.addressLow;
      this.#expectedHigh[this.#end % capacity] = model.addressHigh;
      this.#end++;
    }
    this.#observer.stored(this.#cycle, this.#store);
    const timing = this.#timing;
    if (!timing) return;
    timing.stored = true;
    timing.immediate = !model.isPointer;
    timing.crossed = model.crosses;
    timing.remembers = model.remembered;
    timing.evicts = model.evicted;
  }

  #commanded(): void {
    const operation = this.#offered;
    const isBuffered = this.#first !== this.#end;
    const status = this.model.command(operation, this.#ranges);
    this.#observer.commanded(this.#cycle, operation, status, this.#ranges, isBuffered);
    if (operation === operations.set_ranges) {
      this.#traffic.accepted(this.#ranges);
      // What stands at the inputs from now on must not matter.
      if (!this.#context.directed) this.#traffic.ranges(this.#noise);
      this.#drive(this.#noise);
    }
    this.#expectedStatus = status;
    if (operation === operations.drain) this.#drainsUpTo = this.#end;
    this.#accepted = operation;
    this.#isOutstanding = true;
    if (!this.#timing) return;
    this.#timing.commanded = status;
    this.#timing.operation = operation;
  }

  #took(): void {
    const { low, high } = this.#address;
    if (this.#first === this.#end)
      this.#context.fail({
        what: 'an address is remembered that need not be',
        stream: 'remembered',
        expected: 'none',
        actual: { address: wide(low, high) },
      });
    const at = this.#first++ % capacity;
    const expectedLow = this.#expectedLow[at] as number;
    const expectedHigh = this.#expectedHigh[at] as number;
    if (low !== expectedLow || high !== expectedHigh)
      this.#context.fail({
        what: 'the remembered address differs from the model',
        stream: 'remembered',
        expected: { address: wide(expectedLow, expectedHigh) },
        actual: { address: wide(low, high) },
      });
    if (this.#timing) this.#timing.taken = true;
  }

  #finished(): void {
    const status = this.#status.get();
    const actual: Described = { status: nameOf(statuses, status) };
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
        transaction: { operation: nameOf(operations, this.#accepted) },
        expected: { status: nameOf(statuses, this.#expectedStatus) },
        actual,
      });
    if (this.#first < this.#drainsUpTo)
      this.#context.fail({
        what: 'a drain is done before everything was taken',
        stream: 'done',
        expected: 'nothing left that was remembered before it',
        actual: { left: this.#drainsUpTo - this.#first },
      });
    this.#isOutstanding = false;
    this.status = status;
    this.#transactions++;
    if (this.#timing) this.#timing.doneTaken = true;
  }

  #checkCounter(timing: BarrierTiming): void {
    const value = this.#counterValue;
    if (!value) return;
    const { low, high } = value;
    const expected = this.#readIndex < 0 ? 0 : this.#expectedCount;
    if (low !== (expected | 0) || high !== (Math.floor(expected / 2 ** 32) | 0))
      this.#context.fail({
        what: `counter ${counters[this.#readIndex] ?? this.#readIndex} differs from the model`,
        expected,
        actual: wide(low, high),
      });
    this.#observer.counterRead(this.#readIndex, expected);
    this.#readIndex = this.#index;
    this.#expectedCount = timing.count(this.#index);
    if (this.#counterClear?.get() === 1 && timing.count(0) > 0) this.#observer.countersCleared();
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

function nameOf(codes: Readonly<Record<string, number>>, code: number): string {
  return Object.keys(codes).find((name) => codes[name] === code) ?? `code ${code}`;
}
