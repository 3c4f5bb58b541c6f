/** Random bytecode of any set: mostly well formed, with chains of prefixes, jumps that land, and garbage. */
import { opcodeTable, type BytecodeSet, type Opcode } from '../../bytecode/index.js';
import type { MemoryImage, Random } from '../../testing/index.js';

interface Coded {
  readonly opcode: Opcode;
  readonly code: number;
}

export class ProgramWriter {
  readonly #random: Random;
  readonly #image: MemoryImage;
  readonly #all: readonly Coded[];
  readonly #jumps: readonly Coded[];
  readonly #calls: readonly Coded[];
  readonly #long: readonly Coded[];
  readonly #prefixes: readonly Coded[];
  readonly #unknown: readonly number[];
  readonly #starts = new Float64Array(64);
  #count = 0;
  #at = 0;
  #end = 0;

  constructor(set: BytecodeSet, image: MemoryImage, random: Random) {
    this.#random = random;
    this.#image = image;
    const table = opcodeTable(set);
    this.#all = table.flatMap((opcode, code) => (opcode && !opcode.prefix ? [{ opcode, code }] : []));
    this.#jumps = this.#all.filter(({ opcode }) => opcode.jump);
    this.#calls = this.#all.filter(({ opcode }) => opcode.call);
    this.#long = this.#all.filter(
      ({ opcode: { skipped = 0, operand } }) => skipped > 0 || operand.kind === 'variable',
    );
    this.#prefixes = table.flatMap((opcode, code) => (opcode?.prefix ? [{ opcode, code }] : []));
    this.#unknown = table.flatMap((opcode, code) => (opcode ? [] : [code]));
  }

  /** Fills the bytes from one offset to another, both counted from the start of the image. */
  fill(from: number, to: number): void {
    this.#at = this.#image.base + from;
    this.#end = this.#image.base + to;
    while (this.#at < this.#end) this.#instruction();
  }

  /** Where an instruction began lately. */
  start(): number {
    if (this.#count === 0) return this.#image.base;
    return this.#starts[this.#random.below(Math.min(this.#count, this.#starts.length))] as number;
  }

  #instruction(): void {
    const random = this.#random;
    const draw = random.nextInt32();
    this.#starts[this.#count++ % this.#starts.length] = this.#at;
    if ((draw & 63) === 0) this.#garbage();
    if (this.#prefixes.length > 0 && (draw & 0x700) === 0) this.#chain((draw >>> 11) & 7);
    switch ((draw >>> 16) & 15) {
      case 0:
      case 1: {
        this.#write(random.pick(this.#jumps));
        return;
      }
      case 2: {
        this.#write(random.pick(this.#calls));
        return;
      }
      case 3: {
        this.#write(random.pick(this.#long));
        return;
      }
      default: {
        this.#write(random.pick(this.#all));
        return;
      }
    }
  }

  #garbage(): void {
    const random = this.#random;
    if (random.chance(0.5)) this.#byte(random.pick(this.#unknown));
    else for (let left = random.bits(3); left > 0; left--) this.#byte(random.nextInt32());
  }

  /** Mostly of one prefix, rarely of more than fit in an operand. */
  #chain(draw: number): void {
    const count = draw < 4 ? 1 : draw < 6 ? 2 : draw === 6 ? 3 : 4 + this.#random.bits(2);
    for (let left = count; left > 0; left--) this.#write(this.#random.pick(this.#prefixes));
  }

  #write({ opcode, code }: Coded): void {
    const random = this.#random;
    const { operand, skipped = 0, jump } = opcode;
    const start = this.#at;
    this.#byte(code);
    if (operand.kind === 'variable') this.#variable();
    else if (operand.kind === 'fixed' || operand.kind === 'none') {
      let value =
        random.bits(4) === 0 ? random.pick([0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, -1]) : random.nextInt32();
      if (operand.kind === 'fixed' && jump && random.bits(4) > 0)
        value =
          this.#distance(start + 1 + operand.bytes + (jump.from === 'next' ? skipped : 0), jump) +
          operand.excess;
      for (let index = 0; index < operand.bytes; index++) this.#byte(value >> (8 * index));
    }
    // What is skipped may look like anything.
    for (let left = skipped; left > 0; left--) this.#byte(random.nextInt32());
  }

  /** So that the jump lands where an instruction begins, if it leads backward. */
  #distance(from: number, { direction, unit }: NonNullable<Opcode['jump']>): number {
    const random = this.#random;
    const forward = random.bits(random.bits(1) === 0 ? 3 : 6);
    if (direction === 'forward') return forward;
    const back = Math.max(0, from - this.#lately()) / unit;
    if (direction === 'backward') return Math.floor(back);
    return random.bits(1) === 0 ? forward : -Math.floor(back);
  }

  /** One of the last starts, the nearest ones most often. */
  #lately(): number {
    const back = 1 + this.#random.below(1 << this.#random.bits(2));
    return this.#starts[(this.#count + this.#starts.length - back) % this.#starts.length] as number;
  }

  #variable(): void {
    const random = this.#random;
    const draw = random.nextInt32();
    const bytes = (draw & 31) === 0 ? 6 : (draw & 3) === 0 ? 1 + ((draw >>> 5) & 3) + ((draw >>> 7) & 1) : 1;
    for (let left = bytes; left > 1; left--) this.#byte(random.nextInt32() | 0x80);
    this.#byte(random.nextInt32() & 0x7f);
  }

  #byte(value: number): void {
    if (this.#at < this.#end) this.#image.write8(this.#at, value & 0xff);
    this.#at++;
  }
}
