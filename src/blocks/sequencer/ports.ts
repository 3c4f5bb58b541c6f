/** The sequencer's ports as its environment uses them. */
import type { Context, Described, Port } from '../../testing/index.js';
import { Field } from '../inline-cache/field.js';
import type { Command } from './model.js';
import type { Instruction } from './model-program.js';
import type { SequencerParameters } from './parameters.js';
import { constantAddresses } from './values.js';

/** The payload of `done`, read once a hand-over. */
export class DoneFields {
  reason = 0;
  pc = 0;
  opcode = 0;
  operand = 0;
  nextPc = 0;
  target = 0;
  handlerLow = 0;
  handlerHigh = 0;
  stackPointer = 0;
  readonly #port: (field: string) => Port;
  readonly #handler: Field;
  readonly #fields: readonly Port[];

  constructor(port: Context['port']) {
    this.#port = (field) => port(`done_${field}`);
    this.#handler = new Field(this.#port('handler'));
    this.#fields = ['reason', 'pc', 'opcode', 'operand', 'next_pc', 'target', 'stack_pointer'].map(
      this.#port,
    );
  }

  read(): void {
    const at = (index: number): number => (this.#fields[index] as Port).get() >>> 0;
    this.reason = at(0);
    this.pc = at(1);
    this.opcode = at(2);
    this.operand = at(3) | 0;
    this.nextPc = at(4);
    this.target = at(5);
    this.stackPointer = at(6);
    this.handlerLow = this.#handler.low;
    this.handlerHigh = this.#handler.width > 32 ? this.#handler.high : 0;
  }

  get described(): Described {
    const { reason, pc, opcode, operand, nextPc, target, stackPointer } = this;
    const { handlerLow, handlerHigh } = this;
    return { reason, pc, opcode, operand, nextPc, target, stackPointer, handlerLow, handlerHigh };
  }
}

export class SequencerPorts {
  readonly halt: Port;
  readonly busy: Port;
  readonly doneValid: Port;
  readonly redirectValid: Port;
  readonly redirectPc: Port;
  readonly referenceAddress: Port;
  readonly referenceIncrement: Port;
  readonly done: DoneFields;
  readonly #handlerBits: number;
  readonly #command: readonly (readonly [keyof Command, Port])[];
  readonly #item: Readonly<
    Record<'pc' | 'opcode' | 'operand' | 'nextPc' | 'target' | 'taken' | 'status', Port>
  >;
  readonly #handler: Field;
  readonly #addresses: readonly (readonly [Field, number])[];

  constructor(port: Context['port'], parameters: SequencerParameters) {
    this.halt = port('halt');
    this.busy = port('busy');
    this.doneValid = port('done_valid');
    this.redirectValid = port('redirect_valid');
    this.redirectPc = port('redirect_pc');
    const counts = parameters.referenceCounts === 'stream';
    this.referenceAddress = counts ? port('references_address') : this.redirectPc;
    this.referenceIncrement = counts ? port('references_increment') : this.redirectPc;
    this.done = new DoneFields(port);
    this.#handlerBits = parameters.handlerBits;
    const names: readonly (readonly [keyof Command, string])[] = [
      ['pc', 'pc'],
      ['stackPointer', 'stack_pointer'],
      ['stackBase', 'stack_base'],
      ['stackWords', 'stack_words'],
      ['localsBase', 'locals_base'],
      ['localsWords', 'locals_words'],
      ['constantsBase', 'constants_base'],
      ['constantsWords', 'constants_words'],
      ['budget', 'budget'],
    ];
    this.#command = names.map(([field, name]) => [field, port(`command_${name}`)]);
    this.#item = {
      pc: port('dispatched_pc'),
      opcode: port('dispatched_opcode'),
      operand: port('dispatched_operand'),
      nextPc: port('dispatched_next_pc'),
      target: port('dispatched_target'),
      taken: port('dispatched_predicted_taken'),
      status: port('dispatched_status'),
    };
    this.#handler = new Field(port('dispatched_handler'));
    this.#addresses =
      parameters.format === 'micropython-1.9.2'
        ? [
            [new Field(port('none_address')), constantAddresses.none],
            [new Field(port('false_address')), constantAddresses.false],
            [new Field(port('true_address')), constantAddresses.true],
          ]
        : [];
  }

  writeAddresses(): void {
    for (const [field, address] of this.#addresses) field.write(address, 0);
  }

  writeCommand(command: Command): void {
    for (const [field, port] of this.#command) port.set(command[field]);
  }

  writeItem(item: Instruction, status: number, taken: number, low: Int32Array, high: Int32Array): void {
    const ports = this.#item;
    const shows = status === 0;
    ports.pc.set(item.pc);
    ports.opcode.set(item.code);
    ports.operand.set(shows ? item.operand : 0);
    ports.nextPc.set(shows ? item.nextPc : 0);
    ports.target.set(shows ? item.target : 0);
    ports.taken.set(taken);
    ports.status.set(status);
    this.#handler.write(
      this.handlerLow(low[item.code] as number),
      this.handlerHigh(high[item.code] as number),
    );
  }

  /** The bits of a handler's address that exist. */
  handlerLow(low: number): number {
    return this.#handlerBits >= 32 ? low : low & ((1 << this.#handlerBits) - 1);
  }

  handlerHigh(high: number): number {
    if (this.#handlerBits <= 32) return 0;
    return this.#handlerBits === 64 ? high : high & ((1 << (this.#handlerBits - 32)) - 1);
  }
}
