/** Properties: for provers under FORMAL, for simulators everywhere but in synthesis. */
import type { PropertyPlan } from './plan.js';
import { indent, line, type Line } from './text.js';
import type { Writer } from './write.js';

/** `assert`, `assume` and `cover` for provers. */
export function formalLines(properties: readonly PropertyPlan[], writer: Writer): readonly Line[] {
  return inDomains(properties, writer, ({ kind, name, condition, source }) => [
    line(`${name}: ${kind} (${writer.expression(condition)});`, source),
  ]);
}

/** Complaints for simulators. Covers are not among them: Adder counts them on its own engine. */
export function simulationLines(properties: readonly PropertyPlan[], writer: Writer): readonly Line[] {
  const watched = properties.filter(({ kind }) => kind !== 'cover');
  return inDomains(watched, writer, ({ name, message, violation, source }) => [
    line(`if (${writer.condition(violation)}) begin`, source),
    line(`  $display("%m.${name} failed at time %0t: ${quoted(message)}", $time);`, source),
    line('  `ADDER_ON_FAILURE;', source),
    line('end', source),
  ]);
}

/** One process for the properties of a clock. An asynchronous reset is listened to, as in the registers' processes. */
function inDomains(
  properties: readonly PropertyPlan[],
  writer: Writer,
  print: (property: PropertyPlan) => readonly Line[],
): readonly Line[] {
  const names = [...new Set(properties.map(({ clock }) => clock.name))];
  return names.flatMap((name): readonly Line[] => {
    const members = properties.filter(({ clock }) => clock.name === name);
    const [first] = members;
    if (!first) return [];
    const { clock, reset, source } = first;
    const edge =
      clock.reset?.kind === 'asynchronous'
        ? ` or ${clock.reset.activeLow ? 'negedge' : 'posedge'} ${clock.reset.name}`
        : '';
    const body = members.flatMap(print);
    return [
      line(`always @(posedge ${name}${edge}) begin`, source),
      ...(reset
        ? indent([
            line(`if (${isInverted(writer, reset)}) begin`, source),
            ...indent(body),
            line('end', source),
          ])
        : indent(body)),
      line('end', source),
    ];
  });
}

function isInverted(writer: Writer, reset: NonNullable<PropertyPlan['reset']>): string {
  const text = writer.condition(reset);
  return text.startsWith('!') ? text.slice(1) : `!${text}`;
}

/** As text of a format string: what the netlist says for people must not become directives. */
function quoted(message: string): string {
  return message
    .replace(/[^ -~]+/g, ' ')
    .replace(/["\\]/g, "'")
    .replace(/%/g, '%%');
}
