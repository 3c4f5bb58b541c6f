/**
 * Dissolves the hierarchy: every instance gets nodes of its own, and everything that only passes a value on (wires,
 * ports between modules) disappears. What remains is named by the path of its scope.
 */
import { AdderError } from '../netlist/error.js';
import type { Clock, Instance, InstanceOutput, MemoryRead, Module, Node, Register } from '../netlist/node.js';
import type { Source } from '../netlist/source.js';
import type {
  FlatClock,
  FlatDesign,
  FlatMemory,
  FlatNode,
  FlatProperty,
  FlatRegister,
  Observable,
  Scope,
} from './flat.js';

/** Follows a chain of wires; longer than any design has, so only a real loop of bare wires gets there. */
const longestChain = 1_000_000;

/** @throws AdderError H20 for a foreign module without a model, D20 for a wire without a driver. */
export function flatten(top: Module): FlatDesign {
  return new Flattener(top).run();
}

class Flattener {
  readonly #top: Module;
  readonly #scopes: Scope[] = [];
  readonly #registers: FlatRegister[] = [];
  readonly #memories: FlatMemory[] = [];
  readonly #properties: FlatProperty[] = [];
  readonly #nodes: FlatNode[] = [];
  /** Nodes whose operands are still to be found; a list and not a recursion, because graphs are deep. */
  readonly #pending: (() => void)[] = [];

  constructor(top: Module) {
    this.#top = top;
  }

  run(): FlatDesign {
    const clocks = new Map<string, FlatClock>();
    this.#top.clocks.forEach((clock, index) =>
      clocks.set(clock.name, { index, reset: clock.reset, resetPort: clock.reset?.name }),
    );
    const top = this.#openScope(this.#top, [], clocks);
    for (const scope of this.#scopes) this.#declare(scope);
    for (const scope of this.#scopes) this.#connect(scope);
    const outputs = this.#top.ports
      .filter((port) => port.kind === 'output')
      .map((port) => ({ name: port.name, width: port.width, node: this.#find(top, port.driver) }));
    const observables = this.#scopes.flatMap((scope) => this.#observe(scope));
    for (let work = this.#pending.pop(); work; work = this.#pending.pop()) work();
    return {
      top: this.#top,
      scopes: this.#scopes,
      registers: this.#registers,
      memories: this.#memories,
      properties: this.#properties,
      outputs,
      observables,
      nodes: this.#nodes,
    };
  }

  #openScope(
    module: Module,
    path: readonly string[],
    clocks: ReadonlyMap<string, FlatClock>,
    parent?: Scope,
    instance?: Instance,
  ): Scope {
    const scope: Scope = {
      path,
      module,
      parent,
      instance,
      clocks,
      children: new Map(),
      nodes: new Map(),
      memories: new Map(),
    };
    this.#scopes.push(scope);
    for (const child of module.instances) {
      const inner = modelOf(child);
      const childClocks = new Map<string, FlatClock>();
      for (const clock of inner.clocks) {
        const outer = clocks.get(child.clocks.get(clock.name)?.name ?? clock.name);
        if (!outer) {
          throw new AdderError({
            code: 'C20',
            source: child.source,
            what: `clock '${clock.name}' of instance '${child.name}' is not connected`,
            fix: `Connect it to a clock of '${module.name}'`,
          });
        }
        childClocks.set(clock.name, { index: outer.index, reset: clock.reset, resetPort: outer.resetPort });
      }
      scope.children.set(child, this.#openScope(inner, [...path, child.name], childClocks, scope, child));
    }
    return scope;
  }

  /** Everything with a state exists before anything is connected, because connections form circles through it. */
  #declare(scope: Scope): void {
    for (const memory of scope.module.memories) {
      const { width, depth, initial } = memory;
      const flat: FlatMemory = { path: [...scope.path, memory.name], width, depth, initial, writes: [] };
      scope.memories.set(memory, flat);
      this.#memories.push(flat);
      memory.reads.forEach((read, index) => {
        if (!read.synchronous) return;
        const { clock, onCollision } = read.synchronous;
        this.#declareRegister(scope, read, {
          kind: 'readRegister',
          path: [...scope.path, read.name ?? `${memory.name}_read${index === 0 ? '' : `_${index + 1}`}`],
          clock: clockOf(scope, clock),
          resetValue: undefined,
          read: { memory: flat, onCollision },
        });
      });
    }
    for (const register of scope.module.registers) {
      this.#declareRegister(scope, register, {
        kind: 'register',
        path: [...scope.path, register.name],
        clock: clockOf(scope, register.clock),
        resetValue: register.resetValue,
      });
    }
  }

  #declareRegister(
    scope: Scope,
    node: Register | MemoryRead,
    fields: Pick<FlatRegister, 'kind' | 'path' | 'clock' | 'resetValue' | 'read'>,
  ): void {
    const { width, source } = node;
    const output: FlatNode = { kind: 'register', width, source, operands: [] };
    const register = { ...fields, width, source, output, enable: undefined, next: undefined };
    output.register = register;
    this.#nodes.push(output);
    scope.nodes.set(node, output);
    this.#registers.push(register);
  }

  #connect(scope: Scope): void {
    const { module } = scope;
    for (const register of module.registers) {
      const flat = scope.nodes.get(register)?.register;
      if (!flat) continue;
      flat.next = register.next ? this.#find(scope, register.next) : flat.output;
      if (register.enable) flat.enable = this.#find(scope, register.enable);
    }
    for (const memory of module.memories) {
      for (const read of memory.reads) {
        const flat = scope.nodes.get(read)?.register;
        if (!flat || !read.synchronous) continue;
        flat.address = this.#find(scope, read.address);
        if (read.synchronous.enable) flat.enable = this.#find(scope, read.synchronous.enable);
      }
      for (const write of memory.writes) {
        scope.memories.get(memory)?.writes.push({
          clock: clockOf(scope, write.clock),
          enable: this.#find(scope, write.enable),
          address: this.#find(scope, write.address),
          data: this.#find(scope, write.data),
          mask: write.mask && this.#find(scope, write.mask),
        });
      }
    }
    for (const property of module.properties) {
      this.#properties.push({
        path: [...scope.path, property.name],
        property,
        clock: clockOf(scope, property.clock),
        condition: this.#find(scope, property.condition),
      });
    }
  }

  #observe(scope: Scope): Observable[] {
    const { module } = scope;
    const found: Observable[] = [];
    const names = new Set<string>();
    const add = (name: string | undefined, kind: Observable['kind'], node: Node): void => {
      if (name === undefined || names.has(name)) return;
      names.add(name);
      found.push({ scope, name, kind, node: this.#find(scope, node) });
    };
    for (const port of module.ports) add(port.name, 'wire', port.kind === 'output' ? port.driver : port);
    for (const register of module.registers) add(register.name, 'reg', register);
    for (const memory of module.memories) {
      for (const read of memory.reads) if (read.synchronous) add(read.name, 'reg', read);
    }
    for (const node of module.named) add(node.name, 'wire', node);
    for (const wire of module.wires) if (wire.driver) add(wire.name, 'wire', wire);
    return found;
  }

  /** The flat node behind a node as it is seen in a scope. */
  #find(start: Scope, node: Node): FlatNode {
    let scope = start;
    let at = node;
    for (let steps = 0; steps < longestChain; steps++) {
      if (at.kind === 'wire') {
        if (!at.driver) throw undriven(at.name ?? 'wire', at.source);
        at = at.driver;
      } else if (at.kind === 'input' && scope.parent && scope.instance) {
        const driver = scope.instance.inputs.get(at.name);
        if (!driver) throw undriven(`${scope.instance.name}.${at.name}`, scope.instance.source);
        at = driver;
        scope = scope.parent;
      } else if (at.kind === 'instanceOutput') {
        const child = childOf(scope, at);
        at = driverOf(child.module, at);
        scope = child;
      } else {
        return scope.nodes.get(at) ?? this.#create(scope, at);
      }
    }
    throw new AdderError({
      code: 'L20',
      source: node.source,
      what: `wire '${node.name ?? '(unnamed)'}' drives itself`,
    });
  }

  #create(
    scope: Scope,
    node: Exclude<Node, { kind: 'wire' | 'instanceOutput' | 'register' }> | Register,
  ): FlatNode {
    const { width, source } = node;
    const flat = ((): FlatNode => {
      switch (node.kind) {
        case 'constant':
          return { kind: 'constant', width, source, operands: [], constant: node.value };
        case 'input':
          return { kind: 'port', width, source, operands: [], port: node.name };
        case 'operation': {
          const { operator, low } = node;
          return { kind: 'operation', width, source, operands: [], operator, low };
        }
        case 'memoryRead': {
          const memory = scope.memories.get(node.memory);
          if (memory) return { kind: 'memoryRead', width, source, operands: [], memory };
          throw new AdderError({
            code: 'M20',
            source,
            what: `memory '${node.memory.name}' is read in '${scope.module.name}' but belongs to another module`,
            fix: 'Pass the data through ports',
          });
        }
        case 'register':
          throw new AdderError({
            code: 'R20',
            source,
            what: `register '${node.name}' is used in '${scope.module.name}' but belongs to another module`,
            fix: 'Pass its value through ports',
          });
      }
    })();
    this.#nodes.push(flat);
    scope.nodes.set(node, flat);
    if (node.kind === 'operation') {
      this.#pending.push(() => (flat.operands = node.operands.map((operand) => this.#find(scope, operand))));
    } else if (node.kind === 'memoryRead') {
      this.#pending.push(() => (flat.operands = [this.#find(scope, node.address)]));
    }
    return flat;
  }
}

function modelOf(instance: Instance): Module {
  const { module } = instance;
  if (module.kind === 'module') return module;
  if (module.model) return module.model;
  throw new AdderError({
    code: 'H20',
    source: instance.source,
    what: `the embedded engine cannot simulate instance '${instance.name}': foreign module '${module.name}' has no model`,
    fix: 'Give it a model in the language, or regress on Verilator',
  });
}

function clockOf(scope: Scope, clock: Clock): FlatClock {
  const found = scope.clocks.get(clock.name);
  if (found) return found;
  throw new AdderError({ code: 'C21', what: `module '${scope.module.name}' has no clock '${clock.name}'` });
}

function childOf(scope: Scope, output: InstanceOutput): Scope {
  const child = scope.children.get(output.instance);
  if (child) return child;
  throw new AdderError({
    code: 'H21',
    source: output.source,
    what: `output '${output.port}' of instance '${output.instance.name}' is used in '${scope.module.name}', which does not contain that instance`,
    fix: 'Pass its value through ports',
  });
}

function driverOf(module: Module, output: InstanceOutput): Node {
  for (const port of module.ports)
    if (port.kind === 'output' && port.name === output.port) return port.driver;
  throw new AdderError({
    code: 'H22',
    source: output.source,
    what: `module '${module.name}' has no output '${output.port}'`,
  });
}

function undriven(name: string, source: Source): AdderError {
  return new AdderError({
    code: 'D20',
    source,
    what: `'${name}' has no driver`,
    fix: 'Drive it before simulating',
  });
}
