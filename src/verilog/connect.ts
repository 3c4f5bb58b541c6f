/** Instances: what stands in the brackets behind each port of the instantiated module. */
import type { Clock, Instance, Module, Node } from '../netlist/node.js';
import type { Source } from '../netlist/source.js';
import type { Graph } from './graph.js';
import type { Names } from './names.js';
import type { Connection, Declaration, InstancePlan } from './plan.js';

/** The names of a module's clocks and resets, as leaves of its expressions. */
export class ClockNames {
  readonly #graph: Graph;
  readonly #leaves = new Map<string, Node>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  leaf(name: string, source: Source): Node {
    const known = this.#leaves.get(name);
    if (known) return known;
    const leaf = this.#graph.leaf(name, 1, source);
    this.#leaves.set(name, leaf);
    return leaf;
  }

  /** High while the clock's domain is in reset; undefined for a clock without reset. */
  resetOf(clock: Clock, source: Source): Node | undefined {
    if (!clock.reset) return undefined;
    const leaf = this.leaf(clock.reset.name, source);
    return clock.reset.activeLow ? this.#graph.not(leaf) : leaf;
  }
}

/** Clocks and resets of a module in the order of its ports; a reset that clocks share stands once. */
export function clockPorts(module: Pick<Module, 'clocks'>): readonly string[] {
  return [...new Set(module.clocks.flatMap(({ name, reset }) => (reset ? [name, reset.name] : [name])))];
}

/** Names every output of an instance, those nobody reads included: an open port is a warning. */
export function nameOutputs(instance: Instance, graph: Graph, names: Names): readonly Declaration[] {
  return instance.module.ports.flatMap((port) => {
    if (!isOutput(port)) return [];
    const output = instance.outputs.get(port.name);
    const wanted = `${instance.name}_${port.name}`;
    const name = output?.name ?? names.forHelper(wanted, `${port.name} of ${instance.name}`);
    const node: Node = output ?? graph.leaf(name, port.width, instance.source);
    graph.names.set(node, name);
    return [{ name, width: port.width, source: node.source }];
  });
}

/** The connections of an instance, in the order of the instantiated module's ports. */
export function connect(
  instance: Instance,
  graph: Graph,
  clocks: ClockNames,
  outputs: readonly Declaration[],
): InstancePlan {
  const { module, source } = instance;
  const connections: Connection[] = [];
  const add = (direction: Connection['direction'], port: string, value: Node): void => {
    if (!connections.some((known) => known.port === port)) connections.push({ direction, port, value });
  };
  for (const inner of module.clocks) {
    const outer = instance.clocks.get(inner.name);
    if (!outer) throw new Error(`clock '${inner.name}' of instance '${instance.name}' is not connected`);
    add('input', inner.name, clocks.leaf(outer.name, source));
    // The checks have made sure that both resets are of one kind.
    if (inner.reset && outer.reset) add('input', inner.reset.name, clocks.leaf(outer.reset.name, source));
  }
  const rest = [...outputs];
  for (const port of module.ports) {
    if (isOutput(port)) {
      const output = rest.shift();
      if (output) add('output', port.name, graph.leaf(output.name, output.width, source));
      continue;
    }
    const input = instance.inputs.get(port.name);
    if (!input) throw new Error(`input '${port.name}' of instance '${instance.name}' is not connected`);
    add('input', port.name, graph.of(input));
  }
  return {
    module: module.name,
    name: instance.name,
    parameters: module.kind === 'foreign' ? module.parameters : {},
    connections,
    source,
  };
}

function isOutput(port: Instance['module']['ports'][number]): boolean {
  return ('kind' in port ? port.kind : port.direction) === 'output';
}
