/** Making nodes: every operator call of the language ends here, so that every node knows its width and its line. */
import { AdderError } from '../netlist/error.js';
import type { Constant, Node, Operation } from '../netlist/node.js';
import { operators, type OperatorName } from '../netlist/operator.js';
import { Source } from '../netlist/source.js';

/**
 * A node that applies `operator`; the widths are checked against the operator's rule.
 *
 * @param source where the author wrote it; asked of the stack, which costs microseconds, unless the caller knows
 */
export function operate(
  operator: OperatorName,
  operands: readonly Node[],
  width: number,
  low = 0,
  source = Source.capture(),
): Operation {
  const wrong = operators[operator].widthRule(
    operands.map((operand) => operand.width),
    width,
    low,
  );
  if (wrong)
    throw new AdderError({
      code: 'W01',
      source,
      what: `cannot ${verbs[operator] ?? operator} ${operands.map(describe).join(' and ')}: ${wrong}`,
      fix: widthFix(operator, operands, width),
    });
  return { kind: 'operation', operator, operands, width, low, source };
}

/** A constant node of `width` bits from its bit pattern. */
export function constantNode(value: bigint, width: number): Constant {
  return {
    kind: 'constant',
    width,
    value: BigInt.asUintN(width, value),
    source: Source.capture(),
  };
}

/** How a message says an operator: `cannot compare 'line_tag' (20 bits) with 'wanted' (24 bits)`. */
const verbs: Partial<Record<OperatorName, string>> = {
  equal: 'compare',
  notEqual: 'compare',
  less: 'compare',
  lessOrEqual: 'compare',
  lessSigned: 'compare',
  lessOrEqualSigned: 'compare',
  and: 'and',
  or: 'or',
  xor: 'xor',
  mux: 'choose between',
  slice: 'take bits of',
  zeroExtend: 'widen',
  signExtend: 'widen',
};

function widthFix(operator: OperatorName, operands: readonly Node[], width: number): string | undefined {
  const [a, b] = operands;
  if (operator === 'slice' && a)
    return width > a.width ? `Use .extend(${width})` : `Bits are counted from 0 to ${a.width - 1}`;
  if (operator === 'zeroExtend' || operator === 'signExtend') return `Use .truncate(${width})`;
  if (operands.length !== 2 || !a || !b || a.width === b.width) return undefined;
  const [narrow, wide] = a.width < b.width ? [a, b] : [b, a];
  return `Use .extend(${wide.width}) on ${nameOf(narrow)} or .truncate(${narrow.width}) on ${nameOf(wide)}`;
}

/** `'line_tag' (20 bits)`. */
export function describe(node: Node): string {
  return `${nameOf(node)} (${node.width} ${node.width === 1 ? 'bit' : 'bits'})`;
}

/** The node's name where it has one, else its expression, cut where it gets long: `'count + 1'`. */
export function nameOf(node: Node): string {
  return `'${expression(node, 3)}'`;
}

function expression(node: Node, depth: number): string {
  if (node.name !== undefined) return node.name;
  if (node.kind === 'constant') return node.value.toString();
  if (node.kind === 'instanceOutput') return `${node.instance.name}.${node.port}`;
  if (node.kind !== 'operation' || depth === 0) return '...';
  const operands = node.operands.map((operand) => expression(operand, depth - 1));
  return operators[node.operator].verilog(
    operands,
    node.operands.map((operand) => operand.width),
    node.width,
    node.low,
  );
}
