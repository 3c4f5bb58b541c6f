/** Drives the unit's ports, is its memory, and judges it by the golden model. */
import type { BytecodeSet } from '../../bytecode/index.js';
import {
  MemoryResponder,
  type Context,
  type Environment,
  type SinkHandler,
  type SourceHandler,
} from '../../testing/index.js';
import { CodeMemory, imageBase } from './code-memory.js';
import { actualOf, expectedOf, isExpected } from './comparison.js';
import { CounterMonitor } from './counter-monitor.js';
import { dispatchStatuses } from './dispatch-stream.js';
import { happened } from './events.js';
import { JumpTable } from './jump-table.js';
import { DispatchModel } from './model.js';
import { Observer } from './observer.js';
import type { DispatchUnitParameters } from './parameters.js';
import { ProgramWriter } from './programs.js';
import { Timing } from './timing.js';
import { Traffic } from './traffic.js';
import { portsOf } from './unit-ports.js';

export class DispatchUnitEnvironment implements Environment {
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  /** An instruction that is taken in the cycle of a redirect belongs to the stream before it. */
  readonly order = ['dispatched', 'fetch_request', 'fetch_response', 'table_write', 'redirect'] as const;

  readonly set: BytecodeSet;
  readonly memory: CodeMemory;
  readonly programs: ProgramWriter;
  readonly model: DispatchModel;
  readonly port: MemoryResponder;
  readonly counters: CounterMonitor | undefined;

  /** Cycles from a request to its response; scenarios may change it. */
  readonly latency = { min: 1, max: 1 };
  /** For scenarios: levels of the next cycles, and a halt in the next one. */
  interrupt = false;
  singleStep = false;
  haltNext = false;
  /** The instructions taken so far, and the last of them. */
  taken = 0;
  lastStatus = 0;

  readonly #context: Context;
  readonly #table = new JumpTable();
  readonly #timing: Timing | undefined;
  readonly #observer: Observer;
  readonly #traffic: Traffic | undefined;
  readonly #ports;

  readonly #seen = { offered: false, fires: false, redirects: false, halts: false, unreadable: false };
  #halts = false;
  /** Levels of the last cycle, and which were seen since the last redirect. */
  #lastInterrupt = false;
  #lastStep = false;
  #interruptSeen = 0;
  #stepSeen = 0;
  /** Of the instruction on offer, when it was decoded: 1 for low, 2 for high, 3 for either. */
  #interruptThen = 0;
  #stepThen = 0;
  #handlerLow = 0;
  #handlerHigh = 0;
  #handlerKnown = false;
  #wasOffered = false;
  /** Whether the unit stopped after a step shows in the next cycle only. */
  #stepUnclear = false;
  #newPc = 0;
  #newHandler = { opcode: 0, low: 0, high: 0 };
  #writes = 0;

  constructor(set: BytecodeSet, parameters: DispatchUnitParameters, context: Context) {
    const { port, random, directed, exactTiming } = context;
    this.#context = context;
    this.set = set;
    const place = random.fork('place');
    this.memory = new CodeMemory(
      imageBase(parameters.addressBits, directed ? undefined : place),
      parameters.dataBits,
    );
    this.programs = new ProgramWriter(set, this.memory.image, random.fork('programs'));
    this.model = new DispatchModel(set, parameters, this.memory.read);
    this.port = new MemoryResponder(context, {
      request: 'fetch_request',
      response: 'fetch_response',
      sizes: { ...parameters, maxBeats: parameters.burstBeats },
      memory: this.memory.image,
      latency: this.latency,
      outOfOrder: true,
      readOnly: true,
      fault: this.memory.isUnreadable,
    });
    this.#ports = portsOf(port);
    this.#timing = exactTiming ? new Timing(set, parameters, this.memory.read, context) : undefined;
    this.#observer = new Observer(parameters, context, this.memory);
    if (!directed)
      this.#traffic = new Traffic(
        parameters,
        this.memory,
        this.programs,
        this.latency,
        random.fork('traffic'),
      );
    if (parameters.counterBits > 0 && exactTiming)
      this.counters = new CounterMonitor(
        parameters.counterBits,
        context,
        directed ? undefined : random.fork('clears'),
      );
    this.programs.fill(0, this.memory.image.bytes);
    this.sinks = {
      redirect: { offer: () => this.#offerRedirect(), accepted: () => this.#redirected() },
      table_write: { offer: () => this.#offerWrite(), accepted: () => this.#written() },
      fetch_response: {
        ...this.port.responses,
        accepted: (cycle) => this.port.responses.accepted(cycle),
      },
    };
    this.sources = {
      dispatched: { taken: () => this.#take(), dropped: () => this.#drops() },
      fetch_request: this.port.requests,
    };
  }

  /** Puts a redirect on the ports; for scenarios, like the two below. Changes of memory with it are made by `onRedirect`. */
  redirect(pc: number): void {
    this.#newPc = pc;
    this.#ports.redirectPc.value = pc;
  }

  /** Changes the code as the redirect is taken, so that nothing older is decoded from it. */
  onRedirect: (() => void) | undefined;

  writeHandler(opcode: number, low: number, high = 0): void {
    const { tableOpcode, tableHandler } = this.#ports;
    this.#newHandler = { opcode, low, high };
    tableOpcode.set(opcode);
    if (tableHandler.width > 32) tableHandler.setPair(low, high);
    else tableHandler.set(low);
  }

  before(cycle: number): void {
    if (this.#halts) this.model.halt();
    const traffic = this.#traffic;
    traffic?.levels(this.model.running);
    const interrupt = traffic ? traffic.interrupt : this.interrupt;
    const step = traffic ? traffic.singleStep : this.singleStep;
    this.#halts = traffic ? traffic.halt : this.haltNext;
    this.haltNext = false;
    this.#ports.interrupt.set(interrupt ? 1 : 0);
    this.#ports.singleStep.set(step ? 1 : 0);
    this.#ports.halt.set(this.#halts ? 1 : 0);
    this.port.before(cycle);
    this.counters?.before(cycle);
  }

  after(): void {
    const { model } = this;
    const { running, currentPc, dispatchedValid } = this.#ports;
    if (this.#stepUnclear) {
      this.#stepUnclear = false;
      if (running.get() === 0) model.halt();
    }
    if ((running.get() !== 0) !== model.running)
      this.#context.fail({
        what: 'running is not what the model says',
        expected: model.running,
        actual: running.get() !== 0,
      });
    if ((this.#timing || !model.running) && currentPc.value !== model.pc)
      this.#context.fail({
        what: 'current_pc is not the address of the first instruction that was not taken',
        expected: model.pc,
        actual: currentPc.value,
      });
    if (dispatchedValid.get() !== 0 && !this.#wasOffered) this.#offered();
    this.#table.settle();
    this.#interruptSeen |= this.#ports.interrupt.get() + 1;
    this.#stepSeen |= this.#ports.singleStep.get() + 1;
    this.#lastInterrupt = this.#ports.interrupt.get() !== 0;
    this.#lastStep = this.#ports.singleStep.get() !== 0;
    const offered = dispatchedValid.get() !== 0;
    const fires = offered && this.#ports.dispatchedReady.get() !== 0;
    this.#wasOffered = offered && !fires && !this.#drops();
    this.counters?.after(happened(this.#ports, fires, this.#halts));
    const inChain = this.#timing?.inChain ?? false;
    this.#timing?.check();
    this.#seen.offered = offered;
    this.#seen.fires = fires;
    this.#seen.redirects = this.#ports.redirectValid.get() !== 0;
    this.#seen.halts = this.#halts;
    this.#seen.unreadable = this.#ports.responseValid.get() !== 0 && this.#ports.responseError.get() !== 0;
    this.#observer.cycle(this.#seen, model, this.#timing, inChain);
  }

  idle(): boolean {
    return !this.model.running && this.port.idle;
  }

  awaited(): string {
    return this.model.running
      ? `the instruction at 0x${this.model.pc.toString(16)}`
      : `the answers to ${this.port.outstanding} memory requests`;
  }

  transactions(): number {
    return this.taken;
  }

  /** Something new is on offer: what was sampled when it was decoded. */
  #offered(): void {
    const exact = this.#timing !== undefined;
    this.#interruptThen = exact ? (this.#lastInterrupt ? 2 : 1) : this.#interruptSeen;
    this.#stepThen = exact ? (this.#lastStep ? 2 : 1) : this.#stepSeen;
    const opcode = this.#ports.opcode.get();
    this.#handlerKnown = this.#table.isKnown(opcode) && (exact || !this.#table.isFresh(opcode));
    this.#handlerLow = this.#table.low(opcode);
    this.#handlerHigh = this.#table.high(opcode);
    if (this.#handlerKnown) this.#observer.handler(this.#table.isPending(opcode));
  }

  #drops(): boolean {
    return this.#halts || this.#ports.redirectValid.get() !== 0;
  }

  #take(): void {
    const { model } = this;
    const { status, handler } = this.#ports;
    if (!model.running)
      this.#context.fail({
        what: 'an instruction of a unit that has stopped',
        stream: 'dispatched',
        expected: 'none',
        actual: actualOf(this.#ports),
      });
    model.expect();
    const actualStatus = status.get();
    const mayInterrupt = model.interruptible && (this.#interruptThen & 2) !== 0;
    const mustInterrupt = mayInterrupt && this.#interruptThen === 2;
    const interrupted = mayInterrupt && actualStatus === dispatchStatuses.interrupted;
    if (interrupted !== (mustInterrupt || interrupted) || !isExpected(model, this.#ports, interrupted))
      this.#context.fail({
        what: 'the instruction differs from the model',
        stream: 'dispatched',
        transaction: { instruction: this.taken, pc: model.pc },
        expected: expectedOf(model, mustInterrupt),
        actual: actualOf(this.#ports),
      });
    if (
      this.#handlerKnown &&
      ((handler.get() | 0) !== this.#handlerLow || (handler.high() | 0) !== this.#handlerHigh)
    )
      this.#context.fail({
        what: "the handler is not the jump table's",
        stream: 'dispatched',
        transaction: { opcode: model.opcode },
        expected: { low: this.#handlerLow >>> 0, high: this.#handlerHigh >>> 0 },
        actual: { low: handler.get(), high: handler.high() },
      });
    this.#observer.taken(model, interrupted, this.#interruptThen === 2, this.#stepThen === 2);
    this.taken++;
    this.lastStatus = actualStatus;
    model.take(interrupted, this.#stepThen === 2);
    this.#stepUnclear = model.running && this.#stepThen === 3;
  }

  #offerRedirect(): boolean {
    const traffic = this.#traffic;
    if (!traffic?.redirects(this.model.running)) return false;
    this.redirect(traffic.pc());
    return true;
  }

  #redirected(): void {
    this.#observer.redirecting(this.#newPc);
    this.#traffic?.changeCode(this.#newPc);
    this.onRedirect?.();
    this.onRedirect = undefined;
    this.#observer.redirected(this.#newPc, this.port.outstanding);
    this.model.redirect(this.#newPc);
    this.#stepUnclear = false;
    this.#interruptSeen = 0;
    this.#stepSeen = 0;
    this.#table.redirected();
  }

  #offerWrite(): boolean {
    const traffic = this.#traffic;
    if (!traffic) return false;
    this.writeHandler(traffic.opcodeToWrite(this.#writes++), traffic.handlerLow(), traffic.handlerHigh());
    return true;
  }

  #written(): void {
    const { opcode, low, high } = this.#newHandler;
    this.#table.write(opcode, low, high);
  }
}
