/** Many designs side by side in one module, so that one build of Verilator serves them all. */
import type { Clock, Module, Node, Output, Wire } from '../../netlist/node.js';
import { rewrite } from '../../netlist/rewrite.js';
import { Graph } from '../../netlist/testing-graph.js';

/** Ports of design i are called `d<i>_...`, with `first` for the first one; the clocks are shared. */
export function fleetOf(designs: readonly Module[], clocks: readonly Clock[], first = 0): Module {
  const fleet = new Graph('fleet', { places: false, clocks });
  designs.forEach((design, place) => {
    const index = first + place;
    const member = renamed(watchable(design), `d${index}`);
    const inputs: Record<string, Node> = {};
    for (const { kind, name, width } of member.ports)
      if (kind === 'input')
        inputs[name] = fleet.input(`d${index}_${name}`, width, { unusedReason: 'Not every bit is read' });
    const outputs = fleet.instance(`u${index}`, member, inputs);
    for (const [name, output] of Object.entries(outputs))
      fleet.output(`d${index}_${name}`, output.width, output);
  });
  return fleet.module;
}

/** The index of the design that a port, module or file name of the fleet belongs to. */
export function memberIn(text: string): number | undefined {
  const [, index] = /\bd(\d+)_/.exec(text) ?? [];
  return index === undefined ? undefined : Number(index);
}

/** With its properties as outputs: those of random designs fail, and that ends a replay. */
function watchable(design: Module): Module {
  const outputs = design.properties.map(({ name, condition, clock, source }): Output => {
    const driver: Wire = { kind: 'wire', name, width: 1, driver: condition, source };
    return { kind: 'output', name, width: 1, driver, clock, source };
  });
  return { ...design, ports: [...design.ports, ...outputs] };
}

/** A copy without properties whose modules have names of their own. */
function renamed(design: Module, prefix: string): Module {
  const copies = new Map<Module, Module>();
  const rename = (module: Module): Module => {
    const known = copies.get(module);
    if (known) return known;
    const { module: copy } = rewrite({ ...module, properties: [] }, { module: rename });
    const named = { ...copy, name: `${prefix}_${module.name}` };
    copies.set(module, named);
    return named;
  };
  return rename(design);
}
