/** No bit follows itself within a cycle. Rings of nodes whose bits form none are legal. */
import { components } from '../components.js';
import type { Complaint } from '../error.js';
import type { Module, Node } from '../node.js';
import { BitSet, type Bit, type CombinationalPaths } from '../paths.js';
import { nodesOf } from '../visit.js';
import { describePath } from './path-text.js';
import type { Rule } from './rule.js';

export const checkLoops: Rule = (module, { paths }) =>
  nodeRings(module, paths).flatMap((ring): readonly Complaint[] => {
    const loop = findLoop(ring, paths);
    if (!loop) return [];
    const [start] = loop;
    return [
      {
        code: 'L20',
        source: start?.node.source,
        what: `combinational loop in module '${module.name}': ${describePath([...loop, ...loop.slice(0, 1)], paths)}`,
        fix: 'Put a register into the loop, or take the value from before it',
      },
    ];
  });

/** Only what turns in a ring as a whole can do so bit by bit, and that is little: the costly search stays small. */
function nodeRings(module: Module, paths: CombinationalPaths): readonly (readonly Node[])[] {
  return components(nodesOf(module), paths.operands).filter(
    ([first, ...others]) =>
      others.length > 0 || (first !== undefined && paths.operands(first).includes(first)),
  );
}

/** A loop in the direction of flow, beginning at a named node where there is one. */
function findLoop(ring: readonly Node[], paths: CombinationalPaths): readonly Bit[] | undefined {
  const members = new Set(ring);
  const finished = new BitSet();
  for (const node of ring)
    for (let bit = 0; bit < node.width; bit++) {
      const loop = loopFrom({ node, bit }, members, finished, paths);
      if (!loop) continue;
      const flow = [...loop].reverse();
      const start = flow.findIndex((step) => step.node.name !== undefined);
      return start > 0 ? [...flow.slice(start), ...flow.slice(0, start)] : flow;
    }
  return undefined;
}

/** Depth-first against the flow; a bit met again on the present path closes a loop. */
function loopFrom(
  start: Bit,
  members: ReadonlySet<Node>,
  finished: BitSet,
  paths: CombinationalPaths,
): readonly Bit[] | undefined {
  const entered = new BitSet();
  const stack: { readonly at: Bit; readonly operands: readonly Bit[]; next: number }[] = [];
  const enter = (at: Bit): void => {
    if (!finished.has(at) && entered.add(at)) stack.push({ at, operands: paths.bitOperands(at), next: 0 });
  };
  enter(start);
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const operand = top.operands[top.next++];
    if (!operand) {
      finished.add(top.at);
      stack.pop();
    } else if (members.has(operand.node)) {
      if (entered.has(operand) && !finished.has(operand)) {
        const from = stack.findIndex(({ at }) => at.node === operand.node && at.bit === operand.bit);
        return stack.slice(from).map(({ at }) => at);
      }
      enter(operand);
    }
  }
  return undefined;
}
