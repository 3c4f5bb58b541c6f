/** No value reaches another clock's domain unless the author vouches for it. */
import { describe, describePlace } from '../describe.js';
import type { Complaint } from '../error.js';
import type { Clock, Module, Node } from '../node.js';
import { postOrder, usesOf, type Use } from '../visit.js';
import { portClock, type ClockDomains, type Origin } from './clock-domains.js';
import type { Rule } from './rule.js';

export const checkCrossings: Rule = (module, { domains }) => {
  const originsOf = domains.of(module);
  return takenValues(module).flatMap((use): readonly Complaint[] => {
    const foreign = originsOf(use.value).find((origin) => origin !== use.clock.name);
    if (foreign === undefined) return [];
    const from = firstOf(foreign, use.value, domains);
    const isAsynchronous = typeof foreign !== 'string';
    return [
      {
        code: isAsynchronous ? 'C21' : 'C20',
        source: use.source,
        what: isAsynchronous
          ? `the asynchronous ${describePlace(from)} reaches ${use.as}, which belongs to clock '${use.clock.name}'`
          : `${describePlace(from)} changes with clock '${foreign}' but reaches ${use.as}, which belongs to clock '${use.clock.name}'`,
        fix: `Bring ${describe(from)} into '${use.clock.name}' through a synchroniser or another declared crossing`,
      },
    ];
  });
};

type Taken = Omit<Use, 'clock'> & { readonly clock: Clock };

/** The uses that happen in one clock's domain. */
function takenValues(module: Module): readonly Taken[] {
  const ports = module.instances.flatMap((instance) =>
    [...instance.inputs].map(([port, value]) => ({
      value,
      by: 'instance' as const,
      clock: portClock(instance, port),
      as: `input '${port}' of instance '${instance.name}'`,
      source: instance.source,
    })),
  );
  return [...usesOf(module), ...ports].flatMap((use) => (use.clock ? [{ ...use, clock: use.clock }] : []));
}

/** The node through which a domain comes in, nearest to the inputs. */
function firstOf(origin: Origin, value: Node, domains: ClockDomains): Node {
  const reached = postOrder([value], domains.operands);
  return reached.find((node) => domains.ownOrigins(node).includes(origin)) ?? value;
}
