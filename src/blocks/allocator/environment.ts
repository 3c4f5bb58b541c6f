/** Drives the allocator's ports and judges it: by the model cycle by cycle, and by a ledger of who has each granule. */
import type {
  Context,
  Described,
  Environment,
  Port,
  Random,
  SinkHandler,
  SourceHandler,
} from '../../testing/index.js';
import { CounterMonitor } from './counter-monitor.js';
import { Ledger, owners } from './ledger.js';
import { AllocatorModel, Transfers, type Stretch } from './model.js';
import { Observer } from './observer.js';
import { doneStatuses, operations, reasons, statuses } from './operations.js';
import type { AllocatorParameters } from './parameters.js';
import { StretchPorts } from './stretch-ports.js';
import { Timing } from './timing.js';
import { Traffic } from './traffic.js';

/** Granules of the memory that is dealt in. */
const dealtIn = 2048;

export class AllocatorEnvironment implements Environment {
  readonly model: AllocatorModel;
  readonly ledger: Ledger;
  readonly traffic: Traffic;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  /** What leaves was decided before; a command comes after the rest of its cycle. */
  readonly order = ['answer', 'surplus', 'done', 'free', 'run', 'request', 'command'];
  readonly counters: CounterMonitor | undefined;
  /** Level of the input; in random traffic it changes now and then. */
  refill = false;

  /** Of the last answer and the last result. */
  readonly answered: Stretch = { address: 0, granules: 0 };
  answerStatus = -1;
  doneStatus = -1;

  readonly #parameters: AllocatorParameters;
  readonly #context: Context;
  readonly #random: Random;
  readonly #timing: Timing | undefined;
  readonly #observer: Observer;
  readonly #transfers = new Transfers();
  readonly #size: Port;
  readonly #operation: Port;
  readonly #refillPort: Port;
  readonly #status: Port;
  readonly #reason: Port;
  readonly #donePort: Port;
  readonly #answerPorts: StretchPorts;
  readonly #freePorts: StretchPorts;
  readonly #runPorts: StretchPorts;
  readonly #surplusPorts: StretchPorts;
  readonly #commandPorts: StretchPorts;

  // What is offered; the ports have the same until it is taken.
  #offeredSize = 0;
  #offeredOperation = 0;
  readonly #offeredFree: Stretch = { address: 0, granules: 0 };
  readonly #offeredRun: Stretch = { address: 0, granules: 0 };
  readonly #offeredNursery: Stretch = { address: 0, granules: 0 };

  /** Sizes of the requests that are not answered yet. */
  readonly #asked: number[] = [];
  /** What was malformed and has to come back as it is. */
  readonly #malformed: Stretch[] = [];
  #isOutstanding = false;
  #runningOperation = 0;
  #expectedDone = 0;
  /** A `drop` is done, but answers from before it are not taken yet. */
  #isForgetting = false;
  #cycle = -1;
  #transactions = 0;

  constructor(parameters: AllocatorParameters, context: Context) {
    this.#parameters = parameters;
    this.#context = context;
    this.#random = context.random.fork('host');
    const end = 2 ** parameters.addressBits;
    const top = end - dealtIn * parameters.granuleBytes;
    const base =
      context.directed || this.#random.bits(1) !== 0 // where additions carry
        ? top
        : parameters.granuleBytes * this.#random.below(Math.min(2 ** 32, top) / parameters.granuleBytes);
    this.ledger = new Ledger(parameters, base, dealtIn, context.fail);
    this.traffic = new Traffic(parameters, context.random.fork('traffic'), this.ledger);
    this.model = new AllocatorModel(parameters);
    this.#observer = new Observer(parameters, this.model, context);
    const port = (name: string) => context.port(name);
    this.#size = port('request_size');
    this.#operation = port('command_operation');
    this.#refillPort = port('refill_nursery');
    this.#status = port('answer_status');
    this.#reason = port('surplus_reason');
    this.#donePort = port('done_status');
    this.#answerPorts = new StretchPorts(port, 'answer');
    this.#freePorts = new StretchPorts(port, 'free');
    this.#runPorts = new StretchPorts(port, 'run');
    this.#surplusPorts = new StretchPorts(port, 'surplus');
    this.#commandPorts = new StretchPorts(port, 'command');
    if (context.exactTiming) {
      this.#timing = new Timing(parameters, this.model, context);
      if (parameters.counterBits > 0)
        this.counters = new CounterMonitor(parameters, this.model, context, this.#observer);
    }
    this.sinks = {
      request: { offer: () => this.#offerRequest(), accepted: () => this.#requested() },
      free: { offer: () => this.#offerFree(), accepted: () => this.#freed() },
      run: { offer: () => this.#offerRun(), accepted: () => this.#ran() },
      command: { offer: () => this.#offerCommand(), accepted: () => this.#commanded() },
    };
    this.sources = {
      answer: { taken: () => this.#answered() },
      surplus: { taken: () => this.#handed() },
      done: { taken: () => this.#finished() },
    };
  }

  /** Puts a request on the ports; for scenarios, like the four below. */
  request(size: number): void {
    this.#offeredSize = size;
    this.#size.set(size);
  }

  free(block: Stretch): void {
    Object.assign(this.#offeredFree, block);
    this.#freePorts.write(block);
  }

  run(memory: Stretch): void {
    Object.assign(this.#offeredRun, memory);
    this.#runPorts.write(memory);
  }

  command(operation: number, nursery: Stretch = { address: 0, granules: 0 }): void {
    this.#offeredOperation = operation;
    Object.assign(this.#offeredNursery, nursery);
    this.#operation.set(operation);
    this.#commandPorts.write(nursery);
  }

  /** Memory of the host's for a run or a nursery: `granules` from the `first` on. */
  stretch(first: number, granules: number): Stretch {
    const memory = { address: this.ledger.base + first * this.#parameters.granuleBytes, granules };
    this.ledger.pass('an offer', memory, [owners.host], owners.offered);
    return memory;
  }

  before(): void {
    this.#cycle++;
    const transfers = this.#transfers;
    if (this.#cycle > 0) {
      this.model.step(transfers);
      this.#observer.stepped(transfers);
    }
    transfers.clear();
    if (!this.#context.directed && this.#random.bits(7) === 0) this.refill = !this.refill;
    transfers.refillNursery = this.refill;
    this.#refillPort.set(this.refill ? 1 : 0);
    this.counters?.before();
    transfers.counterClear = this.counters?.clears ?? false;
  }

  after(): void {
    this.#timing?.check(this.#transfers);
    this.counters?.after();
    this.#observer.cycle();
  }

  idle(): boolean {
    const { free, run } = this.#transfers; // what the model has not seen yet
    const { isCutting, surplus } = this.model;
    return (
      this.#asked.length === 0 && !this.#isOutstanding && surplus.length === 0 && !isCutting && !free && !run
    );
  }

  awaited(): string {
    if (this.#asked.length > 0) return `the answer to a request for ${this.#asked[0]} bytes`;
    return this.#isOutstanding ? `the result of ${nameOf(operations, this.#runningOperation)}` : 'surplus';
  }

  transactions(): number {
    return this.#transactions;
  }

  #offerRequest(): boolean {
    this.request(this.traffic.size());
    return true;
  }

  #offerFree(): boolean {
    if (!this.traffic.free(this.#offeredFree)) return false;
    this.#freePorts.write(this.#offeredFree);
    return true;
  }

  #offerRun(): boolean {
    // Now and then there is nothing for a while, and the lists run empty.
    if ((this.#cycle & 0x1ff) < 0x80 || !this.traffic.run(this.#offeredRun)) return false;
    this.#runPorts.write(this.#offeredRun);
    return true;
  }

  #offerCommand(): boolean {
    if (this.#random.bits(5) !== 0) return false;
    this.#offeredOperation = this.traffic.command(this.#offeredNursery);
    this.#operation.set(this.#offeredOperation);
    this.#commandPorts.write(this.#offeredNursery);
    return true;
  }

  #requested(): void {
    this.#transfers.request = true;
    this.#transfers.size = this.#offeredSize;
    this.#asked.push(this.#offeredSize);
  }

  #freed(): void {
    const { freed } = this.#transfers;
    this.#transfers.free = true;
    Object.assign(freed, this.#offeredFree);
    this.#transactions++;
    this.#accept('a block that is freed', freed, owners.program);
  }

  #ran(): void {
    const { ran } = this.#transfers;
    this.#transfers.run = true;
    Object.assign(ran, this.#offeredRun);
    this.#transactions++;
    this.#accept('a run', ran, owners.offered);
  }

  #accept(what: string, memory: Stretch, from: 1 | 3): void {
    if (this.model.isMalformed(memory)) this.#malformed.push({ ...memory });
    else this.ledger.pass(what, memory, [from], owners.allocator);
  }

  #commanded(): void {
    const { commanded } = this.#transfers;
    this.#transfers.command = true;
    this.#transfers.operation = this.#offeredOperation;
    Object.assign(commanded, this.#offeredNursery);
    this.#runningOperation = this.#offeredOperation;
    this.#isOutstanding = true;
    this.#expectedDone = doneStatuses.ok;
    if (this.#runningOperation === operations.set_nursery) {
      if (this.model.isOutside(commanded.address, commanded.granules))
        this.#expectedDone = doneStatuses.bad_range;
      else if (commanded.granules > 0)
        this.ledger.pass('a nursery', commanded, [owners.offered], owners.allocator);
    } else if (this.#runningOperation === operations.drop)
      this.ledger.passAll(owners.allocator, owners.dropped);
    else if (this.#runningOperation !== operations.flush) this.#expectedDone = doneStatuses.unknown_operation;
  }

  #answered(): void {
    const { model } = this;
    this.#transfers.answer = true;
    this.#transactions++;
    const status = this.#status.get();
    const { address, granules } = this.#answerPorts;
    const actual = { status: nameOf(statuses, status), address, granules };
    const size = this.#asked.shift();
    const fail = (expected: Described) =>
      this.#context.fail({
        what: 'the answer differs from the model',
        stream: 'answer',
        transaction: { size: size ?? 'none' },
        expected,
        actual,
      });
    if (size === undefined) return fail('none');
    if (
      this.#timing &&
      (status !== model.answerStatus || address !== model.answerAddress || granules !== model.answerGranules)
    )
      fail({
        status: nameOf(statuses, model.answerStatus),
        address: model.answerAddress,
        granules: model.answerGranules,
      });
    const needed = model.granulesOf(size);
    const refusal =
      needed === 0 ? statuses.zero_size : needed > this.#parameters.largest ? statuses.too_large : undefined;
    if (refusal !== undefined && status !== refusal) fail({ status: nameOf(statuses, refusal) });
    if (status === statuses.ok) {
      if (granules !== needed) fail({ granules: needed });
      this.ledger.pass(
        'an answer',
        { address, granules },
        [owners.allocator, owners.dropped],
        owners.program,
      );
      this.traffic.holdings.add(address, granules);
    } else if (address !== 0 || granules !== 0) fail({ address: 0, granules: 0 });
    this.answerStatus = status;
    this.answered.address = address;
    this.answered.granules = granules;
    // What a drop at work forgets may still be on its way out: that is over when the drop is done.
    const isDropping = this.#isOutstanding && this.#runningOperation === operations.drop;
    if (this.#isForgetting && this.#asked.length === 0 && !isDropping) this.#forget();
  }

  #forget(): void {
    this.ledger.passAll(owners.dropped, owners.host);
    this.#isForgetting = false;
  }

  #handed(): void {
    const { surplus } = this.model;
    this.#transfers.surplus = true;
    this.#transactions++;
    const { address, granules } = this.#surplusPorts;
    const reason = this.#reason.get();
    const isExpected =
      surplus.length > 0 &&
      address === surplus.address &&
      granules === surplus.granules &&
      reason === surplus.reason;
    if (this.#timing && !isExpected)
      this.#context.fail({
        what: 'the surplus differs from the model',
        stream: 'surplus',
        expected:
          surplus.length === 0
            ? 'none'
            : {
                address: surplus.address,
                granules: surplus.granules,
                reason: nameOf(reasons, surplus.reason),
              },
        actual: { address, granules, reason: nameOf(reasons, reason) },
      });
    if (reason !== reasons.malformed) {
      this.ledger.pass('surplus', { address, granules }, [owners.allocator, owners.dropped], owners.host);
      return;
    }
    const at = this.#malformed.findIndex(
      (memory) => memory.address === address && memory.granules === granules,
    );
    if (at < 0)
      this.#context.fail({
        what: 'malformed memory is handed to the host that it never gave',
        stream: 'surplus',
        expected: 'none',
        actual: { address, granules },
      });
    this.#malformed.splice(at, 1);
  }

  #finished(): void {
    this.#transfers.done = true;
    this.#transactions++;
    const status = this.#donePort.get();
    if (!this.#isOutstanding || status !== this.#expectedDone)
      this.#context.fail({
        what: 'the result differs from the model',
        stream: 'done',
        transaction: this.#isOutstanding ? nameOf(operations, this.#runningOperation) : 'none',
        expected: this.#isOutstanding ? nameOf(doneStatuses, this.#expectedDone) : 'none',
        actual: nameOf(doneStatuses, status),
      });
    this.doneStatus = status;
    this.#isOutstanding = false;
    if (this.#runningOperation === operations.drop) {
      this.#malformed.length = 0;
      if (this.#asked.length === 0) this.#forget();
      else this.#isForgetting = true;
    }
    // After a flush it has nothing but what was answered already.
    if (this.#runningOperation === operations.flush && this.#asked.length === 0) {
      const kept = this.ledger.count(owners.allocator) + this.ledger.count(owners.dropped);
      if (kept > 0 || this.#malformed.length > 0)
        this.#context.fail({
          what: 'a flush is done that has not handed everything to the host',
          stream: 'done',
          expected: { granules: 0, malformed: 0 },
          actual: { granules: kept, malformed: this.#malformed.length },
        });
    }
  }
}

function nameOf(codes: Readonly<Record<string, number>>, code: number): string {
  return Object.keys(codes).find((name) => codes[name] === code) ?? `code ${code}`;
}
