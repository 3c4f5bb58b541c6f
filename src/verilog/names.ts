/**
 * Names for values that the author has not named, made from what they are: `fill_index_plus_1`. A name never depends
 * on what else the module holds, so that a new line of TypeScript renames nothing.
 */
import { createHash } from 'node:crypto';
import type { Node, Operation } from '../netlist/node.js';
import type { OperatorName } from '../netlist/operator.js';
import { bitSelect } from './expression.js';

/** A longer name is cut and told apart by a hash. */
const longest = 48;

/** Read without parentheses, `a_and_b_eq_c` is `a & (b == c)`: these bind looser than the other words. */
const loose: ReadonlySet<OperatorName> = new Set(['and', 'or', 'xor']);

const infixes: Partial<Record<OperatorName, string>> = {
  and: 'and',
  or: 'or',
  xor: 'xor',
  add: 'plus',
  subtract: 'minus',
  multiply: 'times',
  multiplySigned: 'times_signed',
  equal: 'eq',
  notEqual: 'ne',
  less: 'lt',
  lessOrEqual: 'le',
  lessSigned: 'lt_signed',
  lessOrEqualSigned: 'le_signed',
  shiftLeft: 'shl',
  shiftRight: 'shr',
  shiftRightSigned: 'sra',
};

const prefixes: Partial<Record<OperatorName, string>> = {
  not: 'not',
  reduceAnd: 'all',
  reduceOr: 'any',
  reduceXor: 'parity',
};

/** What two names with an underscore between can make although neither is a keyword. */
const keywords: ReadonlySet<string> = new Set(['first_match', 'accept_on', 'reject_on', 'sync_accept_on']);

interface Words {
  readonly text: string;
  readonly isClear: boolean;
}

export class Names {
  readonly #nodes: ReadonlyMap<Node, string>;
  readonly #taken: Set<string>;
  readonly #hashes = new Map<Node, string>();

  /** `nodes` is what has a name so far and may grow; `reserved` is every name the author uses. */
  constructor(nodes: ReadonlyMap<Node, string>, reserved: Iterable<string>) {
    this.#nodes = nodes;
    this.#taken = new Set([...keywords, ...reserved]);
  }

  /** A name for an unnamed expression. */
  forExpression(node: Operation): string {
    const { text, isClear } = this.#inverse(node) ?? this.#describe(node);
    return this.#take(text, isClear, () => this.#hash(node));
  }

  /** `wanted`, or with a hash behind it where that name is taken. `identity` says what the name is for. */
  forHelper(wanted: string, identity: string): string {
    return this.#take(wanted, true, () => digest(identity));
  }

  /** `a_or_b_n` for the inverse of a whole expression; `not_a` is the inverse of a name. */
  #inverse(node: Operation): Words | undefined {
    const [inner] = node.operands;
    if (node.operator !== 'not' || !inner || !this.#isUnnamed(inner) || !infixes[inner.operator])
      return undefined;
    const { text, isClear } = this.#describe(inner);
    return { text: `${text}_n`, isClear };
  }

  #take(wanted: string, isClear: boolean, hash: () => string): string {
    const legal = /^\d/.test(wanted) ? `const_${wanted}` : wanted;
    const hashed = (): string => `${cut(legal)}_${hash()}`;
    let name = isClear && legal.length <= longest ? legal : hashed();
    if (this.#taken.has(name)) name = hashed();
    while (this.#taken.has(name)) name += '_';
    this.#taken.add(name);
    return name;
  }

  /** The words for an expression; clear when no other expression over the same names would be read from them. */
  #describe(node: Operation): Words {
    const [a, b] = node.operands;
    const word = infixes[node.operator];
    if (word && a && b) {
      const left = this.#operand(a, node.operator, true);
      const right = this.#operand(b, node.operator, false);
      return { text: `${left.text}_${word}_${right.text}`, isClear: left.isClear && right.isClear };
    }
    const select = bitSelect(node, this.#nodes);
    if (select) {
      const [of, index] = [this.#part(select.of), this.#part(select.index)];
      return { text: `${of.text}_at_${index.text}`, isClear: of.isClear && index.isClear };
    }
    const parts = node.operands.map((each) => this.#part(each));
    const texts = parts.map(({ text }) => text);
    return { text: wordsOf(node, texts), isClear: parts.every(({ isClear }) => isClear) };
  }

  /** An operand of an infix word: a part, or an expression that the words bind together rightly. */
  #operand(node: Node, parent: OperatorName, isLeft: boolean): Words {
    if (!this.#isUnnamed(node) || !infixes[node.operator]) return this.#part(node);
    const words = this.#describe(node);
    const isLoose = loose.has(node.operator);
    const isTighter = loose.has(parent) && !isLoose;
    const isAlike = isLeft && loose.has(parent) === isLoose;
    return { text: words.text, isClear: words.isClear && (isTighter || isAlike) };
  }

  /** A name, a constant, or one of these under operators of one operand, which nothing can come between. */
  #part(node: Node): Words {
    const name = this.#nodes.get(node);
    if (name !== undefined) return { text: name, isClear: true };
    if (node.kind === 'constant')
      return { text: node.value < 1024n ? `${node.value}` : `h${node.value.toString(16)}`, isClear: true };
    if (node.kind !== 'operation') return { text: node.kind, isClear: false };
    return node.operands.length === 1
      ? this.#describe(node)
      : { text: node.operator.toLowerCase(), isClear: false };
  }

  #isUnnamed(node: Node): node is Operation {
    return node.kind === 'operation' && !this.#nodes.has(node);
  }

  /** Eight digits that say all of what an expression is. */
  #hash(node: Node): string {
    const known = this.#hashes.get(node);
    if (known !== undefined) return known;
    const hash = digest(this.#content(node));
    this.#hashes.set(node, hash);
    return hash;
  }

  #content(node: Node): string {
    const name = this.#nodes.get(node);
    if (name !== undefined) return name;
    if (node.kind === 'constant') return `${node.width}'${node.value}`;
    if (node.kind !== 'operation') return node.kind;
    return `${node.operator} ${node.width} ${node.low} (${node.operands.map((each) => this.#hash(each)).join()})`;
  }
}

/** Words for what is not infix. */
function wordsOf({ operator, low, width }: Operation, operands: readonly string[]): string {
  const [a, b, c] = operands;
  const prefix = prefixes[operator];
  if (prefix) return `${prefix}_${a}`;
  switch (operator) {
    case 'mux':
      return `if_${a}_then_${b}_else_${c}`;
    case 'slice':
      return width === 1 ? `${a}_${low}` : `${a}_${low + width - 1}_to_${low}`;
    case 'zeroExtend':
      return `${a}_as_${width}`;
    case 'signExtend':
      return `${a}_signed_${width}`;
    default:
      return operands.join('_with_');
  }
}

function digest(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 8);
}

/** At most `longest` characters with room for a hash, ending at a whole word. */
function cut(text: string): string {
  const room = longest - 9;
  if (text.length <= room) return text;
  const short = text.slice(0, room);
  const end = short.lastIndexOf('_');
  return end > room / 2 ? short.slice(0, end) : short;
}
