/** Meets coverage points and counts events, from what goes over the ports and from what the golden interpreter did. */
import type { Context, CoverCounter, Port } from '../../testing/index.js';
import { operations } from '../tagged-alu/operations.js';
import { executions } from './coverage.js';
import { binaryOfCPython, binaryOfMicropython, meanings } from './model-meanings.js';
import type { SequencerParameters } from './parameters.js';
import { reasons, type Counter, type Reason } from './reasons.js';
import type { Scene } from './scene.js';

const groups: Readonly<Record<(typeof executions)[number][0], readonly number[]>> = {
  nothing: [meanings.nothing],
  load_local: [meanings.loadFast],
  store_local: [meanings.storeFast],
  delete_local: [meanings.deleteFast],
  load_constant: [meanings.loadConst],
  push: [meanings.smallInt, meanings.string, meanings.none, meanings.false, meanings.true, meanings.null],
  pop: [meanings.pop],
  copy: [meanings.duplicate, meanings.copy],
  copy_two: [meanings.duplicateTwo],
  swap: [meanings.rotateTwo, meanings.swap],
  rotate_three: [meanings.rotateThree],
  unary: [meanings.unaryMicropython, meanings.positive, meanings.negative, meanings.not, meanings.invert],
  binary: [meanings.binaryMicropython, meanings.binaryOp, meanings.compareOp, meanings.isOp],
  jump: [meanings.jump],
  jump_if: [
    meanings.popJumpIfTrue,
    meanings.popJumpIfFalse,
    meanings.jumpIfTrueOrPop,
    meanings.jumpIfFalseOrPop,
    meanings.popJumpIfNone,
    meanings.popJumpIfNotNone,
  ],
};

const { mul, floor_div, modulo } = operations;

/** Coverage that needs a few cycles in a row of an offer that is not taken. */
const long = 4;

export class Observer {
  /** What the counters of the block should be, as far as ports and model tell. */
  readonly counts = new Map<Counter, number>();
  /** When halt was told in this run; -1 while it was not. */
  haltCycle = -1;
  /** Words of the stack read and written in this run. */
  stackReads = 0;
  stackWrites = 0;
  #isRunning = false;
  #halted = false;
  #failedAfterHalt = false;
  readonly #p: SequencerParameters;
  readonly #scene: Scene;
  readonly #fail: Context['fail'];
  readonly #cover: (name: string) => CoverCounter;
  readonly #counters: Readonly<Record<string, CoverCounter>>;
  readonly #reasons: readonly CoverCounter[];
  readonly #executed: readonly (CoverCounter | undefined)[];
  readonly #write: Port;
  readonly #address: Port;
  readonly #strobe: Port;
  readonly #streams: readonly {
    readonly valid: Port;
    readonly ready: Port;
    readonly cover: CoverCounter;
    held: number;
  }[];
  /** Of each word of memory: as which access of this run it was read and written. */
  readonly #reads: Uint8Array;
  readonly #writing: Uint8Array;

  constructor(p: SequencerParameters, context: Context, scene: Scene) {
    this.#p = p;
    this.#scene = scene;
    const cover = (this.#cover = context.cover);
    this.#fail = context.fail;
    this.#reasons = (Object.keys(reasons) as Reason[]).map((name) => cover(`stop: ${name}`));
    const byMeaning: (CoverCounter | undefined)[] = [];
    for (const [name] of executions) {
      const counter = cover(`executed: ${name}`);
      for (const meaning of groups[name]) byMeaning[meaning] = counter;
    }
    this.#executed = byMeaning;
    this.#counters = {
      mul: cover('executed: mul'),
      floor_div: cover('executed: floor_div'),
      modulo: cover('executed: modulo'),
      product: cover('product too large'),
      quotient: cover('quotient too large'),
      keeps: cover('jump keeps what it tested'),
      pops: cover('jump pops what it tested'),
      spill: cover('spill'),
      fill: cover('fill'),
      deep: cover('deep stack'),
      full: cover('full stack'),
      empty: cover('empty stack'),
      localAgain: cover('local read again'),
      constantAgain: cover('constant read again'),
      twice: cover('local written twice'),
      inFlight: cover('write in flight at the stop'),
      failsLate: cover('write fails at the hand-over'),
      unlimited: cover('run without a limit'),
      single: cover('run of one bytecode'),
      wraps: cover('code where addresses wrap'),
      lane: cover('word of an upper lane'),
    };
    const { port } = context;
    this.#write = port('memory_request_write');
    this.#address = port('memory_request_address');
    this.#strobe = port('memory_request_strobe');
    const stream = (name: string, point: string) => ({
      valid: port(`${name}_valid`),
      ready: port(`${name}_ready`),
      cover: cover(point),
      held: 0,
    });
    this.#streams = [
      stream('memory_request', 'request held'),
      stream('done', 'hand-over held'),
      ...(p.referenceCounts === 'stream' ? [stream('references', 'reference held')] : []),
    ];
    this.#reads = new Uint8Array(scene.memory.words.length);
    this.#writing = new Uint8Array(scene.memory.words.length);
  }

  count(name: Counter, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  /** After every cycle. */
  after(): void {
    for (const stream of this.#streams) {
      if (stream.valid.get() !== 0 && stream.ready.get() === 0) {
        if (++stream.held === long) stream.cover.hit();
      } else stream.held = 0;
    }
  }

  started(): void {
    this.#isRunning = true;
    this.stackReads = 0;
    this.stackWrites = 0;
    this.#halted = false;
    this.haltCycle = -1;
    this.#failedAfterHalt = false;
    this.#reads.fill(0);
    this.#writing.fill(0);
  }

  /** Told where halt is seen; without that, coverage of what comes after it is not met. */
  halts(cycle: number, outstanding: number): void {
    this.#halted = true;
    this.haltCycle = cycle;
    if (outstanding > 0) this.#counters.inFlight?.hit();
  }

  writeFailed(): void {
    if (this.#halted) this.#failedAfterHalt = true;
  }

  /** A memory request was taken. */
  requested(): void {
    const { command, memory } = this.#scene;
    const bytes = this.#p.width / 8;
    const write = this.#write.get() !== 0;
    let address = this.#address.get() >>> 0;
    if (write) {
      const strobe = this.#strobe.get() >>> 0;
      address += strobe === 0 ? 0 : 31 - Math.clz32(strobe & -strobe);
      if (address % (this.#p.dataBits / 8) >= bytes) this.#counters.lane?.hit();
    }
    // The parts of a frame lie in words of the port of their own: see Scene.
    const word = (address - memory.base) >>> 2;
    const inStack = within(address, command.stackBase, command.stackWords * bytes);
    const inConstants = within(address, command.constantsBase, command.constantsWords * bytes);
    if (inStack) {
      this.count(write ? 'stack_writes' : 'stack_reads');
      if (!write) {
        this.stackReads++;
        this.#counters.fill?.hit();
      } else {
        this.stackWrites++;
      }
      if (!write) return;
      if (!this.#halted && this.#isRunning) this.#counters.spill?.hit();
      return;
    }
    if (inConstants) {
      this.count('constant_reads');
      if (this.#reads[word] === 1) this.#counters.constantAgain?.hit();
      this.#reads[word] = 1;
      return;
    }
    this.count(write ? 'local_writes' : 'local_reads');
    if (write) {
      if (this.#scene.golden.stored[word] !== 1)
        this.#fail({
          what: 'a word is written that no bytecode has stored',
          expected: 'none',
          actual: { address },
        });
      if (this.#writing[word] === 1) this.#counters.twice?.hit();
      this.#writing[word] = 1;
    } else {
      if (this.#reads[word] === 1) this.#counters.localAgain?.hit();
      this.#reads[word] = 1;
    }
  }

  /** A hand-over was taken and is right; the golden interpreter stands at it. */
  finished(reason: number): void {
    this.#isRunning = false;
    const { golden, command } = this.#scene;
    const { trace, taken, executed } = golden;
    const counters = this.#counters;
    this.#reasons[reason]?.hit();
    let jumps = 0;
    let lowest = Infinity;
    let highest = -1;
    for (let index = 0; index < executed; index++) {
      const { meaning, operand, pc } = trace[index] as (typeof trace)[number];
      this.#executed[meaning]?.hit();
      if (pc < lowest) lowest = pc;
      if (pc > highest) highest = pc;
      const jumped = taken[index] as number;
      jumps += jumped;
      if (meaning === meanings.jumpIfTrueOrPop || meaning === meanings.jumpIfFalseOrPop)
        counters[jumped === 1 ? 'keeps' : 'pops']?.hit();
      const operator = operatorOf(meaning, operand);
      if (operator === mul) counters.mul?.hit();
      else if (operator === floor_div) counters.floor_div?.hit();
      else if (operator === modulo) counters.modulo?.hit();
    }
    const half = 2 ** (this.#p.addressBits - 1);
    if (lowest < half && highest >= half && highest - lowest > half) counters.wraps?.hit();
    this.count('bytecodes', executed);
    this.count('jumps_taken', jumps);
    const { at } = golden;
    if (reason === reasons.overflow && at) {
      const operator = operatorOf(at.meaning, at.operand);
      if (operator === mul) counters.product?.hit();
      if (operator === floor_div) counters.quotient?.hit();
    }
    if (reason === reasons.bad_command) return;
    if (this.#failedAfterHalt) counters.failsLate?.hit();
    if (golden.deepest >= this.#p.stackEntries + 2) counters.deep?.hit();
    if (golden.deepest === command.stackWords) counters.full?.hit();
    if (golden.depth === 0) counters.empty?.hit();
    if (command.budget === 0 && executed >= 100) counters.unlimited?.hit();
    if (command.budget === 1 && executed === 1) counters.single?.hit();
  }

  hit(name: string): void {
    this.#cover(name).hit();
  }
}

function within(address: number, base: number, bytes: number): boolean {
  return address >= base && address < base + bytes;
}

/** The code of the operator that an instruction applies, if it does. */
export function operatorOf(meaning: number, operand: number): number | undefined {
  if (meaning === meanings.binaryMicropython) return binaryOfMicropython[operand];
  return meaning === meanings.binaryOp ? binaryOfCPython[operand] : undefined;
}
