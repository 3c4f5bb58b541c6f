/** The table's ports as its environment uses them. */
import type { Context, Pair, Port } from '../../testing/index.js';
import { Field } from './field.js';
import type { Command, Key } from './model.js';
import type { InlineCacheParameters } from './parameters.js';

/** Valid and ready of one stream, as they were in the last cycle. */
export class Handshake {
  readonly #valid: Port;
  readonly #ready: Port;

  constructor(port: Context['port'], stream: string) {
    this.#valid = port(`${stream}_valid`);
    this.#ready = port(`${stream}_ready`);
  }

  get valid(): boolean {
    return this.#valid.get() !== 0;
  }

  get ready(): boolean {
    return this.#ready.get() !== 0;
  }

  get fires(): boolean {
    return this.#valid.get() !== 0 && this.#ready.get() !== 0;
  }

  get stalls(): boolean {
    return this.#valid.get() !== 0 && this.#ready.get() === 0;
  }
}

class KeyPorts {
  readonly #context: Field;
  readonly #site: Field;
  readonly #shape: Field;

  constructor(port: Context['port'], stream: string) {
    this.#context = new Field(port(`${stream}_context`));
    this.#site = new Field(port(`${stream}_site`));
    this.#shape = new Field(port(`${stream}_shape`));
  }

  write(key: Key): void {
    this.#context.write(key.contextLow, key.contextHigh);
    this.#site.write(key.siteLow, key.siteHigh);
    this.#shape.write(key.shapeLow, key.shapeHigh);
  }
}

/** What exists with guards only. */
class GuardPorts {
  readonly guarded: Port;
  readonly guard: Port;
  readonly version: Port;
  readonly base: Field;
  readonly last: Field;
  readonly doneGuard: Port;
  readonly doneVersion: Port;
  readonly address: Field;

  constructor(port: Context['port']) {
    this.guarded = port('command_guarded');
    this.guard = port('command_guard');
    this.version = port('command_version');
    this.base = new Field(port('command_base'));
    this.last = new Field(port('command_last'));
    this.doneGuard = port('done_guard');
    this.doneVersion = port('done_version');
    this.address = new Field(port('snoop_address'));
  }
}

export class TablePorts {
  readonly lookup: Handshake;
  readonly answer: Handshake;
  readonly command: Handshake;
  readonly done: Handshake;
  readonly answerHit: Port;
  readonly answerKind: Port;
  readonly answerValue: Field;
  readonly doneStatus: Port;
  readonly #lookupKey: KeyPorts;
  readonly #commandKey: KeyPorts;
  readonly #operation: Port;
  readonly #kind: Port;
  readonly #value: Field;
  readonly #guards: GuardPorts | undefined;

  constructor(port: Context['port'], parameters: InlineCacheParameters) {
    this.lookup = new Handshake(port, 'lookup');
    this.answer = new Handshake(port, 'answer');
    this.command = new Handshake(port, 'command');
    this.done = new Handshake(port, 'done');
    this.answerHit = port('answer_hit');
    this.answerKind = port('answer_kind');
    this.answerValue = new Field(port('answer_value'));
    this.doneStatus = port('done_status');
    this.#lookupKey = new KeyPorts(port, 'lookup');
    this.#commandKey = new KeyPorts(port, 'command');
    this.#operation = port('command_operation');
    this.#kind = port('command_kind');
    this.#value = new Field(port('command_value'));
    this.#guards = parameters.guards > 0 ? new GuardPorts(port) : undefined;
  }

  /** Without guards 0, as the model has it. */
  get doneGuard(): number {
    return this.#guards?.doneGuard.get() ?? 0;
  }

  get doneVersion(): number {
    return this.#guards?.doneVersion.get() ?? 0;
  }

  writeLookup(key: Key): void {
    this.#lookupKey.write(key);
  }

  writeCommand(command: Command): void {
    this.#commandKey.write(command);
    this.#operation.set(command.operation);
    this.#kind.set(command.kind);
    this.#value.write(command.valueLow, command.valueHigh);
    const guards = this.#guards;
    if (!guards) return;
    guards.guarded.set(command.guarded);
    guards.guard.set(command.guard);
    guards.version.set(command.version);
    guards.base.write(command.baseLow, command.baseHigh);
    guards.last.write(command.lastLow, command.lastHigh);
  }

  writeSnoop(address: Pair): void {
    this.#guards?.address.write(address.low, address.high);
  }
}
