/** Bytecode as the golden interpreter has it: decoded once, by address. */
import { Decoder } from '../../bytecode/decoder.js';
import type { BytecodeSet } from '../../bytecode/opcode.js';
import { dispatchStatuses } from '../dispatch-unit/dispatch-stream.js';
import { meaningOf } from './model-meanings.js';

/** One decoded instruction; never changed. */
export interface Instruction {
  readonly pc: number;
  /** A code of `dispatchStatuses`; never `interrupted`. */
  readonly status: number;
  readonly code: number;
  readonly operand: number;
  readonly nextPc: number;
  readonly target: number;
  readonly meaning: number;
  readonly jumps: 'never' | 'always' | 'conditional';
  readonly looksForInterrupts: boolean;
}

/** Decoders and meanings by set and width of addresses: making them costs more than a short program. */
const known = new Map<string, { readonly decoder: Decoder; readonly meanings: readonly number[] }>();

function decoderOf(set: BytecodeSet, addressBits: number) {
  const key = `${set.name} ${addressBits}`;
  const found = known.get(key);
  if (found) return found;
  const made = { decoder: new Decoder(set, addressBits), meanings: meaningOf(set) };
  known.set(key, made);
  return made;
}

export class Program {
  readonly base: number;
  readonly bytes: Uint8Array;
  readonly #decoder: Decoder;
  readonly #meanings: readonly number[];
  readonly #decoded: (Instruction | undefined)[];
  readonly #outside = new Map<number, Instruction>();
  readonly #wrap: number;

  constructor(set: BytecodeSet, addressBits: number, base: number, bytes: Uint8Array) {
    this.base = base;
    this.bytes = bytes;
    const { decoder, meanings } = decoderOf(set, addressBits);
    this.#decoder = decoder;
    this.#meanings = meanings;
    this.#decoded = new Array<Instruction | undefined>(bytes.length).fill(undefined);
    this.#wrap = 2 ** addressBits;
  }

  at(pc: number): Instruction {
    const offset = this.#offset(pc);
    const known = offset < this.bytes.length ? this.#decoded[offset] : this.#outside.get(pc);
    if (known) return known;
    const made = this.#decode(pc);
    if (offset < this.bytes.length) this.#decoded[offset] = made;
    else this.#outside.set(pc, made);
    return made;
  }

  /** Of an address, from the base; addresses wrap. */
  #offset(address: number): number {
    return address >= this.base ? address - this.base : address + this.#wrap - this.base;
  }

  #decode(pc: number): Instruction {
    const decoder = this.#decoder;
    decoder.decode((address) => this.bytes[this.#offset(address)] ?? -1, pc);
    const { decoding, code, opcode, operand, length } = decoder;
    const isOk = decoding === 'ok';
    const kind = opcode?.jump?.kind;
    return {
      pc,
      status: decoding === 'unreadable' ? dispatchStatuses.fetch_error : dispatchStatuses[decoding],
      code,
      operand,
      nextPc: isOk ? (pc + length) % this.#wrap : 0,
      target: decoder.target(pc) ?? 0,
      meaning: this.#meanings[code] ?? 0,
      jumps: kind === 'always' || kind === 'conditional' ? kind : 'never',
      looksForInterrupts: isOk && decoder.looksForInterrupts,
    };
  }
}
