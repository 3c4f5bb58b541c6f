/** Programs that dispatch unit and sequencer run in memory, judged by the sequencer's golden interpreter. */
import type { MemoryImage } from '../../testing/index.js';
import type { SequencerParameters } from '../sequencer/parameters.js';
import { reasons } from '../sequencer/reasons.js';
import { Scene } from '../sequencer/scene.js';
import type { Host } from './host.js';
import { ask, type Job, type Reply, type Step } from './job.js';
import { restoreRegisters, saveRegisters } from './job-context.js';
import { sequencerTagBits } from './masters.js';
import { operations } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { statusBases } from './statuses.js';

const { sequencer_run } = operations;

/** Bytes for the code of a program. */
export const codeBytes = 0x800;

/** The registers that a run reads, which belong to the context that runs. */
export const sequencerRegisters = [
  'dispatch_control',
  'sequencer_stack_base',
  'sequencer_stack_words',
  'sequencer_locals_base',
  'sequencer_locals_words',
  'sequencer_constants_base',
  'sequencer_constants_words',
  'sequencer_budget',
] as const;

export function sequencerParameters(p: AcceleratorParameters): SequencerParameters {
  return {
    set: p.bytecodeSet,
    width: p.width,
    format: p.format,
    addressBits: p.addressBits,
    handlerBits: p.dispatchHandlerBits,
    dataBits: p.memoryBits,
    tagBits: sequencerTagBits,
    stackEntries: p.sequencerStackEntries,
    localEntries: p.sequencerLocalEntries,
    constantEntries: p.sequencerConstantEntries,
    outstandingWrites: p.sequencerOutstandingWrites,
    referenceCounts: p.sequencerReferenceCounts,
    multiplier: p.sequencerMultiplier,
    multiplierStages: p.sequencerMultiplierStages,
    multiplierBitsPerCycle: p.sequencerMultiplierBitsPerCycle,
    divider: p.sequencerDivider,
    dividerBitsPerCycle: p.sequencerDividerBitsPerCycle,
    counterBits: p.counterBits,
  };
}

export class SequencerUser {
  readonly #host: Host;
  readonly #scene: Scene;
  readonly #memory: MemoryImage;
  readonly #code: number;
  readonly #handlers = new Map<number, number>();

  /** @param scene lies in the memory, and so do twice `codeBytes` bytes from `code` on */
  constructor(host: Host, scene: Scene, memory: MemoryImage, code: number) {
    this.#host = host;
    this.#scene = scene;
    this.#memory = memory;
    this.#code = code;
  }

  *job(): Job {
    this.#compose(0, () => (this.#host.random.bits(1) ? 0 : 1 + this.#host.random.below(100)));
    this.#load();
    yield* this.#setUp();
    yield* this.#run();
  }

  /** A program that is stopped on its way, and goes on after another one has run; it ends as if it had not been stopped. */
  *resumed(): Job {
    const scene = this.#scene;
    const { golden, command } = scene;
    const whole = this.#composeLong();
    this.#load();
    yield* this.#setUp();
    yield* this.#run();

    const registers = yield* saveRegisters(sequencerRegisters);
    const { low: stackPointer } = yield* ask({ read: 'sequencer_stack_pointer' });
    const pc = golden.at?.pc ?? 0;
    const { program } = golden;
    const [own, expected] = [scene.memory.words.slice(), golden.memory.words.slice()];
    const frame = { ...command };
    yield* this.job();

    // Both programs have their frames in one place: the host has kept the words of this one.
    scene.memory.words.set(own);
    golden.memory.words.set(expected);
    golden.program = program;
    Object.assign(command, frame, { pc, stackPointer, budget: 0 });
    scene.expect();
    this.#store();
    yield* restoreRegisters(registers);
    yield* ask({ write: 'sequencer_budget', value: command.budget });
    yield* this.#run();
    this.#compare('reason than without a stop', whole.reason, golden.reason);
    this.#compare('pc than without a stop', whole.pc, golden.at?.pc ?? 0);
    const at = whole.words.findIndex((word, index) => word !== golden.memory.words[index]);
    this.#compare('memory than without a stop, first at word', -1, at);
    this.#host.context.cover('program resumed').hit();
  }

  /** A program that takes a while, and how it ends; the golden interpreter has stopped it on its way. */
  #composeLong(): { readonly reason: number; readonly pc: number; readonly words: Uint32Array } {
    const scene = this.#scene;
    const { golden, command } = scene;
    for (;;) {
      this.#compose(codeBytes, () => 0);
      const whole = { reason: golden.reason, pc: golden.at?.pc ?? 0, words: golden.memory.words.slice() };
      const ends = command.budget === 0;
      scene.rewind();
      command.budget = 1 + this.#host.random.below(12);
      scene.expect();
      if (ends && golden.reason === reasons.budget) return whole;
    }
  }

  /** A random program at an offset from the place of code, and what becomes of it. */
  #compose(offset: number, budget: () => number): void {
    const scene = this.#scene;
    do {
      scene.compose();
      scene.moveCode(this.#code + offset);
      scene.command.budget = budget();
      scene.expect();
      // A program that runs out of its code meets noise here, and the end of memory there.
    } while (scene.golden.reason === reasons.fetch_error || scene.golden.program.bytes.length >= codeBytes);
  }

  *#setUp(): Generator<Step, void, Reply> {
    const { command, golden } = this.#scene;
    const { random } = this.#host;
    const values = {
      sequencer_stack_base: command.stackBase,
      sequencer_stack_words: command.stackWords,
      sequencer_locals_base: command.localsBase,
      sequencer_locals_words: command.localsWords,
      sequencer_constants_base: command.constantsBase,
      sequencer_constants_words: command.constantsWords,
      sequencer_budget: command.budget,
    };
    for (const [name, value] of Object.entries(values)) yield* ask({ write: name, value });
    yield* ask({ write: 'dispatch_control', value: 0 });
    const code = golden.at?.code;
    if (code !== undefined && random.bits(1)) {
      const handler = random.next32();
      yield* ask({ write: 'jump_table', index: code, value: handler });
      this.#handlers.set(code, handler);
    }
  }

  /** Runs what the scene's command says, and compares how it stops. */
  *#run(): Generator<Step, void, Reply> {
    const scene = this.#scene;
    const { command, golden } = scene;
    const { status, low } = yield* ask({
      command: sequencer_run.code,
      a: command.pc,
      b: command.stackPointer,
    });
    this.#host.context.cover('program run').hit();
    this.#compare('reason', statusBases.sequencer + golden.reason, status);
    const at = golden.at;
    this.#compare('pc', at?.pc ?? command.pc, low >>> 0);
    const { low: stackPointer } = yield* ask({ read: 'sequencer_stack_pointer' });
    this.#compare('stack pointer', golden.stackPointer >>> 0, stackPointer >>> 0);
    const handler = this.#handlers.get(at?.code ?? -1);
    if (at && handler !== undefined && golden.reason !== reasons.bad_command) {
      const { low: told } = yield* ask({ read: 'sequencer_handler' });
      this.#compare('handler', handler, told >>> 0);
      const { low: opcode } = yield* ask({ read: 'sequencer_opcode' });
      this.#compare('opcode', at.code, opcode);
    }
    this.#fetchMemory();
    const difference = scene.difference();
    if (difference >= 0) this.#compare('memory, first at address', -1, difference);
  }

  #load(): void {
    const { golden } = this.#scene;
    this.#store();
    const { bytes, base } = golden.program;
    bytes.forEach((byte, at) => this.#memory.write8(base + at, byte));
  }

  #store(): void {
    const { memory: frame } = this.#scene;
    for (let at = 0; at < frame.words.length; at++)
      this.#memory.write32(frame.base + 4 * at, frame.words[at] as number);
  }

  #fetchMemory(): void {
    const { memory: frame } = this.#scene;
    for (let at = 0; at < frame.words.length; at++)
      frame.words[at] = this.#memory.read32(frame.base + 4 * at);
  }

  #compare(what: string, expected: number, actual: number): void {
    if (expected !== actual)
      this.#host.context.fail({
        what: `a program stops with another ${what}`,
        stream: 'response',
        expected,
        actual,
      });
  }
}

export function sceneOf(host: Host): Scene {
  return new Scene(sequencerParameters(host.p), host.random.fork('scene'));
}
