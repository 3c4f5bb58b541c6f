/** Registers: their processes, with reset. */
import type { Module, Node, Register } from '../netlist/node.js';
import type { ClockNames } from './connect.js';
import type { Graph } from './graph.js';
import type { Process, Statement } from './plan.js';
import { conditional, RegisterStatements } from './statement.js';

/** What the register takes at every edge, its enable included. */
export function nextOf(register: Register, graph: Graph): Node {
  const next = register.next ? graph.of(register.next) : register;
  if (!register.enable) return next;
  const enable = graph.of(register.enable);
  return graph.operation('mux', [enable, next, register], register.width, register.enable.source);
}

/** One process for the registers of a group that share clock and reset; those without reset are not held back by one. */
export function registerProcesses(
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

/** Does a reset of its clock give it a value? */
export function isReset(register: Register): boolean {
  return register.resetValue !== undefined && register.clock.reset !== undefined;
}
