/** Sharing: operations that compute the same from the same operands become one. */
import type { Module, Node, Operation } from '../node.js';
import { operators } from '../operator.js';
import { rewrite } from '../rewrite.js';

/** The operations seen so far in one module. */
export class SharedOperations {
  readonly #numbers = new Map<Node, number>();
  readonly #constants = new Map<string, number>();
  readonly #byKey = new Map<string, Operation>();
  #next = 0;

  /** The first operation equal to this one; this one when it is the first. */
  share(operation: Operation): Operation {
    const numbers = operation.operands.map((operand) => this.#number(operand));
    if (operators[operation.operator].commutative) numbers.sort((a, b) => a - b);
    const key = `${operation.operator} ${operation.width} ${operation.low} ${numbers.join(' ')}`;
    const first = this.#byKey.get(key);
    if (first) return first;
    this.#byKey.set(key, operation);
    return operation;
  }

  /** The node's own number; equal constants have one. */
  #number(node: Node): number {
    if (node.kind === 'constant') {
      const key = `${node.width} ${node.value}`;
      const known = this.#constants.get(key);
      if (known !== undefined) return known;
      this.#constants.set(key, this.#next);
      return this.#next++;
    }
    const known = this.#numbers.get(node);
    if (known !== undefined) return known;
    this.#numbers.set(node, this.#next);
    return this.#next++;
  }
}

/** Shares within one module, its instances' modules left as they are. */
export function shareOperations(module: Module): Module {
  const shared = new SharedOperations();
  return rewrite(module, { operation: (operation) => shared.share(operation) }).module;
}
