/** The names within a module are Verilog identifiers, and different even for tools that ignore case. */
import { describeReset } from '../describe.js';
import type { Complaint } from '../error.js';
import type { Module } from '../node.js';
import type { Source } from '../source.js';
import { wiresOf } from '../visit.js';
import { identifierFault, identifierFix, portFault } from './identifier.js';
import type { Rule } from './rule.js';

interface Named {
  readonly name: string;
  /** `register`, `input`. */
  readonly what: string;
  readonly source: Source;
}

export const checkNames: Rule = (module) => {
  const complaints: Complaint[] = [...sharedResets(module)];
  const taken = new Map<string, Named>();
  for (const named of namesOf(module)) {
    const { name, what, source } = named;
    const fault = what === 'input' || what === 'output' ? portFault(name) : identifierFault(name);
    if (fault)
      complaints.push({
        code: 'N20',
        source,
        what: `the ${what} name '${name}' ${fault}`,
        fix: identifierFix,
      });
    const key = name.toLowerCase();
    const first = taken.get(key);
    if (!first) taken.set(key, named);
    else
      complaints.push({
        code: 'N21',
        source,
        what: clash(first, named),
        fix: 'Give one of them another name',
      });
  }
  return complaints;
};

function clash(first: Named, second: Named): string {
  const place = first.source.place ? ` (${first.source.toString()})` : '';
  const names =
    first.name === second.name
      ? `${first.what}${place} and ${second.what} are both named '${first.name}'`
      : `${first.what} '${first.name}'${place} and ${second.what} '${second.name}' differ in case only`;
  return names;
}

/** Clocks may share a reset, which is one port then and must mean one thing. */
function sharedResets({ clocks, source }: Module): readonly Complaint[] {
  return clocks.flatMap(({ name, reset }, index) => {
    const first = clocks
      .slice(0, index)
      .find((clock) => reset !== undefined && clock.reset?.name === reset.name);
    if (!reset || !first?.reset) return [];
    if (first.reset.kind === reset.kind && first.reset.activeLow === reset.activeLow) return [];
    const one = `clocks '${first.name}' (${describeReset(first)}) and '${name}' (${describeReset({ reset })})`;
    return [
      {
        code: 'N24',
        source,
        what: `${one} declare their common reset '${reset.name}' differently`,
        fix: 'Declare it alike, or give one of them another name',
      },
    ];
  });
}

/** Everything that becomes an identifier of the module, once each. */
function namesOf(module: Module): readonly Named[] {
  const names: Named[] = [];
  const add = (what: string, name: string | undefined, source: Source): void => {
    if (name !== undefined) names.push({ name, what, source });
  };
  const resets = new Set<string>();
  for (const { name, reset } of module.clocks) {
    add('clock', name, module.source);
    if (reset && !resets.has(reset.name)) add('reset', reset.name, module.source);
    if (reset) resets.add(reset.name);
  }
  for (const port of module.ports) add(port.kind, port.name, port.source);
  const outputs = new Set(module.ports.flatMap((port) => (port.kind === 'output' ? [port.driver] : [])));
  for (const wire of wiresOf(module)) if (!outputs.has(wire)) add('wire', wire.name, wire.source);
  for (const register of module.registers) add('register', register.name, register.source);
  for (const memory of module.memories) {
    add('memory', memory.name, memory.source);
    for (const read of memory.reads) add('memory read', read.name, read.source);
  }
  for (const instance of module.instances) add('instance', instance.name, instance.source);
  for (const property of module.properties) add('property', property.name, property.source);
  for (const node of module.named) if (node.kind === 'operation') add('value', node.name, node.source);
  return names;
}
