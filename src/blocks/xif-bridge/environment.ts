/** A core on one side, units that answer commands in any order on the other. */
import { NumberQueue, XifCore, xifSlots } from '../../testing/buses/index.js';
import type { Context, Environment, Port, SinkHandler, SourceHandler } from '../../testing/index.js';
import type { XifBridgeParameters } from './hardware.js';
import { commandOf, decodeInstruction, groupOf, XifBridgeModel } from './model.js';
import { drawInstruction } from './traffic.js';

export class XifBridgeEnvironment implements Environment {
  readonly core: XifCore;
  readonly model: XifBridgeModel;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  readonly order = ['x_result', 'command', 'response', 'x_issue', 'x_register', 'x_commit'];
  /** Instructions that a scenario wants to be offloaded next. */
  readonly wanted = new NumberQueue();
  /** Statuses that a scenario wants to be answered next. */
  readonly statuses = new NumberQueue();

  readonly #context: Context;
  readonly #ports: Readonly<Record<string, Port>>;
  readonly #wide: boolean;
  readonly #statusBits: number;
  /** Tags of commands without a response, and when theirs may come. */
  readonly #tags = new NumberQueue();
  readonly #due = new Float64Array(256);
  readonly #latency: number;
  readonly #inOrder: boolean;
  #now = 0;
  #answerPlace = 0;
  #answerLow = 0;
  #answerHigh = 0;
  #answerStatus = 0;
  #mustGive = false;
  readonly #cover: Readonly<Record<string, { hit(): void }>>;
  readonly #entries: number;

  constructor(parameters: XifBridgeParameters, context: Context) {
    const { wordBits, statusBits } = parameters;
    this.#context = context;
    this.#wide = wordBits > 32;
    this.#statusBits = statusBits;
    this.#entries = parameters.entries;
    const random = context.random.fork('instructions');
    this.#latency = context.directed ? 1 : random.pick([1, 2, 10, 40]);
    this.#inOrder = context.directed || random.chance(0.3);
    this.#ports = Object.fromEntries(
      [
        ...['command_operation', 'command_a', 'command_b', 'command_tag', 'command_valid'],
        ...['response_word', 'response_status', 'response_tag', 'x_result_valid'],
      ].map((name) => [name, context.port(name)]),
    );
    this.#cover = Object.fromEntries(
      ['full', 'response overtakes', 'status not ok', 'status waits', 'status exchanged'].map((name) => [
        name,
        context.cover(name),
      ]),
    );
    this.core = new XifCore(context, {
      ...parameters,
      decode: decodeInstruction,
      instruction: () => (this.wanted.length > 0 ? this.wanted.shift() : drawInstruction(random)),
      speculative: parameters.entries + 1,
    });
    this.model = new XifBridgeModel(this.core, statusBits);
    this.core.onAccepted = (slot) => {
      this.model.accepted(slot);
      if (this.model.held === this.#entries) this.#hit('full');
    };
    this.core.onCommitted = (slot) => this.model.committed(slot);
    this.core.onKilled = (slot) => this.model.killed(slot);
    this.core.onResult = (slot, low, high) => this.#judgeResult(slot, low, high);
    this.sinks = {
      ...this.core.sinks,
      response: { responds: true, offer: () => this.#offerResponse(), accepted: () => this.#responded() },
    };
    this.sources = { ...this.core.sources, command: { taken: () => this.#commanded() } };
  }

  before(cycle: number): void {
    this.#now = cycle;
    this.core.before(cycle);
  }

  after(): void {
    if (this.#context.exactTiming) this.#checkCycles();
    this.#mustGive = false;
  }

  idle(): boolean {
    if (!this.core.idle) return false;
    this.#observe();
    return true;
  }

  transactions(): number {
    return this.core.transactions;
  }

  #port(name: string): Port {
    return this.#ports[name] as Port;
  }

  #hit(name: string): void {
    this.#cover[name]?.hit();
  }

  /** What happened in the cycle before decides what must be offered now. */
  #checkCycles(): void {
    const next = this.model.next;
    const valid = this.#port('command_valid').get() !== 0;
    if (valid ? next < 0 : next >= 0 && this.model.followsCommand)
      this.#context.fail({
        what: 'a command comes in another cycle than the README says',
        stream: 'command',
        expected: valid ? 'none' : 'offered in the cycle after its commit and its operands',
        actual: valid ? 'offered' : 'not offered',
      });
    if (this.#mustGive && this.#port('x_result_valid').get() === 0)
      this.#context.fail({
        what: 'a result comes late',
        stream: 'x_result',
        expected: 'offered in the cycle after its response',
        actual: 'not offered',
      });
  }

  #commanded(): void {
    const slot = this.model.next;
    const { core } = this;
    const actual = {
      operation: this.#port('command_operation').get(),
      a: this.#port('command_a').getBig(),
      b: this.#port('command_b').getBig(),
      tag: this.#port('command_tag').get(),
    };
    if (slot < 0)
      this.#context.fail({
        what: 'a command that nothing asked for',
        stream: 'command',
        expected: 'none: no instruction is committed and has its operands',
        actual,
      });
    const expected = {
      operation: commandOf(core.instruction[slot] as number) ?? -1,
      a: this.#pair(core.aLow[slot] as number, core.aHigh[slot] as number),
      b: this.#pair(core.bLow[slot] as number, core.bHigh[slot] as number),
      tag: core.id[slot] as number,
    };
    if (
      actual.operation !== expected.operation ||
      actual.tag !== expected.tag ||
      actual.a !== expected.a ||
      actual.b !== expected.b
    )
      this.#context.fail({
        what: 'the command differs from its instruction',
        stream: 'command',
        transaction: { instr: (core.instruction[slot] as number) >>> 0, slot },
        expected,
        actual,
      });
    this.model.sent(slot);
    this.#tags.push(actual.tag);
    this.#due[actual.tag] = this.#now + 1 + this.#context.random.below(this.#latency);
  }

  #pair(low: number, high: number): bigint {
    const word = BigInt.asUintN(32, BigInt(low));
    return this.#wide ? (BigInt.asUintN(32, BigInt(high)) << 32n) | word : word;
  }

  #offerResponse(): boolean {
    const { random } = this.#context;
    if (this.#tags.length === 0) return false;
    const place = this.#inOrder ? 0 : random.below(this.#tags.length);
    const tag = this.#tags.at(place);
    if ((this.#due[tag] as number) > this.#now) return false;
    this.#answerPlace = place;
    this.#answerLow = random.nextInt32();
    this.#answerHigh = this.#wide ? random.nextInt32() : 0;
    this.#answerStatus =
      this.statuses.length > 0
        ? this.statuses.shift()
        : random.bits(1) !== 0
          ? 0
          : random.bits(this.#statusBits);
    const word = this.#port('response_word');
    if (this.#wide) word.setPair(this.#answerLow, this.#answerHigh);
    else word.set(this.#answerLow);
    this.#port('response_status').set(this.#answerStatus);
    this.#port('response_tag').set(tag);
    return true;
  }

  #responded(): void {
    if (this.#answerPlace > 0) this.#hit('response overtakes');
    if (this.#answerStatus !== 0) this.#hit('status not ok');
    const tag = this.#tags.take(this.#answerPlace);
    this.model.answered(tag, this.#answerStatus, this.#answerLow, this.#answerHigh);
    this.#mustGive = true;
  }

  #judgeResult(slot: number, low: number, high: number): void {
    const { model, core } = this;
    const instruction = core.instruction[slot] as number;
    const does = groupOf(instruction)?.does;
    if (!model.isDue(slot))
      this.#context.fail({
        what: 'a result that is not due',
        stream: 'x_result',
        transaction: { instr: instruction >>> 0, slot: slot % xifSlots },
        expected: 'a response to its command, or all commands before it answered',
        actual: { data: low >>> 0 },
      });
    if (low !== model.low(slot) || high !== model.high(slot))
      this.#context.fail({
        what: 'a result differs from the response, or from the status',
        stream: 'x_result',
        transaction: { instr: instruction >>> 0 },
        expected: { low: model.low(slot) >>> 0, high: model.high(slot) >>> 0 },
        actual: { low: low >>> 0, high: high >>> 0 },
      });
    if (does === 'swapStatus') this.#hit('status exchanged');
    if (does === 'status' && low !== 0) this.#hit('status waits');
  }

  /** Coverage of what the core did. */
  #observe(): void {
    const { met } = this.core;
    for (const [name, count] of Object.entries(met)) {
      if (count > 0) this.#context.cover(`core: ${name}`).hit();
    }
  }
}
