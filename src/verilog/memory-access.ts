/** Addresses and enables of one memory's ports, as the Verilog needs them. */
import type { Memory, Node, WritePort } from '../netlist/node.js';
import type { Graph } from './graph.js';
import type { Names } from './names.js';
import type { Definition } from './plan.js';

export class MemoryAccess {
  /** Wires for addresses that are constants. */
  readonly definitions: Definition[] = [];
  readonly #graph: Graph;
  readonly #names: Names;
  readonly #memory: Memory;
  readonly #constantIndices = new Map<bigint, Node>();

  constructor(graph: Graph, names: Names, memory: Memory) {
    this.#graph = graph;
    this.#names = names;
    this.#memory = memory;
  }

  /** The address in exactly the bits that select a word. */
  index(address: Node): Node {
    const { depth } = this.#memory;
    const width = Math.max(1, Math.ceil(Math.log2(depth)));
    const given = this.#graph.of(address);
    const operator = given.width > width ? 'slice' : 'zeroExtend';
    const index = this.#graph.operation(operator, [given], width, address.source);
    if (index.kind !== 'constant' || this.#graph.names.has(index)) return index;
    // Yosys takes a memory apart into registers when it sees a literal for an index.
    const known = this.#constantIndices.get(index.value);
    if (known) return known;
    const named = this.#nameIndex(index.value, index, address);
    this.#constantIndices.set(index.value, named);
    return named;
  }

  #nameIndex(value: bigint, index: Node, { source }: Node): Node {
    const { name: memory } = this.#memory;
    const name = this.#names.forHelper(`${memory}_address_${value}`, `${memory}[${value}]`);
    const node = this.#graph.leaf(name, index.width, source);
    this.definitions.push({ name, width: index.width, source, node, value: index });
    return node;
  }

  /** High where the address is one of a word; undefined where every address is. */
  inside(address: Node): Node | undefined {
    if (!this.canMiss(address)) return undefined;
    const given = this.#graph.of(address);
    const limit = this.#graph.constant(given.width, BigInt(this.#memory.depth), address.source);
    return this.#graph.operation('less', [given, limit], 1, address.source);
  }

  /** Are there addresses of that width outside the memory? */
  canMiss(address: Node): boolean {
    return 2n ** BigInt(address.width) > BigInt(this.#memory.depth);
  }

  /** High where the port changes a word. */
  takesEffect(write: WritePort): Node {
    return this.both(this.#graph.of(write.enable), this.inside(write.address));
  }

  both(a: Node, b: Node | undefined): Node {
    if (!b || this.isConstant(b, 1n)) return a;
    return this.isConstant(a, 1n) ? b : this.#graph.operation('and', [a, b], 1, a.source);
  }

  isConstant(node: Node, value: bigint): boolean {
    return node.kind === 'constant' && node.value === value && !this.#graph.names.has(node);
  }

  /** High where both ports are at one word. */
  sameAddress(a: Node, b: Node): Node {
    const width = Math.max(a.width, b.width);
    const extended = (address: Node): Node =>
      this.#graph.operation('zeroExtend', [this.#graph.of(address)], width, address.source);
    const [left, right] = [extended(a), extended(b)];
    if (left === right) return this.#graph.constant(1, 1n);
    return this.#graph.operation('equal', [left, right], 1, a.source);
  }
}
