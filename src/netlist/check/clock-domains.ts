/** In which clocks' domains a value may change. */
import { spread } from '../components.js';
import type { Clock, Input, Instance, InstanceOutput, Module, Node } from '../node.js';
import { CombinationalPaths } from '../paths.js';
import { describedBy, nodesOf } from '../visit.js';

/** Where changes come from: a clock of the module by its name, or an asynchronous input. */
export type Origin = string | Input;

/** The parent's clock for a clock of an instantiated module; undefined when it is not connected. */
export function outerClock(instance: Instance, clock: Clock): Clock | undefined {
  return instance.clocks.get(clock.name);
}

/** The domain of a port seen from outside: null for an asynchronous one, undefined where nothing is known about it. */
export function portClock(instance: Instance, port: string): Clock | null | undefined {
  const { module } = instance;
  if (module.kind === 'foreign') {
    const [only, ...others] = module.clocks;
    return only && others.length === 0 ? outerClock(instance, only) : undefined;
  }
  const declared = module.ports.find((candidate) => candidate.name === port);
  return declared?.clock ? outerClock(instance, declared.clock) : declared?.clock;
}

/** The domains of the nodes of one design, module by module. */
export class ClockDomains {
  readonly #paths: CombinationalPaths;
  readonly #known = new Map<Module, (node: Node) => readonly Origin[]>();

  constructor(paths: CombinationalPaths) {
    this.#paths = paths;
  }

  /** For the nodes of a module: all domains in which each may change. Constants have none. */
  of(module: Module): (node: Node) => readonly Origin[] {
    let known = this.#known.get(module);
    if (!known) {
      known = this.#follow(module);
      this.#known.set(module, known);
    }
    return known;
  }

  /** The domain in which a node changes by itself, whatever its operands do. */
  ownOrigins(node: Node): readonly Origin[] {
    switch (node.kind) {
      case 'input':
        return [node.clock?.name ?? node];
      case 'register':
        return [node.clock.name];
      case 'memoryRead':
        // A word changes under an asynchronous read when it is written.
        return node.synchronous
          ? [node.synchronous.clock.name]
          : node.memory.writes.map((write) => write.clock.name);
      case 'wire':
        return node.crossingTo ? [node.crossingTo.name] : [];
      case 'instanceOutput':
        return this.#outputOrigins(node).flatMap((origin) => {
          if (typeof origin !== 'string') return [];
          const clock = node.instance.clocks.get(origin);
          return clock ? [clock.name] : [];
        });
      case 'operation':
      case 'constant':
        return [];
    }
  }

  /** The operands through which a node takes over their domains: none behind a vouched crossing. */
  readonly operands = (node: Node): readonly Node[] => {
    if (node.kind === 'wire' && node.crossingTo) return [];
    if (node.kind !== 'instanceOutput') return this.#paths.operands(node);
    return this.#outputOrigins(node).flatMap((origin) => {
      const value = typeof origin === 'string' ? undefined : node.instance.inputs.get(origin.name);
      return value ? [value] : [];
    });
  };

  /** In terms of the instantiated module. An output with a clock keeps to it, by that module's own check. */
  #outputOrigins({ instance, port }: InstanceOutput): readonly Origin[] {
    const { module } = instance;
    if (module.kind === 'foreign' && module.clocks.length === 1) return module.clocks.map(({ name }) => name);
    const graph = describedBy(instance);
    const output = graph?.ports.find((candidate) => candidate.name === port);
    if (!graph || output?.kind !== 'output') return [];
    return output.clock ? [output.clock.name] : this.of(graph)(output.driver);
  }

  #follow(module: Module): (node: Node) => readonly Origin[] {
    const origins: Origin[] = [
      ...module.clocks.map(({ name }) => name),
      ...module.ports.flatMap((port) => (port.kind === 'input' && port.clock === null ? [port] : [])),
    ];
    const bit = new Map(origins.map((origin, index) => [origin, 1n << BigInt(index)]));
    const marks = spread(nodesOf(module), this.operands, (node) =>
      this.ownOrigins(node).reduce((mask, origin) => mask | (bit.get(origin) ?? 0n), 0n),
    );
    return (node) => {
      const mask = marks.get(node) ?? 0n;
      return origins.filter((origin) => (mask & (bit.get(origin) ?? 0n)) !== 0n);
    };
  }
}
