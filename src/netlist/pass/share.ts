/** Sharing: operations that compute the same from the same operands become one. */
import type { Module, Node, Operation } from '../node.js';
import { operators } from '../operator.js';
import { rewrite } from '../rewrite.js';

/** The operations seen so far in one module, in a hash table: strings as keys would take longer than all else. */
export class SharedOperations {
  readonly #numbers = new Map<Node, number>();
  readonly #constants = new Map<bigint, number[]>();
  readonly #byHash = new Map<number, Operation[]>();
  #next = 0;

  /** The first operation equal to this one; this one when it is the first. */
  share(operation: Operation): Operation {
    const numbers = this.#operandNumbers(operation);
    const hash = hashOf(operation, numbers);
    const candidates = this.#byHash.get(hash);
    if (!candidates) {
      this.#byHash.set(hash, [operation]);
      return operation;
    }
    const first = candidates.find((candidate) => this.#isEqual(candidate, operation, numbers));
    if (!first) candidates.push(operation);
    return first ?? operation;
  }

  #isEqual(candidate: Operation, operation: Operation, numbers: readonly number[]): boolean {
    if (candidate.operator !== operation.operator || candidate.width !== operation.width) return false;
    if (candidate.low !== operation.low || candidate.operands.length !== numbers.length) return false;
    return this.#operandNumbers(candidate).every((number, index) => number === numbers[index]);
  }

  /** In ascending order where the order does not matter. */
  #operandNumbers({ operator, operands }: Operation): readonly number[] {
    const numbers = operands.map((operand) => this.#number(operand));
    const [a = 0, b = 0] = numbers;
    return a > b && operators[operator].commutative ? [b, a] : numbers;
  }

  /** The node's own number; equal constants have one. */
  #number(node: Node): number {
    const known = this.#numbers.get(node);
    if (known !== undefined) return known;
    const number = node.kind === 'constant' ? this.#constantNumber(node.value, node.width) : this.#next++;
    this.#numbers.set(node, number);
    return number;
  }

  #constantNumber(value: bigint, width: number): number {
    const byWidth = this.#constants.get(value) ?? [];
    this.#constants.set(value, byWidth);
    return (byWidth[width] ??= this.#next++);
  }
}

const operatorNumbers = new Map(Object.keys(operators).map((name, index) => [name, index]));

function hashOf({ operator, width, low }: Operation, numbers: readonly number[]): number {
  let hash = (operatorNumbers.get(operator) ?? 0) + 32 * width + 8192 * low;
  for (const number of numbers) hash = Math.imul(hash ^ number, 0x9e3779b1) ^ (hash >>> 15);
  return hash;
}

/** Shares within one module, its instances' modules left as they are. */
export function shareOperations(module: Module): Module {
  const shared = new SharedOperations();
  return rewrite(module, { operation: (operation) => shared.share(operation) }).module;
}
