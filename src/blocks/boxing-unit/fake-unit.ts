/**
 * A boxing unit in TypeScript, to be broken at will: what the stimulus's own tests run against. It keeps the README's
 * promises by ways of its own (lists, no slots), but takes the answers from the golden model.
 */
import type { Input, Module, Output, StreamPort } from '../../netlist/node.js';
import { PortTable } from '../../testing/area.js';
import type { Device, Port } from '../../testing/index.js';
import { operationBits, operations, statusBits } from '../tagged-alu/operations.js';
import { counterIndexBits } from './counters.js';
import { latencies } from './model-timing.js';
import { BoxingUnitModel } from './model.js';
import { unitsOf, type BoxingUnitParameters } from './parameters.js';

export type Bug =
  | 'wrongTag'
  | 'wrongHighHalf'
  | 'wrongStatus'
  | 'late'
  | 'early'
  | 'readyTooOften'
  | 'readyTooSeldom'
  | 'busyStaysLow'
  | 'overtakesInClass'
  | 'starves'
  | 'countsStallsTwice'
  | 'clearLosesNothing'
  | 'readsLate'
  | 'oldConstants';

interface Answer {
  readonly low: number;
  readonly high: number;
  readonly status: number;
  readonly tag: number;
  readonly requestClass: number;
  readonly operation: number;
  readyAt: number;
}

const { mul, floor_div, modulo } = operations;

export class FakeUnit implements Device {
  readonly top: Module;
  readonly #table: PortTable;
  readonly portArea: Uint32Array;
  readonly portLayout;
  readonly #parameters: BoxingUnitParameters;
  readonly #bug: Bug | undefined;
  readonly #model: BoxingUnitModel;
  readonly #latency: readonly number[];
  #now = 0;
  #queue: Answer[] = [];
  #issued: Answer[] = [];
  #offered: Answer | undefined;
  #free = [0, 0, 0];
  readonly #counts = Array.from({ length: 16 }, () => 0n);
  #counterRead = 0n;
  #boot: Port[] = [];

  constructor(parameters: BoxingUnitParameters, bug?: Bug) {
    this.#parameters = parameters;
    this.#bug = bug;
    this.#model = new BoxingUnitModel({
      format: parameters.format,
      width: parameters.width,
      multiplies: unitsOf(parameters).multiplier,
      divides: unitsOf(parameters).divider,
      groups: parameters,
    });
    this.#latency = latencies(parameters, this.#model.alu.words.integerBits);
    this.top = moduleOf(parameters);
    this.#table = new PortTable(this.top);
    this.portArea = this.#table.area;
    this.portLayout = this.#table.layout;
    if (parameters.format === 'micropython-1.9.2')
      this.#boot = ['none_address', 'false_address', 'true_address'].map((name) => this.port(name));
  }

  port(name: string): Port {
    return this.#table.port(name);
  }

  cycle(): void {
    const get = (name: string): number => this.port(name).get();
    const { inOrder, requestQueueDepth, responseQueueDepth, counterBits } = this.#parameters;
    const operation = get('request_operation');
    // Outputs, from the state alone and, for ready, the operation.
    const room = responseQueueDepth + (this.#bug === 'readyTooOften' ? 1 : 0);
    const canIssue = (code: number): boolean =>
      this.#issued.length < room && this.#now >= this.#freeFrom(code);
    let ready = requestQueueDepth > 0 ? this.#queue.length < requestQueueDepth : canIssue(operation);
    if (this.#bug === 'readyTooSeldom' && this.#now % 7 === 0) ready = false;
    this.#offered ??= this.#choose(inOrder);
    const offered = this.#offered;
    const busy = this.#queue.length + this.#issued.length > 0 && this.#bug !== 'busyStaysLow';
    this.port('request_ready').set(ready ? 1 : 0);
    this.port('response_valid').set(offered ? 1 : 0);
    this.#write(offered);
    this.port('busy').set(busy ? 1 : 0);
    if (counterBits > 0) this.port('counter_value').setBig(this.#counterRead);
    // The edge.
    const taken = get('request_valid') !== 0 && ready;
    const answered = offered !== undefined && get('response_ready') !== 0;
    if (counterBits > 0) this.#count(taken, answered, operation, offered);
    const [waiting] = this.#queue;
    if (waiting && canIssue(waiting.operation)) this.#issue(this.#queue.shift());
    if (taken) {
      const answer = this.#answer(operation);
      if (requestQueueDepth > 0) this.#queue.push(answer);
      else this.#issue(answer);
    }
    if (answered) {
      this.#issued.splice(this.#issued.indexOf(offered), 1);
      this.#offered = undefined;
    }
    this.#now++;
    if (get('rst') !== 0) this.#reset();
  }

  #freeFrom(code: number): number {
    if (code === mul) return this.#free[1] ?? 0;
    return code === floor_div || code === modulo ? (this.#free[2] ?? 0) : 0;
  }

  #choose(inOrder: boolean): Answer | undefined {
    const isReady = ({ readyAt }: Answer): boolean => readyAt <= this.#now;
    if (inOrder) return this.#issued.slice(0, 1).find(isReady);
    const ready = this.#issued.filter(isReady);
    if (this.#bug === 'overtakesInClass') return ready.at(-1);
    if (this.#bug === 'starves')
      return (
        ready.find(({ requestClass }) => requestClass === 0) ??
        (this.#issued.length > 6 || this.#now % 64 === 0 ? ready[0] : undefined)
      );
    const last = (one: Answer) =>
      !ready.some(
        (other) =>
          other !== one &&
          other.requestClass === one.requestClass &&
          this.#issued.indexOf(other) < this.#issued.indexOf(one),
      );
    return ready.filter(last).sort((one, other) => one.readyAt - other.readyAt)[0];
  }

  #write(offered: Answer | undefined): void {
    const { width, tagBits } = this.#parameters;
    const { low = 0x5a5a, high = 0x123, status = 0, tag = 0 } = offered ?? {};
    if (width === 64)
      this.port('response_value').setPair(low, this.#bug === 'wrongHighHalf' ? high ^ 0x100 : high);
    else this.port('response_value').set(low);
    this.port('response_status').set(this.#bug === 'wrongStatus' && status === 6 ? 2 : status);
    const flipped = this.#bug === 'wrongTag' && status === 1 ? tag ^ 1 : tag;
    this.port('response_tag').setBig(BigInt.asUintN(tagBits, BigInt(flipped)));
  }

  #answer(operation: number): Answer {
    const model = this.#model;
    if (this.#boot.length > 0 && (this.#bug !== 'oldConstants' || this.#now < 200)) {
      const [none, no, yes] = this.#boot.map((port) => ({ low: port.get() | 0, high: port.high() | 0 }));
      if (none && no && yes) model.alu.setConstantAddresses({ none, false: no, true: yes });
    }
    const [a, b] = [this.port('request_a'), this.port('request_b')];
    model.answer(operation, a.get() | 0, a.high() | 0, b.get() | 0, b.high() | 0);
    const { low, high, status, deferred } = model;
    const requestClass = !deferred ? 0 : operation === mul ? 1 : 2;
    return {
      low,
      high,
      status,
      tag: this.port('request_tag').get(),
      requestClass,
      operation,
      readyAt: Infinity,
    };
  }

  #issue(answer: Answer | undefined): void {
    if (!answer) return;
    const { requestClass } = answer;
    const latency = this.#latency[requestClass] ?? 1;
    const off = requestClass > 0 ? (this.#bug === 'late' ? 1 : this.#bug === 'early' ? -1 : 0) : 0;
    answer.readyAt = this.#now + latency + off;
    const isPipelined = requestClass === 1 && this.#parameters.multiplier === 'pipelined';
    if (requestClass > 0 && !isPipelined) this.#free[requestClass] = this.#now + latency - 1;
    this.#issued.push(answer);
  }

  #count(taken: boolean, answered: boolean, operation: number, offered: Answer | undefined): void {
    const index = this.port('counter_index').get();
    const clear = this.port('counter_clear').get() !== 0;
    const counts = this.#counts;
    const before = counts[index] ?? 0n;
    const happened: number[] = [];
    if (taken) happened.push(operation === mul ? 1 : operation === floor_div || operation === modulo ? 2 : 0);
    else if (this.port('request_valid').get() !== 0) happened.push(11);
    if (offered) happened.push(answered ? 3 + offered.status : 12);
    if (clear) counts.fill(0n);
    if (!clear || this.#bug === 'clearLosesNothing') {
      for (const counter of happened) {
        const step = counter === 12 && this.#bug === 'countsStallsTwice' ? 2n : 1n;
        counts[counter] = BigInt.asUintN(this.#parameters.counterBits, (counts[counter] ?? 0n) + step);
      }
    }
    this.#counterRead = this.#bug === 'readsLate' ? (counts[index] ?? 0n) : before;
  }

  #reset(): void {
    this.#queue = [];
    this.#issued = [];
    this.#offered = undefined;
    this.#free = [0, 0, 0];
    this.#counts.fill(0n);
    this.#counterRead = 0n;
  }
}

const clk = { name: 'clk', reset: { name: 'rst', kind: 'synchronous', activeLow: false } } as const;
const source = { toString: () => 'fake-unit.ts' } as Input['source'];

function moduleOf({ width, tagBits, format, counterBits }: BoxingUnitParameters): Module {
  const input = (name: string, bits: number): Input => ({
    kind: 'input',
    name,
    width: bits,
    clock: clk,
    source,
  });
  const output = (name: string, bits: number): Output => {
    const driver = { kind: 'wire' as const, name, width: bits, driver: undefined, source };
    return { kind: 'output', name, width: bits, driver, clock: clk, source };
  };
  const fields = (name: string, widths: Readonly<Record<string, number>>) =>
    Object.entries(widths).map(([field, bits]) => ({ field, port: `${name}_${field}`, width: bits }));
  const request = fields('request', { operation: operationBits, a: width, b: width, tag: tagBits });
  const response = fields('response', { value: width, status: statusBits, tag: tagBits });
  const streams: readonly StreamPort[] = [
    { name: 'request', role: 'sink', valid: 'request_valid', ready: 'request_ready', payload: request },
    { name: 'response', role: 'source', valid: 'response_valid', ready: 'response_ready', payload: response },
  ];
  const addresses = format === 'micropython-1.9.2' ? ['none_address', 'false_address', 'true_address'] : [];
  return {
    kind: 'module',
    name: 'fake_unit',
    documentation: '',
    parameters: {},
    clocks: [clk],
    ports: [
      input('request_valid', 1),
      output('request_ready', 1),
      ...request.map(({ port, width: bits }) => input(port, bits)),
      output('response_valid', 1),
      input('response_ready', 1),
      ...response.map(({ port, width: bits }) => output(port, bits)),
      ...addresses.map((name) => input(name, width)),
      output('busy', 1),
      ...(counterBits > 0
        ? [
            input('counter_index', counterIndexBits),
            output('counter_value', counterBits),
            input('counter_clear', 1),
          ]
        : []),
    ],
    streams,
    wires: [],
    registers: [],
    memories: [],
    instances: [],
    properties: [],
    named: [],
    source,
  };
}
