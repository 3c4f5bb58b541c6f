/** The order of definitions: Verilog wants a wire declared before it is read. */
import type { Node } from '../netlist/node.js';
import { postOrder } from '../netlist/visit.js';
import { namesItsValue, type Definition, type Value } from './plan.js';
import type { Root } from './root.js';

/**
 * Definitions before their readers: the `given` ones as given as far as that goes, those `made` for parts of
 * expressions just before the first use. Where wires form a ring, the ones that are read too early are marked.
 */
export function definitionsInOrder(
  given: readonly Definition[],
  made: readonly Definition[],
  roots: readonly Root[],
  names: ReadonlyMap<Node, string>,
): readonly Definition[] {
  const all = [...given, ...made];
  const byNode = new Map(all.map((definition) => [definition.node, definition]));
  const byValue = new Map<Value, Node>(
    all.flatMap((definition) =>
      namesItsValue(definition, names) ? [[definition.value, definition.node] as const] : [],
    ),
  );
  const operands = (node: Node): readonly Node[] => {
    const definition = byNode.get(node);
    if (definition && byValue.get(definition.value) !== node) return partsOf(definition.value);
    const namedBy = byValue.get(node);
    if (namedBy && namedBy !== node) return [namedBy];
    const value = definition?.value ?? node;
    return value.kind === 'operation' ? value.operands : [];
  };
  const starts = [...given, ...roots].map(({ node }) => node);
  const order = postOrder(starts, operands);
  const early = readEarly(order, operands, byNode);
  return order.flatMap((node) => {
    const definition = byNode.get(node);
    if (!definition) return [];
    return early.has(node) ? { ...definition, isForward: true } : definition;
  });
}

/** Defined nodes that something before them reads. Nodes without a name are printed inside the next that has one. */
function readEarly(
  order: readonly Node[],
  operands: (node: Node) => readonly Node[],
  byNode: ReadonlyMap<Node, Definition>,
): ReadonlySet<Node> {
  const seen = new Set<Node>();
  const early = new Set<Node>();
  for (const node of order) {
    for (const operand of operands(node)) if (!seen.has(operand) && byNode.has(operand)) early.add(operand);
    seen.add(node);
  }
  return early;
}

function partsOf(value: Value): readonly Node[] {
  if (value.kind !== 'memoryWord') return [value];
  return value.inside ? [value.index, value.inside] : [value.index];
}
