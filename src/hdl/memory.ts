import { AdderError } from '../netlist/error.js';
import type { Collision, Memory, MemoryRead, Node } from '../netlist/node.js';
import { Source } from '../netlist/source.js';
import type { Draft } from './draft.js';
import { constantNode, describe, operate } from './operate.js';
import { bitsFor, describeShape, uint, type Shape } from './shape.js';
import { literal, literalNode, type AnyUInt, type Bool } from './signal.js';
import { pack, unpackNodes } from './combine.js';
import { nodesOf, signalOf } from './tree.js';
import type { Signal, Value } from './value.js';

export interface MemoryOptions<S> {
  /** Words. */
  readonly depth: number;
  /** Content at power-up, from address 0; the rest is 0. Without it the content is random until it is written. */
  readonly initial?: readonly Value<S>[];
  /**
   * Tells synthesis to use block RAM, however few the words are: it would take LUTs for a shallow memory, which are dearer where block RAM
   * is left over. All reads must be synchronous.
   */
  readonly inBlocks?: boolean;
}

export interface SynchronousReadOptions {
  /** Name of the read register in Verilog; `<memory>_read` unless told. */
  readonly name?: string;
  /** The read register holds its word while this is low. Always reads unless told. */
  readonly enable?: Bool;
  /**
   * What is read when the same address is written in the same cycle. `'never'` promises that it does not happen or
   * that the word is then not used: the cheapest in hardware.
   */
  readonly onCollision: Collision;
}

export interface WriteOptions {
  /** Writes while this and the conditions around the statement are high. */
  readonly enable?: Bool;
  /** One bit for each equal part of the word, the lowest first; only parts whose bit is 1 are written. */
  readonly mask?: AnyUInt;
}

/** A memory of `depth` words of one shape. */
export class MemoryView<S extends Shape> {
  readonly shape: S;
  readonly depth: number;
  readonly #draft: Draft;
  readonly #memory: Memory;

  constructor(draft: Draft, name: string, shape: S, options: MemoryOptions<S>) {
    this.shape = shape;
    this.depth = options.depth;
    this.#draft = draft;
    const source = Source.capture();
    const complain = (what: string, fix: string): never => {
      throw new AdderError({ code: 'M01', source, what, fix });
    };
    if (!Number.isInteger(options.depth) || options.depth < 1)
      complain(`memory '${name}' cannot have ${options.depth} words`, 'Give a whole number from 1');
    if (options.initial && options.initial.length > options.depth)
      complain(
        `memory '${name}' has ${options.depth} words, but ${options.initial.length} initial ones`,
        'Give no more than the depth',
      );
    this.#memory = {
      name: draft.scoped(name),
      width: shape.width,
      depth: options.depth,
      initial: options.initial?.map((value) => wordOf(shape, value)),
      inBlocks: options.inBlocks,
      writes: [],
      reads: [],
      source,
    };
    draft.memories.push(this.#memory);
  }

  /** Bits of an address. */
  get addressWidth(): number {
    return bitsFor(this.depth);
  }

  /**
   * The word at `address` in the next cycle, held while `enable` is low: block RAM on every family. Latency 1 cycle.
   */
  read(address: AnyUInt | number, options: SynchronousReadOptions): Signal<S> {
    return this.#read(this.#readName(options.name, 'read'), address, {
      clock: this.#draft.clock,
      enable: options.enable?.node,
      onCollision: options.onCollision,
    });
  }

  /** The word at `address` in this cycle: LUT RAM, or flip-flops where the family has none. */
  readAsynchronous(address: AnyUInt | number, options: { readonly name?: string } = {}): Signal<S> {
    if (this.#memory.inBlocks)
      throw new AdderError({
        code: 'M04',
        source: Source.capture(),
        what: `'${this.#memory.name}' is to be block RAM, which has no asynchronous read`,
        fix: 'Use read, or leave out inBlocks',
      });
    return this.#read(this.#readName(options.name, 'word'), address, undefined);
  }

  /** Writes a word at the next clock edge. */
  write(address: AnyUInt | number, value: Value<S>, options: WriteOptions = {}): void {
    const around = this.#draft.assignments.enable;
    const own = options.enable?.node;
    const enable = around && own ? operate('and', [around, own], 1) : (around ?? own ?? constantNode(1n, 1));
    const mask = options.mask?.node;
    const source = Source.capture();
    if (mask && this.#memory.width % mask.width !== 0)
      throw new AdderError({
        code: 'M02',
        source,
        what: `a mask of ${describe(mask)} does not divide the ${this.#memory.width} bits of a word of '${this.#memory.name}'`,
        fix: 'Use as many mask bits as the word has equal parts',
      });
    this.#memory.writes.push({
      clock: this.#draft.clock,
      enable,
      address: this.#address(address),
      data: pack(signalOf(this.shape, nodesOf(this.shape, value))).node,
      mask,
      source,
    });
  }

  #readName(name: string | undefined, otherwise: string): string {
    return name === undefined ? `${this.#memory.name}_${otherwise}` : this.#draft.scoped(name);
  }

  #read(name: string, address: AnyUInt | number, synchronous: MemoryRead['synchronous']): Signal<S> {
    const taken = this.#memory.reads.filter(
      (read) => read.name === name || read.name?.startsWith(`${name}_`),
    ).length;
    const read: MemoryRead = {
      kind: 'memoryRead',
      memory: this.#memory,
      address: this.#address(address),
      synchronous,
      width: this.#memory.width,
      name: taken === 0 ? name : `${name}_${taken + 1}`,
      source: Source.capture(),
    };
    this.#memory.reads.push(read);
    return signalOf(this.shape, unpackNodes(this.shape, read));
  }

  #address(address: AnyUInt | number): Node {
    const shape = uint(this.addressWidth);
    if (typeof address === 'number') return literalNode(address, shape);
    if (address.width === shape.width) return address.node;
    throw new AdderError({
      code: 'M03',
      source: Source.capture(),
      what: `'${this.#memory.name}' has ${this.depth} words and so ${shape.width} address bits, but the address is ${describe(address.node)}`,
      fix: address.width > shape.width ? `Use .truncate(${shape.width})` : `Use .extend(${shape.width})`,
    });
  }
}

/** The bit pattern of a word given as literals. */
function wordOf<S extends Shape>(shape: S, value: Value<S>): bigint {
  // Most memories with content are tables of numbers; a thousand of these need no nodes.
  if (shape.kind === 'uint' && (typeof value === 'number' || typeof value === 'bigint'))
    return literal(value, shape);
  const parts = pack(signalOf(shape, nodesOf(shape, value))).node;
  const bits = (node: Node): bigint => {
    if (node.kind === 'constant') return node.value;
    if (node.kind === 'operation' && node.operator === 'concat')
      return node.operands.reduce((word, part) => (word << BigInt(part.width)) | bits(part), 0n);
    throw new AdderError({
      code: 'M01',
      source: Source.capture(),
      what: `initial content of a ${describeShape(shape)} must be literals, not signals`,
      fix: 'Give numbers, 0 or 1, or names of members',
    });
  };
  return bits(parts);
}
