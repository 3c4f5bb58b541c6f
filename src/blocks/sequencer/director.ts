/** The host's part in a scenario: small programs in frames that are known to the word. */
import {
  scenario,
  type Pair,
  type Scenario,
  type Script,
  type ScriptedSource,
  type Steps,
} from '../../testing/index.js';
import { Assembler } from './assembler.js';
import type { SequencerEnvironment } from './environment.js';
import type { SequencerParameters } from './parameters.js';
import type { FrameSizes } from './scene.js';
import type { Values } from './values.js';

export type WordOf = (values: Values, out: Pair) => void;

export interface Play {
  readonly sizes?: Partial<FrameSizes>;
  /** Words of the locals and of the stack from its base; the rest are small integers. */
  readonly locals?: readonly (number | WordOf)[];
  readonly stack?: readonly (number | WordOf)[];
  readonly budget?: number;
  readonly interruptsAfter?: number;
  /** Predictions that are right, of 16. */
  readonly right?: number;
  /** When the frame is laid and the program loaded. */
  readonly prepare?: () => void;
}

export class Director {
  readonly script: Script<SequencerParameters, SequencerEnvironment>;
  readonly p: SequencerParameters;
  readonly environment: SequencerEnvironment;
  readonly done: ScriptedSource;

  constructor(script: Script<SequencerParameters, SequencerEnvironment>) {
    this.script = script;
    this.p = script.parameters;
    this.environment = script.environment;
    this.done = script.source('done');
  }

  get isMicropython(): boolean {
    return this.p.set === 'micropython-1.9.2';
  }

  assembler(): Assembler {
    return new Assembler(this.p.set);
  }

  /** One program in one frame, until its hand-over is taken; the environment judges it. */
  *play(write: (assembler: Assembler) => void, play: Play = {}): Steps {
    const assembler = new Assembler(this.p.set);
    write(assembler);
    this.lay(assembler, play);
    yield* this.go();
  }

  /** A frame with a program in it, and a command that starts it. */
  lay(assembler: Assembler, play: Play): void {
    const { scene, front } = this.environment;
    const { stack = [], locals = [] } = play;
    const sizes = {
      stack: this.p.stackEntries + 8,
      locals: Math.max(8, locals.length),
      constants: Math.max(4, assembler.constants.length),
      ...play.sizes,
    };
    scene.lay(sizes);
    for (let index = 0; index < sizes.locals; index++)
      this.#put(scene.localAddress(index), locals[index] ?? index);
    stack.forEach((word, index) => this.#put(scene.stackAddress(index), word));
    scene.load(assembler, true);
    scene.setDepth(stack.length);
    scene.command.budget = play.budget ?? 0;
    front.plan(play.interruptsAfter ?? Infinity);
    front.right = play.right ?? 16;
    play.prepare?.();
  }

  /** Sends the command of the scene, and waits for its hand-over. */
  *go(): Steps {
    const goal = this.done.transfers + 1;
    this.offer();
    yield* this.script.until('a hand-over', () => this.done.transfers >= goal);
  }

  offer(): void {
    this.script.sink('command').offer(() => this.environment.start());
  }

  /** Bytes as they are. */
  *playBytes(bytes: readonly number[]): Steps {
    this.lay(new Assembler(this.p.set), {});
    this.environment.scene.loadBytes(Uint8Array.from(bytes), true);
    yield* this.go();
  }

  #put(address: number, word: number | WordOf): void {
    const { scene } = this.environment;
    const out: Pair = { low: 0, high: 0 };
    if (typeof word === 'number') scene.values.integer(word, out);
    else word(scene.values, out);
    scene.put(address, out);
  }
}

/** The least and the greatest small integer, and others that are not small numbers. */
export const least: WordOf = (values, out) => {
  const bits = values.words.integerBits;
  if (bits < 32) values.integer(-(2 ** 30), out);
  else values.words.encodeInteger(0, -(2 ** (bits - 33)), out);
};
export const greatest: WordOf = (values, out) => {
  const bits = values.words.integerBits;
  if (bits < 32) values.integer(2 ** 30 - 1, out);
  else values.words.encodeInteger(-1, 2 ** (bits - 33) - 1, out);
};
export const none: WordOf = (values, out) => values.none(out);
export const yes: WordOf = (values, out) => values.bool(true, out);
export const no: WordOf = (values, out) => values.bool(false, out);
export const unbound: WordOf = (values, out) => values.null(out);
export const object =
  (address: number): WordOf =>
  (values, out) =>
    values.pointer(address, out);
/** Of nan-boxing: 1.0. */
export const one: WordOf = (_, out) => {
  out.low = 0;
  out.high = 0x3ff00000;
};
export const anything: WordOf = (values, out) => values.object(out);

/** A scenario told as programs. */
export function directed(
  name: string,
  description: string,
  run: (director: Director) => Steps,
  applies?: (parameters: SequencerParameters) => boolean,
): Scenario<SequencerParameters, SequencerEnvironment> {
  return scenario(
    name,
    description,
    function* (script) {
      yield* script.until('commands to be possible', () => script.environment.front.isReady);
      yield* run(new Director(script));
    },
    applies,
  );
}
