/** The host's part in a scenario: it puts code in memory, and sends the unit there. */
import { encode, opcodeTable, type EncodeOptions, type Opcode } from '../../bytecode/index.js';
import {
  scenario,
  type Scenario,
  type Script,
  type ScriptedSink,
  type ScriptedSource,
  type Steps,
} from '../../testing/index.js';
import type { DispatchUnitEnvironment } from './environment.js';
import type { DispatchUnitParameters } from './parameters.js';
import { traitsOf, type Traits } from './traits.js';

export class Host {
  readonly script: Script<DispatchUnitParameters, DispatchUnitEnvironment>;
  readonly unit: DispatchUnitEnvironment;
  readonly parameters: DispatchUnitParameters;
  readonly traits: Traits;
  readonly redirects: ScriptedSink;
  readonly dispatched: ScriptedSource;
  readonly requests: ScriptedSource;
  /** By code. */
  readonly table: readonly (Opcode | undefined)[];
  /** One of the shortest instructions that do nothing but follow. */
  readonly plain: Opcode;

  constructor(script: Script<DispatchUnitParameters, DispatchUnitEnvironment>) {
    this.script = script;
    this.unit = script.environment;
    this.parameters = script.parameters;
    this.traits = traitsOf(this.unit.set);
    this.redirects = script.sink('redirect');
    this.dispatched = script.source('dispatched');
    this.requests = script.source('fetch_request');
    this.table = opcodeTable(this.unit.set);
    this.plain = this.find(
      ({ jump, interrupts, prefix, skipped = 0 }) => !jump && !interrupts && !prefix && skipped === 0,
    );
  }

  /** The first opcode of this sort. */
  find(is: (opcode: Opcode) => unknown): Opcode {
    const found = this.unit.set.opcodes.find((opcode) => Boolean(is(opcode)));
    if (!found) throw new Error(`${this.unit.set.name} has no such opcode`);
    return found;
  }

  has(is: (opcode: Opcode) => unknown): boolean {
    return this.unit.set.opcodes.some((opcode) => Boolean(is(opcode)));
  }

  /** An instruction with an operand that its form has. */
  bytes({ name, operand: form }: Opcode, operand?: number, options: EncodeOptions = {}): number[] {
    const standard = form.kind === 'none' ? 0 : form.kind === 'range' ? -form.excess : 1;
    return encode(this.unit.set, name, operand ?? standard, options);
  }

  plainBytes(count: number): number[] {
    return Array.from({ length: count }, () => this.bytes(this.plain)).flat();
  }

  /** The bytes of a jump that leads to an address `distance` bytes from its own; at most so many prefixes are needed. */
  jump(opcode: Opcode, distance: number): number[] {
    const { jump } = opcode;
    if (!jump) throw new Error(`${opcode.name} does not jump`);
    for (let prefixes = 0; prefixes < 4; prefixes++) {
      // How long it is depends on how far it leads, and the other way round.
      const length = this.bytes(opcode, 0, { prefixes }).length;
      const from = jump.from === 'next' ? length : length - (opcode.skipped ?? 0);
      const far = (jump.direction === 'backward' ? from - distance : distance - from) / jump.unit;
      try {
        return this.bytes(opcode, far, { prefixes });
      } catch {
        if (!this.traits.prefixes) throw new Error(`${opcode.name} does not lead ${distance} bytes away`);
      }
    }
    throw new Error(`${opcode.name} does not lead ${distance} bytes away`);
  }

  address(offset: number): number {
    return this.unit.memory.image.base + offset;
  }

  /** From an offset on: the code, and behind it nothing known. */
  place(offset: number, code: readonly number[]): void {
    this.unit.memory.write(offset, code);
  }

  /** In the next cycle; memory changes as it is taken. */
  redirect(offset: number, change?: () => void): void {
    this.redirects.offer(() => {
      this.unit.redirect(this.address(offset));
      this.unit.onRedirect = change;
    });
  }

  /** Redirects, and changes the code with it. */
  *run(offset: number, code: readonly number[]): Steps {
    this.redirect(offset, () => this.place(offset, code));
    yield;
  }

  /** Lets one cycle pass, in which it halts. */
  *halt(): Steps {
    this.unit.haltNext = true;
    yield;
  }

  /** Until so many more instructions were taken, or the unit stops. */
  *take(count: number): Steps {
    const goal = this.unit.taken + count;
    yield* this.script.until('instructions', () => this.unit.taken >= goal || !this.unit.model.running);
  }

  /** Until the unit has stopped by itself. */
  *stopped(): Steps {
    yield* this.script.until('the unit to stop', () => !this.unit.model.running);
  }
}

/** A scenario told as the host's actions; at its end the unit is halted. */
export function hosted(
  name: string,
  description: string,
  run: (host: Host) => Steps,
  applies?: (parameters: DispatchUnitParameters) => boolean,
): Scenario<DispatchUnitParameters, DispatchUnitEnvironment> {
  return scenario(
    name,
    description,
    function* (script) {
      const host = new Host(script);
      yield* run(host);
      host.dispatched.flow();
      host.requests.flow();
      yield* script.until('redirects to be taken', () => host.redirects.pending === 0);
      yield* host.halt();
      yield;
    },
    applies,
  );
}
