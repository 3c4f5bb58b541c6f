/** Whatever a module uses must be declared in it: values of another module come in through ports only. */
import { describe } from '../describe.js';
import type { Complaint } from '../error.js';
import type { Clock, Module, Node } from '../node.js';
import type { Source } from '../source.js';
import { nodesOf, wiresOf } from '../visit.js';
import type { Rule } from './rule.js';

export const checkBelonging: Rule = (module) => [
  ...outputsKeepTheirWires(module),
  ...nodesBelong(module),
  ...clocksBelong(module),
];

function outputsKeepTheirWires(module: Module): readonly Complaint[] {
  return module.ports.flatMap((port) => {
    if (port.kind === 'input') return [];
    const { driver } = port;
    if (driver.kind === 'wire' && driver.name === port.name && driver.width === port.width) return [];
    return [
      {
        code: 'H20',
        source: port.source,
        what: `output '${port.name}' (${port.width} bits) is driven by ${describe(driver)} (${driver.width} bits) instead of a wire of its own name and width`,
        fix: 'Give the output a wire of its own',
      },
    ];
  });
}

function nodesBelong(module: Module): readonly Complaint[] {
  const declared = new Set<Node>([
    ...module.ports.flatMap((port) => (port.kind === 'input' ? [port] : [])),
    ...wiresOf(module),
    ...module.registers,
    ...module.memories.flatMap((memory) => memory.reads),
    ...module.instances.flatMap((instance) => [...instance.outputs.values()]),
  ]);
  return nodesOf(module).flatMap((node) => {
    if (node.kind === 'operation' || node.kind === 'constant' || declared.has(node)) return [];
    return [
      {
        code: 'H21',
        source: node.source,
        what: `${describe(node)} is used in module '${module.name}' but not declared there`,
        fix: 'Hand values of another module in through a port',
      },
    ];
  });
}

function clocksBelong(module: Module): readonly Complaint[] {
  const known = new Set(module.clocks.map(({ name }) => name));
  const users: {
    readonly what: string;
    readonly clock: Clock | null | undefined;
    readonly source: Source;
  }[] = [
    ...module.ports.map((port) => ({
      what: `${port.kind} '${port.name}'`,
      clock: port.clock,
      source: port.source,
    })),
    ...module.registers.map((register) => ({ what: describe(register), ...register })),
    ...module.memories.flatMap((memory) => [
      ...memory.writes.map((write) => ({ what: `a write of memory '${memory.name}'`, ...write })),
      ...memory.reads.map((read) => ({
        what: `a read of memory '${memory.name}'`,
        clock: read.synchronous?.clock,
        source: read.source,
      })),
    ]),
    ...module.instances.flatMap((instance) =>
      [...instance.clocks.values()].map((clock) => ({
        what: `instance '${instance.name}'`,
        clock,
        source: instance.source,
      })),
    ),
    ...wiresOf(module).map((wire) => ({ what: describe(wire), clock: wire.crossingTo, source: wire.source })),
    ...module.properties.map((property) => ({ what: `property '${property.name}'`, ...property })),
  ];
  return users.flatMap(({ what, clock, source }) => {
    if (!clock || known.has(clock.name)) return [];
    return [
      {
        code: 'H22',
        source,
        what: `${what} uses the clock '${clock.name}', which module '${module.name}' does not have (${list([...known])})`,
        fix: 'Declare the clock in the module, or use one that it has',
      },
    ];
  });
}

function list(names: readonly string[]): string {
  return names.length > 0 ? `it has ${names.map((name) => `'${name}'`).join(', ')}` : 'it has none';
}
