/** Drives the table's ports and judges them by the golden model. */
import type {
  Context,
  Described,
  Environment,
  Pair,
  SinkHandler,
  SourceHandler,
} from '../../testing/index.js';
import { AnswerQueue } from './answer-queue.js';
import { CounterMonitor } from './counter-monitor.js';
import { describeAnswer, describeCommand, describeDone, describeKey } from './describe.js';
import { copyKey, newCommand, newKey } from './keys.js';
import { InlineCacheModel, type Command, type Key } from './model.js';
import { Observer } from './observer.js';
import { operations, statuses } from './operations.js';
import type { InlineCacheParameters } from './parameters.js';
import { TablePorts } from './ports.js';
import { Timing } from './timing.js';
import { Traffic } from './traffic.js';

export class InlineCacheEnvironment implements Environment {
  readonly model: InlineCacheModel;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  /** What leaves a cycle was decided in earlier ones; what enters has the order of the README. */
  readonly order: readonly string[];
  /** Absent where the counters are, and where their cycles cannot be known. */
  readonly counters: CounterMonitor | undefined;

  /** What the last command was answered with. */
  status = -1;
  guard = 0;
  version = 0;

  readonly #context: Context;
  readonly #ports: TablePorts;
  readonly #observer: Observer;
  readonly #timing: Timing | undefined;
  readonly #traffic: Traffic;
  readonly #answers = new AnswerQueue();

  // What is offered; the ports have the same until it is taken.
  readonly #key: Key = newKey();
  #command: Command = newCommand();
  readonly #address: Pair = { low: 0, high: 0 };

  /** The command accepted last: while its result is awaited, the next may be on offer. */
  #accepted: Command = newCommand();

  /** Since reset. */
  #cycle = -1;
  #isOutstanding = false;
  /** The result of the present command has been offered; after reset: commands are taken. */
  #isSettled = false;
  #lookupStalled = false;
  #answerStalled = false;
  #cleared = false;
  #transactions = 0;

  constructor(parameters: InlineCacheParameters, context: Context) {
    this.#context = context;
    this.model = new InlineCacheModel(parameters);
    this.#ports = new TablePorts((name) => context.port(name), parameters);
    this.#observer = new Observer(parameters, this.model, (name) => context.cover(name));
    this.#traffic = new Traffic(parameters, context.random.fork('traffic'));
    if (context.exactTiming) {
      this.#timing = new Timing(parameters, this.#ports, (mismatch) => context.fail(mismatch));
      const clears = context.directed ? undefined : context.random.fork('clears');
      if (parameters.counterBits > 0)
        this.counters = new CounterMonitor(this.model.counters, this.#observer, context, clears);
    }
    const snoop: SinkHandler = {
      offer: () => this.#offerSnoop(),
      accepted: () => this.#snooped(),
    };
    this.sinks = {
      lookup: { offer: () => this.#offerLookup(), accepted: () => this.#lookedUp() },
      command: { offer: () => this.#offerCommand(), accepted: () => this.#commanded() },
      ...(parameters.guards > 0 && { snoop }),
    };
    this.sources = {
      answer: { taken: () => this.#answered() },
      done: { taken: () => this.#finished() },
    };
    this.order = ['answer', 'done', ...(parameters.guards > 0 ? ['snoop'] : []), 'lookup', 'command'];
  }

  /** Puts a lookup on the ports; for scenarios, like the two below. */
  lookup(key: Key): void {
    copyKey(key, this.#key);
    this.#ports.writeLookup(key);
  }

  command(command: Command): void {
    Object.assign(this.#command, command);
    this.#ports.writeCommand(command);
  }

  snoop(low: number, high: number): void {
    this.#address.low = low;
    this.#address.high = high;
    this.#ports.writeSnoop(this.#address);
  }

  before(): void {
    this.#cycle++;
    this.counters?.before(this.#cycle);
  }

  after(): void {
    const { lookup, answer, command, done } = this.#ports;
    // Only now has the cycle before told all its transfers.
    if (this.#cycle > 0) this.model.endCycle(this.#lookupStalled, this.#answerStalled, this.#cleared);
    this.counters?.after();
    this.#cleared = this.counters?.clears ?? false;
    this.#timing?.check(this.#cycle, this.#command.operation);
    if (!this.#isSettled && (this.#isOutstanding ? done.valid : command.ready)) {
      this.#isSettled = true;
      this.#observer.settles(this.#cycle);
      this.model.settled();
    }
    this.#lookupStalled = lookup.stalls;
    this.#answerStalled = answer.stalls;
    this.#observer.stalls(this.#answerStalled, done.stalls, this.#lookupStalled && !answer.valid);
  }

  idle(): boolean {
    return this.#answers.length === 0 && !this.#isOutstanding;
  }

  awaited(): string {
    const awaited =
      this.#answers.length > 0 ? describeKey(this.#answers.key) : describeCommand(this.#accepted);
    const words = Object.entries(awaited).map(([name, value]) => `${name} ${value}`);
    return `${this.#answers.length > 0 ? 'the answer to' : 'the result of'} ${words.join(', ')}`;
  }

  transactions(): number {
    return this.#transactions;
  }

  #offerLookup(): boolean {
    this.#traffic.lookup(this.#key);
    this.#ports.writeLookup(this.#key);
    return true;
  }

  #offerCommand(): boolean {
    if (!this.#traffic.command(this.#command)) return false;
    this.#ports.writeCommand(this.#command);
    return true;
  }

  #offerSnoop(): boolean {
    if (!this.#traffic.snoop(this.#address)) return false;
    this.#ports.writeSnoop(this.#address);
    return true;
  }

  #snooped(): void {
    this.#transactions++;
    this.#observer.answerPending = this.#answers.length > 0;
    this.#observer.snoops(this.#cycle, this.#address);
    this.model.snoop(this.#address.low, this.#address.high);
    this.#observer.snooped(this.#cycle);
  }

  #lookedUp(): void {
    this.#timing?.lookupAccepted();
    this.model.lookup(this.#key);
    this.#answers.push(this.#key, this.model);
    this.#observer.lookedUp(this.#cycle, this.#key);
  }

  #commanded(): void {
    const { model } = this;
    this.#observer.answerPending = this.#answers.length > 0;
    this.#observer.commands(this.#cycle, this.#command);
    model.command(this.#command);
    this.#observer.commanded(this.#cycle, this.#command);
    this.#timing?.commandAccepted(this.#cycle, model);
    this.#isOutstanding = true;
    this.#isSettled = false;
    const accepted = this.#command;
    this.#command = this.#accepted;
    this.#accepted = accepted;
  }

  #answered(): void {
    const answers = this.#answers;
    const { answerHit, answerKind, answerValue } = this.#ports;
    const hit = answerHit.get();
    const kind = answerKind.get();
    const { low, high } = answerValue;
    if (answers.length === 0) this.#unasked('answer', describeAnswer(hit, kind, low, high));
    if (
      hit !== answers.hit ||
      kind !== answers.kind ||
      low !== answers.valueLow ||
      high !== answers.valueHigh
    ) {
      this.#context.fail({
        what: 'the answer differs from the model',
        stream: 'answer',
        transaction: { lookup: this.#transactions, ...describeKey(answers.key) },
        expected: describeAnswer(answers.hit, answers.kind, answers.valueLow, answers.valueHigh),
        actual: describeAnswer(hit, kind, low, high),
      });
    }
    answers.shift();
    this.#timing?.answerTaken();
    this.#transactions++;
  }

  #finished(): void {
    const { model } = this;
    const { doneGuard, doneVersion } = this.#ports;
    const status = this.#ports.doneStatus.get();
    if (!this.#isOutstanding) this.#unasked('done', describeDone(status, doneGuard, doneVersion));
    if (status !== model.status || doneGuard !== model.guard || doneVersion !== model.version) {
      this.#context.fail({
        what: 'the result differs from the model',
        stream: 'done',
        transaction: describeCommand(this.#accepted),
        expected: describeDone(model.status, model.guard, model.version),
        actual: describeDone(status, doneGuard, doneVersion),
      });
    }
    if (this.#accepted.operation === operations.open_guard && status === statuses.ok)
      this.#traffic.opened(doneGuard, doneVersion);
    this.status = status;
    this.guard = doneGuard;
    this.version = doneVersion;
    this.#isOutstanding = false;
    this.#timing?.doneTaken();
    this.#transactions++;
  }

  #unasked(stream: string, actual: Described): never {
    return this.#context.fail({ what: 'an offer that nothing asked for', stream, expected: 'none', actual });
  }
}
