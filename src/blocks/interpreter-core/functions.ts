/** Functions that real compilers have compiled, laid out in memory and called. */
import { readFunctions } from '../../bytecode/cpython-oracle.js';
import { codeOf, readMicropython } from '../../bytecode/micropython-recorded.js';
import { Decoder } from '../../bytecode/decoder.js';
import { microPrograms, type MicroProgramName } from '../../bytecode/micro-programs.js';
import { kinds } from '../../formats/kind.js';
import type { MemoryImage } from '../../testing/memory-image.js';
import { wordModel, type Decoded, type Pair, type WordModel } from '../tagged-alu/model-words.js';
import type { Command } from '../sequencer/model.js';
import { placeConstants } from '../sequencer/values.js';
import type { InterpreterCoreParameters } from './parameters.js';

type Plain = number | boolean | null;

export interface Compiled {
  readonly set: MicroProgramName;
  readonly name: string;
  readonly arguments: number;
  readonly locals: number;
  readonly stack: number;
  /** Undefined for what is no number, truth value or None. */
  readonly constants: readonly (Plain | undefined)[];
  readonly code: Uint8Array;
}

/** What CPython 3.11 or MicroPython 1.9.2 make of functions.py, by name. */
export async function compiledFunctions(set: MicroProgramName): Promise<ReadonlyMap<string, Compiled>> {
  const functions: Compiled[] =
    set === 'cpython-3.11'
      ? (await readFunctions()).map(({ constants, code, ...others }) => ({
          ...others,
          set,
          constants: constants.map((value) => (isPlain(value) ? value : undefined)),
          code: Uint8Array.from(Buffer.from(code, 'hex')),
        }))
      : (await readMicropython()).functions.map((recorded) => {
          const code = codeOf(recorded);
          const locals = Math.max(recorded.arguments, localsIn(code));
          const { name, state, arguments: given } = recorded;
          return { set, name, arguments: given, locals, stack: state - locals, constants: [], code };
        });
  return new Map(functions.map((compiled) => [compiled.name, compiled]));
}

function isPlain(value: unknown): value is Plain {
  return value === null || typeof value === 'number' || typeof value === 'boolean';
}

/** One more than the highest number of a local variable that MicroPython's code names. */
function localsIn(code: Uint8Array): number {
  const decoder = new Decoder(microPrograms['micropython-1.9.2'].set);
  let locals = 0;
  for (let pc = 0; pc < code.length; pc += Math.max(1, decoder.length)) {
    decoder.decode((address) => code[address] ?? -1, pc);
    if (/_FAST/.test(decoder.opcode?.name ?? '')) locals = Math.max(locals, decoder.operand + 1);
  }
  return locals;
}

/** Bytes of memory that a call takes. */
export const callBytes = 0x1000;

/** A call of a function in a piece of memory of its own: code, constants, stack, locals. */
export class Call {
  readonly command: Command;
  /** Integers among its constants or arguments are no small ones. */
  hasLargeConstants = false;
  readonly #memory: MemoryImage;
  readonly #wordBytes: number;
  readonly #words: WordModel;
  readonly #isMicropython: boolean;
  readonly #nullHigh: number;
  readonly #limit: number;

  /** Lays it out from `base` on: {@link callBytes} bytes. */
  constructor(
    p: Pick<InterpreterCoreParameters, 'width' | 'format'>,
    memory: MemoryImage,
    base: number,
    compiled: Compiled,
    given: readonly Plain[],
  ) {
    this.#memory = memory;
    this.#wordBytes = p.width / 8;
    this.#words = wordModel(p.format, p.width);
    placeConstants(this.#words);
    this.#limit = 2 ** (this.#words.integerBits - 1);
    this.#nullHigh = p.format === 'nan-boxing' ? 0xfffc0000 | 0 : 0;
    this.#isMicropython = compiled.set === 'micropython-1.9.2';
    const { code, constants, locals, stack } = compiled;
    code.forEach((byte, index) => memory.write8(base + index, byte));
    const constantsBase = base + 0x800;
    const stackBase = base + 0xa00;
    const firstLocal = base + 0xc00;
    const up = this.#isMicropython ? -1 : 1;
    const localsBase = this.#isMicropython ? firstLocal + (locals - 1) * this.#wordBytes : firstLocal;
    constants.forEach((value, index) => this.#put(constantsBase + index * this.#wordBytes, value));
    for (let index = 0; index < locals; index++)
      this.#put(localsBase + up * index * this.#wordBytes, given[index]);
    this.command = {
      pc: base,
      stackPointer: this.#isMicropython ? stackBase - this.#wordBytes : stackBase,
      stackBase,
      stackWords: stack,
      localsBase,
      localsWords: locals,
      constantsBase,
      constantsWords: constants.length,
      budget: 0,
    };
  }

  /** What lies on top of a stack, as Python's `repr` writes it. */
  top(memory: MemoryImage, stackPointer: number): string {
    const address = stackPointer - (this.#isMicropython ? 0 : this.#wordBytes);
    const out: Decoded = { kind: 0, low: 0, high: 0 };
    this.#words.decode(memory.read32(address), this.#wordBytes === 8 ? memory.read32(address + 4) : 0, out);
    if (out.kind === kinds.none) return 'None';
    if (out.kind === kinds.bool) return out.low === 1 ? 'True' : 'False';
    if (out.kind !== kinds.small_int) return `kind ${out.kind}`;
    return String((BigInt(out.high) << 32n) | BigInt(out.low >>> 0));
  }

  /** Undefined: null, which nothing has been stored into. */
  #put(address: number, value: Plain | undefined): void {
    const out: Pair = { low: 0, high: 0 };
    if (value === undefined) out.high = this.#nullHigh;
    else if (value === null) this.#words.encodeNone(out);
    else if (typeof value === 'boolean') this.#words.encodeBool(value, out);
    else if (value >= -this.#limit && value < this.#limit)
      this.#words.encodeInteger(value | 0, Math.floor(value / 2 ** 32), out);
    else {
      // An object on the heap, for the host.
      this.hasLargeConstants = true;
      out.high = this.#nullHigh;
      out.low = 0x40;
    }
    this.#memory.write32(address, out.low);
    if (this.#wordBytes === 8) this.#memory.write32(address + 4, out.high);
  }
}
