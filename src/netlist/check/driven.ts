/** Every wire, output and register has something that drives it. */
import { describe } from '../describe.js';
import type { Complaint } from '../error.js';
import { wiresOf } from '../visit.js';
import type { Rule } from './rule.js';

export const checkDriven: Rule = (module) => {
  const outputs = new Map(
    module.ports.flatMap((port) => (port.kind === 'output' ? [[port.driver, port] as const] : [])),
  );
  return wiresOf(module).flatMap((wire): readonly Complaint[] => {
    if (wire.driver) return [];
    const port = outputs.get(wire);
    return [
      {
        code: port ? 'D20' : 'D21',
        source: port?.source.place ? port.source : wire.source,
        what: port
          ? `output '${port.name}' of module '${module.name}' is never driven`
          : `wire ${describe(wire)} is never driven`,
        fix: port ? 'Drive it, or remove the port' : 'Drive it, or remove it',
      },
    ];
  });
};
