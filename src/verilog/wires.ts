/**
 * Which parts of expressions get a wire of their own: where Verilog wants a name, where it means something else inside
 * a larger expression, where a value is used again, and where a reader would lose the thread.
 */
import type { Node, Operation } from '../netlist/node.js';
import { operators, type OperatorName } from '../netlist/operator.js';
import { postOrder } from '../netlist/visit.js';
import { bitSelect, continuesChain, ExpressionPrinter, isBrokenByElement } from './expression.js';
import type { Names } from './names.js';
import type { Definition } from './plan.js';
import type { Root } from './root.js';

/** Characters of an operand; a longer one becomes a wire. */
const longestOperand = 60;
/** The same for what gets a line of its own. */
const longestElement = 90;
/** Characters of a condition or a connection. */
const longestPart = 90;
/** Links of a chain `a & b & c`, of a choice or of a concatenation in one expression. */
const longestChain = 32;

/** The width or the sign of the surroundings would change what they compute. */
const needsOwnContext: ReadonlySet<OperatorName> = new Set([
  'multiply',
  'multiplySigned',
  'shiftRightSigned',
]);
/** Mean the same in any surroundings. */
const ownWidth: ReadonlySet<OperatorName> = new Set(['slice', 'concat', 'zeroExtend', 'signExtend']);
/** As short as a name would be. */
const trivial: ReadonlySet<OperatorName> = new Set(['slice', 'not', 'zeroExtend', 'signExtend']);

/** Adds to `names` what needs a name and returns the definitions, operands first. */
export function nameSubexpressions(
  roots: readonly Root[],
  names: Map<Node, string>,
  namer: Names,
): readonly Definition[] {
  const made: Definition[] = [];
  const printer = new ExpressionPrinter(names);
  const order = postOrder(
    roots.map((root) => root.node),
    expressionOperands,
  );
  const uses = countUses(roots.map((root) => root.node));
  const wholes = new Set(roots.flatMap(({ node, isWhole }) => (isWhole ? [node] : [])));
  const chainLengths = new Map<Node, number>();

  const isInline = (node: Node): node is Operation => node.kind === 'operation' && !names.has(node);
  const give = (node: Operation): void => {
    const name = namer.forExpression(node);
    names.set(node, name);
    made.push({ name, width: node.width, source: node.source, node, value: node });
  };

  const nameOperands = (node: Operation): void => {
    const select = bitSelect(node, names);
    if (select) {
      if (isInline(select.of)) give(select.of);
      if (isInline(select.index) && !keepsWidthAsIndex(select.index)) give(select.index);
      return;
    }
    let links = 1;
    node.operands.forEach((operand, index) => {
      if (!isInline(operand)) return;
      const isLink = continuesChain(node.operator, index, operand.operator);
      const chain = links + (chainLengths.get(operand) ?? 1);
      if (isLink && chain <= longestChain) links = chain;
      else if (
        isLink ||
        mustBeNamed(node, index, operand) ||
        printer.flat(operand).length > room(node.operator)
      )
        give(operand);
    });
    chainLengths.set(node, links);
  };

  for (const node of order) {
    if (node.kind !== 'operation') continue;
    nameOperands(node);
    if (!isInline(node)) continue;
    const count = uses.get(node) ?? 0;
    const isAlone = count === 1 && wholes.has(node);
    if ((count > 1 && !isTrivial(node, names)) || (needsOwnContext.has(node.operator) && !isAlone))
      give(node);
  }
  for (const { node, isWhole, isIndex } of roots) {
    if (isWhole || !isInline(node)) continue;
    if (printer.flat(node).length > longestPart || (isIndex && !keepsWidthAsIndex(node))) give(node);
  }
  return made;
}

/** Is the expression no longer than a name for it would be? */
export function isTrivial(node: Node, names: ReadonlyMap<Node, string>): boolean {
  if (node.kind !== 'operation' || names.has(node)) return true;
  return trivial.has(node.operator) && node.operands.every((operand) => isTrivial(operand, names));
}

/** How often each node is an operand or a root; a root may be listed more than once. */
export function countUses(roots: readonly Node[]): ReadonlyMap<Node, number> {
  const uses = new Map<Node, number>();
  const count = (node: Node): void => {
    uses.set(node, (uses.get(node) ?? 0) + 1);
  };
  roots.forEach(count);
  for (const node of postOrder(roots, expressionOperands)) expressionOperands(node).forEach(count);
  return uses;
}

function expressionOperands(node: Node): readonly Node[] {
  return node.kind === 'operation' ? node.operands : [];
}

/** Icarus Verilog 11 computes an index in the width of an integer, so that a sum there loses no carry. */
function keepsWidthAsIndex({ operator }: Operation): boolean {
  return ownWidth.has(operator) || operator === 'mux';
}

function room(parent: OperatorName): number {
  return isBrokenByElement(parent) ? longestElement : longestOperand;
}

function mustBeNamed(node: Operation, index: number, operand: Operation): boolean {
  // Verilog would compute the operand in the width of the product; only what stands in braces keeps its own.
  if (node.operator === 'multiply') return !ownWidth.has(operand.operator);
  return operand.width > 1 && operators[node.operator].namedOperands.includes(index);
}
