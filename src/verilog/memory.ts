/** Memories: which registers, conditions and processes stand around the words. */
import type { Clock, Memory, MemoryRead, Node, WritePort } from '../netlist/node.js';
import type { Graph } from './graph.js';
import type { Names } from './names.js';
import type { Declaration, Definition, MemoryPlan, MemoryWord, Process, Statement, Target } from './plan.js';
import { conditional } from './statement.js';

export interface MemoryParts {
  readonly plan: MemoryPlan;
  /** Registers behind synchronous reads. */
  readonly registers: readonly Declaration[];
  readonly definitions: readonly Definition[];
}

/** The name of a read that the author has not named. */
export function nameOfRead(read: MemoryRead): string {
  if (read.name !== undefined) return read.name;
  const index = read.memory.reads.indexOf(read);
  return `${read.memory.name}_read${index === 0 ? '' : `_${index + 1}`}`;
}

export class MemoryPlanner {
  readonly #graph: Graph;
  readonly #names: Names;
  readonly #memory: Memory;
  readonly #registers: Declaration[] = [];
  readonly #flags: Declaration[] = [];
  readonly #definitions: Definition[] = [];
  readonly #constantIndices = new Map<bigint, Node>();

  constructor(graph: Graph, names: Names, memory: Memory) {
    this.#graph = graph;
    this.#names = names;
    this.#memory = memory;
  }

  /** Tells the graph how each read prints; to be called before any expression is looked at. */
  declare(): void {
    for (const read of this.#memory.reads) this.#graph.names.set(read, this.#dataName(read));
  }

  plan(): MemoryParts {
    const { name, width, depth, initial, source, reads } = this.#memory;
    const synchronous = reads.flatMap((read) => (read.synchronous ? [read.synchronous] : []));
    const writeProcesses = this.#writeProcesses();
    const readProcesses = reads.flatMap((read) => this.#read(read));
    const isRead = reads.some((read) => !this.#isOff(read));
    const plan: MemoryPlan = {
      name,
      width,
      depth,
      source,
      initial,
      loopVariable: initial ? this.#names.forHelper(`${name}_index`, `loop over ${name}`) : '',
      ignoresCollisions:
        synchronous.length > 0 &&
        synchronous.every(({ onCollision }) => onCollision === 'never' || (onCollision === 'new' && !this.#isMasked())),
      waivers: this.#waivers(writeProcesses, isRead),
      writes: writeProcesses,
      reads: readProcesses,
      flags: this.#flags,
    };
    return { plan, registers: this.#registers, definitions: this.#definitions };
  }

  #waivers(writes: readonly Process[], isRead: boolean): MemoryPlan['waivers'] {
    return [
      ...(writes.length > 1 ? [{ rule: 'MULTIDRIVEN', reason: 'Written from several clocks' }] : []),
      ...(writes.length === 0 && !this.#memory.initial ? [{ rule: 'UNDRIVEN', reason: 'Never written' }] : []),
      ...(isRead ? [] : [{ rule: 'UNUSEDSIGNAL', reason: 'Never read' }]),
    ];
  }

  /** Never enabled. */
  #isOff({ synchronous }: MemoryRead): boolean {
    return synchronous?.enable !== undefined && this.#isConstant(this.#graph.of(synchronous.enable), 0n);
  }

  #isMasked(): boolean {
    return this.#memory.writes.some((write) => write.mask);
  }

  /** Writes in the order of their ports, so that the last one wins; one process a clock. */
  #writeProcesses(): readonly Process[] {
    const byClock = new Map<string, { clock: Clock; statements: Statement[] }>();
    for (const write of this.#memory.writes) {
      const process = byClock.get(write.clock.name) ?? { clock: write.clock, statements: [] };
      byClock.set(write.clock.name, process);
      process.statements.push(...this.#write(write));
    }
    const active = [...byClock.values()].filter(({ statements }) => statements.length > 0);
    return active.map((process) => ({
      ...process,
      asynchronous: false,
      source: this.#memory.source,
    }));
  }

  #write(write: WritePort): readonly Statement[] {
    const { source } = write;
    const data = this.#graph.of(write.data);
    const mask = write.mask && this.#graph.of(write.mask);
    const target: Target = { name: this.#memory.name, index: this.#index(write.address) };
    const lanes = mask?.width ?? 1;
    const width = this.#memory.width / lanes;
    const statements = Array.from({ length: lanes }, (_, lane): readonly Statement[] => {
      if (!mask) return [{ kind: 'assignment', target, value: data, source }];
      const low = lane * width;
      const value = this.#graph.operation('slice', [data], width, source, low);
      const part = lanes === 1 ? target : { ...target, part: { low, width } };
      const bit = this.#graph.operation('slice', [mask], 1, source, lane);
      return conditional(this.#graph, bit, [{ kind: 'assignment', target: part, value, source }], [], source);
    }).flat();
    return conditional(this.#graph, this.#takesEffect(write), statements, [], source);
  }

  #takesEffect(write: WritePort): Node {
    return this.#and(this.#graph.of(write.enable), this.#inside(write.address));
  }

  #and(a: Node, b: Node | undefined): Node {
    if (!b || this.#isConstant(b, 1n)) return a;
    return this.#isConstant(a, 1n) ? b : this.#graph.operation('and', [a, b], 1, a.source);
  }

  #isConstant(node: Node, value: bigint): boolean {
    return node.kind === 'constant' && node.value === value && !this.#graph.names.has(node);
  }

  /** The address in exactly the bits that select a word. */
  #index(address: Node): Node {
    const { depth, name } = this.#memory;
    const width = Math.max(1, Math.ceil(Math.log2(depth)));
    const given = this.#graph.of(address);
    const operator = given.width > width ? 'slice' : 'zeroExtend';
    const index = this.#graph.operation(operator, [given], width, address.source);
    if (index.kind !== 'constant' || this.#graph.names.has(index)) return index;
    // Yosys takes a memory apart into registers when it sees a literal for an index.
    const known = this.#constantIndices.get(index.value);
    if (known) return known;
    const { source } = address;
    const constantName = this.#names.forHelper(`${name}_address_${index.value}`, `${name}[${index.value}]`);
    const wire = this.#graph.leaf(constantName, width, source);
    this.#definitions.push({ name: constantName, width, source, node: wire, value: index });
    this.#constantIndices.set(index.value, wire);
    return wire;
  }

  /** High where the address is one of a word; undefined where every address is. */
  #inside(address: Node): Node | undefined {
    const { depth } = this.#memory;
    const given = this.#graph.of(address);
    if (2n ** BigInt(given.width) <= BigInt(depth)) return undefined;
    const limit = this.#graph.constant(given.width, BigInt(depth), address.source);
    return this.#graph.operation('less', [given, limit], 1, address.source);
  }

  #dataName(read: MemoryRead): string {
    const name = nameOfRead(read);
    return read.synchronous && this.#isGated(read) ? this.#names.forHelper(`${name}_data`, `data of ${name}`) : name;
  }

  /** Does anything but the word in the read register decide what is read? */
  #isGated(read: MemoryRead): boolean {
    return (
      2n ** BigInt(read.address.width) > BigInt(this.#memory.depth) ||
      (read.synchronous?.onCollision === 'new' && this.#writesBeside(read).length > 0)
    );
  }

  #writesBeside(read: MemoryRead): readonly WritePort[] {
    return this.#memory.writes.filter((write) => write.clock.name === read.synchronous?.clock.name);
  }

  #read(read: MemoryRead): readonly Process[] {
    const { width, source, synchronous } = read;
    const name = nameOfRead(read);
    const inside = this.#inside(read.address);
    const word = (only: Node | undefined): MemoryWord => ({
      kind: 'memoryWord',
      memory: this.#memory.name,
      width,
      index: this.#index(read.address),
      inside: only,
    });
    if (!synchronous) {
      this.#definitions.push({ name, width, source, node: read, value: word(inside) });
      return [];
    }
    this.#registers.push({ name, width, source });
    const enable = synchronous.enable ? this.#graph.of(synchronous.enable) : this.#graph.constant(1, 1n);
    if (this.#isOff(read)) {
      const hold: Statement = { kind: 'assignment', target: { name }, value: this.#graph.leaf(name, width, source), source };
      const data = this.#graph.names.get(read) ?? name;
      if (data !== name)
        this.#definitions.push({ name: data, width, source, node: read, value: this.#graph.leaf(name, width, source) });
      return [{ clock: synchronous.clock, asynchronous: false, statements: [hold], source }];
    }
    const statements: Statement[] = [
      { kind: 'assignment', target: { name }, value: word(undefined), source },
      ...(this.#isGated(read) ? this.#gate(read, inside) : []),
    ];
    return [
      {
        clock: synchronous.clock,
        asynchronous: false,
        statements: conditional(this.#graph, enable, statements, [], source),
        source,
      },
    ];
  }

  /**
   * The read register takes the plain word, as block RAM wants it. Registers beside it remember that the address was
   * outside, or which lanes were being written and with what; the data is chosen behind them. They start low, so that
   * the read register alone is the state from which a simulation starts.
   */
  #gate(read: MemoryRead, inside: Node | undefined): readonly Statement[] {
    const graph = this.#graph;
    const { width, source } = read;
    const name = nameOfRead(read);
    const statements: Statement[] = [];
    const remember = (suffix: string, value: Node, isFlag: boolean): Node => {
      const helper = this.#names.forHelper(`${name}_${suffix}`, `${suffix} of ${name}`);
      const declaration = { name: helper, width: value.width, source };
      this.#registers.push(declaration);
      if (isFlag) this.#flags.push(declaration);
      statements.push({ kind: 'assignment', target: { name: helper }, value, source });
      return graph.leaf(helper, value.width, source);
    };
    let data: Node = graph.leaf(name, width, source);
    const writes = read.synchronous?.onCollision === 'new' ? this.#writesBeside(read) : [];
    if (writes.length > 0) {
      const lanes = this.#lanes(writes);
      const laneWidth = width / lanes;
      const { hits, values } = this.#bypass(read, writes, lanes);
      const forwards = remember('forwards', this.#concat(hits), true);
      const forwarded = remember('forwarded', this.#concat(values), false);
      const part = (node: Node, lane: number): Node =>
        graph.operation('slice', [node], laneWidth, source, lane * laneWidth);
      const plain = data;
      data = this.#concat(
        hits.map((_, lane) => {
          const isForwarded = graph.operation('slice', [forwards], 1, source, lane);
          return graph.operation('mux', [isForwarded, part(forwarded, lane), part(plain, lane)], laneWidth, source);
        }),
      );
    }
    if (inside) {
      const outside = remember('outside', graph.not(inside), true);
      data = graph.operation('mux', [outside, graph.constant(width, 0n), data], width, source);
    }
    this.#definitions.push({ name: graph.names.get(read) ?? name, width, source, node: read, value: data });
    return statements;
  }

  /** For each lane, lowest first, whether a write hits the word being read, and the data of the last that does. */
  #bypass(
    read: MemoryRead,
    writes: readonly WritePort[],
    lanes: number,
  ): { readonly hits: readonly Node[]; readonly values: readonly Node[] } {
    const graph = this.#graph;
    const width = read.width / lanes;
    const hits: Node[] = [];
    const values: Node[] = [];
    for (let lane = 0; lane < lanes; lane++) {
      let hit: Node | undefined;
      let value: Node | undefined;
      for (const write of writes) {
        const { source } = write;
        const mask = write.mask && graph.of(write.mask);
        const bit = mask && graph.operation('slice', [mask], 1, source, Math.floor((lane * mask.width) / lanes));
        const here = this.#and(this.#and(this.#takesEffect(write), bit), this.#sameAddress(read, write));
        const data = graph.operation('slice', [graph.of(write.data)], width, source, lane * width);
        value = value ? graph.operation('mux', [here, data, value], width, source) : data;
        hit = hit ? graph.operation('or', [hit, here], 1, source) : here;
      }
      if (hit && value) {
        hits.push(hit);
        values.push(value);
      }
    }
    return { hits, values };
  }

  #sameAddress(read: MemoryRead, write: WritePort): Node {
    const width = Math.max(read.address.width, write.address.width);
    const [a, b] = [read.address, write.address].map((address) =>
      this.#graph.operation('zeroExtend', [this.#graph.of(address)], width, address.source),
    ) as [Node, Node];
    return a === b ? this.#graph.constant(1, 1n) : this.#graph.operation('equal', [a, b], 1, write.source);
  }

  /** Parts of a word that the writes treat as one: all of it without masks, single bits where masks differ. */
  #lanes(writes: readonly WritePort[]): number {
    const counts = new Set(writes.flatMap((write) => write.mask?.width ?? []));
    if (counts.size > 1) return this.#memory.width;
    return [...counts][0] ?? 1;
  }

  /** Lowest lane last. */
  #concat(lanes: readonly Node[]): Node {
    const width = lanes.reduce((sum, lane) => sum + lane.width, 0);
    return this.#graph.operation('concat', [...lanes].reverse(), width, this.#memory.source);
  }
}
