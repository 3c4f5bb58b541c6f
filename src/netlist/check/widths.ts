/** Every node keeps the rule of its operator, and every connection joins equal widths. */
import { bits, describe, describeWidth } from '../describe.js';
import type { Complaint } from '../error.js';
import type { Module, Node, Operation } from '../node.js';
import { operators } from '../operator.js';
import type { Source } from '../source.js';
import { nodesOf, wiresOf } from '../visit.js';
import type { Rule } from './rule.js';

export const checkWidths: Rule = (module) => [
  ...nodesOf(module).flatMap(nodeWidth),
  ...connections(module).flatMap(joinsEqualWidths),
];

const explicitly = 'Extend or truncate explicitly';

function nodeWidth(node: Node): readonly Complaint[] {
  const { width, source } = node;
  const complain = (code: string, what: string, fix: string): readonly Complaint[] => [
    { code, source, what, fix },
  ];
  if (!Number.isInteger(width) || width < 1)
    return complain('W20', `${describe(node)} cannot have ${width} bits`, 'Use a whole number from 1');
  if (node.kind === 'constant' && (node.value < 0n || node.value >> BigInt(width) !== 0n))
    return complain(
      'W21',
      `${describe(node)} does not fit into ${bits(width)}`,
      'Make it wider or the value smaller',
    );
  if (node.kind === 'operation') {
    const what = operationFault(node);
    return what ? complain('W22', what, explicitly) : [];
  }
  return [];
}

function operationFault(node: Operation): string | undefined {
  const { arity, widthRule } = operators[node.operator];
  const { operands, width, low } = node;
  const of = `${node.operator} of ${operands.map(describeWidth).join(' and ')}`;
  if (operands.length === 0) return `${node.operator} has no operands`;
  if (arity !== undefined && operands.length !== arity)
    return `${of} takes ${arity} operand${arity === 1 ? '' : 's'}, not ${operands.length}`;
  const fault = widthRule(
    operands.map((operand) => operand.width),
    width,
    low,
  );
  return fault && `${of} as ${node.name ? `'${node.name}' ` : ''}(${bits(width)}): ${fault}`;
}

interface Connection {
  readonly to: string;
  readonly width: number;
  readonly from: Node | undefined;
  readonly source: Source;
}

function connections(module: Module): readonly Connection[] {
  return [
    ...wiresOf(module).map((wire) => ({
      to: describe(wire),
      width: wire.width,
      from: wire.driver,
      source: wire.source,
    })),
    ...module.registers.flatMap(({ name, width, next, enable, source }) => [
      { to: `register '${name}'`, width, from: next, source },
      { to: `the enable of register '${name}'`, width: 1, from: enable, source },
    ]),
    ...module.properties.map(({ name, condition, source }) => ({
      to: `the condition of property '${name}'`,
      width: 1,
      from: condition,
      source,
    })),
  ];
}

function joinsEqualWidths({ to, width, from, source }: Connection): readonly Complaint[] {
  if (!from || from.width === width) return [];
  return [
    {
      code: 'W23',
      source,
      what: `${to} has ${bits(width)}, but is driven by ${describeWidth(from)}`,
      fix: width === 1 ? 'Compare or reduce it to one bit' : explicitly,
    },
  ];
}
