/** Golden model: a plain interpreter of the sequencer's bytecodes on a memory of its own, written from the README. */
import type { MemoryImage } from '../../testing/memory-image.js';
import { kinds } from '../../formats/kind.js';
import { BoxingUnitModel } from '../boxing-unit/model.js';
import { dispatchStatuses } from '../dispatch-unit/dispatch-stream.js';
import type { Decoded, Pair } from '../tagged-alu/model-words.js';
import { operations, statuses } from '../tagged-alu/operations.js';
import {
  binaryOfCPython,
  binaryOfMicropython,
  comparisonsOfCPython,
  meanings,
  noOperator,
  unaryOfMicropython,
} from './model-meanings.js';
import type { Instruction, Program } from './model-program.js';
import type { SequencerParameters } from './parameters.js';
import { reasons } from './reasons.js';

export interface Command {
  pc: number;
  stackPointer: number;
  stackBase: number;
  stackWords: number;
  localsBase: number;
  localsWords: number;
  constantsBase: number;
  constantsWords: number;
  budget: number;
}

export const newCommand = (): Command => ({
  pc: 0,
  stackPointer: 0,
  stackBase: 0,
  stackWords: 0,
  localsBase: 0,
  localsWords: 0,
  constantsBase: 0,
  constantsWords: 0,
  budget: 0,
});

/** Runs that are longer are cut by their budget. */
export const longestRun = 4096;

// Module constants: a property look-up each time would cost more than the rest.
const { truth, neg, invert, add, is, mul, floor_div, modulo } = operations;
const reasonOfStatus = new Map<number, number>([
  [statuses.overflow, reasons.overflow],
  [statuses.type_mismatch, reasons.type_mismatch],
  [statuses.divide_by_zero, reasons.divide_by_zero],
  [statuses.negative_shift, reasons.negative_shift],
  [statuses.float, reasons.float],
]);

export class Interpreter {
  /** Why it stopped, -1 while it runs; then the bytecode that was not executed. */
  reason = -1;
  at: Instruction | undefined;
  stackPointer = 0;
  /** Bytecodes executed. */
  executed = 0;
  /** Words on the stack. */
  depth = 0;
  /** Of each bytecode executed. */
  readonly trace: Instruction[] = [];
  readonly taken = new Uint8Array(longestRun);
  /** References told so far: addresses, and 1 for one more. */
  references = 0;
  readonly referenced = new Uint32Array(2 * longestRun);
  readonly increments = new Uint8Array(2 * longestRun);
  /** By place in the memory: a word of the locals that this run has stored. */
  readonly stored: Uint8Array;
  /** Most words that were on the stack. */
  deepest = 0;

  readonly memory: MemoryImage;
  /** Words of the memory port, by the place of their first 32 bits in `memory`, that cannot be read until they are written. */
  readonly unreadable: Uint8Array;
  /** From this many bytecodes on, interrupts are pending. */
  interruptsAfter = Infinity;

  readonly alu: BoxingUnitModel;
  readonly #p: SequencerParameters;
  readonly #command = newCommand();
  readonly #wordBytes: number;
  readonly #isWide: boolean;
  readonly #counts: boolean;
  readonly #down: boolean;
  readonly #nullHigh: number;
  readonly #wrap: number;
  readonly #firstOfBeat: number;
  readonly #word: Pair = { low: 0, high: 0 };
  readonly #kind: Decoded = { kind: 0, low: 0, high: 0 };
  #program: Program;
  #pc = 0;

  constructor(parameters: SequencerParameters, memory: MemoryImage, program: Program) {
    this.#p = parameters;
    this.memory = memory;
    this.unreadable = new Uint8Array(memory.words.length);
    this.stored = new Uint8Array(memory.words.length);
    this.#program = program;
    this.#wordBytes = parameters.width / 8;
    this.#isWide = parameters.width === 64;
    this.#counts = parameters.referenceCounts === 'stream';
    this.#down = parameters.set === 'micropython-1.9.2';
    this.#nullHigh = parameters.format === 'nan-boxing' ? 0xfffc0000 | 0 : 0;
    this.#wrap = 2 ** parameters.addressBits;
    this.#firstOfBeat = -parameters.dataBits / 32;
    this.alu = new BoxingUnitModel({
      format: parameters.format,
      width: parameters.width,
      multiplies: parameters.multiplier !== 'none',
      divides: parameters.divider !== 'none',
    });
  }

  set program(program: Program) {
    this.#program = program;
  }

  get program(): Program {
    return this.#program;
  }

  /** Takes a command; stops at once where the frame cannot be. */
  start(command: Command): void {
    Object.assign(this.#command, command);
    this.reason = -1;
    this.at = undefined;
    this.executed = 0;
    this.references = 0;
    this.trace.length = 0;
    this.stored.fill(0);
    this.stackPointer = command.stackPointer;
    this.#pc = command.pc;
    const bytes = this.#wordBytes;
    const given = this.#wrapped(command.stackPointer + (this.#down ? bytes : 0) - command.stackBase);
    this.depth = given / bytes;
    this.deepest = this.depth;
    const { stackBase, localsBase, constantsBase } = command;
    if (
      [given, stackBase, localsBase, constantsBase].some((address) => address % bytes !== 0) ||
      this.depth > command.stackWords
    )
      this.reason = reasons.bad_command;
  }

  /** Executes until it stops; false where it would go on after `longestRun` bytecodes. */
  run(): boolean {
    while (this.reason < 0 && this.executed < longestRun) this.step();
    return this.reason >= 0;
  }

  /** Executes one bytecode, or stops before it. */
  step(): void {
    const instruction = this.#program.at(this.#pc);
    const reason = this.#execute(instruction);
    if (reason >= 0) {
      this.reason = reason;
      this.at = instruction;
      const bytes = this.#wordBytes;
      this.stackPointer = this.#wrapped(
        this.#command.stackBase + (this.depth - (this.#down ? 1 : 0)) * bytes,
      );
      return;
    }
    this.trace[this.executed] = instruction;
    const jumps = this.#jumps ? 1 : 0;
    this.taken[this.executed] = jumps;
    this.executed++;
    if (this.depth > this.deepest) this.deepest = this.depth;
    this.#pc = jumps === 1 ? instruction.target : instruction.nextPc;
  }

  get pc(): number {
    return this.#pc;
  }

  /** The stack pointer as it is now. */
  get presentStackPointer(): number {
    return this.#wrapped(this.#command.stackBase + (this.depth - (this.#down ? 1 : 0)) * this.#wordBytes);
  }

  #jumps = false;

  /** The reason to stop before it, or -1 when it is done. */
  #execute(instruction: Instruction): number {
    const { budget } = this.#command;
    this.#jumps = false;
    if (budget > 0 && this.executed >= budget) return reasons.budget;
    switch (instruction.status) {
      case dispatchStatuses.unknown_opcode:
        return reasons.unknown_opcode;
      case dispatchStatuses.bad_operand:
        return reasons.bad_operand;
      case dispatchStatuses.fetch_error:
        return reasons.fetch_error;
    }
    if (instruction.looksForInterrupts && this.executed >= this.interruptsAfter) return reasons.interrupted;
    const { operand } = instruction;
    switch (instruction.meaning) {
      case meanings.nothing:
        return -1;
      case meanings.loadFast:
        return this.#loadFast(operand >>> 0);
      case meanings.storeFast:
        return this.#storeFast(operand >>> 0);
      case meanings.deleteFast:
        return this.#deleteFast(operand >>> 0);
      case meanings.loadConst:
        return this.#loadConst(operand >>> 0);
      case meanings.smallInt:
        return this.#pushInteger(operand);
      case meanings.string:
        return this.#pushName(operand);
      case meanings.none:
        if (this.#full(1)) return reasons.stack_overflow;
        this.alu.alu.words.encodeNone(this.#word);
        this.#push(this.#word.low, this.#word.high);
        return -1;
      case meanings.false:
      case meanings.true:
        if (this.#full(1)) return reasons.stack_overflow;
        this.alu.alu.words.encodeBool(instruction.meaning === meanings.true, this.#word);
        this.#push(this.#word.low, this.#word.high);
        return -1;
      case meanings.null:
        if (this.#full(1)) return reasons.stack_overflow;
        this.#push(0, this.#nullHigh);
        return -1;
      case meanings.pop: {
        const reason = this.#lacks(1);
        if (reason >= 0) return reason;
        this.#release(1);
        this.depth--;
        return -1;
      }
      case meanings.duplicate:
        return this.#copy(1);
      case meanings.duplicateTwo: {
        if (this.depth < 2) return reasons.stack_underflow;
        if (this.#full(2)) return reasons.stack_overflow;
        const reason = this.#lacks(2);
        if (reason >= 0) return reason;
        for (let count = 0; count < 2; count++) {
          this.#peek(2);
          const { low, high } = this.#word;
          this.#refer(low, high, 1);
          this.#push(low, high);
        }
        return -1;
      }
      case meanings.rotateTwo:
        return this.#swap(2);
      case meanings.rotateThree: {
        const reason = this.#lacks(3);
        if (reason >= 0) return reason;
        // top = sp[0]; sp[0] = sp[-1]; sp[-1] = sp[-2]; sp[-2] = top
        this.#exchange(1, 2);
        this.#exchange(2, 3);
        return -1;
      }
      case meanings.copy:
        if (operand >>> 0 === 0 || operand >>> 0 >= this.#p.stackEntries) return reasons.unsupported;
        return this.#copy(operand);
      case meanings.swap:
        if (operand >>> 0 === 0 || operand >>> 0 > this.#p.stackEntries) return reasons.unsupported;
        return this.#swap(operand);
      case meanings.unaryMicropython:
        return this.#unary(unaryOfMicropython[operand] ?? meanings.other);
      case meanings.binaryMicropython:
        return this.#binary(binaryOfMicropython[operand] ?? noOperator);
      case meanings.positive:
      case meanings.negative:
      case meanings.not:
      case meanings.invert:
        return this.#unary(instruction.meaning);
      case meanings.binaryOp:
        return this.#binary(binaryOfCPython[operand] ?? noOperator);
      case meanings.compareOp:
        return this.#binary(comparisonsOfCPython[operand] ?? noOperator);
      case meanings.isOp:
        return this.#binary(operand === 0 ? is : operand === 1 ? operations.is_not : noOperator);
      case meanings.jump:
        this.#jumps = true;
        return -1;
      case meanings.popJumpIfTrue:
        return this.#jumpIf(true, false);
      case meanings.popJumpIfFalse:
        return this.#jumpIf(false, false);
      case meanings.jumpIfTrueOrPop:
        return this.#jumpIf(true, true);
      case meanings.jumpIfFalseOrPop:
        return this.#jumpIf(false, true);
      case meanings.popJumpIfNone:
        return this.#jumpIfNone(true);
      case meanings.popJumpIfNotNone:
        return this.#jumpIfNone(false);
      default:
        return reasons.unsupported;
    }
  }

  #loadFast(index: number): number {
    if (this.#full(1)) return reasons.stack_overflow;
    const reason = this.#local(index);
    if (reason >= 0) return reason;
    const { low, high } = this.#word;
    if (this.#isNull(low, high)) return reasons.unbound_local;
    this.#refer(low, high, 1);
    this.#push(low, high);
    return -1;
  }

  #storeFast(index: number): number {
    if (this.depth < 1) return reasons.stack_underflow;
    if (index >= this.#command.localsWords) return reasons.bad_index;
    const lacks = this.#lacks(1);
    if (lacks >= 0) return lacks;
    if (this.#counts) {
      const reason = this.#local(index);
      if (reason >= 0) return reason;
      this.#refer(this.#word.low, this.#word.high, 0);
    }
    this.#peek(1);
    this.#store(index, this.#word.low, this.#word.high);
    this.depth--;
    return -1;
  }

  #deleteFast(index: number): number {
    const reason = this.#local(index);
    if (reason >= 0) return reason;
    const { low, high } = this.#word;
    if (this.#isNull(low, high)) return reasons.unbound_local;
    this.#refer(low, high, 0);
    this.#store(index, 0, this.#nullHigh);
    return -1;
  }

  #loadConst(index: number): number {
    if (this.#full(1)) return reasons.stack_overflow;
    if (index >= this.#command.constantsWords) return reasons.bad_index;
    const address = this.#wrapped(this.#command.constantsBase + index * this.#wordBytes);
    if (!this.#read(address)) return reasons.read_error;
    const { low, high } = this.#word;
    this.#refer(low, high, 1);
    this.#push(low, high);
    return -1;
  }

  #pushInteger(value: number): number {
    if (this.#full(1)) return reasons.stack_overflow;
    const { words } = this.alu.alu;
    if (words.integerBits < 32 && (value < -(2 ** 30) || value >= 2 ** 30)) return reasons.overflow;
    words.encodeInteger(value, value >> 31, this.#word);
    this.#push(this.#word.low, this.#word.high);
    return -1;
  }

  /** Names as src/formats/README.md writes them. */
  #pushName(number: number): number {
    if (this.#full(1)) return reasons.stack_overflow;
    switch (this.#p.format) {
      case 'micropython':
        this.#push((number << 3) | 2, this.#isWide ? number >>> 29 : 0);
        break;
      case 'micropython-1.9.2':
        this.#push((number << 2) | 2, this.#isWide ? number >>> 30 : 0);
        break;
      case 'nan-boxing':
        this.#push(number, 0xfffa0000 | 0);
    }
    return -1;
  }

  #copy(depth: number): number {
    if (this.depth < depth) return reasons.stack_underflow;
    if (this.#full(1)) return reasons.stack_overflow;
    const reason = this.#lacks(depth);
    if (reason >= 0) return reason;
    this.#peek(depth);
    const { low, high } = this.#word;
    this.#refer(low, high, 1);
    this.#push(low, high);
    return -1;
  }

  #swap(depth: number): number {
    const reason = this.#lacks(depth);
    if (reason >= 0) return reason;
    this.#exchange(1, depth);
    return -1;
  }

  #unary(operator: number): number {
    if (operator === meanings.other) return reasons.unsupported;
    const lacks = this.#lacks(1);
    if (lacks >= 0) return lacks;
    const { alu } = this;
    this.#peek(1);
    const { low, high } = this.#word;
    switch (operator) {
      case meanings.positive:
        alu.alu.words.encodeInteger(0, 0, this.#word);
        alu.answer(add, low, high, this.#word.low, this.#word.high);
        break;
      case meanings.negative:
        alu.answer(neg, low, high, 0, 0);
        break;
      case meanings.invert:
        alu.answer(invert, low, high, 0, 0);
        break;
      default:
        alu.answer(truth, low, high, 0, 0);
    }
    const reason = this.#refusal();
    if (reason >= 0) return reason;
    if (operator === meanings.not) alu.alu.words.encodeBool(!alu.alu.condition, this.#word);
    else this.#answer();
    this.#replace(1);
    return -1;
  }

  #binary(operator: number): number {
    if (operator === noOperator || this.#isLeftOut(operator)) return reasons.unsupported;
    const lacks = this.#lacks(2);
    if (lacks >= 0) return lacks;
    this.#peek(2);
    const { low, high } = this.#word;
    this.#peek(1);
    this.alu.answer(operator, low, high, this.#word.low, this.#word.high);
    const reason = this.#refusal();
    if (reason >= 0) return reason;
    this.#release(2);
    this.#release(1);
    this.depth--;
    this.#answer();
    this.#replace(1);
    return -1;
  }

  #isLeftOut(operator: number): boolean {
    if (operator === mul) return this.#p.multiplier === 'none';
    return (operator === floor_div || operator === modulo) && this.#p.divider === 'none';
  }

  #jumpIf(when: boolean, keeps: boolean): number {
    const lacks = this.#lacks(1);
    if (lacks >= 0) return lacks;
    this.#peek(1);
    this.alu.answer(truth, this.#word.low, this.#word.high, 0, 0);
    const reason = this.#refusal();
    if (reason >= 0) return reason;
    this.#jumps = this.alu.alu.condition === when;
    if (keeps && this.#jumps) return -1;
    this.#release(1);
    this.depth--;
    return -1;
  }

  #jumpIfNone(when: boolean): number {
    const lacks = this.#lacks(1);
    if (lacks >= 0) return lacks;
    this.#peek(1);
    this.#decode(this.#word.low, this.#word.high);
    const { kind } = this.#kind;
    if (kind === kinds.malformed) return reasons.type_mismatch;
    this.#jumps = (kind === kinds.none) === when;
    this.#release(1);
    this.depth--;
    return -1;
  }

  #refusal(): number {
    const { status } = this.alu;
    return status === statuses.ok ? -1 : (reasonOfStatus.get(status) ?? reasons.unsupported);
  }

  #answer(): void {
    this.#word.low = this.alu.low;
    this.#word.high = this.alu.high;
  }

  /** A word that goes from the stack is one reference fewer. */
  #release(depth: number): void {
    if (!this.#counts) return;
    this.#peek(depth);
    this.#refer(this.#word.low, this.#word.high, 0);
  }

  #refer(low: number, high: number, increment: number): void {
    if (!this.#counts) return;
    this.#decode(low, high);
    if (this.#kind.kind !== kinds.pointer || this.#isNull(low, high)) return;
    this.referenced[this.references] = low & (this.#wrap - 1);
    this.increments[this.references] = increment;
    this.references++;
  }

  #decode(low: number, high: number): void {
    this.alu.alu.words.decode(low, this.#isWide ? high : low >> 31, this.#kind);
  }

  #isNull(low: number, high: number): boolean {
    return low === 0 && (!this.#isWide || high === this.#nullHigh);
  }

  #full(words: number): boolean {
    return this.depth + words > this.#command.stackWords;
  }

  /** The reason why the topmost words are not there. */
  #lacks(words: number): number {
    if (this.depth < words) return reasons.stack_underflow;
    for (let depth = 1; depth <= words; depth++)
      if (!this.#read(this.#stackAddress(depth))) return reasons.read_error;
    return -1;
  }

  #stackAddress(depth: number): number {
    return this.#command.stackBase + (this.depth - depth) * this.#wordBytes;
  }

  #localAddress(index: number): number {
    const { localsBase } = this.#command;
    return this.#wrapped(localsBase + (this.#down ? -index : index) * this.#wordBytes);
  }

  #store(index: number, low: number, high: number): void {
    const address = this.#localAddress(index);
    this.#write(address, low, high);
    this.stored[(address - this.memory.base) >>> 2] = 1;
  }

  /** Reads a local variable; the reason why not, or -1. */
  #local(index: number): number {
    if (index >= this.#command.localsWords) return reasons.bad_index;
    return this.#read(this.#localAddress(index)) ? -1 : reasons.read_error;
  }

  #peek(depth: number): void {
    this.#read(this.#stackAddress(depth));
  }

  #push(low: number, high: number): void {
    this.#write(this.#command.stackBase + this.depth * this.#wordBytes, low, high);
    this.depth++;
  }

  #replace(depth: number): void {
    this.#write(this.#stackAddress(depth), this.#word.low, this.#word.high);
  }

  #exchange(a: number, b: number): void {
    this.#peek(a);
    const { low, high } = this.#word;
    this.#peek(b);
    this.#write(this.#stackAddress(a), this.#word.low, this.#word.high);
    this.#write(this.#stackAddress(b), low, high);
  }

  #read(address: number): boolean {
    const { words, base } = this.memory;
    const index = (address - base) >>> 2;
    this.#word.low = (words[index] as number) | 0;
    this.#word.high = this.#isWide ? (words[index + 1] as number) | 0 : 0;
    return this.unreadable[index & this.#firstOfBeat] === 0;
  }

  #write(address: number, low: number, high: number): void {
    const { words, base } = this.memory;
    const index = (address - base) >>> 2;
    words[index] = low;
    if (this.#isWide) words[index + 1] = high;
    this.unreadable[index & this.#firstOfBeat] = 0;
  }

  #wrapped(address: number): number {
    const wrapped = address % this.#wrap;
    return wrapped < 0 ? wrapped + this.#wrap : wrapped;
  }
}
