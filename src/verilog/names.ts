/**
 * Names for values that the author has not named, made from what they are: `fill_index_plus_1`. A name never depends
 * on what else the module holds, so that a new line of TypeScript renames nothing.
 */
import { createHash } from 'node:crypto';
import type { Node, Operation } from '../netlist/node.js';
import type { OperatorName } from '../netlist/operator.js';

/** A longer name is cut and told apart by a hash. */
const longest = 40;

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
    const { text, isClear } = this.#describe(node);
    return this.#take(text, isClear, () => this.#hash(node));
  }

  /** `wanted`, or with a hash behind it where that name is taken. `identity` says what the name is for. */
  forHelper(wanted: string, identity: string): string {
    return this.#take(wanted, true, () => digest(identity));
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

  /** The words for an expression; clear when no other expression over the same names could have them. */
  #describe(node: Operation): { readonly text: string; readonly isClear: boolean } {
    const [a, b, c] = node.operands;
    const word = infixes[node.operator];
    const isAtom = (each: Node): boolean => this.#isAtom(each);
    if (word && a && b) {
      const left = a.kind === 'operation' && !this.#nodes.has(a) ? this.#describe(a) : undefined;
      const text = `${left?.text ?? this.#atom(a)}_${word}_${this.#atom(b)}`;
      return { text, isClear: (left?.isClear ?? true) && isAtom(b) };
    }
    const atoms = node.operands.map((each) => this.#atom(each));
    const isClear = node.operands.every(isAtom);
    const prefix = prefixes[node.operator];
    if (prefix) return { text: `${prefix}_${atoms.join('_')}`, isClear };
    if (node.operator === 'mux' && a && b && c) return { text: `${atoms[1]}_if_${atoms[0]}_else_${atoms[2]}`, isClear };
    if (node.operator === 'slice')
      return {
        text: `${atoms[0]}_${node.width === 1 ? '' : `${node.low + node.width - 1}_to_`}${node.low}`,
        isClear,
      };
    if (node.operator === 'concat') return { text: atoms.join('_with_'), isClear };
    return { text: `${atoms[0]}_${node.operator === 'signExtend' ? 'signed' : 'as'}_${node.width}`, isClear };
  }

  #isAtom(node: Node): boolean {
    return node.kind !== 'operation' || this.#nodes.has(node);
  }

  /** One operand's words; those of a whole expression are cut, for the reader and because it may be huge. */
  #atom(node: Node): string {
    const name = this.#nodes.get(node);
    if (name !== undefined) return name;
    if (node.kind === 'constant') return node.value < 1024n ? `${node.value}` : `h${node.value.toString(16)}`;
    if (node.kind !== 'operation') return node.kind;
    const [first] = node.operands;
    if (!first || !this.#isAtom(first)) return node.operator.toLowerCase();
    return cut(this.#describe(node).text);
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
