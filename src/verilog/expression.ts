/** Expressions as text: operators from the table, parentheses where the reader or the grammar needs them. */
import type { Node, Operation } from '../netlist/node.js';
import { operators, type OperatorName } from '../netlist/operator.js';
import { literal } from './literal.js';

/** Where the text breaks when it is longer than a line. */
const newline = '\n';

const reductions: ReadonlySet<OperatorName> = new Set(['reduceAnd', 'reduceOr', 'reduceXor']);
const additions: ReadonlySet<OperatorName> = new Set(['add', 'subtract']);
const associative: ReadonlySet<OperatorName> = new Set(['and', 'or', 'xor']);
const comparisons: ReadonlySet<OperatorName> = new Set(['equal', 'notEqual', 'less', 'lessOrEqual']);
/** Their text puts brackets or commas around operands anyway. */
const enclosing: ReadonlySet<OperatorName> = new Set([
  'concat',
  'zeroExtend',
  'signExtend',
  'lessSigned',
  'lessOrEqualSigned',
]);

/** Is `operand` one more link of a chain like `a & b & c` or `c ? x : d ? y : z`? */
export function continuesChain(parent: OperatorName, index: number, operand: OperatorName): boolean {
  if (parent === 'mux') return operand === 'mux' && index === 2;
  if (additions.has(parent)) return additions.has(operand) && index === 0;
  return associative.has(parent) && parent === operand;
}

/** Bit 0 of `of >> index` where every index is a bit: what Verilog writes as `of[index]`. */
export interface BitSelect {
  readonly of: Node;
  readonly index: Node;
  readonly shift: Operation;
}

export function bitSelect(node: Node, names: ReadonlyMap<Node, string>): BitSelect | undefined {
  if (node.kind !== 'operation' || node.operator !== 'slice' || node.width !== 1 || node.low !== 0)
    return undefined;
  const [shift] = node.operands;
  if (shift?.kind !== 'operation' || shift.operator !== 'shiftRight' || names.has(shift)) return undefined;
  const [of, index] = shift.operands;
  if (!of || !index || of.width !== 2 ** index.width) return undefined;
  return of.kind === 'constant' && !names.has(of) ? undefined : { of, index, shift };
}

/** Does each operand get a line of its own where the whole is too long for one? */
export function isBrokenByElement(operator: OperatorName): boolean {
  return operator === 'concat' || associative.has(operator);
}

export class ExpressionPrinter {
  readonly #names: ReadonlyMap<Node, string>;

  constructor(names: ReadonlyMap<Node, string>) {
    this.#names = names;
  }

  /** The node by its name where it has one, on one line. */
  flat(node: Node): string {
    const name = this.#names.get(node);
    if (name !== undefined) return name;
    if (node.kind === 'constant') return literal(node.width, node.value);
    if (node.kind === 'operation') return this.definition(node);
    throw new Error(`no name for ${node.kind} '${node.name ?? ''}'`);
  }

  /** What stands behind the name, on one line. */
  definition(node: Node): string {
    return node.kind === 'operation' ? this.#text(node, (each) => this.flat(each), '') : this.flat(node);
  }

  /** As `definition`, in several lines: one for each link of a chain, element of a concatenation or operand. */
  broken(node: Node): readonly string[] {
    if (node.kind !== 'operation') return [this.flat(node)];
    const text = this.#broken(node);
    const closed = node.operator === 'concat' ? `${text.slice(0, -1)}${newline}}` : text;
    return closed.split(newline).map((line) => line.trimEnd());
  }

  /** The condition of an `if`. */
  condition(node: Node): string {
    const isInverse = node.kind === 'operation' && node.operator === 'not' && !this.#names.has(node);
    return isInverse ? this.definition(node).replace('~', '!') : this.flat(node);
  }

  #broken(node: Operation): string {
    const isLink = (each: Node): each is Operation =>
      each.kind === 'operation' &&
      !this.#names.has(each) &&
      continuesChain(node.operator, node.operands.indexOf(each), each.operator);
    return this.#text(node, (each) => (isLink(each) ? this.#broken(each) : this.flat(each)), newline);
  }

  #text(node: Operation, print: (operand: Node) => string, separator: string): string {
    const select = bitSelect(node, this.#names);
    if (select) return `${this.flat(select.of)}[${this.flat(select.index)}]`;
    const widths = node.operands.map((operand) => operand.width);
    const texts = node.operands.map((operand, index) => {
      const text = print(operand);
      const enclosed = this.#needsParentheses(node.operator, index, operand) ? `(${text})` : text;
      return breaksBefore(node.operator, index) ? separator + enclosed : enclosed;
    });
    return operators[node.operator].verilog(texts, widths, node.width, node.low);
  }

  #needsParentheses(parent: OperatorName, index: number, operand: Node): boolean {
    if (operand.kind !== 'operation' || this.#names.has(operand)) return false;
    const child = operand.operator;
    const binding = operators[child].precedence;
    if (binding >= 13 || enclosing.has(parent) || isSignedOperand(parent, index)) return false;
    if (continuesChain(parent, index, child)) return false;
    if (parent === 'mux') return binding <= operators.mux.precedence;
    if (operators[parent].precedence === 12) return true;
    if (reductions.has(child)) return true;
    // Nobody needs help with `~a & b` or `a + b == c`; everything else is not worth knowing the table by heart.
    return !(child === 'not' || (comparisons.has(parent) && additions.has(child)));
  }
}

function isSignedOperand(parent: OperatorName, index: number): boolean {
  return parent === 'multiplySigned' || (parent === 'shiftRightSigned' && index === 0);
}

/** May a line begin with this operand? */
function breaksBefore(operator: OperatorName, index: number): boolean {
  if (operator === 'concat') return true;
  if (operator === 'mux') return index === 2;
  return (
    operators[operator].arity === 2 &&
    index === 1 &&
    !enclosing.has(operator) &&
    operator !== 'multiplySigned'
  );
}
