/** Whatever goes in must be read, and whatever is stored must be of use outside: else a connection was forgotten. */
import type { Complaint } from '../error.js';
import type { Module, Node } from '../node.js';
import { combinationalOperands, operandsOf, postOrder, usesOf } from '../visit.js';
import type { Rule } from './rule.js';

export const checkUnused: Rule = (module) => [...unreadInputs(module), ...unreadRegisters(module)];

function unreadInputs(module: Module): readonly Complaint[] {
  const read = new Set(
    postOrder(
      usesOf(module).map((use) => use.value),
      combinationalOperands,
    ),
  );
  return module.ports.flatMap((port) => {
    if (port.kind === 'output' || port.unusedReason !== undefined || read.has(port)) return [];
    return [
      {
        code: 'D22',
        source: port.source,
        what: `no bit of input '${port.name}' of module '${module.name}' is read`,
        fix: 'Read it, remove the port, or state why it stays unread',
      },
    ];
  });
}

/** Registers from which no path leads to an output, an instance or a property. */
function unreadRegisters(module: Module): readonly Complaint[] {
  const observers = new Set(['output', 'instance', 'property']);
  const observed = new Set(
    postOrder(
      usesOf(module).flatMap((use) => (observers.has(use.by) ? [use.value] : [])),
      influences,
    ),
  );
  return module.registers.flatMap((register) => {
    if (observed.has(register) || register.unusedReason !== undefined) return [];
    return [
      {
        code: 'D23',
        source: register.source,
        what: `register '${register.name}' reaches no output, instance or property of module '${module.name}'`,
        fix: 'Read it, or remove it',
      },
    ];
  });
}

/** Everything that ever decides a node's value, what was written to a memory included. */
function influences(node: Node): readonly Node[] {
  if (node.kind !== 'memoryRead') return operandsOf(node);
  const { writes } = node.memory;
  return [
    node.address,
    ...(node.synchronous?.enable ? [node.synchronous.enable] : []),
    ...writes.flatMap(({ enable, address, data, mask }) => [enable, address, data, ...(mask ? [mask] : [])]),
  ];
}
