/** Constrained random: redirects to where code is and where none is, halts, levels, changes of code, writes to the jump table. */
import { weighted, type Random } from '../../testing/index.js';
import { imageBytes, type CodeMemory } from './code-memory.js';
import type { DispatchUnitParameters } from './parameters.js';
import type { ProgramWriter } from './programs.js';

/** Cycles from a request to its response, for a stretch of traffic; fast memory most often, where most is decoded. */
const latencies = weighted([
  [12, { min: 1, max: 1 }],
  [3, { min: 1, max: 4 }],
  [3, { min: 3, max: 3 }],
  [1, { min: 1, max: 20 }],
  [1, { min: 20, max: 40 }],
]);

/** One cycle in so many: redirect while running, halt, begin of an interrupt, begin of single steps; 0 for never. */
interface Mood {
  readonly redirect: number;
  readonly halt: number;
  readonly interrupt: number;
  readonly step: number;
}

const moods: readonly Mood[] = [
  { redirect: 150, halt: 1000, interrupt: 0, step: 0 },
  { redirect: 60, halt: 500, interrupt: 200, step: 0 },
  { redirect: 12, halt: 60, interrupt: 100, step: 400 },
  { redirect: 3, halt: 20, interrupt: 20, step: 60 },
  { redirect: 100, halt: 400, interrupt: 10, step: 300 },
  { redirect: 60, halt: 300, interrupt: 100, step: 20 },
];

export class Traffic {
  interrupt = false;
  singleStep = false;
  halt = false;

  readonly #random: Random;
  readonly #parameters: DispatchUnitParameters;
  readonly #memory: CodeMemory;
  readonly #programs: ProgramWriter;
  readonly #latency: { min: number; max: number };
  #mood: Mood = moods[0] as Mood;
  #left = 0;
  #stopped = 0;

  constructor(
    parameters: DispatchUnitParameters,
    memory: CodeMemory,
    programs: ProgramWriter,
    latency: { min: number; max: number },
    random: Random,
  ) {
    this.#latency = latency;
    this.#random = random;
    this.#parameters = parameters;
    this.#memory = memory;
    this.#programs = programs;
  }

  /** Once a cycle. */
  levels(running: boolean): void {
    const random = this.#random;
    if (--this.#left <= 0) {
      this.#mood = random.pick(moods);
      this.#left = 100 + random.bits(9);
      const { min, max } = latencies.pick(random);
      this.#latency.min = min;
      this.#latency.max = max;
    }
    const { halt, interrupt, step } = this.#mood;
    // Held for a few cycles, mostly.
    if (this.interrupt) this.interrupt = random.bits(2) !== 0;
    else this.interrupt = this.#happens(interrupt);
    if (this.singleStep) this.singleStep = random.bits(4) !== 0;
    else this.singleStep = this.#happens(step);
    this.halt = this.#happens(halt);
    this.#stopped = running ? 0 : this.#stopped + 1;
  }

  redirects(running: boolean): boolean {
    return running ? this.#happens(this.#mood.redirect) : this.#random.bits(1) === 0 || this.#stopped > 4;
  }

  pc(): number {
    const random = this.#random;
    const { image } = this.#memory;
    const draw = random.bits(5);
    if (draw === 0) return this.#wrapped(random.next32() + random.bits(16) * 2 ** 32);
    if (draw === 1) return this.#wrapped(image.base + imageBytes - random.bits(4));
    if (draw === 2) return this.#wrapped(image.base - 1);
    if (draw < 8) return image.base + random.below(imageBytes);
    return this.#wrapped(this.#programs.start());
  }

  /** With a redirect to this address. */
  changeCode(pc: number): void {
    const random = this.#random;
    const draw = random.bits(5);
    const { image } = this.#memory;
    if (draw < 3) {
      const from = random.below(imageBytes - 192);
      this.#programs.fill(from, from + 64 + random.bits(7));
    } else if (draw < 6) {
      const at = pc + random.bits(4);
      if (image.contains(at)) image.write8(at, random.bits(8));
    } else if (draw < 8) this.#memory.breakAtRandom(random, draw === 6 ? 0 : 1 + random.bits(3));
  }

  /** All of them in turn first. */
  opcodeToWrite(written: number): number {
    return written < 256 ? written : this.#random.bits(8);
  }

  handlerLow(): number {
    const { handlerBits } = this.#parameters;
    return handlerBits >= 32 ? this.#random.nextInt32() : this.#random.bits(handlerBits);
  }

  handlerHigh(): number {
    const { handlerBits } = this.#parameters;
    return handlerBits <= 32 ? 0 : this.#random.bits(handlerBits - 32);
  }

  #happens(period: number): boolean {
    return period > 0 && this.#random.below(period) === 0;
  }

  #wrapped(address: number): number {
    const addresses = 2 ** this.#parameters.addressBits;
    return ((address % addresses) + addresses) % addresses;
  }
}
