/** Decides what the Verilog of one module says; print.ts then writes it down. */
import type { Module, Node, Register, Wire } from '../netlist/node.js';
import { Source } from '../netlist/source.js';
import { postOrder, wiresOf } from '../netlist/visit.js';
import { ClockNames, clockPorts, connect, nameOutputs } from './connect.js';
import { Graph } from './graph.js';
import { MemoryPlanner } from './memory.js';
import { nameOfRead } from './memory-read.js';
import { Names } from './names.js';
import type { Definition, ModulePlan, Port, Process, PropertyPlan, Statement, Value } from './plan.js';
import { conditional, RegisterStatements } from './statement.js';
import { unusedOf } from './unused.js';
import { definitionRoots, instanceRoots, processRoots, propertyRoots, type Root } from './root.js';
import { countUses, nameSubexpressions } from './wires.js';

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
  const fixedRoots = (definitions: readonly Definition[]): readonly Root[] => [
    ...definitions.flatMap(definitionRoots),
    ...memoryProcesses.flatMap(processRoots),
    ...instances.flatMap(instanceRoots),
    ...outputs.flatMap(definitionRoots),
    ...properties.flatMap(propertyRoots),
  ];
  const before = [...fixedRoots(given).map((root) => root.node), ...nexts.values()];
  const processes = registerProcesses(module, nexts, graph, clocks, countUses(before));

  const roots = (definitions: readonly Definition[]): readonly Root[] => [
    ...fixedRoots(definitions),
    ...processes.flatMap(processRoots),
  ];
  const made = nameSubexpressions(roots(given), graph.names, names);
  const definitions = inOrder([...given, ...made], roots([...given, ...made]));

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

/** What the register takes at every edge, its enable included. */
function nextOf(register: Register, graph: Graph): Node {
  const next = register.next ? graph.of(register.next) : register;
  if (!register.enable) return next;
  const enable = graph.of(register.enable);
  return graph.operation('mux', [enable, next, register], register.width, register.enable.source);
}

/** One process for the registers of a group that share clock and reset. */
function registerProcesses(
  module: Module,
  nexts: ReadonlyMap<Register, Node>,
  graph: Graph,
  clocks: ClockNames,
  uses: ReadonlyMap<Node, number>,
): readonly Process[] {
  const groups = new Map<string, Register[]>();
  for (const register of module.registers) {
    const key = `${register.group}\n${register.clock.name}\n${isReset(register) ? 'reset' : ''}`;
    groups.set(key, [...(groups.get(key) ?? []), register]);
  }
  const statements = new RegisterStatements(graph, uses);
  return [...groups.values()].flatMap((registers): readonly Process[] => {
    const [first] = registers;
    if (!first) return [];
    const { clock, source } = first;
    const updates = statements.of(
      registers.map((register) => ({ register, next: nexts.get(register) ?? register })),
    );
    const reset = isReset(first) ? clocks.resetOf(clock, source) : undefined;
    if (!reset) {
      // One that never changes must still look like a register, not like a wire that was forgotten.
      const changed = new Set(updates.flatMap(assignedNames));
      const kept = registers.filter((register) => !changed.has(register.name)).map(holds);
      return [{ clock, asynchronous: false, statements: [...updates, ...kept], source }];
    }
    const resets = registers.map((register) => ({
      kind: 'assignment' as const,
      target: { name: register.name },
      value: graph.constant(register.width, register.resetValue ?? 0n),
      source: register.source,
    }));
    const asynchronous = clock.reset?.kind === 'asynchronous';
    return [{ clock, asynchronous, statements: conditional(graph, reset, resets, updates, source), source }];
  });
}

function assignedNames(statement: Statement): readonly string[] {
  if (statement.kind === 'assignment') return [statement.target.name];
  return [...statement.then, ...statement.otherwise].flatMap(assignedNames);
}

function holds(register: Register): Statement {
  return { kind: 'assignment', target: { name: register.name }, value: register, source: register.source };
}

function isReset(register: Register): boolean {
  return register.resetValue !== undefined && register.clock.reset !== undefined;
}

/** Definitions before their readers, otherwise as given; what only a statement reads stands at its first use. */
function inOrder(definitions: readonly Definition[], roots: readonly Root[]): readonly Definition[] {
  const byNode = new Map(definitions.map((definition) => [definition.node, definition]));
  const parts = (value: Value): readonly Node[] =>
    value.kind === 'memoryWord' ? [value.index, ...(value.inside ? [value.inside] : [])] : [value];
  const order = postOrder([...roots.map((root) => root.node), ...byNode.keys()], (node) => {
    const definition = byNode.get(node);
    if (definition && definition.value !== node) return parts(definition.value);
    return node.kind === 'operation' ? node.operands : [];
  });
  return order.flatMap((node) => byNode.get(node) ?? []);
}
