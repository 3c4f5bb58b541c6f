/**
 * The reference interpreter: what a graph means, as directly as it can be said. The engines are compared with it, so
 * it shares nothing with them but `operators[].evaluate`. It is slow and for tests.
 */
import { AdderError } from './error.js';
import type { Clock, Instance, Memory, MemoryRead, Module, Node, Register, WritePort } from './node.js';
import { operators } from './operator.js';
import { combinationalOperands, describedBy, isState, nodesOf, type StateNode } from './visit.js';

export class Interpreter {
  readonly module: Module;
  /** What registers and synchronous reads hold; may be set. Starts from the reset values, 0 where there is none. */
  readonly registers = new Map<StateNode, bigint>();
  /** The words of the memories; may be set. Start from the initial content, 0 where there is none. */
  readonly memories = new Map<Memory, bigint[]>();
  /** By the name of the instance. */
  readonly instances = new Map<string, Interpreter>();

  readonly #order: readonly Node[];
  /** Whether every operand stands before its users, so that one sweep settles everything. */
  readonly #isOrdered: boolean;
  readonly #values = new Map<Node, bigint>();
  /** Inputs and resets, by port name. */
  readonly #driven = new Map<string, bigint>();
  /** Whether inputs or state have changed since the values were computed. */
  #isStale = true;

  /** Throws an `AdderError` where an instance has no graph to interpret: a foreign module without a model. */
  constructor(module: Module) {
    this.module = module;
    this.#order = nodesOf(module);
    const position = new Map(this.#order.map((node, index) => [node, index]));
    this.#isOrdered = this.#order.every((node, index) =>
      combinationalOperands(node).every((operand) => (position.get(operand) ?? 0) < index),
    );
    for (const node of [...module.registers, ...this.#order])
      if (isState(node))
        this.registers.set(node, (node.kind === 'register' ? node.resetValue : undefined) ?? 0n);
    for (const memory of module.memories)
      this.memories.set(
        memory,
        Array.from({ length: memory.depth }, (_, address) => memory.initial?.[address] ?? 0n),
      );
    for (const instance of module.instances) this.instances.set(instance.name, interpretInstance(instance));
    for (const { reset } of module.clocks) if (reset) this.#driven.set(reset.name, reset.activeLow ? 1n : 0n);
  }

  /** Drives an input or a reset (the level of its wire, whichever level is active). */
  set(port: string, value: bigint): void {
    const width = this.#drivenWidth(port);
    if (value < 0n || value >> BigInt(width) !== 0n)
      throw new RangeError(`${value} does not fit into the ${width} bits of '${port}'`);
    if (this.#driven.get(port) !== value) this.#isStale = true;
    this.#driven.set(port, value);
  }

  /** An output, as the last `settle` or `step` found it. */
  get(port: string): bigint {
    const output = this.module.ports.find((candidate) => candidate.name === port);
    if (output?.kind !== 'output') throw new RangeError(`'${this.module.name}' has no output '${port}'`);
    return this.value(output.driver);
  }

  /** Any node of this module, as the last `settle` or `step` found it: a property's condition, say. */
  value(node: Node): bigint {
    return this.#values.get(node) ?? 0n;
  }

  /** Applies asynchronous resets and lets all combinational values follow the inputs and the state. */
  settle(): void {
    this.#invalidate();
    this.#follow();
  }

  #invalidate(): void {
    this.#isStale = true;
    for (const child of this.instances.values()) child.#invalidate();
  }

  #follow(): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#resetAsynchronously();
    // Rings of nodes are legal where no bit follows itself. Each sweep then settles at least one more bit for good.
    const sweeps = this.#isOrdered ? 1 : this.#order.reduce((sum, node) => sum + node.width, 2);
    for (let sweep = 0; sweep < sweeps; sweep++) if (!this.#sweep()) return;
    if (!this.#isOrdered)
      throw new AdderError({
        code: 'L20',
        source: this.module.source,
        what: `the values of module '${this.module.name}' do not settle: it has a combinational loop`,
        fix: 'Put a register into the loop',
      });
  }

  /** Settles, then lets the named clocks tick together: all of them unless told. Outputs read as before the edge. */
  step(clocks: readonly string[] = this.module.clocks.map(({ name }) => name)): void {
    this.settle();
    for (const commit of this.#edge(new Set(clocks))) commit();
  }

  #drivenWidth(port: string): number {
    const input = this.module.ports.find((candidate) => candidate.name === port);
    if (input?.kind === 'input') return input.width;
    if (this.#driven.has(port)) return 1;
    throw new RangeError(`'${this.module.name}' has no input or reset '${port}'`);
  }

  #isInReset({ reset }: Clock): boolean {
    return reset !== undefined && (this.#driven.get(reset.name) === 1n) !== reset.activeLow;
  }

  #resetAsynchronously(): void {
    for (const register of this.module.registers)
      if (
        register.resetValue !== undefined &&
        register.clock.reset?.kind === 'asynchronous' &&
        this.#isInReset(register.clock)
      )
        this.registers.set(register, register.resetValue);
  }

  /** Computes every node once, in order; tells whether any of them changed. */
  #sweep(): boolean {
    for (const instance of this.module.instances) this.#driveResets(instance);
    let changed = false;
    for (const node of this.#order) {
      const value = this.#compute(node);
      if (value === this.#values.get(node)) continue;
      this.#values.set(node, value);
      changed = true;
    }
    // Also for instances whose outputs nobody reads: their state and properties count.
    for (const instance of this.module.instances) this.#settled(instance);
    return changed;
  }

  #compute(node: Node): bigint {
    if (isState(node)) return this.registers.get(node) ?? 0n;
    switch (node.kind) {
      case 'constant':
        return node.value;
      case 'input':
        return this.#driven.get(node.name) ?? 0n;
      case 'wire':
        return node.driver ? this.value(node.driver) : 0n;
      case 'memoryRead':
        return this.#word(node.memory, this.value(node.address));
      case 'instanceOutput':
        return this.#settled(node.instance).get(node.port);
      case 'operation':
        return operators[node.operator].evaluate(
          node.operands.map((operand) => this.value(operand)),
          node.operands.map((operand) => operand.width),
          node.width,
          node.low,
        );
    }
  }

  #child({ name }: Instance): Interpreter {
    const child = this.instances.get(name);
    if (!child) throw new Error(`no interpreter for instance '${name}'`);
    return child;
  }

  #driveResets(instance: Instance): void {
    const child = this.#child(instance);
    for (const { name, reset } of child.module.clocks) {
      const outer = instance.clocks.get(name);
      if (reset && outer?.reset) child.set(reset.name, this.#driven.get(outer.reset.name) ?? 0n);
    }
  }

  #settled(instance: Instance): Interpreter {
    const child = this.#child(instance);
    for (const [port, value] of instance.inputs) child.set(port, this.value(value));
    child.#follow();
    return child;
  }

  #word(memory: Memory, address: bigint): bigint {
    // Beyond the depth there is nothing, and it reads as 0.
    return address < BigInt(memory.depth) ? (this.memories.get(memory)?.[Number(address)] ?? 0n) : 0n;
  }

  /** Everything this edge changes, here and below, to be done when all of it has been computed. */
  #edge(clocks: ReadonlySet<string>): readonly (() => void)[] {
    const commits: (() => void)[] = [];
    for (const node of this.registers.keys()) {
      const next = node.kind === 'register' ? this.#nextRegister(node, clocks) : this.#nextRead(node, clocks);
      if (next !== undefined) commits.push(() => this.registers.set(node, next));
    }
    for (const memory of this.module.memories)
      for (const write of memory.writes) {
        const address = this.value(write.address);
        if (!this.#isWriting(write, clocks) || address >= BigInt(memory.depth)) continue;
        commits.push(() => {
          const words = this.memories.get(memory);
          if (words) words[Number(address)] = this.#written(memory, write, words[Number(address)] ?? 0n);
        });
      }
    for (const instance of this.module.instances) {
      const ticking = [...instance.clocks]
        .filter(([, outer]) => clocks.has(outer.name))
        .map(([inner]) => inner);
      commits.push(...this.#child(instance).#edge(new Set(ticking)));
    }
    return commits;
  }

  #nextRegister(register: Register, clocks: ReadonlySet<string>): bigint | undefined {
    if (!clocks.has(register.clock.name)) return undefined;
    if (register.resetValue !== undefined && this.#isInReset(register.clock)) return register.resetValue;
    const isEnabled = !register.enable || this.value(register.enable) === 1n;
    return isEnabled && register.next ? this.value(register.next) : undefined;
  }

  #nextRead({ memory, address, synchronous }: MemoryRead, clocks: ReadonlySet<string>): bigint | undefined {
    if (!synchronous || !clocks.has(synchronous.clock.name)) return undefined;
    if (synchronous.enable && this.value(synchronous.enable) === 0n) return undefined;
    const at = this.value(address);
    const old = this.#word(memory, at);
    if (synchronous.onCollision !== 'new' || at >= BigInt(memory.depth)) return old;
    return memory.writes
      .filter((write) => this.#isWriting(write, clocks) && this.value(write.address) === at)
      .reduce((word, write) => this.#written(memory, write, word), old);
  }

  #isWriting(write: WritePort, clocks: ReadonlySet<string>): boolean {
    return clocks.has(write.clock.name) && this.value(write.enable) === 1n;
  }

  /** The word after a write over `old`. */
  #written({ width }: Memory, { data, mask }: WritePort, old: bigint): bigint {
    if (!mask) return this.value(data);
    const part = BigInt(width / mask.width);
    const ones = (1n << part) - 1n;
    let word = old;
    for (let index = 0n; index < BigInt(mask.width); index++) {
      if (((this.value(mask) >> index) & 1n) === 0n) continue;
      const lane = ones << (index * part);
      word = (word & ~lane) | (this.value(data) & lane);
    }
    return word;
  }
}

function interpretInstance(instance: Instance): Interpreter {
  const module = describedBy(instance);
  if (module) return new Interpreter(module);
  throw new AdderError({
    code: 'H29',
    source: instance.source,
    what: `instance '${instance.name}' cannot be simulated: the foreign module '${instance.module.name}' has no model`,
    fix: 'Give it a model',
  });
}
