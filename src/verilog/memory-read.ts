/** Read ports of memories: asynchronous ones as wires, synchronous ones as registers that synthesis makes block RAM of. */
import type { MemoryRead, Node, WritePort } from '../netlist/node.js';
import type { Graph } from './graph.js';
import type { MemoryAccess } from './memory-access.js';
import type { Names } from './names.js';
import type { Declaration, Definition, MemoryWord, Process, Statement } from './plan.js';
import { conditional } from './statement.js';

/** The name of a read, also of one that the author has not named. */
export function nameOfRead(read: MemoryRead): string {
  if (read.name !== undefined) return read.name;
  const index = read.memory.reads.indexOf(read);
  return `${read.memory.name}_read${index === 0 ? '' : `_${index + 1}`}`;
}

export class ReadPlanner {
  readonly registers: Declaration[] = [];
  /** Those of the registers that start low. */
  readonly flags: Declaration[] = [];
  readonly definitions: Definition[] = [];
  readonly processes: Process[] = [];
  readonly #graph: Graph;
  readonly #names: Names;
  readonly #access: MemoryAccess;
  readonly #read: MemoryRead;
  readonly #name: string;

  constructor(graph: Graph, names: Names, access: MemoryAccess, read: MemoryRead) {
    this.#graph = graph;
    this.#names = names;
    this.#access = access;
    this.#read = read;
    this.#name = nameOfRead(read);
  }

  /** Tells the graph how the read prints. */
  declare(): void {
    const name = this.#isGated()
      ? this.#names.forHelper(`${this.#name}_data`, `data of ${this.#name}`)
      : this.#name;
    this.#graph.names.set(this.#read, name);
  }

  /** Is it ever enabled? */
  get isActive(): boolean {
    const enable = this.#read.synchronous?.enable;
    return !enable || !this.#access.isConstant(this.#graph.of(enable), 0n);
  }

  plan(): void {
    const { width, source, synchronous } = this.#read;
    if (!synchronous) {
      this.#define(this.#word(this.#access.inside(this.#read.address)));
      return;
    }
    const name = this.#name;
    const own = this.#graph.leaf(name, width, source);
    this.registers.push({ name, width, source });
    const enable = synchronous.enable ? this.#graph.of(synchronous.enable) : this.#graph.constant(1, 1n);
    const take = (value: Node | MemoryWord): Statement => ({
      kind: 'assignment',
      target: { name },
      value,
      source,
    });
    // A register that is never enabled must still look like one.
    const statements = this.isActive
      ? conditional(this.#graph, enable, [take(this.#word(undefined)), ...this.#gate(own)], [], source)
      : [take(own)];
    if (!this.isActive && this.#isGated()) this.#define(own);
    this.processes.push({ clock: synchronous.clock, asynchronous: false, statements, source });
  }

  #word(inside: Node | undefined): MemoryWord {
    const { memory, width, address } = this.#read;
    return { kind: 'memoryWord', memory: memory.name, width, index: this.#access.index(address), inside };
  }

  #define(value: Node | MemoryWord): void {
    const { width, source } = this.#read;
    const name = this.#graph.names.get(this.#read) ?? this.#name;
    this.definitions.push({ name, width, source, node: this.#read, value });
  }

  /** Does anything but the word in the read register decide what is read? */
  #isGated(): boolean {
    const { synchronous, address } = this.#read;
    return synchronous !== undefined && (this.#access.canMiss(address) || this.#forwardedWrites().length > 0);
  }

  /** The writes whose new word is read when they hit the same address. */
  #forwardedWrites(): readonly WritePort[] {
    const { synchronous, memory } = this.#read;
    if (synchronous?.onCollision !== 'new') return [];
    return memory.writes.filter((write) => write.clock.name === synchronous.clock.name);
  }

  /**
   * The read register takes the plain word, as block RAM wants it. Registers beside it remember that the address was
   * outside, or which lanes were being written and with what; the data is chosen behind them. They start low, so that
   * the read register alone is the state from which a simulation starts.
   */
  #gate(own: Node): readonly Statement[] {
    if (!this.#isGated()) return [];
    const { width, source } = this.#read;
    const statements: Statement[] = [];
    const remember = (suffix: string, value: Node): Declaration => {
      const name = this.#names.forHelper(`${this.#name}_${suffix}`, `${suffix} of ${this.#name}`);
      statements.push({ kind: 'assignment', target: { name }, value, source });
      const declaration = { name, width: value.width, source };
      this.registers.push(declaration);
      return declaration;
    };
    const rememberFlags = (suffix: string, value: Node): Declaration => {
      const declaration = remember(suffix, value);
      this.flags.push(declaration);
      return declaration;
    };
    const leaf = (declaration: Declaration): Node =>
      this.#graph.leaf(declaration.name, declaration.width, source);
    let data = own;
    const writes = this.#forwardedWrites();
    if (writes.length > 0) {
      const lanes = lanesOf(writes, width);
      const passed = Array.from({ length: lanes }, (_, lane) => this.#forward(writes, lane, lanes));
      const forwards = leaf(rememberFlags('forwards', this.#concat(passed.map(({ hit }) => hit))));
      const forwarded = leaf(remember('forwarded', this.#concat(passed.map(({ data: written }) => written))));
      data = this.#concat(passed.map((_, lane) => this.#choose(forwards, forwarded, own, lane, lanes)));
    }
    const inside = this.#access.inside(this.#read.address);
    if (inside) {
      const outside = leaf(rememberFlags('outside', this.#graph.not(inside)));
      data = this.#graph.operation('mux', [outside, this.#graph.constant(width, 0n), data], width, source);
    }
    this.#define(data);
    return statements;
  }

  /** Whether a write hits this lane of the word being read, and the data of the last that does. */
  #forward(
    writes: readonly WritePort[],
    lane: number,
    lanes: number,
  ): { readonly hit: Node; readonly data: Node } {
    const graph = this.#graph;
    const width = this.#read.width / lanes;
    const all = writes.map((write) => {
      const { source } = write;
      const mask = write.mask && graph.of(write.mask);
      const bit =
        mask && graph.operation('slice', [mask], 1, source, Math.floor((lane * mask.width) / lanes));
      const isWritten = this.#access.both(this.#access.takesEffect(write), bit);
      const hit = this.#access.both(isWritten, this.#access.sameAddress(this.#read.address, write.address));
      return { hit, data: graph.operation('slice', [graph.of(write.data)], width, source, lane * width) };
    });
    return all.reduce((earlier, later) => ({
      hit: graph.operation('or', [earlier.hit, later.hit], 1, this.#read.source),
      data: graph.operation('mux', [later.hit, later.data, earlier.data], width, this.#read.source),
    }));
  }

  #choose(forwards: Node, forwarded: Node, own: Node, lane: number, lanes: number): Node {
    const { source, width } = this.#read;
    const laneWidth = width / lanes;
    const bit = this.#graph.operation('slice', [forwards], 1, source, lane);
    const [written, stored] = [forwarded, own].map((node) =>
      this.#graph.operation('slice', [node], laneWidth, source, lane * laneWidth),
    ) as [Node, Node];
    return this.#graph.operation('mux', [bit, written, stored], laneWidth, source);
  }

  /** Lowest lane last. */
  #concat(lanes: readonly Node[]): Node {
    const width = lanes.reduce((sum, lane) => sum + lane.width, 0);
    return this.#graph.operation('concat', [...lanes].reverse(), width, this.#read.source);
  }
}

/** Parts of a word that the writes treat as one: all of it without masks, single bits where masks differ. */
function lanesOf(writes: readonly WritePort[], width: number): number {
  const counts = new Set(writes.flatMap((write) => write.mask?.width ?? []));
  return counts.size > 1 ? width : ([...counts][0] ?? 1);
}
