/** Plays dispatch unit, memory and host of the sequencer, and judges it by the golden interpreter. */
import {
  MemoryResponder,
  type Context,
  type Described,
  type Environment,
  type Random,
  type SinkHandler,
  type SourceHandler,
} from '../../testing/index.js';
import { dispatchStatuses } from '../dispatch-unit/dispatch-stream.js';
import { newCommand } from './model.js';
import type { Instruction } from './model-program.js';
import type { SequencerParameters } from './parameters.js';
import { SequencerPorts, type DoneFields } from './ports.js';
import { reasons } from './reasons.js';
import { Scene } from './scene.js';

/** How the dispatch unit of this run predicts, interrupts, and how slow memory is. */
interface Mood {
  /** Predictions that are right, of 16. */
  readonly right: number;
  readonly interrupts: number;
  readonly faults: number;
}

const moods: readonly Mood[] = [
  { right: 15, interrupts: 0, faults: 0 },
  { right: 16, interrupts: 0, faults: 0 },
  { right: 8, interrupts: 60, faults: 0 },
  { right: 12, interrupts: 20, faults: 60 },
];

type Stage = 'resting' | 'starting' | 'running' | 'stopped';

export class SequencerEnvironment implements Environment {
  readonly scene: Scene;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  readonly order: readonly string[];
  readonly port: MemoryResponder;
  /** Of the hand-over taken last. */
  reason = -1;

  readonly #p: SequencerParameters;
  readonly #context: Context;
  readonly #random: Random;
  readonly #ports: SequencerPorts;
  readonly #handlersLow = new Int32Array(256);
  readonly #handlersHigh = new Int32Array(256);
  #mood: Mood = { right: 16, interrupts: 0, faults: 0 };
  #stage: Stage = 'resting';
  /** An offer of a command stands. */
  #offered = false;
  /** It was offered while a run was under way, and is run when it is taken. */
  #isEarly = false;
  readonly #early = newCommand();
  #transactions = 0;

  // The dispatch unit: what it offers next, and which bytecode of the golden trace that is (-1: none, on a wrong path).
  #flows = false;
  #next = 0;
  #position = -1;
  #item: Instruction | undefined;
  #itemPosition = -1;
  #itemTaken = 0;
  #itemStatus = 0;
  /** The bytecode of the trace whose jump was predicted wrongly, and after which a redirect has to come. */
  #awaited = -1;
  #told = 0;
  #halts = 0;
  #writeFailed = false;
  #goesOn = false;

  constructor(parameters: SequencerParameters, context: Context) {
    this.#p = parameters;
    this.#context = context;
    this.#random = context.random.fork('traffic');
    const random = this.#random;
    this.scene = new Scene(parameters, random.fork('scene'));
    this.#ports = new SequencerPorts((name) => context.port(name), parameters);
    for (let code = 0; code < 256; code++) {
      this.#handlersLow[code] = random.nextInt32();
      this.#handlersHigh[code] = random.nextInt32();
    }
    const { memory, unwritable, golden } = this.scene;
    const slow = random.below(3);
    this.port = new MemoryResponder(context, {
      request: 'memory_request',
      response: 'memory_response',
      sizes: { addressBits: parameters.addressBits, dataBits: parameters.dataBits, maxBeats: 1 },
      memory,
      latency: slow === 0 ? { min: 1, max: 1 } : slow === 1 ? { min: 1, max: 4 } : { min: 1, max: 20 },
      outOfOrder: true,
      fault: (address, write) => this.#fails(address, write, unwritable, golden.unreadable),
    });
    const references: Record<string, SourceHandler> =
      parameters.referenceCounts === 'stream' ? { references: { taken: () => this.#referred() } } : {};
    this.sinks = {
      command: { offer: () => this.#offerCommand(), accepted: () => this.#started() },
      dispatched: {
        responds: true,
        offer: () => this.#offerItem(),
        accepted: () => this.#dispatched(),
      },
      memory_response: this.port.responses,
    };
    this.sources = {
      done: { taken: () => this.#finished() },
      redirect: { taken: () => this.#redirected() },
      memory_request: this.port.requests,
      ...references,
    };
    this.order = [
      'memory_response',
      'memory_request',
      'dispatched',
      'redirect',
      ...Object.keys(references),
      'done',
      'command',
    ];
  }

  before(cycle: number): void {
    this.port.before(cycle);
    this.#ports.writeAddresses();
  }

  after(): void {
    if (this.#ports.halt.get() === 0) return;
    if (this.#stage !== 'running')
      this.#context.fail({ what: 'halt while nothing runs', expected: 0, actual: 1 });
    this.#halts++;
    this.#stage = 'stopped';
    this.#flows = false;
  }

  idle(): boolean {
    return this.#stage === 'resting' && !this.#offered && this.port.idle;
  }

  awaited(): string {
    const { at, reason, executed } = this.scene.golden;
    return `a hand-over at ${at?.pc ?? 0} with reason ${reason}, after ${executed} bytecodes`;
  }

  transactions(): number {
    return this.#transactions;
  }

  /** Puts a command on the ports, and lets the golden interpreter run it; for scenarios, which have prepared the scene. */
  start(): void {
    this.scene.expect();
    this.#ports.writeCommand(this.scene.command);
    this.#offered = true;
  }

  #fails(address: number, write: boolean, unwritable: Uint8Array, unreadable: Uint8Array): boolean {
    const at = (address - this.scene.memory.base) >>> 2;
    if (!write) return unreadable[at] === 1;
    if (unwritable[at] !== 1) return false;
    this.#writeFailed = true;
    return true;
  }

  #offerCommand(): boolean {
    const random = this.#random;
    const { scene } = this;
    if (this.#stage !== 'resting') return this.#offerEarly();
    if (!this.#goesOn || !scene.goOn()) {
      scene.compose();
      this.#mood = random.pick(moods);
    }
    const { command, golden } = scene;
    command.budget = random.chance(0.6) ? 0 : 1 + random.below(random.chance(0.5) ? 4 : 200);
    golden.interruptsAfter =
      random.below(256) < this.#mood.interrupts ? random.below(random.chance(0.5) ? 8 : 80) : Infinity;
    if (random.below(256) < this.#mood.faults) {
      if (random.chance(0.5)) scene.spoilReads();
      else scene.spoilWrites();
    }
    if (random.below(64) === 0) this.#spoilCommand();
    this.start();
    return true;
  }

  /** The next command while a run is under way: the same program from its start, on whatever is on the stack then. */
  #offerEarly(): boolean {
    const random = this.#random;
    // Not in a long run: an offer that waits too long counts as refused.
    const isShort = this.scene.golden.executed < 60;
    if (this.#stage !== 'running' || !isShort || random.below(32) > 0 || this.#mood.faults > 0) return false;
    const next = Object.assign(this.#early, this.scene.command);
    next.pc = this.scene.golden.program.base;
    next.budget = 1 + random.below(100);
    next.stackPointer = this.scene.pointerAt(random.below(next.stackWords + 1));
    this.#ports.writeCommand(next);
    this.#isEarly = true;
    this.#offered = true;
    return true;
  }

  /** A frame that cannot be. */
  #spoilCommand(): void {
    const { command } = this.scene;
    const random = this.#random;
    const bytes = this.#p.width / 8;
    switch (random.below(5)) {
      case 0:
        command.stackPointer = (command.stackPointer ^ (1 + random.below(bytes - 1))) >>> 0;
        break;
      case 1:
        command.localsBase ^= 1 << random.below(bytes === 4 ? 2 : 3);
        command.localsBase >>>= 0;
        break;
      case 2:
        command.constantsBase = (command.constantsBase ^ (1 << random.below(bytes === 4 ? 2 : 3))) >>> 0;
        break;
      case 3:
        this.scene.setDepth(command.stackWords + 1);
        break;
      default:
        command.stackPointer = (command.stackPointer ^ (1 << random.below(this.#p.addressBits))) >>> 0;
    }
  }

  #started(): void {
    this.#offered = false;
    if (this.#isEarly) {
      Object.assign(this.scene.command, this.#early);
      this.scene.golden.interruptsAfter = Infinity;
      this.scene.expect();
      this.#isEarly = false;
    }
    this.#stage = 'starting';
    this.#told = 0;
    this.#halts = 0;
    this.#awaited = -1;
    this.#writeFailed = false;
  }

  /** The next bytecode of the stream, right or wrong. */
  #offerItem(): boolean {
    if (!this.#flows) return false;
    const { golden } = this.scene;
    const random = this.#random;
    const item = golden.program.at(this.#next);
    const position = this.#position;
    let { status } = item;
    if (position >= 0) {
      if (position === golden.executed && golden.reason === reasons.interrupted)
        status = dispatchStatuses.interrupted;
    } else if (item.looksForInterrupts && random.below(8) === 0) status = dispatchStatuses.interrupted;
    let taken = 0;
    if (status === dispatchStatuses.ok && item.jumps !== 'never') {
      const right = random.below(16) < this.#mood.right;
      const happens = position >= 0 && position < golden.executed ? golden.taken[position] : random.bits(1);
      taken = right ? (happens as number) : 1 - (happens as number);
    }
    this.#item = item;
    this.#itemPosition = position;
    this.#itemTaken = taken;
    this.#itemStatus = status;
    this.#ports.writeItem(item, status, taken, this.#handlersLow, this.#handlersHigh);
    return true;
  }

  #dispatched(): void {
    const item = this.#item;
    if (!this.#flows || !item) return;
    const { golden } = this.scene;
    const position = this.#itemPosition;
    if (this.#itemStatus !== dispatchStatuses.ok) {
      this.#flows = false;
      return;
    }
    this.#next = this.#itemTaken === 1 ? item.target : item.nextPc;
    if (position < 0 || position >= golden.executed) this.#position = -1;
    else if (golden.taken[position] === this.#itemTaken) this.#position = position + 1;
    else {
      this.#position = -1;
      this.#awaited = position;
    }
  }

  #redirected(): void {
    const { golden, command } = this.scene;
    const pc = this.#ports.redirectPc.get() >>> 0;
    let expected: number | undefined;
    let position = 0;
    if (this.#stage === 'starting') {
      if (golden.reason !== reasons.bad_command) expected = command.pc;
    } else if (this.#stage === 'running' && this.#awaited >= 0) {
      position = this.#awaited + 1;
      expected = position < golden.executed ? golden.trace[position]?.pc : golden.at?.pc;
    }
    if (pc !== expected)
      this.#context.fail({
        what: 'a redirect that leads elsewhere',
        stream: 'redirect',
        transaction: this.#described(),
        expected: expected ?? 'none',
        actual: pc,
      });
    this.#stage = 'running';
    this.#awaited = -1;
    this.#flows = true;
    this.#next = pc;
    this.#position = position;
  }

  #referred(): void {
    const { golden } = this.scene;
    const address = this.#ports.referenceAddress.get() >>> 0;
    const increment = this.#ports.referenceIncrement.get();
    const told = this.#told++;
    if (
      told >= golden.references ||
      golden.referenced[told] !== address ||
      golden.increments[told] !== increment
    )
      this.#context.fail({
        what: 'a reference count differs from the model',
        stream: 'references',
        transaction: this.#described(),
        expected:
          told < golden.references
            ? { address: golden.referenced[told] ?? 0, increment: golden.increments[told] ?? 0 }
            : 'none',
        actual: { address, increment },
      });
  }

  #finished(): void {
    const { scene } = this;
    const { golden } = scene;
    const done = this.#ports.done;
    done.read();
    this.reason = done.reason;
    if (this.#stage !== 'stopped' && golden.reason !== reasons.bad_command) this.#unexpected(done);
    if (this.#writeFailed) this.#findWriteError(done);
    else {
      this.#compare(done, golden.reason);
      if (this.#awaited >= 0) this.#differs('a redirect is missing', golden.trace[this.#awaited]?.pc ?? 0, 0);
    }
    if (this.#told !== golden.references)
      this.#differs('reference counts are missing', golden.references, this.#told);
    const halts = golden.reason === reasons.bad_command ? 0 : 1;
    if (this.#halts !== halts) this.#differs('the dispatch unit was not halted once', halts, this.#halts);
    if (this.port.strayReads + this.port.strayWrites > 0)
      this.#differs(
        'memory outside of the frame was asked for',
        0,
        this.port.strayReads + this.port.strayWrites,
      );
    const differs = scene.difference();
    if (differs >= 0) this.#differs(`memory differs at 0x${differs.toString(16)}`, ...this.#wordsAt(differs));
    scene.settle();
    this.#transactions += golden.executed + 1;
    this.#goesOn = !this.#writeFailed;
    this.#stage = 'resting';
    this.#flows = false;
  }

  #wordsAt(address: number): [number, number] {
    return [this.scene.golden.memory.read32(address), this.scene.memory.read32(address)];
  }

  #compare(done: DoneFields, reason: number): void {
    const { golden, command } = this.scene;
    const at = golden.at;
    const isBad = reason === reasons.bad_command;
    const shows = !isBad && reason !== reasons.interrupted;
    const code = isBad ? 0 : (at?.code ?? 0);
    const handler = isBad ? 0 : 1;
    const wrong =
      done.reason !== reason ||
      done.pc !== (isBad ? command.pc : at?.pc) ||
      done.stackPointer !== golden.stackPointer ||
      done.opcode !== code ||
      done.operand !== (shows ? (at?.operand ?? 0) | 0 : 0) ||
      done.nextPc !== (shows ? at?.nextPc : 0) ||
      done.target !== (shows ? at?.target : 0) ||
      done.handlerLow !== (handler === 0 ? 0 : this.#ports.handlerLow(this.#handlersLow[code] as number)) ||
      done.handlerHigh !== (handler === 0 ? 0 : this.#ports.handlerHigh(this.#handlersHigh[code] as number));
    if (!wrong) return;
    this.#context.fail({
      what: 'the hand-over differs from the model',
      stream: 'done',
      transaction: this.#described(),
      expected: {
        reason,
        pc: (isBad ? command.pc : at?.pc) ?? 0,
        opcode: code,
        operand: at?.operand ?? 0,
        nextPc: at?.nextPc ?? 0,
        target: at?.target ?? 0,
        stackPointer: golden.stackPointer,
        executed: golden.executed,
      },
      actual: done.described,
    });
  }

  /** Where a write failed, it may stop before any bytecode from there on: one must fit. */
  #findWriteError(done: DoneFields): void {
    const { scene } = this;
    const { golden } = scene;
    if (done.reason !== reasons.write_error)
      this.#differs('a write that failed is not told', reasons.write_error, done.reason);
    const last = golden.executed;
    scene.rewind();
    for (;;) {
      if (
        golden.pc === done.pc &&
        golden.presentStackPointer === done.stackPointer &&
        golden.references === this.#told &&
        scene.difference() < 0
      )
        return;
      if (golden.executed === last) break;
      golden.step();
    }
    this.#differs('no bytecode fits the state after a write that failed', 'one', done.pc);
  }

  #unexpected(done: DoneFields): never {
    return this.#context.fail({
      what: 'a hand-over that nothing asked for',
      stream: 'done',
      expected: 'none',
      actual: done.described,
    });
  }

  #differs(what: string, expected: number | string, actual: number): never {
    return this.#context.fail({ what, stream: 'done', transaction: this.#described(), expected, actual });
  }

  #described(): Described {
    const { command, golden } = this.scene;
    return { ...command, executes: golden.executed, reason: golden.reason };
  }
}
