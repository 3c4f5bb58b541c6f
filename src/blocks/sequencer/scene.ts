/** A frame in memory, a program, and what the golden interpreter makes of it: what one run of the sequencer is about. */
import { MemoryImage, type Pair, type Random } from '../../testing/index.js';
import { microPrograms } from '../../bytecode/micro-programs.js';
import { stackChange, opcodeTable, type OpcodeTable } from '../../bytecode/index.js';
import type { Assembler, Constant } from './assembler.js';
import { Author, tempers, type Temper } from './author.js';
import { Interpreter, longestRun, newCommand, type Command } from './model.js';
import { Program } from './model-program.js';
import type { SequencerParameters } from './parameters.js';
import { reasons } from './reasons.js';
import { placeConstants, Values } from './values.js';

const imageBytes = 2048;

export interface FrameSizes {
  readonly stack: number;
  readonly locals: number;
  readonly constants: number;
}

export class Scene {
  /** What the block reads and writes. */
  readonly memory: MemoryImage;
  /** What it should be after a run: the golden interpreter's. */
  readonly golden: Interpreter;
  readonly command: Command = newCommand();
  readonly values: Values;
  /** Words of the memory port, by the place of their first 32 bits in the memory, that cannot be written. */
  readonly unwritable: Uint8Array;
  /** Whether there are any. */
  failsWrites = false;
  readonly #p: SequencerParameters;
  readonly #random: Random;
  readonly #wordBytes: number;
  readonly #table: OpcodeTable;
  readonly #before: Uint32Array;
  readonly #word: Pair = { low: 0, high: 0 };
  readonly #code: MemoryImage | undefined;
  #temper: Temper;
  /** Address of the first bytecode of what was loaded. */
  entry = 0;

  /** @param code where the bytecode is; without it, it stands beside memory, at any address */
  constructor(p: SequencerParameters, random: Random, code?: MemoryImage) {
    this.#code = code;
    this.#p = p;
    this.#random = random;
    this.#wordBytes = p.width / 8;
    this.values = new Values(p, random);
    const base = p.addressBits < 32 ? 0x4000 : (random.next32() & ~0xfff) >>> 0;
    this.memory = new MemoryImage(Math.min(base, 2 ** 32 - imageBytes), imageBytes);
    const { set } = microPrograms[p.set];
    this.#table = opcodeTable(set);
    const nothing = new Program(set, p.addressBits, 0, new Uint8Array(0));
    this.golden = new Interpreter(p, new MemoryImage(this.memory.base, imageBytes), nothing);
    placeConstants(this.golden.alu.alu.words);
    this.unwritable = new Uint8Array(imageBytes / 4);
    this.#before = new Uint32Array(imageBytes / 4);
    this.#temper = random.pick(tempers);
  }

  get sizes(): FrameSizes {
    const { stackWords, localsWords, constantsWords } = this.command;
    return { stack: stackWords, locals: localsWords, constants: constantsWords };
  }

  /** Writes a word where both see it. */
  put(address: number, { low, high }: Readonly<Pair>): void {
    const index = (address - this.memory.base) >>> 2;
    for (const words of [this.memory.words, this.golden.memory.words]) {
      words[index] = low;
      if (this.#p.width === 64) words[index + 1] = high;
    }
  }

  localAddress(index: number): number {
    const up = this.#p.set === 'cpython-3.11';
    return this.command.localsBase + (up ? index : -index) * this.#wordBytes;
  }

  stackAddress(index: number): number {
    return this.command.stackBase + index * this.#wordBytes;
  }

  /** A stack of this depth, in the command. */
  setDepth(depth: number): void {
    this.command.stackPointer = this.pointerAt(depth);
  }

  /** The stack pointer of a depth. */
  pointerAt(depth: number): number {
    const top = this.#p.set === 'micropython-1.9.2' ? 1 : 0;
    const pointer = this.stackAddress(depth - top);
    return pointer < 0 ? pointer + 2 ** this.#p.addressBits : pointer;
  }

  /** Noise everywhere, and in it a frame of these sizes, in some order with gaps between its parts. */
  lay(sizes: FrameSizes): void {
    const random = this.#random;
    const bytes = this.#wordBytes;
    const { words } = this.memory;
    for (let index = 0; index < words.length; index++) words[index] = random.nextInt32();
    this.golden.memory.words.set(words);
    this.golden.unreadable.fill(0);
    this.unwritable.fill(0);
    this.failsWrites = false;
    const { command } = this;
    command.stackWords = sizes.stack;
    command.localsWords = sizes.locals;
    command.constantsWords = sizes.constants;
    // No word of the port belongs to two parts, so that what goes over it tells which part is meant.
    const beat = this.#p.dataBits / 8;
    const whole = (words: number): number => Math.ceil((words * bytes) / beat) * beat;
    let free = imageBytes - whole(sizes.stack) - whole(sizes.locals) - whole(sizes.constants);
    let at = this.memory.base;
    const parts = ['stack', 'locals', 'constants'] as const;
    const first = random.below(3);
    for (let count = 0; count < 3; count++) {
      const part = parts[(first + count) % 3] as (typeof parts)[number];
      const gap = Math.floor(random.below(free + 1) / beat) * beat;
      free -= gap;
      at += gap;
      if (part === 'stack') command.stackBase = at;
      else if (part === 'constants') command.constantsBase = at;
      else {
        command.localsBase = this.#p.set === 'cpython-3.11' ? at : at + bytes * Math.max(0, sizes.locals - 1);
      }
      at += whole(sizes[part]);
    }
    this.setDepth(0);
  }

  /** The code of an assembler at some address, and its constants in memory. */
  load(assembler: Assembler, isLast?: boolean): void {
    this.loadBytes(assembler.bytes(), isLast);
    assembler.constants.forEach((constant, index) => {
      if (index >= this.command.constantsWords) return;
      this.#constant(constant);
      this.put(this.command.constantsBase + index * this.#wordBytes, this.#word);
    });
  }

  /** The code that is loaded, as many bytes from where addresses wrap. */
  moveCode(from: number): void {
    if (this.#code) return;
    const { bytes } = this.golden.program;
    const base = (from + 2 ** this.#p.addressBits) % 2 ** this.#p.addressBits;
    this.golden.program = new Program(microPrograms[this.#p.set].set, this.#p.addressBits, base, bytes);
    this.entry = base;
    this.command.pc = base;
  }

  /**
   * Code at some even address, sometimes where addresses wrap.
   *
   * @param isLast nothing can be read behind it; so it is anyway where code is not in memory
   */
  loadBytes(bytes: Uint8Array, isLast = this.#random.chance(0.2)): void {
    const random = this.#random;
    const { set } = microPrograms[this.#p.set];
    const code = this.#code;
    if (code) {
      const { words } = code;
      for (let index = 0; index < words.length; index++) words[index] = random.nextInt32();
      const all = new Uint8Array(words.buffer);
      const room = code.bytes - bytes.length;
      const offset = isLast ? room : random.below(room + 1);
      all.set(bytes, offset);
      this.golden.program = new Program(set, this.#p.addressBits, code.base, all.slice());
      this.entry = code.base + offset;
      this.command.pc = this.entry;
      return;
    }
    const wrap = 2 ** this.#p.addressBits;
    const base = random.chance(0.1)
      ? (wrap - 2 * bytes.length) % wrap
      : (random.next32() % (wrap - bytes.length)) & ~1;
    this.golden.program = new Program(set, this.#p.addressBits, base >>> 0, bytes);
    this.entry = base >>> 0;
    this.command.pc = this.entry;
  }

  #constant(constant: Constant): void {
    const word = this.#word;
    if (constant === 'none') this.values.none(word);
    else if (typeof constant !== 'number') this.values.bool(constant === 'true', word);
    else if (Number.isNaN(constant)) this.values.object(word);
    else this.values.integer(constant, word);
  }

  /** A random program in a random frame. */
  compose(): void {
    const random = this.#random;
    const temper = random.pick(tempers);
    this.#temper = temper;
    const p = this.#p;
    const locals = random.chance(0.2)
      ? 1 + random.below(8)
      : Math.min(72, 6 + random.below(p.localEntries + 8));
    const objects = 1 + random.below(3);
    const assembler = this.#program(temper, locals, objects);
    const given = random.below(random.chance(0.5) ? 3 : p.stackEntries + 4);
    const stack = given + (random.chance(0.15) ? random.below(4) : p.stackEntries + 10);
    this.lay({ stack, locals, constants: Math.min(48, assembler.constants.length) });
    for (let index = 0; index < locals; index++) this.#fill(this.localAddress(index), true);
    for (let index = 0; index < given; index++) this.#fill(this.stackAddress(index), false);
    if (random.chance(0.05)) this.loadBytes(Uint8Array.from({ length: 24 }, () => random.bits(8)));
    else this.load(assembler);
    this.setDepth(given);
  }

  /** A random program that is no longer than the memory for code, if there is one. */
  #program(temper: Temper, locals: number, objects: number): Assembler {
    for (;;) {
      const author = new Author(this.#p, this.#random, temper, locals, objects);
      const assembler = author.write(3 + this.#random.below(10));
      if (!this.#code || assembler.bytes().length <= this.#code.bytes) return assembler;
    }
  }

  /** What a host does after a hand-over: carries out the bytecode somehow, and goes on; false where it gives up. */
  goOn(): boolean {
    const { golden, command, memory } = this;
    const random = this.#random;
    const { at, reason, depth } = golden;
    if (!at || reason === reasons.bad_command) return false;
    let next = depth;
    if (reason === reasons.budget || reason === reasons.interrupted) command.pc = at.pc;
    else {
      const opcode = this.#table[at.code];
      if (!opcode || at.status !== 0 || opcode.name === 'RETURN_VALUE') return false;
      const effect = stackChange(opcode.stack, at.operand);
      next = depth + effect;
      if (next < 0 || next > command.stackWords || random.chance(0.1)) return false;
      for (let index = Math.max(0, next - 2); index < next; index++)
        if (index >= depth - 2) this.#fill(this.stackAddress(index), false);
      if (random.chance(0.3))
        this.#fill(this.localAddress(random.below(Math.max(1, command.localsWords))), true);
      command.pc = at.nextPc;
    }
    this.setDepth(next);
    return memory.base >= 0;
  }

  #fill(address: number, isLocal: boolean): void {
    const random = this.#random;
    const { corners, objects } = this.#temper;
    const word = this.#word;
    if (random.below(256) < objects + (isLocal ? 1 : 0)) this.values.object(word);
    else this.values.anyInteger(word, corners / 256);
    this.put(address, word);
  }

  #beatOf(address: number): number {
    return ((address - this.memory.base) >>> 2) & (-this.#p.dataBits / 32);
  }

  /** The word at this address cannot be read, until it is written. */
  spoilRead(address: number): void {
    this.golden.unreadable[this.#beatOf(address)] = 1;
  }

  spoilWrite(address: number): void {
    this.unwritable[this.#beatOf(address)] = 1;
    this.failsWrites = true;
  }

  /** Some word cannot be read. */
  spoilReads(): void {
    const random = this.#random;
    const { localsWords, stackWords, constantsWords, constantsBase } = this.command;
    switch (random.below(3)) {
      case 0:
        if (localsWords > 0) this.spoilRead(this.localAddress(random.below(Math.min(5, localsWords))));
        break;
      case 1:
        if (stackWords > 0) this.spoilRead(this.stackAddress(random.below(stackWords)));
        break;
      default:
        if (constantsWords > 0)
          this.spoilRead(constantsBase + random.below(constantsWords) * this.#wordBytes);
    }
  }

  /** Some word cannot be written. */
  spoilWrites(): void {
    const random = this.#random;
    const { localsWords, stackWords } = this.command;
    const address = random.chance(0.7)
      ? this.localAddress(random.below(Math.min(5, Math.max(1, localsWords))))
      : this.stackAddress(random.below(Math.max(1, stackWords)));
    this.spoilWrite(address);
  }

  /** Lets the golden interpreter run the command to its end; a run without one is cut. */
  expect(): void {
    const { golden, command } = this;
    if (command.budget > longestRun) command.budget = longestRun;
    this.#before.set(golden.memory.words);
    golden.start(command);
    if (golden.run()) return;
    command.budget = longestRun - 1;
    this.rewind();
    golden.run();
  }

  /** Back to the start of the run. */
  rewind(): void {
    this.golden.memory.words.set(this.#before);
    this.golden.start(this.command);
  }

  /** The first address at which memory is not what it should be, or -1; what lies above the stack does not count. */
  difference(): number {
    const { base, words } = this.memory;
    const expected = this.golden.memory.words;
    const { stackBase, stackWords } = this.command;
    const dead = stackBase + this.golden.depth * this.#wordBytes;
    const end = stackBase + stackWords * this.#wordBytes;
    for (let index = 0; index < words.length; index++) {
      if (words[index] === expected[index]) continue;
      const address = base + 4 * index;
      if (address >= dead && address < end) continue;
      if (this.failsWrites && this.unwritable[this.#beatOf(address)] === 1) continue;
      return address;
    }
    return -1;
  }

  /** What nobody reads, and what could not be written, is as the block left it. */
  settle(): void {
    this.golden.memory.words.set(this.memory.words);
  }
}
