/**
 * Golden model of the dispatch unit at transaction level: where the stream is, and what the next instruction on it must be. It
 * decodes out of memory when it is asked; it knows no fetching, no buffer and no cycles, so it judges implementations with other ones.
 */
import { Decoder, type BytecodeSet, type ReadByte } from '../../bytecode/index.js';
import { dispatchStatuses } from './dispatch-stream.js';
import type { DispatchUnitParameters } from './parameters.js';

export class DispatchModel {
  /** Instructions may come. */
  running = false;
  /** Of the first instruction that was not taken. */
  pc = 0;

  /** What comes next; meaningful after {@link expect}. Without an interrupt in sight. */
  status = 0;
  opcode = 0;
  /** As a signed number. */
  operand = 0;
  nextPc = 0;
  target = 0;
  predictedTaken = false;
  /** Stops here if there is an interrupt. */
  interruptible = false;
  readonly decoder: Decoder;

  readonly #read: ReadByte;
  readonly #follows: boolean;
  readonly #addresses: number;
  #decoded = false;

  constructor(set: BytecodeSet, { addressBits, prediction }: DispatchUnitParameters, read: ReadByte) {
    this.decoder = new Decoder(set, addressBits);
    this.#read = read;
    this.#follows = prediction === 'backward';
    this.#addresses = 2 ** addressBits;
  }

  redirect(pc: number): void {
    this.running = true;
    this.pc = pc;
    this.#decoded = false;
  }

  halt(): void {
    this.running = false;
    this.#decoded = false;
  }

  /** Decodes what is at the pc, once; memory has to stay as it is until the next redirect. */
  expect(): void {
    if (this.#decoded) return;
    this.#decoded = true;
    const { decoder, pc } = this;
    decoder.decode(this.#read, pc);
    this.opcode = decoder.code;
    this.operand = decoder.operand;
    const { opcode } = decoder;
    if (!opcode) {
      this.status =
        decoder.decoding === 'unreadable'
          ? dispatchStatuses.fetch_error
          : decoder.decoding === 'bad_operand'
            ? dispatchStatuses.bad_operand
            : dispatchStatuses.unknown_opcode;
      this.nextPc = 0;
      this.target = 0;
      this.predictedTaken = false;
      this.interruptible = false;
      return;
    }
    this.status = dispatchStatuses.ok;
    this.nextPc = (pc + decoder.length) % this.#addresses;
    this.target = decoder.target(pc) ?? 0;
    const kind = opcode.jump?.kind;
    this.predictedTaken =
      this.#follows && (kind === 'always' || (kind === 'conditional' && decoder.isBackward));
    this.interruptible = decoder.looksForInterrupts;
  }

  /**
   * The instruction was taken.
   * @param interrupted as `interrupted`, instead of what was to be expected
   * @param stepped the unit stops after it
   */
  take(interrupted: boolean, stepped: boolean): void {
    this.#decoded = false;
    if (interrupted || this.status !== dispatchStatuses.ok) {
      this.running = false;
      return;
    }
    this.pc = this.predictedTaken ? this.target : this.nextPc;
    if (stepped) this.running = false;
  }
}
