/** A plain decoder, straight from the meaning of the tables: golden model, tests and tools decode with it. */
import { longestVariable, type BytecodeSet, type Opcode } from './opcode.js';
import { opcodeTable, type OpcodeTable } from './table.js';

/** The byte at an address, or -1 where it cannot be read. */
export type ReadByte = (address: number) => number;

export type Decoding = 'ok' | 'unknown_opcode' | 'bad_operand' | 'unreadable';

/** Decodes one instruction at a time; what it found stays in the fields until the next one. */
export class Decoder {
  decoding: Decoding = 'ok';
  /** The byte behind all prefixes; 0 if it cannot be read. */
  code = 0;
  /** Undefined unless `decoding` is `ok`. */
  opcode: Opcode | undefined;
  /** 32 bits, as a signed number; 0 unless `decoding` is `ok`. */
  operand = 0;
  /** Prefixes in front of it, and their bytes. */
  chain = 0;
  prefixBytes = 0;
  /** From the first prefix to the end of the operand: what had to be read. */
  decodedBytes = 0;
  /** Bytes behind them that its opcode skips, whatever the operand is. */
  skipped = 0;
  /** All bytes, the skipped ones included; 0 unless `decoding` is `ok`. */
  length = 0;

  readonly #table: OpcodeTable;
  readonly #wrap: number;

  /** @param addressBits addresses wrap after so many bits, 53 at most */
  constructor(set: BytecodeSet, addressBits = 53) {
    this.#table = opcodeTable(set);
    this.#wrap = 2 ** addressBits;
  }

  /** Decodes the instruction that begins at `pc`. A chain of prefixes without an end is followed without an end. */
  decode(read: ReadByte, pc: number): void {
    let prefix = 0;
    this.decoding = 'ok';
    this.opcode = undefined;
    this.operand = 0;
    this.chain = 0;
    this.prefixBytes = 0;
    this.skipped = 0;
    this.length = 0;
    for (;;) {
      this.decodedBytes = this.prefixBytes + 1;
      const code = read(this.#address(pc + this.prefixBytes));
      this.code = code < 0 ? 0 : code;
      if (code < 0) {
        this.#fail('unreadable');
        return;
      }
      const opcode = this.#table[code];
      if (!opcode) {
        this.#fail('unknown_opcode');
        return;
      }
      this.skipped = opcode.skipped ?? 0;
      this.#operand(read, pc, opcode, prefix);
      if (this.decoding !== 'ok') return;
      if (!opcode.prefix) {
        this.opcode = opcode;
        this.length = this.decodedBytes + this.skipped;
        return;
      }
      prefix = this.operand;
      this.chain++;
      this.prefixBytes = this.decodedBytes;
    }
  }

  /** Where the instruction at `pc` leads, if it jumps or has a label; only while `decoding` is `ok`. */
  target(pc: number): number | undefined {
    const jump = this.opcode?.jump;
    if (!jump) return undefined;
    const from = pc + (jump.from === 'operand' ? this.decodedBytes : this.length);
    const distance = (jump.direction === 'signed' ? this.operand : this.operand >>> 0) * jump.unit;
    return this.#address(jump.direction === 'backward' ? from - distance : from + distance);
  }

  /** Whether it jumps against the direction of the code. */
  get isBackward(): boolean {
    const direction = this.opcode?.jump?.direction;
    return direction === 'backward' || (direction === 'signed' && this.operand < 0);
  }

  /** Whether an interpreter looks for interrupts at it. */
  get looksForInterrupts(): boolean {
    const interrupts = this.opcode?.interrupts;
    return interrupts === 'always' || (interrupts === 'backward' && this.isBackward);
  }

  #operand(read: ReadByte, pc: number, opcode: Opcode, prefix: number): void {
    const at = pc + this.decodedBytes;
    const form = opcode.operand;
    switch (form.kind) {
      case 'none':
        this.operand = 0;
        if (form.bytes > 0 && read(this.#address(at)) < 0) {
          this.#fail('unreadable');
          return;
        }
        this.decodedBytes += form.bytes;
        return;
      case 'range':
        this.operand = (this.code - opcode.code - form.excess) | 0;
        return;
      case 'fixed': {
        let value = form.bytes < 4 ? prefix << (8 * form.bytes) : 0;
        for (let index = 0; index < form.bytes; index++) {
          const byte = read(this.#address(at + index));
          if (byte < 0) {
            this.#fail('unreadable');
            return;
          }
          value |= byte << (8 * index);
        }
        this.operand = (value - form.excess) | 0;
        this.decodedBytes += form.bytes;
        return;
      }
      case 'variable': {
        let value = 0;
        for (let index = 0; index < longestVariable; index++) {
          const byte = read(this.#address(at + index));
          if (byte < 0) {
            this.#fail('unreadable');
            return;
          }
          if (index === 0 && form.signed && (byte & 0x40) !== 0) value = -1;
          value = (value << 7) | (byte & 0x7f);
          if ((byte & 0x80) === 0) {
            this.operand = value;
            this.decodedBytes += index + 1;
            return;
          }
        }
        this.decodedBytes += longestVariable;
        this.#fail('bad_operand');
      }
    }
  }

  #fail(decoding: Decoding): void {
    this.decoding = decoding;
    this.operand = 0;
    if (decoding === 'unreadable') this.code = 0;
  }

  #address(address: number): number {
    const wrapped = address % this.#wrap;
    return wrapped < 0 ? wrapped + this.#wrap : wrapped;
  }
}
