/** Decides what the Verilog of one module says; file.ts then writes it down. */
import type { Module, Wire } from '../netlist/node.js';
import { Source } from '../netlist/source.js';
import { wiresOf } from '../netlist/visit.js';
import { ClockNames, clockPorts, connect, nameOutputs } from './connect.js';
import { Graph } from './graph.js';
import { definitionsInOrder } from './order.js';
import { MemoryPlanner } from './memory.js';
import { nameOfRead } from './memory-read.js';
import { Names } from './names.js';
import type { Definition, ModulePlan, Port, PropertyPlan } from './plan.js';
import { isReset, nextOf, registerProcesses } from './register.js';
import { definitionRoots, instanceRoots, processRoots, propertyRoots } from './root.js';
import { unusedOf } from './unused.js';
import { countUses, isTrivial, nameSubexpressions } from './wires.js';

/** @throws Error for a wire without a driver, which the checks of the netlist refuse before */
export function decide(module: Module): ModulePlan {
  const graph = new Graph();
  const names = new Names(graph.names, authorNames(module));
  const clocks = new ClockNames(graph);
  for (const port of module.ports) if (port.kind === 'input') graph.names.set(port, port.name);
  for (const register of module.registers) graph.names.set(register, register.name);
  const outputDrivers = new Set(
    module.ports.flatMap((port) => (port.kind === 'output' ? [port.driver] : [])),
  );
  const wires = wiresOf(module).filter((wire) => wire.name !== undefined);
  for (const wire of wires) graph.names.set(wire, wire.name ?? '');
  const memories = module.memories.map((memory) => new MemoryPlanner(graph, names, memory));
  for (const memory of memories) memory.declare();
  const instanceOutputs = module.instances.map((instance) => nameOutputs(instance, graph, names));

  for (const node of module.named) graph.of(node);
  const define = (wire: Wire): Definition => defineWire(wire, graph);
  const outputs = module.ports.flatMap((port) => (port.kind === 'output' ? [define(port.driver)] : []));
  const inner = wires.filter((wire) => !outputDrivers.has(wire)).map(define);
  for (const definition of [...inner, ...outputs]) lendName(definition, graph);
  const memoryParts = memories.map((memory) => memory.plan());
  const instances = module.instances.map((instance, index) =>
    connect(instance, graph, clocks, instanceOutputs[index] ?? []),
  );
  const properties = module.properties.map((property): PropertyPlan => {
    const condition = graph.of(property.condition);
    const reset = clocks.resetOf(property.clock, property.source);
    return { ...property, reset, condition, violation: graph.not(condition) };
  });
  const nexts = new Map(module.registers.map((register) => [register, nextOf(register, graph)]));

  const memoryPlans = memoryParts.map((part) => part.plan);
  const memoryProcesses = memoryPlans.flatMap((memory) => [...memory.writes, ...memory.reads]);
  const given = [...graph.named, ...inner, ...memoryParts.flatMap((part) => part.definitions)];
  const givenRoots = given.flatMap(definitionRoots);
  const otherRoots = [
    ...memoryProcesses.flatMap(processRoots),
    ...instances.flatMap(instanceRoots),
    ...outputs.flatMap(definitionRoots),
    ...properties.flatMap(propertyRoots),
  ];
  const before = [...givenRoots, ...otherRoots].map((root) => root.node);
  const processes = registerProcesses(
    module,
    nexts,
    graph,
    clocks,
    countUses([...before, ...nexts.values()]),
  );

  const statementRoots = [...otherRoots, ...processes.flatMap(processRoots)];
  const made = nameSubexpressions([...givenRoots, ...statementRoots], graph.names, names);
  const definitions = definitionsInOrder(given, made, statementRoots, graph.names);

  const registers = [
    ...module.registers.map((register) => ({
      name: register.name,
      width: register.width,
      source: register.source,
      remark:
        isReset(register) || !register.noResetReason ? undefined : `no reset: ${register.noResetReason}`,
    })),
    ...memoryParts.flatMap((part) => part.registers),
  ];
  const ports: readonly Port[] = [
    ...clockPorts(module).map((name): Port => ({
      direction: 'input',
      name,
      width: 1,
      source: module.source,
    })),
    ...module.ports.map(({ kind, name, width, source }): Port => ({ direction: kind, name, width, source })),
  ];
  const plan = {
    name: module.name,
    documentation: module.documentation,
    parameters: module.parameters,
    ports,
    registers,
    memories: memoryPlans,
    instanceOutputs: instanceOutputs.flat(),
    definitions,
    processes,
    instances,
    outputs,
    properties,
    names: graph.names,
  };
  return {
    ...plan,
    unused: unusedOf(plan, reasons(module)),
    unusedName: names.forHelper('_unused', 'unused'),
  };
}

/** What drives a wire is read under the wire's name elsewhere too, unless the wire stands for a crossing. */
function lendName({ name, node, value }: Definition, graph: Graph): void {
  const isCrossing = node.kind === 'wire' && node.crossingTo !== undefined;
  if (value.kind === 'operation' && !isCrossing && !graph.names.has(value) && !isTrivial(value, graph.names))
    graph.names.set(value, name);
}

/** Every name that is the author's. */
function authorNames(module: Module): readonly string[] {
  const named = [...module.ports, ...module.registers, ...module.wires, ...module.memories];
  const more = [...module.instances, ...module.properties, ...module.named];
  return [
    ...clockPorts(module),
    ...[...named, ...more].flatMap(({ name }) => name ?? []),
    ...module.memories.flatMap((memory) => memory.reads.map(nameOfRead)),
    ...module.instances.flatMap((instance) =>
      [...instance.outputs.values()].flatMap(({ name }) => name ?? []),
    ),
  ];
}

/** The author's reasons for what is not read, by name. */
function reasons(module: Module): ReadonlyMap<string, string> {
  const entries = [...module.ports, ...module.registers].flatMap((each): [string, string][] =>
    'unusedReason' in each && each.unusedReason !== undefined ? [[each.name, each.unusedReason]] : [],
  );
  return new Map(entries);
}

function defineWire(wire: Wire, graph: Graph): Definition {
  const { name = '', width, source, driver } = wire;
  if (!driver) throw new Error(`wire '${name}' has no driver; the netlist's checks come before printing`);
  const value = graph.of(driver);
  return {
    name,
    width,
    source: driver.kind === 'operation' && driver.source !== Source.none ? driver.source : source,
    node: wire,
    value,
  };
}
