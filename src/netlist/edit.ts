/**
 * Changes a design at places that its author has named. What does not exist is an error, so that a list of changes cannot
 * outlive the design that it was written for.
 *
 * ```ts
 * edited(module, (design) => {
 *   design.replace('way2_hit', () => constant(1, 0n)); // whoever read way2_hit reads 0
 *   design.dropTerm('lookup_ready', 'answer_ready'); // one condition forgotten
 *   design.within('alu', (alu) => alu.replace('overflows', () => constant(1, 0n)));
 * });
 * ```
 */
import { AdderError } from './error.js';
import { constant, operation } from './make.js';
import type {
  Instance,
  Memory,
  MemoryRead,
  Module,
  Node,
  Operation,
  Register,
  Wire,
  WritePort,
} from './node.js';
import { rewrite } from './rewrite.js';
import { fanIn, nodesOf, wiresOf } from './visit.js';

/** A copy of the design, changed; the given one stays as it is. Nothing is checked here. */
export function edited(top: Module, change: (design: ModuleEdit) => void): Module {
  const { module } = rewrite(top, {});
  change(new ModuleEdit(module));
  return module;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The pins of a memory's write port, without its clock. */
type WritePins = Pick<WritePort, 'enable' | 'address' | 'data' | 'mask'>;

/** One module under change. Names are those of the netlist, which the Verilog and the waves have too: `way2_hit`. */
export class ModuleEdit {
  readonly #module: Module;

  /** @param module a copy of its own */
  constructor(module: Module) {
    this.#module = module;
  }

  /** The value of this name: of an operation, a wire, a register, a memory's read port or an input. */
  value(name: string): Node {
    const values = this.#values();
    return values.find((node) => node.name === name) ?? this.#missing('value', name, values);
  }

  /**
   * Whoever read `name` reads what `change` makes of it. A wire (an output is one) is driven by that instead; of a register
   * only the reading changes, and not what it holds.
   */
  replace(name: string, change: (value: Node) => Node): void {
    const value = this.value(name);
    if (value.kind === 'wire') {
      if (value.driver) value.driver = this.#fitting(name, value.driver, change(value.driver));
      return;
    }
    const readers = nodesOf(this.#module);
    const better = this.#fitting(name, value, change(value));
    this.#redirect(readers, value, value.kind === 'operation' ? this.#handName(value, better) : better);
  }

  /** `replace` for every name that the pattern matches; one at least. */
  replaceEach(pattern: RegExp, change: (value: Node, name: string) => Node): void {
    const names = this.#values().flatMap(({ name }) =>
      name !== undefined && pattern.test(name) ? [name] : [],
    );
    if (names.length === 0) this.#missing('value like', pattern.source, this.#values());
    for (const name of new Set(names)) this.replace(name, (value) => change(value, name));
  }

  /**
   * Leaves out one condition: of the terms that a value is the `and` (or the `or`) of, that one which looks at the value
   * `about` within the cycle.
   *
   * @throws AdderError E02 where not exactly one term does
   */
  dropTerm(name: string, about: string): void {
    const looked = this.value(about);
    this.replace(name, (value) => {
      if (value.kind !== 'operation' || (value.operator !== 'and' && value.operator !== 'or'))
        throw new AdderError({
          code: 'E02',
          source: value.source,
          what: `'${name}' of '${this.#module.name}' has no terms: it is neither an 'and' nor an 'or'`,
        });
      const { operator } = value;
      const terms = termsOf(value);
      const others = terms.filter((term) => !fanIn(term).has(looked));
      if (terms.length - others.length !== 1)
        throw new AdderError({
          code: 'E02',
          source: value.source,
          what: `${terms.length - others.length} of the ${terms.length} terms of '${name}' look at '${about}', not one`,
        });
      const neutral = constant(value.width, operator === 'and' ? -1n : 0n, value.source);
      return (
        others.reduce<Node | undefined>(
          (all, term) => (all ? operation(operator, [all, term], value.width, value.source) : term),
          undefined,
        ) ?? neutral
      );
    });
  }

  /** Changes what a register takes at the clock edge. */
  next(name: string, change: (next: Node) => Node): void {
    const register = this.#register(name);
    if (register.next) register.next = this.#fitting(name, register.next, change(register.next));
  }

  /** Gives a register another value under reset; undefined leaves its reset out. */
  reset(name: string, value: bigint | undefined): void {
    const register: Mutable<Register> = this.#register(name);
    register.resetValue = value;
  }

  /** Changes what the write ports of a memory are given. */
  write(name: string, change: (port: WritePort) => Partial<WritePins>): void {
    const memory = this.#find('memory', name, this.#module.memories);
    memory.writes.forEach((port, index) => (memory.writes[index] = { ...port, ...change(port) }));
  }

  /** Changes the module of an instance, for all instances here that share it. */
  within(name: string, change: (child: ModuleEdit) => void): void {
    const { module: child } = this.#find('instance', name, this.#module.instances);
    if (child.kind !== 'module') return this.#missing('instance of a module', name, []);
    const changed = edited(child, change);
    for (const instance of this.#module.instances as readonly Mutable<Instance>[])
      if (instance.module === child) instance.module = changed;
  }

  #values(): Node[] {
    const { named, registers, memories, ports } = this.#module;
    return [
      ...named,
      ...wiresOf(this.#module),
      ...registers,
      ...memories.flatMap((memory) => memory.reads),
      ...ports.flatMap((port) => (port.kind === 'input' ? [port] : [])),
    ];
  }

  #register(name: string): Register {
    return this.#find('register', name, this.#module.registers);
  }

  #find<T extends { readonly name: string }>(what: string, name: string, among: readonly T[]): T {
    return among.find((candidate) => candidate.name === name) ?? this.#missing(what, name, among);
  }

  #missing(what: string, name: string, among: readonly { readonly name?: string | undefined }[]): never {
    throw new AdderError({
      code: 'E01',
      source: this.#module.source,
      what: `'${this.#module.name}' has no ${what} '${name}'`,
      fix: `It has ${among.flatMap((each) => each.name ?? []).join(', ') || 'none'}`,
    });
  }

  #fitting(name: string, old: Node, better: Node): Node {
    if (better.width === old.width) return better;
    throw new AdderError({
      code: 'E03',
      source: old.source,
      what: `'${name}' has ${old.width} bits and cannot be replaced by ${better.width}`,
    });
  }

  /** The name of an operation is that of what is read in its place, so that the waves show this. */
  #handName(from: Operation, to: Node): Wire {
    const { name, width, source } = from;
    const wire: Wire = { kind: 'wire', name, width, source, driver: to };
    from.name = undefined;
    const module: Mutable<Module> = this.#module;
    module.named = module.named.filter((node) => node !== from);
    module.wires = [...module.wires, wire];
    return wire;
  }

  #redirect(readers: readonly Node[], from: Node, to: Node): void {
    const instead = (node: Node): Node => (node === from ? to : node);
    for (const reader of readers) {
      if (reader.kind === 'operation') {
        const mutable: Mutable<Operation> = reader;
        mutable.operands = reader.operands.map(instead);
      } else if (reader.kind === 'wire' && reader.driver) {
        reader.driver = instead(reader.driver);
      } else if (reader.kind === 'memoryRead') {
        const mutable: Mutable<MemoryRead> = reader;
        mutable.address = instead(reader.address);
        const { synchronous } = reader;
        if (synchronous?.enable)
          mutable.synchronous = { ...synchronous, enable: instead(synchronous.enable) };
      }
    }
    const { registers, memories, instances, properties } = this.#module;
    for (const register of registers) {
      register.next &&= instead(register.next);
      register.enable &&= instead(register.enable);
    }
    for (const memory of memories) redirectWrites(memory, instead);
    for (const { inputs } of instances) for (const [port, node] of inputs) inputs.set(port, instead(node));
    for (const property of properties as readonly Mutable<Module['properties'][number]>[])
      property.condition = instead(property.condition);
  }
}

function redirectWrites({ writes }: Memory, instead: (node: Node) => Node): void {
  writes.forEach((port, index) => {
    const { enable, address, data, mask } = port;
    writes[index] = {
      ...port,
      enable: instead(enable),
      address: instead(address),
      data: instead(data),
      mask: mask && instead(mask),
    };
  });
}

/** `a & b & c` as its three terms, however the brackets stand. Named parts are terms of their own. */
function termsOf({ operator, operands }: Operation): Node[] {
  return operands.flatMap((operand) =>
    operand.kind === 'operation' && operand.operator === operator && operand.name === undefined
      ? termsOf(operand)
      : [operand],
  );
}
