/**
 * The expressions of one module, each once: equal operations on equal operands are one node, so that a sub-expression
 * is recognised wherever the author wrote it again. Nodes that have a name of their own end an expression.
 */
import { constant as makeConstant, operation as makeOperation } from '../netlist/make.js';
import type { Node, Wire } from '../netlist/node.js';
import type { OperatorName } from '../netlist/operator.js';
import { Source } from '../netlist/source.js';
import { postOrder } from '../netlist/visit.js';
import { legalise } from './legal.js';
import type { Definition } from './plan.js';

export class Graph {
  /** What prints as a name. */
  readonly names = new Map<Node, string>();
  /** The values the author has named, in the order in which they were met. */
  readonly named: Definition[] = [];
  readonly #canonical = new Map<Node, Node>();
  readonly #byKey = new Map<string, Node>();
  readonly #ids = new Map<Node, number>();

  /** The one node that stands for all nodes equal to `node`. */
  of(node: Node): Node {
    const order = postOrder([node], (each) => (this.#canonical.has(each) ? [] : operandsWithin(each)));
    for (const each of order) if (!this.#canonical.has(each)) this.#canonical.set(each, this.#convert(each));
    return this.#canonical.get(node) ?? node;
  }

  operation(operator: OperatorName, operands: readonly Node[], width: number, source: Source, low = 0): Node {
    const plain = makeOperation(operator, operands, width, source, low);
    const legal = legalise(
      plain,
      (node) => this.names.has(node),
      (...wanted) => this.operation(...wanted),
    );
    if (legal.kind !== 'operation' || this.names.has(legal)) return this.#keepConstant(legal);
    const key = `${legal.operator} ${legal.width} ${legal.low} ${legal.operands.map((each) => this.#id(each)).join()}`;
    return this.#unique(key, legal);
  }

  constant(width: number, value: bigint, source: Source = Source.none): Node {
    return this.#keepConstant(makeConstant(width, value, source));
  }

  /** The inverse of a bit. */
  not(node: Node): Node {
    const inverted = node.kind === 'operation' && node.operator === 'not' && !this.names.has(node);
    const [inner] = inverted ? node.operands : [];
    return inner ?? this.operation('not', [node], 1, node.source);
  }

  /** A name without an expression: a clock, a reset, a register that only the Verilog has. */
  leaf(name: string, width: number, source: Source): Wire {
    const leaf: Wire = { kind: 'wire', name, width, driver: undefined, source };
    this.names.set(leaf, name);
    return leaf;
  }

  #convert(node: Node): Node {
    if (node.kind === 'wire' && node.name === undefined && node.driver) return this.of(node.driver);
    // Verilator sees through it and then complains about comparisons with it, so it must be known here too.
    if (node.kind === 'wire' && node.driver?.kind === 'constant' && node.driver.name === undefined)
      return this.#keepConstant(node.driver);
    if (node.kind === 'constant')
      return node.name === undefined
        ? this.#keepConstant(node)
        : this.#alias(node, this.constant(node.width, node.value));
    if (node.kind !== 'operation') return node;
    const { operator, width, source, low, name } = node;
    const operands = node.operands.map((operand) => this.#canonical.get(operand) ?? operand);
    const value = this.operation(operator, operands, width, source, low);
    if (name === undefined) return value;
    if (value.kind !== 'operation' || this.names.has(value)) return this.#alias(node, value);
    this.names.set(value, name);
    this.named.push({ name, width, source, node: value, value });
    return value;
  }

  /** A second name for a value; readers read it under the name they were written with, but constants as such. */
  #alias({ name = '', width, source }: Node, value: Node): Node {
    const node = this.leaf(name, width, source);
    this.named.push({ name, width, source, node, value });
    return value.kind === 'constant' ? value : node;
  }

  #keepConstant(node: Node): Node {
    return node.kind === 'constant' && !this.names.has(node)
      ? this.#unique(`constant ${node.width} ${node.value}`, node)
      : node;
  }

  #unique(key: string, node: Node): Node {
    const known = this.#byKey.get(key);
    if (known) return known;
    this.#byKey.set(key, node);
    return node;
  }

  #id(node: Node): number {
    const known = this.#ids.get(node);
    if (known !== undefined) return known;
    this.#ids.set(node, this.#ids.size);
    return this.#ids.size - 1;
  }
}

/** The operands that belong to the same expression. */
export function operandsWithin(node: Node): readonly Node[] {
  if (node.kind === 'operation') return node.operands;
  return node.kind === 'wire' && node.name === undefined && node.driver ? [node.driver] : [];
}
