/**
 * Copies a module while replacing nodes: the one place that knows how to do so in a graph with rings.
 *
 * Operations are immutable and can only form a ring through a wire, a register, a memory or an instance. So these get
 * empty copies first, operations are copied from their operands upwards, and the copies are filled in at the end.
 * Only what is declared or used is copied: unread operations, unnamed wires and unnamed memory reads stay behind.
 */
import type { Instance, Memory, MemoryRead, Module, Node, Operation, Register, Wire } from './node.js';
import { wiresOf } from './visit.js';

/** What to replace; whatever has no rule is copied as it is. */
export interface Rules {
  /** The node to stand for an operation, given its copy with rewritten operands. New operations may be made of these. */
  readonly operation?: (copy: Operation, original: Operation) => Node;
  /** The node that readers of a wire shall read, given the wire's copy and what drives it; the wire stays if it has a name. */
  readonly wire?: (copy: Wire, driver: Node) => Node;
  /** A register's copy before its `next` and `enable` are filled in: another reset value, another clock. */
  readonly register?: (copy: Register) => Register;
  /** The module that an instance shall have instead. */
  readonly module?: (module: Module) => Module;
}

export interface Rewritten {
  readonly module: Module;
  /** Whether any rule replaced a node. */
  readonly changed: boolean;
  /** What stands for a node of the given module; undefined for what was left behind. */
  readonly copyOf: (node: Node) => Node | undefined;
}

/** Copies `module` by `rules`. Its operations, registers, wires, memories and instances are new; the given ones stay as they are. */
export function rewrite(module: Module, rules: Rules): Rewritten {
  return new Rewriter(module, rules).run();
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Rewriter {
  readonly #module: Module;
  readonly #rules: Rules;
  /** What the readers of a node read instead. */
  readonly #copies = new Map<Node, Node>();
  /** Wires that carry on the names of operations which became something else. */
  readonly #namesakes = new Map<Node, Wire>();
  readonly #wires = new Map<Wire, Wire>();
  readonly #wiresRead = new Set<Wire>();
  readonly #memories = new Map<Memory, Memory>();
  readonly #instances = new Map<Instance, Instance>();
  readonly #pending: (() => void)[] = [];
  #changed = false;

  constructor(module: Module, rules: Rules) {
    this.#module = module;
    this.#rules = rules;
  }

  run(): Rewritten {
    const old = this.#module;
    for (const memory of old.memories) this.#memories.set(memory, { ...memory, writes: [], reads: [] });
    for (const instance of old.instances) this.#copyInstance(instance);
    for (const node of old.named) this.#visit(node);
    for (const wire of wiresOf(old)) if (this.#isKept(wire)) this.#visit(wire);
    for (const register of old.registers) this.#visit(register);
    for (const memory of old.memories) this.#copyMemory(memory);
    const properties = old.properties.map((property) => ({
      ...property,
      condition: this.#use(property.condition),
    }));
    for (let fill = this.#pending.shift(); fill; fill = this.#pending.shift()) fill();

    for (const [memory, copy] of this.#memories)
      for (const read of memory.reads) {
        const copied = this.#copies.get(read);
        if (copied?.kind === 'memoryRead') copy.reads.push(copied);
      }
    const module: Module = {
      ...old,
      ports: old.ports.map((port) =>
        port.kind === 'output' ? { ...port, driver: this.#wires.get(port.driver) ?? port.driver } : port,
      ),
      wires: [
        ...old.wires.flatMap((wire) => {
          const copy = this.#wires.get(wire);
          return copy && (this.#isKept(wire) || this.#wiresRead.has(wire)) ? [copy] : [];
        }),
        ...this.#namesakes.values(),
      ],
      registers: old.registers.map((register) => this.#copies.get(register) as Register),
      memories: [...this.#memories.values()],
      instances: [...this.#instances.values()],
      properties,
      named: old.named.filter((node) => !this.#namesakes.has(node)).map((node) => this.#use(node)),
    };
    return {
      module,
      changed: this.#changed,
      copyOf: (node) =>
        this.#namesakes.get(node) ?? (node.kind === 'wire' ? this.#wires.get(node) : this.#copies.get(node)),
    };
  }

  #isKept(wire: Wire): boolean {
    return wire.name !== undefined || wire.crossingTo !== undefined;
  }

  /** What a reader of `node` reads. */
  #use(node: Node): Node {
    const known = this.#copies.get(node);
    if (known && node.kind !== 'wire') return known;
    this.#visit(node);
    const copy = this.#copies.get(node) ?? (node.kind === 'wire' ? this.#wires.get(node) : undefined);
    if (!copy) throw new Error(`rewrite: no copy of a ${node.kind} at ${node.source.toString()}`);
    if (node.kind === 'wire') {
      if (copy === this.#wires.get(node)) this.#wiresRead.add(node);
      else this.#changed = true;
    }
    return copy;
  }

  #visit(root: Node): void {
    if (this.#copies.has(root) || (root.kind === 'wire' && this.#wires.has(root))) return;
    const stack = [root];
    for (let node = stack.at(-1); node; node = stack.at(-1)) {
      if (this.#copies.has(node)) {
        stack.pop();
      } else if (node.kind === 'operation') {
        const before = stack.length;
        for (let index = node.operands.length - 1; index >= 0; index--) {
          const operand = node.operands[index];
          if (operand && !this.#isEntered(operand)) stack.push(operand);
        }
        if (stack.length > before) continue;
        this.#copyOperation(node);
        stack.pop();
      } else if (node.kind === 'wire') {
        if (!this.#wires.has(node)) {
          this.#wires.set(node, { ...node, driver: undefined });
          // Not when it is on the stack already: then this wire closes a ring, and is filled in at the end.
          if (node.driver && !this.#copies.has(node.driver)) {
            stack.push(node.driver);
            continue;
          }
        }
        this.#finishWire(node);
        stack.pop();
      } else {
        this.#copyLeaf(node);
        stack.pop();
      }
    }
  }

  #isEntered(node: Node): boolean {
    return this.#copies.has(node) || (node.kind === 'wire' && this.#wires.has(node));
  }

  #copyOperation(original: Operation): void {
    const copy: Operation = { ...original, operands: original.operands.map((operand) => this.#use(operand)) };
    const better = this.#rules.operation?.(copy, original) ?? copy;
    if (better !== copy) this.#changed = true;
    this.#copies.set(original, better);
    const { name, width, source } = original;
    if (name === undefined || better === copy) return;
    if (better.kind === 'operation' && better.name === undefined) {
      better.name = name;
      return;
    }
    const namesake: Wire = { kind: 'wire', name, width, source, driver: better };
    this.#namesakes.set(original, namesake);
    if (better.kind !== 'constant') this.#copies.set(original, namesake);
  }

  #finishWire(original: Wire): void {
    const copy = this.#wires.get(original);
    if (!copy) return;
    const { driver } = original;
    if (driver && this.#isEntered(driver)) {
      copy.driver = this.#use(driver);
      this.#copies.set(original, this.#rules.wire?.(copy, copy.driver) ?? copy);
    } else {
      this.#copies.set(original, copy);
      if (driver) this.#pending.push(() => (copy.driver = this.#use(driver)));
    }
  }

  #copyLeaf(node: Exclude<Node, Operation | Wire>): void {
    switch (node.kind) {
      case 'constant':
      case 'input':
        this.#copies.set(node, node);
        return;
      case 'register': {
        const plain: Register = { ...node, next: undefined, enable: undefined };
        const copy = this.#rules.register?.(plain) ?? plain;
        if (copy !== plain) this.#changed = true;
        this.#copies.set(node, copy);
        this.#pending.push(() => {
          copy.next = node.next && this.#use(node.next);
          copy.enable = node.enable && this.#use(node.enable);
        });
        return;
      }
      case 'memoryRead': {
        const copy: Mutable<MemoryRead> = { ...node, memory: this.#memories.get(node.memory) ?? node.memory };
        this.#copies.set(node, copy);
        this.#pending.push(() => {
          copy.address = this.#use(node.address);
          if (node.synchronous)
            copy.synchronous = {
              ...node.synchronous,
              enable: node.synchronous.enable && this.#use(node.synchronous.enable),
            };
        });
        return;
      }
      case 'instanceOutput':
        // Its instance is not of this module; check/belonging says so to the author.
        this.#copies.set(node, node);
    }
  }

  #copyInstance(old: Instance): void {
    const { module } = old;
    const replace = (child: Module): Module => this.#rules.module?.(child) ?? child;
    const copy: Instance = {
      ...old,
      module:
        module.kind === 'module'
          ? replace(module)
          : { ...module, model: module.model && replace(module.model) },
      inputs: new Map(),
      outputs: new Map(),
    };
    this.#instances.set(old, copy);
    for (const [port, node] of old.outputs) {
      const output = { ...node, instance: copy };
      copy.outputs.set(port, output);
      this.#copies.set(node, output);
    }
    this.#pending.push(() => {
      for (const [port, node] of old.inputs) copy.inputs.set(port, this.#use(node));
    });
  }

  #copyMemory(old: Memory): void {
    for (const read of old.reads) if (read.name !== undefined) this.#visit(read);
    const copy = this.#memories.get(old);
    for (const write of old.writes)
      copy?.writes.push({
        ...write,
        enable: this.#use(write.enable),
        address: this.#use(write.address),
        data: this.#use(write.data),
        mask: write.mask && this.#use(write.mask),
      });
  }
}
