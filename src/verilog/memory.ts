/** Memories: the words, and the processes that write them. */
import type { Clock, Memory, WritePort } from '../netlist/node.js';
import type { Graph } from './graph.js';
import { MemoryAccess } from './memory-access.js';
import { ReadPlanner } from './memory-read.js';
import type { Names } from './names.js';
import type { Declaration, Definition, MemoryPlan, Process, Statement, Target } from './plan.js';
import { conditional } from './statement.js';

export interface MemoryParts {
  readonly plan: MemoryPlan;
  /** Registers behind synchronous reads. */
  readonly registers: readonly Declaration[];
  readonly definitions: readonly Definition[];
}

export class MemoryPlanner {
  readonly #graph: Graph;
  readonly #names: Names;
  readonly #memory: Memory;
  readonly #access: MemoryAccess;
  readonly #reads: readonly ReadPlanner[];

  constructor(graph: Graph, names: Names, memory: Memory) {
    this.#graph = graph;
    this.#names = names;
    this.#memory = memory;
    this.#access = new MemoryAccess(graph, names, memory);
    this.#reads = memory.reads.map((read) => new ReadPlanner(graph, names, this.#access, read));
  }

  /** Tells the graph how each read prints; to be called before any expression is looked at. */
  declare(): void {
    for (const read of this.#reads) read.declare();
  }

  plan(): MemoryParts {
    const { name, width, depth, initial, inBlocks, source } = this.#memory;
    const writes = this.#writeProcesses();
    for (const read of this.#reads) read.plan();
    const plan: MemoryPlan = {
      name,
      width,
      depth,
      source,
      initial,
      inBlocks: inBlocks ?? false,
      loopVariable: initial ? this.#names.forHelper(`${name}_index`, `loop over ${name}`) : '',
      ignoresCollisions: this.#ignoresCollisions(),
      waivers: this.#waivers(writes),
      writes,
      reads: this.#reads.flatMap((read) => read.processes),
      flags: this.#reads.flatMap((read) => read.flags),
    };
    return {
      plan,
      registers: this.#reads.flatMap((read) => read.registers),
      definitions: [...this.#access.definitions, ...this.#reads.flatMap((read) => read.definitions)],
    };
  }

  /** Forwarding covers a collision too, except for lanes that a mask leaves as they were. */
  #ignoresCollisions(): boolean {
    const collisions = this.#memory.reads.flatMap((read) => read.synchronous?.onCollision ?? []);
    const isMasked = this.#memory.writes.some((write) => write.mask);
    return (
      collisions.length > 0 && collisions.every((each) => each === 'never' || (each === 'new' && !isMasked))
    );
  }

  #waivers(writes: readonly Process[]): MemoryPlan['waivers'] {
    const isRead = this.#reads.some((read) => read.isActive);
    return [
      ...(writes.length > 1 ? [{ rule: 'MULTIDRIVEN', reason: 'Written from several clocks' }] : []),
      ...(writes.length === 0 && !this.#memory.initial
        ? [{ rule: 'UNDRIVEN', reason: 'Never written' }]
        : []),
      ...(isRead ? [] : [{ rule: 'UNUSEDSIGNAL', reason: 'Never read' }]),
    ];
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
    const target: Target = { name: this.#memory.name, index: this.#access.index(write.address) };
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
    return conditional(this.#graph, this.#access.takesEffect(write), statements, [], source);
  }
}
