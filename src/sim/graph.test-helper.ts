/** Builds netlist modules for the engine's tests, without the language. */
import type {
  Clock,
  Collision,
  Constant,
  Input,
  Instance,
  InstanceOutput,
  Memory,
  MemoryRead,
  Module,
  Node,
  Operation,
  Output,
  Property,
  Register,
  Wire,
} from '../netlist/node.js';
import { operators, type OperatorName } from '../netlist/operator.js';
import { Source } from '../netlist/source.js';

export const clk: Clock = { name: 'clk', reset: { name: 'rst', kind: 'synchronous', activeLow: false } };

const source = Source.none;

export class Graph {
  readonly name: string;
  readonly clocks: readonly Clock[];
  readonly ports: (Input | Output)[] = [];
  readonly wires: Wire[] = [];
  readonly registers: Register[] = [];
  readonly memories: Memory[] = [];
  readonly instances: Instance[] = [];
  readonly properties: Property[] = [];
  readonly named: Node[] = [];

  constructor(name: string, clocks: readonly Clock[] = [clk]) {
    this.name = name;
    this.clocks = clocks;
  }

  get clock(): Clock {
    return this.clocks[0] ?? clk;
  }

  constant(width: number, value: bigint | number): Constant {
    return { kind: 'constant', width, source, value: BigInt(value) };
  }

  input(name: string, width: number): Input {
    const node: Input = { kind: 'input', name, width, source, clock: this.clock };
    this.ports.push(node);
    return node;
  }

  output(name: string, driver: Node): void {
    const wire = this.wire(name, driver.width, driver);
    this.ports.push({ kind: 'output', name, width: driver.width, driver: wire, clock: this.clock, source });
  }

  wire(name: string, width: number, driver?: Node): Wire {
    const node: Wire = { kind: 'wire', name, width, source, driver };
    this.wires.push(node);
    return node;
  }

  operation(
    operator: OperatorName,
    width: number,
    operands: readonly Node[],
    low = 0,
    name?: string,
  ): Operation {
    const complaint = operators[operator].widthRule(
      operands.map((operand) => operand.width),
      width,
      low,
    );
    if (complaint) throw new Error(`${operator}: ${complaint}`);
    const node: Operation = { kind: 'operation', operator, width, operands, low, source, name };
    if (name) this.named.push(node);
    return node;
  }

  add(a: Node, b: Node): Operation {
    return this.operation('add', a.width, [a, b]);
  }

  mux(condition: Node, high: Node, low: Node): Operation {
    return this.operation('mux', high.width, [condition, high, low]);
  }

  slice(a: Node, low: number, width: number): Operation {
    return this.operation('slice', width, [a], low);
  }

  concat(...parts: Node[]): Operation {
    return this.operation(
      'concat',
      parts.reduce((total, part) => total + part.width, 0),
      parts,
    );
  }

  register(
    name: string,
    width: number,
    options: { resetValue?: bigint; clock?: Clock; enable?: Node; next?: Node } = {},
  ): Register {
    const { resetValue, clock = this.clock, enable, next } = options;
    const node: Register = {
      kind: 'register',
      name,
      width,
      source,
      clock,
      resetValue,
      next,
      enable,
      group: name,
    };
    this.registers.push(node);
    return node;
  }

  memory(name: string, width: number, depth: number, initial?: readonly bigint[]): Memory {
    const memory: Memory = { name, width, depth, initial, writes: [], reads: [], source };
    this.memories.push(memory);
    return memory;
  }

  read(
    memory: Memory,
    address: Node,
    synchronous?: { onCollision: Collision; enable?: Node; clock?: Clock; name?: string },
  ): MemoryRead {
    const { onCollision = 'old', enable, clock = this.clock, name } = synchronous ?? {};
    const node: MemoryRead = {
      kind: 'memoryRead',
      width: memory.width,
      source,
      memory,
      address,
      name,
      synchronous: synchronous && { clock, enable, onCollision },
    };
    memory.reads.push(node);
    return node;
  }

  write(memory: Memory, enable: Node, address: Node, data: Node, mask?: Node, clock = this.clock): void {
    memory.writes.push({ clock, enable, address, data, mask, source });
  }

  instance(
    name: string,
    module: Instance['module'],
    inputs: Record<string, Node>,
  ): Record<string, InstanceOutput> {
    const outputs = new Map<string, InstanceOutput>();
    const clocks = new Map(
      module.clocks.map((clock, index) => [clock.name, this.clocks[index] ?? this.clock]),
    );
    const instance: Instance = {
      name,
      module,
      inputs: new Map(Object.entries(inputs)),
      outputs,
      clocks,
      source,
    };
    for (const port of module.ports) {
      const isOutput = 'direction' in port ? port.direction === 'output' : port.kind === 'output';
      if (!isOutput) continue;
      outputs.set(port.name, {
        kind: 'instanceOutput',
        width: port.width,
        source,
        instance,
        port: port.name,
      });
    }
    this.instances.push(instance);
    return Object.fromEntries(outputs);
  }

  property(kind: Property['kind'], name: string, condition: Node, clock = this.clock): void {
    this.properties.push({ kind, name, message: `message of ${name}`, clock, condition, source });
  }

  module(): Module {
    const { name, clocks, ports, wires, registers, memories, instances, properties, named } = this;
    const shared = { clocks, ports, wires, registers, memories, instances, properties, named };
    return { kind: 'module', name, documentation: '', parameters: {}, streams: [], source, ...shared };
  }
}
