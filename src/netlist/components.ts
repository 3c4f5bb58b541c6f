/** Rings of nodes, and what follows from what in spite of them. */
import type { Node } from './node.js';

type Operands = (node: Node) => readonly Node[];

/**
 * Tarjan's strongly connected components, operands before the values that follow them. A component of several nodes is
 * a ring, or several entwined ones.
 */
export function components(nodes: Iterable<Node>, operands: Operands): readonly (readonly Node[])[] {
  const found: Node[][] = [];
  const index = new Map<Node, number>();
  const lowest = new Map<Node, number>();
  const open: Node[] = [];
  const isOpen = new Set<Node>();
  const stack: { readonly node: Node; readonly operands: readonly Node[]; next: number }[] = [];
  const enter = (node: Node): void => {
    index.set(node, index.size);
    lowest.set(node, index.size - 1);
    open.push(node);
    isOpen.add(node);
    stack.push({ node, operands: operands(node), next: 0 });
  };
  const lower = (node: Node, to: number): void => {
    lowest.set(node, Math.min(lowest.get(node) ?? to, to));
  };
  for (const root of nodes) {
    if (index.has(root)) continue;
    enter(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const { node } = top;
      const operand = top.operands[top.next++];
      if (operand) {
        const known = index.get(operand);
        if (known === undefined) enter(operand);
        else if (isOpen.has(operand)) lower(node, known);
        continue;
      }
      stack.pop();
      const low = lowest.get(node) ?? 0;
      const user = stack.at(-1);
      if (user) lower(user.node, low);
      if (low !== index.get(node)) continue;
      const component = open.splice(open.lastIndexOf(node));
      for (const member of component) isOpen.delete(member);
      found.push(component);
    }
  }
  return found;
}

/**
 * For every node the union of the marks of all it follows, its own included. Marks are sets as bit masks; a node
 * without a mark of its own has 0.
 */
export function spread(
  nodes: Iterable<Node>,
  operands: Operands,
  mark: (node: Node) => bigint,
): ReadonlyMap<Node, bigint> {
  const marks = new Map<Node, bigint>();
  for (const component of components(nodes, operands)) {
    let union = 0n;
    for (const node of component) {
      union |= mark(node);
      for (const operand of operands(node)) union |= marks.get(operand) ?? 0n;
    }
    for (const node of component) marks.set(node, union);
  }
  return marks;
}
