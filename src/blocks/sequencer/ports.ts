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

/** The payload of `dispatched`. */
class ItemPorts {
  readonly #pc: Port;
  readonly #opcode: Port;
  readonly #operand: Port;
  readonly #nextPc: Port;
  readonly #target: Port;
  readonly #taken: Port;
  readonly #status: Port;
  readonly #handler: Field;

  constructor(port: Context['port']) {
    this.#pc = port('dispatched_pc');
    this.#opcode = port('dispatched_opcode');
    this.#operand = port('dispatched_operand');
    this.#nextPc = port('dispatched_next_pc');
    this.#target = port('dispatched_target');
    this.#taken = port('dispatched_predicted_taken');
    this.#status = port('dispatched_status');
    this.#handler = new Field(port('dispatched_handler'));
  }

  write(item: Instruction, status: number, taken: number, handlerLow: number, handlerHigh: number): void {
    const shows = status === 0;
    this.#pc.set(item.pc);
    this.#opcode.set(item.code);
    this.#operand.set(shows ? item.operand : 0);
    this.#nextPc.set(shows ? item.nextPc : 0);
    this.#target.set(shows ? item.target : 0);
    this.#taken.set(taken);
    this.#status.set(status);
    this.#handler.write(handlerLow, handlerHigh);
  }
}

export class SequencerPorts {
  readonly busy: Port;
  readonly doneValid: Port;
  /** Where there is a dispatch unit outside. */
  readonly halt: Port | undefined;
  readonly redirectValid: Port | undefined;
  readonly redirectPc: Port | undefined;
  readonly referenceAddress: Port | undefined;
  readonly referenceIncrement: Port | undefined;
  readonly done: DoneFields;
  readonly #handlerBits: number;
  readonly #command: readonly (readonly [keyof Command, Port])[];
  readonly #item: ItemPorts | undefined;
  readonly #addresses: readonly (readonly [Field, number])[];

  /** @param dispatches whether it takes the stream of a dispatch unit outside */
  constructor(port: Context['port'], parameters: SequencerParameters, dispatches: boolean) {
    this.busy = port('busy');
    this.doneValid = port('done_valid');
    this.halt = dispatches ? port('halt') : undefined;
    this.redirectValid = dispatches ? port('redirect_valid') : undefined;
    this.redirectPc = dispatches ? port('redirect_pc') : undefined;
    this.#item = dispatches ? new ItemPorts(port) : undefined;
    const counts = parameters.referenceCounts === 'stream';
    this.referenceAddress = counts ? port('references_address') : undefined;
    this.referenceIncrement = counts ? port('references_increment') : undefined;
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
    this.#item?.write(
      item,
      status,
      taken,
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
