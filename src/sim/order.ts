/** Topological order of the flat design: every node after its operands. */
import { AdderError } from '../netlist/error.js';
import type { FlatDesign, FlatNode } from './flat.js';
import { splitFalseLoops } from './split.js';

/**
 * Brings `design.nodes` into an order in which they can be evaluated. Wide nodes that form a loop only as whole words
 * are split into the ranges of bits that do not.
 *
 * @throws AdderError L21 for a loop of bits.
 */
export function order(design: FlatDesign): FlatDesign {
  const loops = findLoops(design.nodes);
  if (loops.length === 0) return { ...design, nodes: sort(design.nodes) };
  const split = splitFalseLoops(design, loops);
  const remaining = findLoops(split.nodes)[0];
  if (remaining) throw combinationalLoop(remaining);
  return { ...split, nodes: sort(split.nodes) };
}

function combinationalLoop(loop: readonly FlatNode[]): AdderError {
  const places = [...new Set(loop.map((node) => node.source.toString()))];
  return new AdderError({
    code: 'L21',
    source: loop[0]?.source,
    what: `combinational loop through ${loop.length} operations: ${places.slice(0, 5).join(', ')}`,
    fix: 'Put a register into it',
  });
}

/** Operands before users. The nodes must be free of loops. */
function sort(nodes: readonly FlatNode[]): FlatNode[] {
  const sorted: FlatNode[] = [];
  const seen = new Set<FlatNode>();
  for (const root of nodes) {
    if (seen.has(root)) continue;
    seen.add(root);
    const path: { node: FlatNode; next: number }[] = [{ node: root, next: 0 }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const operand = top.node.operands[top.next++];
      if (!operand) {
        sorted.push(top.node);
        path.pop();
      } else if (!seen.has(operand)) {
        seen.add(operand);
        path.push({ node: operand, next: 0 });
      }
    }
  }
  return sorted;
}

/** Strongly connected components with a loop in them (Tarjan 1972), without recursion. */
function findLoops(nodes: readonly FlatNode[]): FlatNode[][] {
  const loops: FlatNode[][] = [];
  const index = new Map<FlatNode, number>();
  const lowest = new Map<FlatNode, number>();
  const open: FlatNode[] = [];
  const isOpen = new Set<FlatNode>();
  const enter = (node: FlatNode): { node: FlatNode; next: number } => {
    index.set(node, index.size);
    lowest.set(node, index.size - 1);
    open.push(node);
    isOpen.add(node);
    return { node, next: 0 };
  };
  const lower = (node: FlatNode, value: number): void => {
    if (value < (lowest.get(node) ?? 0)) lowest.set(node, value);
  };
  for (const root of nodes) {
    if (index.has(root)) continue;
    const path = [enter(root)];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { node } = top;
      const operand = node.operands[top.next++];
      if (operand) {
        if (!index.has(operand)) path.push(enter(operand));
        else if (isOpen.has(operand)) lower(node, index.get(operand) ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) lower(parent.node, lowest.get(node) ?? 0);
      if (lowest.get(node) !== index.get(node)) continue;
      const component = open.splice(open.lastIndexOf(node));
      for (const member of component) isOpen.delete(member);
      if (component.length > 1 || node.operands.includes(node)) loops.push(component);
    }
  }
  return loops;
}
