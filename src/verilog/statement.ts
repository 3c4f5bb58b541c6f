/**
 * The multiplexers in front of registers, written back as the `if` statements they came from. A leaf that is the
 * register itself is a path on which nothing is assigned.
 */
import type { Node, Operation, Register } from '../netlist/node.js';
import { Source } from '../netlist/source.js';
import type { Graph } from './graph.js';
import type { Statement } from './plan.js';

/** One register on its way through the conditions. */
interface Update {
  readonly register: Register;
  readonly value: Node;
  /** The value that needs no assignment here: the register, or what an earlier statement has assigned already. */
  readonly held: Node;
  /** Nothing else needs the value, so that its choices may become statements. */
  readonly isOwned: boolean;
  readonly source: Source;
}

interface Branches {
  readonly condition: Node;
  readonly source: Source;
  readonly high: Update[];
  readonly low: Update[];
}

export class RegisterStatements {
  readonly #graph: Graph;
  readonly #uses: ReadonlyMap<Node, number>;

  /** `uses`: how often each node is an operand of anything in the module. */
  constructor(graph: Graph, uses: ReadonlyMap<Node, number>) {
    this.#graph = graph;
    this.#uses = uses;
  }

  /** The statements that give registers of one group their next values. */
  of(registers: readonly { readonly register: Register; readonly next: Node }[]): readonly Statement[] {
    return this.#statements(
      registers.map(({ register, next }) => {
        const sharing = registers.filter((each) => each.next === next).length;
        return this.#update(register, next, this.#uses.get(next) === sharing);
      }),
    );
  }

  #update(register: Register, value: Node, isOwned: boolean): Update {
    return { register, value, held: register, isOwned, source: register.source };
  }

  #statements(updates: readonly Update[]): readonly Statement[] {
    const stages = updates.map((update) => this.#stages(update));
    const count = Math.max(0, ...stages.map((each) => each.length));
    // Aligned at the end, so that what all registers do last meets under common conditions.
    return Array.from({ length: count }, (_, index) =>
      this.#together(stages.flatMap((each) => each[each.length - count + index] ?? [])),
    ).flat();
  }

  /**
   * Where a branch leaves a register at what it was given before the branch, that value stands at several leaves.
   * It is assigned first, and the branches after it overrule it.
   */
  #stages(last: Update): readonly Update[] {
    const stages = [last];
    for (let [first] = stages; first; [first] = stages) {
      const earlier = first.isOwned ? this.#sharedLeaf(first) : undefined;
      if (!earlier) break;
      stages.splice(0, 1, { ...first, value: earlier }, { ...first, held: earlier });
    }
    return stages;
  }

  /** A choice that stands at several leaves under the value and is used nowhere else. */
  #sharedLeaf({ value: root, held }: Update): Node | undefined {
    // One arm of an enable holds; what the other one needs is for the statements inside to see.
    if (root.kind === 'operation' && root.operands.includes(held)) return undefined;
    const counts = new Map<Node, number>();
    const stack = [root];
    for (let node = stack.pop(); node; node = stack.pop()) {
      const arms =
        this.#isChoice(node) && (node === root || this.#uses.get(node) === 1) ? node.operands.slice(1) : [];
      for (const arm of arms) {
        counts.set(arm, (counts.get(arm) ?? 0) + 1);
        stack.push(arm);
      }
    }
    for (const [node, count] of counts)
      if (count > 1 && this.#isChoice(node) && this.#uses.get(node) === count) return node;
    return undefined;
  }

  #isChoice(node: Node): node is Operation {
    return node.kind === 'operation' && node.operator === 'mux' && !this.#graph.names.has(node);
  }

  #together(updates: readonly Update[]): readonly Statement[] {
    const branches = new Map<Node, Branches>();
    const parts: (Branches | Update)[] = [];
    for (const update of updates) {
      const { value, held } = update;
      if (value === held) continue;
      if (!this.#isChoice(value) || !update.isOwned) {
        parts.push(update);
        continue;
      }
      const [condition, high, low] = value.operands;
      if (!condition || !high || !low) continue;
      let branch = branches.get(condition);
      if (!branch) {
        branch = { condition, source: value.source, high: [], low: [] };
        branches.set(condition, branch);
        parts.push(branch);
      }
      branch.high.push(this.#arm(update, high, value.source));
      branch.low.push(this.#arm(update, low, value.source));
    }
    return parts.flatMap((part) => ('condition' in part ? this.#conditional(part) : assignment(part)));
  }

  #arm(update: Update, value: Node, source: Source): Update {
    return { ...update, value, isOwned: this.#uses.get(value) === 1, source };
  }

  #conditional({ condition, source, high, low }: Branches): readonly Statement[] {
    const then = this.#statements(high);
    const otherwise = this.#statements(low);
    return conditional(this.#graph, condition, then, otherwise, source);
  }
}

/** An `if`, turned round where only its `else` would hold anything; nothing where neither does. */
export function conditional(
  graph: Graph,
  condition: Node,
  then: readonly Statement[],
  otherwise: readonly Statement[],
  source: Source,
): readonly Statement[] {
  if (condition.kind === 'constant' && !graph.names.has(condition))
    return condition.value === 1n ? then : otherwise;
  if (then.length === 0 && otherwise.length === 0) return [];
  return then.length > 0
    ? [{ kind: 'conditional', condition, then, otherwise, source }]
    : [{ kind: 'conditional', condition: graph.not(condition), then: otherwise, otherwise: [], source }];
}

function assignment({ register, value, source }: Update): Statement {
  // Where the value itself was written is nearer to the author's statement than where the branch was.
  const isWritten = value.kind === 'constant' || value.kind === 'operation';
  return {
    kind: 'assignment',
    target: { name: register.name },
    value,
    source: isWritten && value.source !== Source.none ? value.source : source,
  };
}
