/** What the model's tests drive it with: keys of small numbers, one event a cycle unless told. */
import { InlineCacheModel, type Command, type Key } from './model.js';
import { operations, type Operation } from './operations.js';
import type { InlineCacheParameters } from './parameters.js';

export const standard: InlineCacheParameters = {
  sets: 64,
  ways: 4,
  contextBits: 16,
  siteBits: 16,
  shapeBits: 32,
  kindBits: 3,
  valueBits: 32,
  guards: 16,
  addressBits: 32,
  versionBits: 8,
  epochBits: 8,
  replacement: 'random',
  counterBits: 32,
  counterStorage: 'memory',
  answerLatency: 1,
};

export function keyOf(context: number, site: number, shape: number): Key {
  return { contextLow: context, contextHigh: 0, siteLow: site, siteHigh: 0, shapeLow: shape, shapeHigh: 0 };
}

export function commandOf(operation: Operation, fields: Partial<Command> = {}): Command {
  return {
    operation: operations[operation],
    ...keyOf(0, 0, 0),
    kind: 0,
    valueLow: 0,
    valueHigh: 0,
    guarded: 0,
    guard: 0,
    version: 0,
    baseLow: 0,
    baseHigh: 0,
    lastLow: 0,
    lastHigh: 0,
    ...fields,
  };
}

export interface Token {
  readonly guard: number;
  readonly version: number;
}

/** A table whose walk after reset is over, and which finishes each command before the next event. */
export class Table {
  readonly model: InlineCacheModel;
  readonly #walkCycles: number;

  constructor(parameters: Partial<InlineCacheParameters> = {}) {
    const all = { ...standard, ...parameters };
    this.model = new InlineCacheModel(all);
    this.#walkCycles = all.sets + 1;
    for (let cycle = 0; cycle < this.#walkCycles; cycle++) this.pass();
    this.model.settled();
  }

  /** Ends a cycle. */
  pass(): void {
    this.model.endCycle(false, false, false);
  }

  /** The answer: value if it hits, else undefined. */
  lookup(key: Key): number | undefined {
    this.model.lookup(key);
    this.pass();
    return this.model.hit ? this.model.valueLow : undefined;
  }

  snoop(address: number): void {
    this.model.snoop(address, 0);
    this.pass();
  }

  /** The status. */
  command(command: Command): number {
    this.model.command(command);
    this.pass(); // the handshake
    if (!this.model.walking) this.pass(); // acts
    if (this.model.walking) for (let cycle = 0; cycle < this.#walkCycles; cycle++) this.pass();
    this.model.settled();
    return this.model.status;
  }

  fill(key: Key, value: number, token?: Token, kind = 1): number {
    return this.command(
      commandOf('fill', {
        ...key,
        kind,
        valueLow: value,
        guarded: token ? 1 : 0,
        guard: token?.guard ?? 0,
        version: token?.version ?? 0,
      }),
    );
  }

  /** The status; what was opened is in the model. */
  open(base: number, last: number): number {
    return this.command(commandOf('open_guard', { baseLow: base, lastLow: last }));
  }

  token(base: number, last: number): Token {
    this.open(base, last);
    return { guard: this.model.guard, version: this.model.version };
  }
}
