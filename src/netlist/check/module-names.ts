/** Each module of a design is a Verilog module and a file of its own, so its name must be no other's. */
import type { Complaint } from '../error.js';
import type { ForeignModule, Module } from '../node.js';
import { modulesOf } from '../visit.js';
import { identifierFault, identifierFix } from './identifier.js';

/** For a whole design, not one module. */
export function checkModuleNames(top: Module): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const taken = new Map<string, Module | ForeignModule>();
  for (const module of printedModules(top)) {
    const { name, source } = module;
    const fault = identifierFault(name);
    if (fault)
      complaints.push({
        code: 'N22',
        source,
        what: `the module name '${name}' ${fault}`,
        fix: identifierFix,
      });
    const first = taken.get(name.toLowerCase());
    if (!first) taken.set(name.toLowerCase(), module);
    else if (first !== module && !(isForeign(first, name) && isForeign(module, name)))
      complaints.push({
        code: 'N23',
        source,
        what: `two different modules of one design are named '${first.name}'${first.source.place ? ` (${first.source.toString()})` : ''} and '${name}'`,
        fix: 'Give one of them another name',
      });
  }
  return complaints;
}

/** One foreign module may be declared in several places, with other parameters each time. */
function isForeign(module: Module | ForeignModule, name: string): boolean {
  return module.kind === 'foreign' && module.name === name;
}

/** Models of foreign modules are not printed. */
function printedModules(top: Module): ReadonlySet<Module | ForeignModule> {
  const modelled = new Set<Module>();
  const printed = new Set<Module | ForeignModule>();
  for (const module of modulesOf(top))
    for (const { module: child } of module.instances) {
      printed.add(child);
      if (child.kind === 'foreign' && child.model) modelsBelow(child.model, modelled);
    }
  for (const module of modulesOf(top)) if (!modelled.has(module)) printed.add(module);
  for (const model of modelled) printed.delete(model);
  return printed;
}

function modelsBelow(model: Module, into: Set<Module>): void {
  for (const module of modulesOf(model)) into.add(module);
}
