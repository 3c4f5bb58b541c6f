/** Drives and judges a boxing unit: offers requests, knows the answers from the golden model, counts what it sees. */
import type {
  Context,
  Described,
  Environment,
  Random,
  SinkHandler,
  SourceHandler,
} from '../../testing/index.js';
import type { ConstantAddresses } from '../tagged-alu/model.js';
import type { Pair } from '../tagged-alu/model-words.js';
import { operations, statuses } from '../tagged-alu/operations.js';
import { Seen } from './stimulus-seen.js';
import { RequestCoverage } from './stimulus-coverage.js';
import { FlowCoverage } from './stimulus-flow.js';
import { absent, CountersMonitor, stalled } from './stimulus-counters.js';
import { division, latencies, multiplication, simple, TimingModel } from './model-timing.js';
import { BoxingUnitModel } from './model.js';
import { Operands } from './stimulus-operands.js';
import { OperationMix } from './stimulus-mix.js';
import { Outstanding } from './stimulus-outstanding.js';
import { unitsOf, type BoxingUnitParameters } from './parameters.js';

const { mul } = operations;

export class BoxingUnitEnvironment implements Environment {
  readonly sinks: { readonly request: SinkHandler };
  readonly sources: { readonly response: SourceHandler };
  readonly model: BoxingUnitModel;
  readonly operands: Operands;
  /** Missing without counters. */
  readonly counters: CountersMonitor | undefined;
  readonly #parameters: BoxingUnitParameters;
  readonly #context: Context;
  readonly #random: Random;
  readonly #mix: OperationMix;
  readonly #outstanding: Outstanding;
  readonly #timing: TimingModel;
  readonly #seen: Seen;
  readonly #requests: RequestCoverage;
  readonly #flow: FlowCoverage;
  readonly #port: ReturnType<typeof portsOf>;
  readonly #is64: boolean;
  /** One request is never passed by more answers than this. */
  readonly #mostPassing: number;

  /** The request on offer. */
  #offering = false;
  #operation = 0;
  #tag = 0;
  readonly #a: Pair = { low: 0, high: 0 };
  readonly #b: Pair = { low: 0, high: 0 };

  /** Of the cycle before. */
  #requestTaken = false;
  #answerTaken = false;
  #moveWanted = false;

  constructor(parameters: BoxingUnitParameters, context: Context) {
    const { format, width, inOrder } = parameters;
    const has = unitsOf(parameters);
    this.#parameters = parameters;
    this.#context = context;
    this.#random = context.random;
    this.#is64 = width === 64;
    this.model = new BoxingUnitModel({
      format,
      width,
      multiplies: has.multiplier,
      divides: has.divider,
      groups: parameters,
    });
    const { words } = this.model.alu;
    this.operands = new Operands(format, width, context.random.fork('operands'), words);
    this.#mix = new OperationMix(context.random.fork('operations'));
    this.#outstanding = new Outstanding(parameters);
    this.#timing = new TimingModel(parameters, words.integerBits, this.#outstanding.slots);
    const slowest = Math.max(...latencies(parameters, words.integerBits));
    this.#mostPassing = inOrder ? 0 : slowest + 2 * parameters.responseQueueDepth + 2;
    this.#seen = new Seen(this.model, width, this.operands.least, this.operands.greatest);
    this.#requests = new RequestCoverage(parameters, context.cover);
    this.#flow = new FlowCoverage(parameters, context.cover);
    this.counters = parameters.counterBits > 0 ? new CountersMonitor(parameters, context) : undefined;
    this.#port = portsOf(parameters, context);
    this.sinks = {
      request: { offer: () => this.#offerRandom(), accepted: (cycle) => this.#accepted(cycle) },
    };
    this.sources = { response: { taken: (cycle) => this.#taken(cycle) } };
    if (this.#port.addresses) this.moveConstants();
  }

  /** Requests taken whose answers are not. */
  get inFlight(): number {
    return this.#outstanding.count;
  }

  /** Requests that can be in flight or on offer at once: out of order each has a tag of its own. */
  get capacity(): number {
    return this.#outstanding.slots;
  }

  /** Puts a request on the ports and works out its answer. */
  request(operation: number, aLow: number, aHigh: number, bLow: number, bHigh: number): void {
    const { request } = this.#port;
    this.#operation = operation;
    this.#tag = this.#outstanding.newTag(this.#random);
    set(this.#a, aLow, this.#is64 ? aHigh : 0);
    set(this.#b, bLow, this.#is64 ? bHigh : 0);
    request.operation.set(operation);
    request.tag.set(this.#tag);
    if (this.#is64) {
      request.a.setPair(aLow, aHigh);
      request.b.setPair(bLow, bHigh);
    } else {
      request.a.set(aLow);
      request.b.set(bLow);
    }
    this.model.answer(operation, aLow, aHigh, bLow, bHigh);
    this.#offering = true;
  }

  /** None, False and True move, to addresses drawn or given; only while nothing is in flight or on offer. */
  moveConstants(to: ConstantAddresses = drawAddresses(this.#random, this.#is64)): void {
    const { addresses } = this.#port;
    if (!addresses) return;
    this.model.alu.setConstantAddresses(to);
    for (const name of ['none', 'false', 'true'] as const) {
      if (this.#is64) addresses[name].setPair(to[name].low, to[name].high);
      else addresses[name].set(to[name].low);
    }
    this.#flow.constantsMoved(this.#outstanding.requests);
  }

  before(cycle: number): void {
    this.#timing.endCycle(cycle - 1, this.#answerTaken, this.#requestTaken);
    this.#requestTaken = false;
    this.#answerTaken = false;
    if (!this.#context.directed && this.#port.addresses) this.#moveSometimes();
    this.counters?.before();
  }

  after(cycle: number): void {
    const { request, response, busy } = this.#port;
    const requestValid = request.valid.get() !== 0;
    const requestReady = request.ready.get() !== 0;
    const responseValid = response.valid.get() !== 0;
    const responseReady = response.ready.get() !== 0;
    const inFlight = this.#outstanding.count;
    if ((busy.get() !== 0) !== inFlight > 0) this.#complain('busy is wrong', inFlight > 0, inFlight === 0);
    if (this.#context.exactTiming) this.#checkTiming(cycle, requestValid, requestReady, responseValid);
    this.counters?.after(
      requestValid ? (requestReady ? this.#operation : stalled) : absent,
      responseValid ? (responseReady ? response.status.get() : stalled) : absent,
    );
    this.#flow.after(this.#operation, requestValid, requestReady, responseValid, responseReady, inFlight);
  }

  idle(): boolean {
    return this.#outstanding.count === 0;
  }

  awaited(): string {
    return `answers to ${this.#outstanding.count} requests`;
  }

  transactions(): number {
    return this.#outstanding.answers;
  }

  #offerRandom(): boolean {
    if (this.#outstanding.isFull || this.#moveWanted) return false;
    const operation = this.#mix.next();
    const a = this.#a;
    const b = this.#b;
    this.operands.draw(operation, a, b);
    this.request(operation, a.low, a.high, b.low, b.high);
    return true;
  }

  #moveSometimes(): void {
    if (this.#random.bits(12) === 0) this.#moveWanted = true;
    if (!this.#moveWanted || this.#offering || this.#outstanding.count > 0) return;
    this.moveConstants();
    this.#moveWanted = false;
  }

  #accepted(cycle: number): void {
    const outstanding = this.#outstanding;
    const { model } = this;
    const requestClass = !model.deferred ? simple : this.#operation === mul ? multiplication : division;
    const slot = outstanding.push(this.#tag, requestClass);
    outstanding.operation[slot] = this.#operation;
    outstanding.status[slot] = model.status;
    const { words } = outstanding;
    words[6 * slot] = this.#a.low;
    words[6 * slot + 1] = this.#a.high;
    words[6 * slot + 2] = this.#b.low;
    words[6 * slot + 3] = this.#b.high;
    words[6 * slot + 4] = model.low;
    words[6 * slot + 5] = model.high;
    this.#timing.taken(slot, this.#operation, requestClass);
    this.#requestTaken = true;
    this.#offering = false;
    this.#requests.request(this.#operation, this.#seen);
    this.#flow.requestTaken(requestClass, cycle);
  }

  #taken(cycle: number): void {
    const outstanding = this.#outstanding;
    const { response } = this.#port;
    const slot = outstanding.find(response.tag.get());
    if (slot < 0) {
      this.#unexpected();
      return;
    }
    const low = response.value.get() | 0;
    const high = this.#is64 ? response.value.high() | 0 : 0;
    if (
      low !== outstanding.words[6 * slot + 4] ||
      high !== outstanding.words[6 * slot + 5] ||
      response.status.get() !== outstanding.status[slot]
    ) {
      this.#wrong(slot, 'the answer differs from the golden model');
    }
    const passed = outstanding.answers - (outstanding.sequence[slot] ?? 0);
    if (!outstanding.isFirstOfClass(slot)) this.#wrong(slot, 'an answer passed an older one of its class');
    if (this.#context.exactTiming) {
      if (cycle < (this.#timing.readyAt[slot] ?? 0)) this.#wrong(slot, 'the answer is there too early');
      if (passed > this.#mostPassing) this.#wrong(slot, `${passed} younger answers passed this one`);
    }
    this.#flow.answerTaken(slot, outstanding);
    outstanding.pop(slot);
    this.#answerTaken = true;
  }

  #checkTiming(cycle: number, requestValid: boolean, requestReady: boolean, responseValid: boolean): void {
    const takes = this.#timing.takes(this.#operation, cycle);
    if (requestValid && requestReady !== takes) {
      this.#complain('request_ready is not what README.md promises', takes, requestReady);
    }
    const { count } = this.#outstanding;
    // Out of order, several answers may be ready and which comes first is the unit's choice.
    if (!this.#parameters.inOrder && count > 1) return;
    const isReady = count > 0 && (this.#timing.readyAt[this.#outstanding.onlyOrOldest] ?? 0) <= cycle;
    if (responseValid !== isReady) {
      this.#complain('response_valid is not what README.md promises', isReady, responseValid);
    }
  }

  #complain(what: string, expected: boolean, actual: boolean): void {
    this.#context.fail({ what, expected: expected ? 1 : 0, actual: actual ? 1 : 0 });
  }

  #unexpected(): void {
    this.#context.fail({
      what: 'an answer belongs to no request',
      stream: 'response',
      expected:
        this.#outstanding.count === 0
          ? 'none'
          : this.#parameters.inOrder
            ? this.#oldestTag()
            : 'a tag in flight',
      actual: this.#actual(),
    });
  }

  #oldestTag(): Described {
    return { tag: this.#outstanding.tag[this.#outstanding.onlyOrOldest] ?? 0 };
  }

  #wrong(slot: number, what: string): void {
    const { words, operation, status, tag } = this.#outstanding;
    const word = (at: number): bigint => hex(words[6 * slot + at] ?? 0, words[6 * slot + at + 1] ?? 0);
    this.#context.fail({
      what,
      stream: 'response',
      transaction: {
        operation: nameOf(operations, operation[slot] ?? 0),
        a: word(0),
        b: word(2),
        tag: tag[slot] ?? 0,
      },
      expected: { value: word(4), status: nameOf(statuses, status[slot] ?? 0), tag: tag[slot] ?? 0 },
      actual: this.#actual(),
    });
  }

  #actual(): Described {
    const { value, status, tag } = this.#port.response;
    return { value: value.getBig(), status: nameOf(statuses, status.get()), tag: tag.get() };
  }
}

function portsOf({ format }: BoxingUnitParameters, { port }: Context) {
  return {
    request: {
      valid: port('request_valid'),
      ready: port('request_ready'),
      operation: port('request_operation'),
      a: port('request_a'),
      b: port('request_b'),
      tag: port('request_tag'),
    },
    response: {
      valid: port('response_valid'),
      ready: port('response_ready'),
      value: port('response_value'),
      status: port('response_status'),
      tag: port('response_tag'),
    },
    busy: port('busy'),
    addresses:
      format === 'micropython-1.9.2'
        ? { none: port('none_address'), false: port('false_address'), true: port('true_address') }
        : undefined,
  };
}

/** Three aligned addresses; half of the time they differ from each other in single bits. */
function drawAddresses(random: Random, is64: boolean): ConstantAddresses {
  const draw = (): Pair => ({
    low: (random.nextInt32() & ~3) | 4,
    high: is64 ? random.nextInt32() : 0,
  });
  const near = ({ low, high }: Pair, bit: number): Pair =>
    bit < 32 ? { low: low ^ (1 << bit), high } : { low, high: high ^ (1 << (bit - 32)) };
  const none = draw();
  const bits = is64 ? 61 : 29; // above the alignment and the bit that keeps an address from being 0
  const first = random.below(bits);
  const second = (first + 1 + random.below(bits - 1)) % bits;
  return { none, false: near(none, 3 + first), true: near(none, 3 + second) };
}

function set(pair: Pair, low: number, high: number): void {
  pair.low = low | 0;
  pair.high = high | 0;
}

function hex(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

function nameOf(codes: Readonly<Record<string, number>>, code: number): string {
  return Object.keys(codes).find((name) => codes[name] === code) ?? `code ${code}`;
}
