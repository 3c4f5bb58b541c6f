/** Every port and clock of an instance is connected, to something that fits. */
import { bits, describeReset, describeWidth } from '../describe.js';
import type { Complaint } from '../error.js';
import type { Clock, Instance } from '../node.js';
import type { Rule } from './rule.js';

export const checkInstances: Rule = (module) =>
  module.instances.flatMap((instance) => {
    const complaints: Complaint[] = [];
    const complain: Complain = (code, what, fix) =>
      complaints.push({ code, source: instance.source, what: `${what} of instance '${instance.name}'`, fix });
    checkInputs(instance, complain);
    checkOutputs(instance, complain);
    checkClocks(instance, complain);
    checkModel(instance, complain);
    return complaints;
  });

type Complain = (code: string, what: string, fix: string) => void;

interface Port {
  readonly name: string;
  readonly width: number;
}

function portsOf({ module }: Instance, direction: 'input' | 'output'): readonly Port[] {
  return module.kind === 'module'
    ? module.ports.filter((port) => port.kind === direction)
    : module.ports.filter((port) => port.direction === direction);
}

function checkInputs(instance: Instance, complain: Complain): void {
  const ports = portsOf(instance, 'input');
  for (const { name, width } of ports) {
    const value = instance.inputs.get(name);
    if (!value) complain('H23', `nothing drives input '${name}' (${bits(width)})`, 'Drive it');
    else if (value.width !== width)
      complain(
        'H24',
        `${describeWidth(value)} drives input '${name}' (${bits(width)})`,
        'Extend or truncate explicitly',
      );
  }
  for (const name of instance.inputs.keys())
    if (!ports.some((port) => port.name === name))
      complain('H25', `'${name}' is no input (they are ${list(ports)})`, 'Use one of these names');
}

function checkOutputs(instance: Instance, complain: Complain): void {
  const ports = portsOf(instance, 'output');
  for (const [name, { width }] of instance.outputs) {
    const port = ports.find((candidate) => candidate.name === name);
    if (!port) complain('H25', `'${name}' is no output (they are ${list(ports)})`, 'Use one of these names');
    else if (port.width !== width)
      complain(
        'H24',
        `output '${name}' (${bits(port.width)}) is read as ${bits(width)} out`,
        'Read its own width',
      );
  }
}

function checkClocks(instance: Instance, complain: Complain): void {
  for (const clock of instance.module.clocks) {
    const outer = instance.clocks.get(clock.name);
    if (!outer)
      complain('H26', `nothing drives clock '${clock.name}'`, 'Connect it to a clock of the module around');
    else if (!resetFits(clock, outer))
      complain(
        'H27',
        `the reset of clock '${clock.name}' (${describeReset(clock)}) does not fit clock '${outer.name}' (${describeReset(outer)}), which drives it,`,
        'Declare both resets alike',
      );
  }
  for (const name of instance.clocks.keys())
    if (!instance.module.clocks.some((clock) => clock.name === name))
      complain(
        'H25',
        `'${name}' is no clock (they are ${list(instance.module.clocks)})`,
        'Use one of these names',
      );
}

function resetFits(inner: Clock, outer: Clock): boolean {
  if (!inner.reset) return true;
  return inner.reset.kind === outer.reset?.kind && inner.reset.activeLow === outer.reset.activeLow;
}

/** The model of a foreign module has exactly its ports. */
function checkModel({ module }: Instance, complain: Complain): void {
  if (module.kind !== 'foreign' || !module.model) return;
  const signature = (
    ports: readonly { direction: string; name: string; width: number }[],
  ): readonly string[] =>
    ports.map(({ direction, name, width }) => `${direction} '${name}' (${bits(width)})`);
  const foreign = signature(module.ports);
  const model = signature(module.model.ports.map((port) => ({ ...port, direction: port.kind })));
  const missing = foreign.filter((port) => !model.includes(port));
  const surplus = model.filter((port) => !foreign.includes(port));
  if (missing.length > 0)
    complain(
      'H28',
      `the model lacks ${missing.join(', ')}`,
      'Give the model the ports of the foreign module',
    );
  if (surplus.length > 0)
    complain(
      'H28',
      `the model has ${surplus.join(', ')} too many`,
      'Give the model the ports of the foreign module',
    );
}

function list(things: readonly { readonly name: string }[]): string {
  return things.length > 0 ? things.map(({ name }) => `'${name}'`).join(', ') : 'none';
}
