/** The host's part in a scenario, in steps of whole commands. */
import {
  scenario,
  type Scenario,
  type Script,
  type ScriptedSink,
  type ScriptedSource,
  type Steps,
} from '../../testing/index.js';
import type { InlineCacheEnvironment } from './environment.js';
import { highMask, lowMask } from './field.js';
import { fields, KeySource, keysOfOneSet, newCommand, newKey } from './keys.js';
import type { Command, Key } from './model.js';
import { operations, type Operation } from './operations.js';
import type { InlineCacheParameters } from './parameters.js';

export interface Token {
  readonly guard: number;
  readonly version: number;
}

export class Host {
  readonly script: Script<InlineCacheParameters, InlineCacheEnvironment>;
  readonly parameters: InlineCacheParameters;
  readonly lookups: ScriptedSink;
  readonly commands: ScriptedSink;
  readonly answers: ScriptedSource;
  readonly done: ScriptedSource;
  readonly #keys: KeySource;

  constructor(script: Script<InlineCacheParameters, InlineCacheEnvironment>) {
    this.script = script;
    this.parameters = script.parameters;
    this.lookups = script.sink('lookup');
    this.commands = script.sink('command');
    this.answers = script.source('answer');
    this.done = script.source('done');
    this.#keys = new KeySource(script.parameters, script.random);
  }

  key(): Key {
    const key = newKey();
    this.#keys.any(key);
    return key;
  }

  /** A key of another set with nothing in common, if there are sets and bits enough. */
  keyApartFrom(other: Key): Key {
    const { entries } = this.script.environment.model;
    let key = this.key();
    const isNear = () =>
      entries.setOf(key) === entries.setOf(other) ||
      key.contextLow === other.contextLow ||
      key.siteLow === other.siteLow ||
      key.shapeLow === other.shapeLow;
    for (let tries = 0; tries < 100 && isNear(); tries++) key = this.key();
    return key;
  }

  keysOfOneSet(count: number): Key[] {
    return keysOfOneSet(this.parameters, this.script.environment.model.entries, this.script.random, count);
  }

  /** See {@link KeySource.neighbours}; of all fields. */
  neighbours(of: Key): Key[] {
    return fields.flatMap((field) => this.#keys.neighbours(of, field));
  }

  /** A fill with a random answer. */
  fillOf(key: Key, token?: Token, kind?: number): Command {
    const { random } = this.script;
    const { kindBits, valueBits } = this.parameters;
    return {
      ...newCommand(),
      ...key,
      operation: operations.fill,
      kind: kind ?? 1 + random.below(2 ** kindBits - 1),
      valueLow: random.nextInt32() & lowMask(valueBits),
      valueHigh: random.nextInt32() & highMask(valueBits),
      ...(token && { guarded: 1, ...token }),
    };
  }

  commandOf(operation: Operation, fields: Partial<Command> = {}): Command {
    return { ...newCommand(), ...fields, operation: operations[operation] };
  }

  /** Offers a command, behind those pending. */
  offer(command: Command): void {
    this.commands.offer(() => this.script.environment.command(command));
  }

  offerLookup(key: Key): void {
    this.lookups.offer(() => this.script.environment.lookup(key));
  }

  /** A write in the next cycle. */
  offerWrite(low: number, high = 0): void {
    this.script.sink('snoop').offer(() => this.script.environment.snoop(low, high));
  }

  /** One command, until its result is taken: the next one is accepted in the cycle after. */
  *perform(command: Command): Steps {
    const goal = this.done.transfers + 1;
    this.offer(command);
    yield* this.script.until('the result of a command', () => this.done.transfers >= goal);
  }

  *open(base: number, last: number): Steps<Token> {
    yield* this.perform(this.commandOf('open_guard', { baseLow: base, lastLow: last }));
    const { guard, version } = this.script.environment;
    return { guard, version };
  }

  *fill(key: Key, token?: Token, kind?: number): Steps {
    yield* this.perform(this.fillOf(key, token, kind));
  }

  *release(token: Token): Steps {
    yield* this.perform(this.commandOf('release_guard', token));
  }

  *write(low: number, high = 0): Steps {
    this.offerWrite(low, high);
    yield;
  }

  /** One lookup after the other, until the last is accepted. */
  *lookUp(...keys: readonly Key[]): Steps {
    yield* this.lookups.sendAll(keys.map((key) => () => this.script.environment.lookup(key)));
  }

  /** Does each thing ahead of its cycle, cycle 0 being the next one. */
  *timeline(...events: readonly (readonly [cycle: number, action: () => void])[]): Steps {
    const end = Math.max(...events.map(([cycle]) => cycle));
    for (let cycle = 0; cycle <= end; cycle++) {
      for (const [when, action] of events) if (when === cycle) action();
      yield;
    }
  }

  /** Until everything offered is taken and answered. */
  *rest(): Steps {
    yield* this.script.drain();
  }
}

/** A scenario told as the host's actions. */
export function hosted(
  name: string,
  description: string,
  run: (host: Host) => Steps,
  applies?: (parameters: InlineCacheParameters) => boolean,
): Scenario<InlineCacheParameters, InlineCacheEnvironment> {
  return scenario(name, description, (script) => run(new Host(script)), applies);
}
