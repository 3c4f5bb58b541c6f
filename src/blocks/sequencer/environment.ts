/** Plays host and memory of the sequencer, with a dispatcher beside it, and judges it by the golden interpreter. */
import {
  MemoryResponder,
  type Context,
  type CoverCounter,
  type Described,
  type Environment,
  type MemoryImage,
  type Random,
  type SinkHandler,
  type SourceHandler,
} from '../../testing/index.js';
import { CounterMonitor } from './counter-monitor.js';
import { Dispatcher } from './dispatcher.js';
import type { Front } from './front.js';
import { newCommand } from './model.js';
import { Observer } from './observer.js';
import type { SequencerParameters } from './parameters.js';
import { SequencerPorts, type DoneFields } from './ports.js';
import { reasons } from './reasons.js';
import { Scene } from './scene.js';
import { computedIn, StackTraffic } from './timing.js';

/** How well the dispatch unit of a run predicts, and how often it is interrupted or memory fails, of 16 and 256. */
interface Mood {
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

/** What an environment around more than the sequencer has in place of the dispatch unit that is played. */
export interface Around {
  readonly front: (context: Context, scene: Scene, ports: SequencerPorts, describe: () => Described) => Front;
  /** Where the code is, if it is in memory. */
  readonly code: MemoryImage;
}

export class SequencerEnvironment implements Environment {
  readonly scene: Scene;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  readonly order: readonly string[];
  readonly memory: MemoryResponder;
  readonly front: Front;
  readonly counters: CounterMonitor | undefined;
  /** Of the hand-over taken last. */
  reason = -1;

  readonly #p: SequencerParameters;
  readonly #context: Context;
  readonly #random: Random;
  readonly #ports: SequencerPorts;
  readonly #observer: Observer;
  readonly #traffic: StackTraffic;
  readonly #duringRun: CoverCounter;
  readonly #together: CoverCounter | undefined;
  #mood: Mood = { right: 16, interrupts: 0, faults: 0 };
  /** From a command taken to its hand-over taken. */
  #isRunning = false;
  /** An offer of a command stands. */
  #offered = false;
  /** It was offered while a run was under way, and is run when it is taken. */
  #isEarly = false;
  readonly #early = newCommand();
  #transactions = 0;
  #cycle = 0;
  #isHandedOver = false;
  #told = 0;
  #toldAt = -2;
  #writeFailed = false;
  #goesOn = false;

  constructor(parameters: SequencerParameters, context: Context, around?: Around) {
    this.#p = parameters;
    this.#traffic = new StackTraffic(parameters);
    this.#context = context;
    this.#random = context.random.fork('traffic');
    const random = this.#random;
    const scene = (this.scene = new Scene(parameters, random.fork('scene'), around?.code));
    const ports = (this.#ports = new SequencerPorts((name) => context.port(name), parameters, !around));
    const observer = (this.#observer = new Observer(parameters, context, scene));
    const describe = () => this.#described();
    this.front = around
      ? around.front(context, scene, ports, describe)
      : new Dispatcher(context, scene, ports, observer, describe, () => this.memory.outstanding);
    if (parameters.counterBits > 0)
      this.counters = new CounterMonitor(parameters, context, observer, !around, this.front.counters);
    const slow = random.below(3);
    this.memory = new MemoryResponder(context, {
      request: 'memory_request',
      response: 'memory_response',
      sizes: { addressBits: parameters.addressBits, dataBits: parameters.dataBits, maxBeats: 1 },
      memory: scene.memory,
      latency: slow === 0 ? { min: 1, max: 1 } : slow === 1 ? { min: 1, max: 4 } : { min: 1, max: 20 },
      outOfOrder: true,
      fault: (address, write) => this.#fails(address, write),
    });
    const counts = parameters.referenceCounts === 'stream';
    this.#duringRun = context.cover('command during a run');
    this.#together = counts ? context.cover('two references at once') : undefined;
    const references: Record<string, SourceHandler> = counts
      ? { references: { taken: () => this.#referred() } }
      : {};
    const { requests } = this.memory;
    this.sinks = {
      command: { offer: () => this.#offerCommand(), accepted: () => this.#started() },
      ...this.front.sinks,
      memory_response: this.memory.responses,
    };
    this.sources = {
      done: { taken: () => this.#finished() },
      ...this.front.sources,
      memory_request: {
        taken: (cycle) => {
          this.#observer.requested();
          requests.taken(cycle);
        },
      },
      ...references,
    };
    this.order = [
      'memory_response',
      'memory_request',
      ...this.front.order,
      ...Object.keys(references),
      'done',
      'command',
    ];
  }

  before(cycle: number): void {
    this.memory.before(cycle);
    this.front.before(cycle);
    this.#ports.writeAddresses();
    this.counters?.before();
  }

  after(cycle: number): void {
    this.#cycle = cycle;
    this.#observer.after();
    this.front.after(cycle);
    this.counters?.after();
    const isBusy = this.#ports.busy.get() !== 0;
    if (isBusy !== this.#isRunning && this.#context.exactTiming)
      this.#context.fail({ what: 'busy is wrong', expected: isBusy ? 0 : 1, actual: isBusy ? 1 : 0 });
    const { haltCycle } = this.#observer;
    if (haltCycle >= 0 && !this.#isHandedOver && this.#ports.doneValid.get() !== 0) {
      this.#isHandedOver = true;
      this.#observer.count('hand_over_cycles', cycle - haltCycle);
    }
  }

  idle(): boolean {
    const isCounting = this.counters?.isBusy ?? false;
    return !this.#isRunning && !this.#offered && this.memory.idle && this.front.idle && !isCounting;
  }

  awaited(): string {
    const { at, reason, executed } = this.scene.golden;
    return `a hand-over at ${at?.pc ?? 0} with reason ${reason}, after ${executed} bytecodes`;
  }

  /** A command was taken whose hand-over was not. */
  get isRunning(): boolean {
    return this.#isRunning;
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

  #fails(address: number, write: boolean): boolean {
    const { golden, unwritable, memory } = this.scene;
    const at = (address - memory.base) >>> 2;
    if (!write) return golden.unreadable[at] === 1;
    if (unwritable[at] !== 1) return false;
    this.#writeFailed = true;
    this.#observer.writeFailed();
    return true;
  }

  #offerCommand(): boolean {
    const random = this.#random;
    const { scene } = this;
    if (this.#isRunning) return this.#offerEarly();
    if (this.counters?.isBusy || !this.front.isReady) return false;
    if (!this.#goesOn || !scene.goOn()) {
      scene.compose();
      this.#mood = random.pick(moods);
      this.front.right = this.#mood.right;
    }
    const { command } = scene;
    command.budget = random.chance(0.6) ? 0 : 1 + random.below(random.chance(0.5) ? 4 : 200);
    const interrupts = random.below(256) < this.#mood.interrupts;
    this.front.plan(interrupts ? random.below(random.chance(0.5) ? 8 : 80) : Infinity);
    if (random.below(256) < this.#mood.faults) {
      if (random.chance(0.5)) scene.spoilReads();
      else scene.spoilWrites();
    }
    if (random.below(64) === 0) this.#spoilCommand();
    this.start();
    return true;
  }

  /** The next command while a run is under way. */
  #offerEarly(): boolean {
    const random = this.#random;
    const { golden } = this.scene;
    // Not in a long run: an offer that waits too long counts as refused.
    if (golden.executed >= 60) return false;
    if (random.below(32) > 0 || this.#mood.faults > 0) return false;
    this.startEarly();
    return true;
  }

  /** Puts a command on the ports while a run is under way: the same program, on whatever is on the stack then. */
  startEarly(): void {
    const random = this.#random;
    const next = Object.assign(this.#early, this.scene.command);
    next.pc = this.scene.entry;
    next.budget = 1 + random.below(100);
    next.stackPointer = this.scene.pointerAt(random.below(next.stackWords + 1));
    this.#ports.writeCommand(next);
    this.#isEarly = true;
    this.#offered = true;
  }

  /** A frame that cannot be. */
  #spoilCommand(): void {
    const { command } = this.scene;
    const random = this.#random;
    const bytes = this.#p.width / 8;
    const slip = (1 << random.below(bytes === 4 ? 2 : 3)) >>> 0;
    switch (random.below(6)) {
      case 0:
        command.stackPointer = (command.stackPointer ^ slip) >>> 0;
        break;
      case 1:
        command.localsBase = (command.localsBase ^ slip) >>> 0;
        break;
      case 2:
        command.constantsBase = (command.constantsBase ^ slip) >>> 0;
        break;
      case 3:
        command.stackBase = (command.stackBase ^ slip) >>> 0;
        command.stackPointer = (command.stackPointer ^ slip) >>> 0;
        break;
      case 4:
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
      this.front.plan(Infinity);
      this.scene.expect();
      this.#isEarly = false;
      this.#duringRun.hit();
    }
    this.#isRunning = true;
    this.#isHandedOver = false;
    this.#told = 0;
    this.#writeFailed = false;
    this.front.open(this.#cycle);
    this.#observer.started();
  }

  #referred(): void {
    const { golden } = this.scene;
    const address = (this.#ports.referenceAddress?.get() ?? 0) >>> 0;
    const increment = this.#ports.referenceIncrement?.get() ?? 0;
    const told = this.#told++;
    const expected =
      told < golden.references
        ? { address: golden.referenced[told] ?? 0, increment: golden.increments[told] ?? 0 }
        : undefined;
    if (expected?.address !== address || expected.increment !== increment)
      this.#context.fail({
        what: 'a reference count differs from the model',
        stream: 'references',
        transaction: this.#described(),
        expected: expected ?? 'none',
        actual: { address, increment },
      });
    this.#observer.count(increment === 1 ? 'increments' : 'decrements');
    if (this.#toldAt === this.#cycle - 1) this.#together?.hit();
    this.#toldAt = this.#cycle;
  }

  #finished(): void {
    const { scene } = this;
    const { golden } = scene;
    const done = this.#ports.done;
    done.read();
    this.reason = done.reason;
    const isBad = golden.reason === reasons.bad_command;
    if (!this.#isRunning) this.#unexpected(done);
    let isKnown = true;
    if (this.#writeFailed) {
      isKnown = false;
      this.#findWriteError(done);
    } else {
      if (this.front.wasInterrupted && done.reason === reasons.interrupted) {
        isKnown = false;
        this.#findInterrupt(done);
      }
      this.#compare(done);
    }
    if (this.front.mustInterrupt) this.#findOverrun();
    this.front.close(!this.#writeFailed);
    if (this.#told !== golden.references)
      this.#differs('reference counts are missing', golden.references, this.#told);
    const strays = this.memory.strayReads + this.memory.strayWrites;
    if (strays > 0) this.#differs('memory outside of the frame was asked for', 0, strays);
    const differs = scene.difference();
    if (differs >= 0)
      this.#differs(
        `memory differs at 0x${differs.toString(16)}`,
        golden.memory.read32(differs),
        scene.memory.read32(differs),
      );
    if (isKnown && !isBad && this.#context.exactTiming) this.#compareTraffic();
    scene.settle();
    golden.interruptsAfter = Infinity;
    this.#observer.finished(this.reason);
    if (!isBad) {
      this.#observer.count('runs');
      this.#observer.count('redirects', this.front.redirects ?? 0);
    }
    this.#observer.count('compute_cycles', computedIn(this.#p, golden));
    this.#transactions += golden.executed + 1;
    this.#goesOn = !this.#writeFailed;
    this.#isRunning = false;
    // A command that stands is taken in the next cycle.
    this.counters?.rests(isKnown, !this.#offered);
  }

  #compare(done: DoneFields): void {
    const { golden, command } = this.scene;
    const { at, reason } = golden;
    const { handlersLow, handlersHigh } = this.front;
    const isBad = reason === reasons.bad_command || !at;
    const isPlain = !isBad && reason !== reasons.interrupted;
    const code = isBad ? 0 : at.code;
    const expected = {
      reason,
      pc: isBad ? command.pc : at.pc,
      opcode: code,
      operand: isPlain ? at.operand | 0 : 0,
      nextPc: isPlain ? at.nextPc : 0,
      target: isPlain ? at.target : 0,
      stackPointer: golden.stackPointer,
    };
    const handlerLow = isBad ? 0 : this.#ports.handlerLow(handlersLow[code] as number);
    const handlerHigh = isBad ? 0 : this.#ports.handlerHigh(handlersHigh[code] as number);
    if (
      done.reason === expected.reason &&
      done.pc === expected.pc &&
      done.opcode === expected.opcode &&
      done.operand === expected.operand &&
      done.nextPc === expected.nextPc &&
      done.target === expected.target &&
      done.stackPointer === expected.stackPointer &&
      done.handlerLow === handlerLow &&
      done.handlerHigh === handlerHigh
    )
      return;
    this.#context.fail({
      what: 'the hand-over differs from the model',
      stream: 'done',
      transaction: this.#described(),
      expected: { ...expected, handlerLow, handlerHigh },
      actual: done.described,
    });
  }

  /** Words of the stack go to memory, and come from it, when they must and not otherwise. */
  #compareTraffic(): void {
    const traffic = this.#traffic;
    if (!traffic.follow(this.scene.golden)) return;
    const { stackReads, stackWrites } = this.#observer;
    if (traffic.reads !== stackReads)
      this.#differs('words of the stack read in this run', traffic.reads, stackReads);
    if (traffic.writes !== stackWrites)
      this.#differs('words of the stack written in this run', traffic.writes, stackWrites);
  }

  /** Where a write failed, it may stop before any bytecode from there on: one must fit. */
  #findWriteError(done: DoneFields): void {
    if (done.reason !== reasons.write_error)
      this.#differs('a write that failed is not told', reasons.write_error, done.reason);
    if (!this.#find(done, () => true))
      this.#differs('no bytecode fits the state after a write that failed', 'one', done.pc);
  }

  /** An interrupt is honoured some time after it came, where the interpreter looks for one. */
  #findInterrupt(done: DoneFields): void {
    const { golden } = this.scene;
    if (!this.#find(done, () => golden.program.at(golden.pc).looksForInterrupts))
      this.#differs('no bytecode fits the state at an interrupt', 'one', done.pc);
    golden.interruptsAfter = golden.executed;
    golden.step();
  }

  #findOverrun(): void {
    const { trace, executed } = this.scene.golden;
    for (let index = 0; index < executed; index++)
      if (trace[index]?.looksForInterrupts)
        this.#differs('an interrupt was pending all the time', reasons.interrupted, this.reason);
  }

  /** Runs the golden interpreter again, up to the state that was handed over; false where there is none. */
  #find(done: DoneFields, fits: () => boolean): boolean {
    const { scene } = this;
    const { golden } = scene;
    const last = golden.executed;
    scene.rewind();
    for (;;) {
      if (
        golden.pc === done.pc &&
        golden.presentStackPointer === done.stackPointer &&
        golden.references === this.#told &&
        fits() &&
        scene.difference() < 0
      )
        return true;
      if (golden.executed === last) return false;
      golden.step();
    }
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
