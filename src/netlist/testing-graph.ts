/** Builds graphs by hand, right or wrong ones, for the tests of this folder and of what stands on it. */
import { constant, operation } from './make.js';
import type {
  Clock,
  Collision,
  Constant,
  ForeignModule,
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
  StreamPort,
  Wire,
} from './node.js';
import { operators, type OperatorName } from './operator.js';
import { Source } from './source.js';

export const clk: Clock = { name: 'clk', reset: { name: 'rst', kind: 'synchronous', activeLow: false } };

interface GraphOptions {
  readonly clocks?: readonly Clock[];
  /** Whether nodes know the line of the test that made them; costs 20 us each. */
  readonly places?: boolean;
}

type Optional<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

export class Graph {
  readonly clock: Clock;
  readonly #places: boolean;
  readonly #ports: (Input | Output)[] = [];
  readonly #streams: StreamPort[] = [];
  readonly #wires: Wire[] = [];
  readonly #registers: Register[] = [];
  readonly #memories: Memory[] = [];
  readonly #instances: Instance[] = [];
  readonly #properties: Property[] = [];
  readonly #named: Node[] = [];
  readonly module: Module;

  constructor(name = 'top', { clocks = [clk], places = true }: GraphOptions = {}) {
    this.clock = clocks[0] ?? clk;
    this.#places = places;
    this.module = {
      kind: 'module',
      name,
      documentation: '',
      parameters: {},
      clocks,
      ports: this.#ports,
      streams: this.#streams,
      wires: this.#wires,
      registers: this.#registers,
      memories: this.#memories,
      instances: this.#instances,
      properties: this.#properties,
      named: this.#named,
      source: this.#source(),
    };
  }

  #source(): Source {
    return this.#places ? Source.capture() : Source.none;
  }

  input(name: string, width: number, options: Partial<Pick<Input, 'clock' | 'unusedReason'>> = {}): Input {
    const input: Input = {
      kind: 'input',
      name,
      width,
      clock: this.clock,
      source: this.#source(),
      ...options,
    };
    this.#ports.push(input);
    return input;
  }

  /** Returns the output's wire, which may be driven later where no driver is given. */
  output(name: string, width: number, driver?: Node, options: { readonly clock?: Clock | null } = {}): Wire {
    const source = this.#source();
    const wire: Wire = { kind: 'wire', name, width, driver, source };
    this.#ports.push({ kind: 'output', name, width, driver: wire, clock: this.clock, source, ...options });
    return wire;
  }

  constant(width: number, value: bigint | number): Constant {
    return constant(width, BigInt(value), this.#source());
  }

  /** The width is what the operator makes of its operands; slices and extensions must state it. */
  operation(
    operator: OperatorName,
    operands: readonly Node[],
    { width, low = 0, name }: { width?: number; low?: number; name?: string } = {},
  ): Operation {
    const made: Operation = {
      ...operation(operator, operands, width ?? naturalWidth(operator, operands), this.#source(), low),
      name,
    };
    if (name !== undefined) this.#named.push(made);
    return made;
  }

  wire(
    name: string | undefined,
    width: number,
    driver?: Node,
    options: { readonly crossingTo?: Clock } = {},
  ): Wire {
    const wire: Wire = { kind: 'wire', name, width, driver, source: this.#source(), ...options };
    this.#wires.push(wire);
    return wire;
  }

  register(
    name: string,
    width: number,
    options: Partial<Omit<Register, 'kind' | 'name' | 'width'>> = {},
  ): Register {
    const register: Register = {
      kind: 'register',
      name,
      width,
      clock: this.clock,
      resetValue: 0n,
      next: undefined,
      enable: undefined,
      group: name,
      source: this.#source(),
      ...options,
    };
    this.#registers.push(register);
    return register;
  }

  memory(name: string, width: number, depth: number, initial?: readonly bigint[]): Memory {
    const memory: Memory = {
      name,
      width,
      depth,
      initial,
      writes: [],
      reads: [],
      source: this.#source(),
    };
    this.#memories.push(memory);
    return memory;
  }

  write(
    memory: Memory,
    {
      enable,
      address,
      data,
      mask,
      clock = this.clock,
    }: Record<'enable' | 'address' | 'data', Node> & {
      mask?: Node | undefined;
      clock?: Clock;
    },
  ): void {
    memory.writes.push({ clock, enable, address, data, mask, source: this.#source() });
  }

  /** Asynchronous unless a collision behaviour is given. */
  read(
    memory: Memory,
    address: Node,
    options: {
      onCollision?: Collision;
      enable?: Node | undefined;
      clock?: Clock;
      name?: string;
      width?: number;
    } = {},
  ): MemoryRead {
    const { onCollision, enable, clock = this.clock, name, width = memory.width } = options;
    const read: MemoryRead = {
      kind: 'memoryRead',
      memory,
      address,
      width,
      name,
      synchronous: onCollision && { clock, enable, onCollision },
      source: this.#source(),
    };
    memory.reads.push(read);
    return read;
  }

  /** Clocks are connected by equal names unless told. Returns the instance's outputs by their names. */
  instance(
    name: string,
    module: Module | ForeignModule,
    inputs: Readonly<Record<string, Node>>,
    clocks: Readonly<Record<string, Clock>> = Object.fromEntries(
      this.module.clocks.map((clock) => [clock.name, clock]),
    ),
  ): Readonly<Record<string, InstanceOutput>> {
    const source = this.#source();
    const instance: Instance = {
      name,
      module,
      inputs: new Map(Object.entries(inputs)),
      outputs: new Map(),
      clocks: new Map(Object.entries(clocks)),
      source,
    };
    const ports =
      module.kind === 'foreign'
        ? module.ports.filter((port) => port.direction === 'output')
        : module.ports.filter((port) => port.kind === 'output');
    for (const port of ports)
      instance.outputs.set(port.name, {
        kind: 'instanceOutput',
        instance,
        port: port.name,
        width: port.width,
        source,
      });
    this.#instances.push(instance);
    return Object.fromEntries(instance.outputs);
  }

  property(name: string, condition: Node, options: Partial<Omit<Property, 'name' | 'condition'>> = {}): void {
    const source = this.#source();
    this.#properties.push({
      kind: 'assert',
      name,
      message: name,
      clock: this.clock,
      condition,
      source,
      ...options,
    });
  }

  stream(stream: Optional<StreamPort, 'payload'>): void {
    this.#streams.push({ payload: [], ...stream });
  }
}

function naturalWidth(operator: OperatorName, operands: readonly Node[]): number {
  const widths = operands.map((operand) => operand.width);
  const [first = 1, second = 1] = widths;
  const { widthRule } = operators[operator];
  const candidates = [first, second, 1, first + second, widths.reduce((sum, width) => sum + width, 0)];
  return candidates.find((width) => widthRule(widths, width, 0) === undefined) ?? first;
}
