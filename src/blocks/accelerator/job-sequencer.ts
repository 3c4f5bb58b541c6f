/** Programs that dispatch unit and sequencer run in memory, judged by the sequencer's golden interpreter. */
import type { MemoryImage } from '../../testing/index.js';
import type { SequencerParameters } from '../sequencer/parameters.js';
import { reasons } from '../sequencer/reasons.js';
import { Scene } from '../sequencer/scene.js';
import type { Host } from './host.js';
import { ask, type Job } from './job.js';
import { sequencerTagBits } from './masters.js';
import { operations } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { statusBases } from './statuses.js';

const { sequencer_run } = operations;

/** Bytes for the code of a program. */
export const codeBytes = 0x1000;

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

  /** @param scene lies in the memory, and so do `codeBytes` bytes from `code` on */
  constructor(host: Host, scene: Scene, memory: MemoryImage, code: number) {
    this.#host = host;
    this.#scene = scene;
    this.#memory = memory;
    this.#code = code;
  }

  *job(): Job {
    const scene = this.#scene;
    const { random } = this.#host;
    for (;;) {
      scene.compose();
      scene.moveCode(this.#code);
      scene.command.budget = random.bits(1) ? 0 : 1 + random.below(100);
      scene.expect();
      // A program that runs out of its code meets noise here, and the end of memory there.
      if (scene.golden.reason !== reasons.fetch_error && scene.golden.program.bytes.length < codeBytes) break;
    }
    this.#load();
    const { command, golden } = scene;
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
    const expected = this.#handlers.get(code ?? -1);
    if (at && expected !== undefined && golden.reason !== reasons.bad_command) {
      const { low: handler } = yield* ask({ read: 'sequencer_handler' });
      this.#compare('handler', expected, handler >>> 0);
      const { low: opcode } = yield* ask({ read: 'sequencer_opcode' });
      this.#compare('opcode', at.code, opcode);
    }
    this.#fetchMemory();
    const difference = scene.difference();
    if (difference >= 0) this.#compare('memory, first at address', -1, difference);
  }

  #load(): void {
    const { memory: frame, golden } = this.#scene;
    for (let at = 0; at < frame.words.length; at++)
      this.#memory.write32(frame.base + 4 * at, frame.words[at] as number);
    const { bytes, base } = golden.program;
    bytes.forEach((byte, at) => this.#memory.write8(base + at, byte));
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
