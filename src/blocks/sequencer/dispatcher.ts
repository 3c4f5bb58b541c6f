/** Plays the dispatch unit: a stream of bytecodes that predicts jumps well or badly, and goes on along wrong paths. */
import type {
  Context,
  CoverCounter,
  Described,
  Random,
  SinkHandler,
  SourceHandler,
} from '../../testing/index.js';
import { dispatchStatuses } from '../dispatch-unit/dispatch-stream.js';
import type { Front } from './front.js';
import type { Instruction } from './model-program.js';
import type { Observer } from './observer.js';
import type { SequencerPorts } from './ports.js';
import { reasons } from './reasons.js';
import type { Scene } from './scene.js';

export class Dispatcher implements Front {
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  readonly order = ['dispatched', 'redirect'];
  readonly wasInterrupted = false;
  readonly idle = true;
  readonly isReady = true;
  right = 16;
  readonly handlersLow = new Int32Array(256);
  readonly handlersHigh = new Int32Array(256);

  readonly #scene: Scene;
  readonly #random: Random;
  readonly #ports: SequencerPorts;
  readonly #fail: Context['fail'];
  readonly #describe: () => Described;
  readonly #observer: Observer;
  readonly #outstanding: () => number;
  readonly #covers: Readonly<
    Record<'wrongTaken' | 'wrongSequential' | 'offeredWithRedirect' | 'wrongStatus', CoverCounter>
  >;
  /** Redirects of this run, its start included. */
  #redirected = 0;
  /** The bytecode of the trace whose jump was predicted wrongly, and after which a redirect has to come; -1: none. */
  #awaited = -1;
  /** From command to halt. */
  #isOpen = false;
  #halts = 0;
  #startCycle = 0;
  /** It offers; what; and which bytecode of the golden trace that is, -1 on a wrong path. */
  #flows = false;
  #next = 0;
  #position = -1;
  #item: Instruction | undefined;
  #itemPosition = -1;
  #itemTaken = 0;
  #itemStatus = 0;

  /** @param outstanding requests to memory that are not answered */
  constructor(
    context: Context,
    scene: Scene,
    ports: SequencerPorts,
    observer: Observer,
    describe: () => Described,
    outstanding: () => number,
  ) {
    this.#observer = observer;
    this.#outstanding = outstanding;
    this.#scene = scene;
    this.#ports = ports;
    this.#fail = context.fail;
    this.#describe = describe;
    this.#random = context.random.fork('dispatch');
    this.#covers = {
      wrongTaken: context.cover('jump predicted, not taken'),
      wrongSequential: context.cover('jump taken, not predicted'),
      offeredWithRedirect: context.cover('bytecode offered in the cycle of a redirect'),
      wrongStatus: context.cover('status on a wrong path'),
    };
    for (let code = 0; code < 256; code++) {
      this.handlersLow[code] = this.#random.nextInt32();
      this.handlersHigh[code] = this.#random.nextInt32();
    }
    this.sinks = {
      dispatched: { responds: true, offer: () => this.#offer(), accepted: () => this.#accepted() },
    };
    this.sources = { redirect: { taken: () => this.#redirect() } };
  }

  get redirects(): number {
    return this.#redirected - 1;
  }

  plan(interruptsAfter: number): void {
    this.#scene.golden.interruptsAfter = interruptsAfter;
  }

  before(): void {
    // All its inputs belong to streams.
  }

  after(cycle: number): void {
    if (this.#ports.halt?.get() !== 1) return;
    if (!this.#isOpen || this.#redirected === 0)
      this.#fail({ what: 'halt while nothing runs', expected: 0, actual: 1 });
    this.#halts++;
    this.#isOpen = false;
    this.#flows = false;
    this.#observer.halts(cycle, this.#outstanding());
    // From the cycle after the check to the one before the halt.
    this.#observer.count('run_cycles', cycle - this.#startCycle - 2);
  }

  open(cycle: number): void {
    this.#startCycle = cycle;
    this.#isOpen = true;
    this.#awaited = -1;
    this.#redirected = 0;
    this.#halts = 0;
  }

  close(isExact: boolean): void {
    const { golden } = this.#scene;
    this.#isOpen = false;
    this.#flows = false;
    const halts = golden.reason === reasons.bad_command ? 0 : 1;
    if (this.#halts !== halts) this.#differs('the dispatch unit was not halted once', halts, this.#halts);
    if (isExact && this.#awaited >= 0)
      this.#differs('a redirect is missing', golden.trace[this.#awaited]?.pc ?? 0, 0);
  }

  #differs(what: string, expected: number, actual: number): void {
    this.#fail({ what, stream: 'done', transaction: this.#describe(), expected, actual });
  }

  /** The next bytecode of the stream, right or wrong. */
  #offer(): boolean {
    if (!this.#flows) return false;
    const { golden } = this.#scene;
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
      const right = random.below(16) < this.right;
      const happens = position >= 0 && position < golden.executed ? golden.taken[position] : random.bits(1);
      taken = right ? (happens as number) : 1 - (happens as number);
    }
    this.#item = item;
    this.#itemPosition = position;
    this.#itemTaken = taken;
    this.#itemStatus = status;
    this.#ports.writeItem(item, status, taken, this.handlersLow, this.handlersHigh);
    return true;
  }

  #accepted(): void {
    const item = this.#item;
    if (!this.#flows || !item) return;
    const { golden } = this.#scene;
    const position = this.#itemPosition;
    if (position < 0 && this.#ports.redirectValid?.get() !== 0) this.#covers.offeredWithRedirect.hit();
    if (this.#itemStatus !== dispatchStatuses.ok) {
      if (position < 0) this.#covers.wrongStatus.hit();
      this.#flows = false;
      return;
    }
    this.#next = this.#itemTaken === 1 ? item.target : item.nextPc;
    if (position < 0 || position >= golden.executed) this.#position = -1;
    else if (golden.taken[position] === this.#itemTaken) this.#position = position + 1;
    else {
      this.#position = -1;
      this.#awaited = position;
      this.#covers[this.#itemTaken === 1 ? 'wrongTaken' : 'wrongSequential'].hit();
    }
  }

  #redirect(): void {
    const { golden, command } = this.#scene;
    const pc = (this.#ports.redirectPc?.get() ?? 0) >>> 0;
    let expected: number | undefined;
    let position = 0;
    if (this.#isOpen && this.#redirected === 0) {
      if (golden.reason !== reasons.bad_command) expected = command.pc;
    } else if (this.#isOpen && this.#awaited >= 0) {
      position = this.#awaited + 1;
      expected = position < golden.executed ? golden.trace[position]?.pc : golden.at?.pc;
    }
    if (pc !== expected)
      this.#fail({
        what: 'a redirect that leads elsewhere',
        stream: 'redirect',
        transaction: this.#describe(),
        expected: expected ?? 'none',
        actual: pc,
      });
    this.#redirected++;
    this.#awaited = -1;
    this.#flows = true;
    this.#next = pc;
    this.#position = position;
  }
}
