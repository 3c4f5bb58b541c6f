/** From shapes to signals and back: the typed tree of a bundle or vector on one side, one node a leaf on the other. */
import { AdderError } from '../netlist/error.js';
import type { Node } from '../netlist/node.js';
import { Source } from '../netlist/source.js';
import { describe, operate } from './operate.js';
import {
  bundle,
  describeShape,
  sameShape,
  uint,
  type BoolShape,
  type EnumShape,
  type LeafShape,
  type Shape,
  type SIntShape,
  type UIntShape,
} from './shape.js';
import {
  AnySInt,
  AnyUInt,
  Bool,
  boolNode,
  Enumerated,
  enumNode,
  Leaf,
  literalNode,
  SInt,
  UInt,
  type BoolOperand,
  type SIntOperand,
  type UIntOperand,
} from './signal.js';
import { Vector } from './vector.js';

/** The readable signal of a shape. */
export type Signal<S> =
  S extends UIntShape<infer W>
    ? UInt<W>
    : S extends SIntShape<infer W>
      ? SInt<W>
      : S extends BoolShape
        ? Bool
        : S extends EnumShape<infer M>
          ? Enumerated<M>
          : S extends { readonly kind: 'bundle'; readonly fields: infer F }
            ? { readonly [K in keyof F]: Signal<F[K]> }
            : S extends { readonly kind: 'vector'; readonly element: infer E }
              ? Vector<Signal<E>>
              : never;

/** What may be assigned to a signal of a shape: such a signal, literals, or a tree of both. */
export type Value<S> =
  S extends UIntShape<infer W>
    ? UIntOperand<W>
    : S extends SIntShape<infer W>
      ? SIntOperand<W>
      : S extends BoolShape
        ? BoolOperand
        : S extends EnumShape<infer M>
          ? M | Enumerated<M>
          : S extends { readonly kind: 'bundle'; readonly fields: infer F }
            ? { readonly [K in keyof F]: Value<F[K]> | (object extends Pick<F, K> ? undefined : never) }
            : S extends { readonly kind: 'vector'; readonly element: infer E }
              ? Vector<Signal<E>> | readonly Value<E>[]
              : never;

/** The values that may stand beside a signal of type `T`. */
export type ValueLike<T> =
  T extends UInt<infer W>
    ? UIntOperand<W>
    : T extends SInt<infer W>
      ? SIntOperand<W>
      : T extends Bool
        ? BoolOperand
        : T extends Enumerated<infer M>
          ? M | Enumerated<M>
          : T extends Vector<infer E>
            ? Vector<E> | readonly ValueLike<E>[]
            : { readonly [K in keyof T as Exclude<K, ViewMethod>]: ValueLike<T[K]> };

/** What a view of a register or wire reads as. */
export type Readable<T> =
  T extends UInt<infer W>
    ? UInt<W>
    : T extends SInt<infer W>
      ? SInt<W>
      : T extends Bool
        ? Bool
        : T extends Enumerated<infer M>
          ? Enumerated<M>
          : T extends Vector<infer E>
            ? Vector<Readable<E>>
            : { readonly [K in keyof T as Exclude<K, ViewMethod>]: Readable<T[K]> };

type ViewMethod = 'is' | 'next' | 'setAt';

/** One leaf of a shape: its path in the tree and its shape. */
export interface LeafPlace {
  readonly path: readonly string[];
  readonly shape: LeafShape;
}

/** The leaves of a shape in declared order. */
export function leavesOf(shape: Shape, path: readonly string[] = []): LeafPlace[] {
  switch (shape.kind) {
    case 'bundle':
      return Object.entries(shape.fields).flatMap(([name, field]) => leavesOf(field, [...path, name]));
    case 'vector':
      return Array.from({ length: shape.length }, (_, index) =>
        leavesOf(shape.element, [...path, `${index}`]),
      ).flat();
    default:
      return [{ path, shape }];
  }
}

/** Bundles are plain objects, so that their fields read as properties; this remembers their shape. */
const shapes = new WeakMap<object, Shape>();

export type Tree = Leaf | Vector<Tree> | { readonly [field: string]: Tree };

/** The shape of a signal or of a plain object of signals, or undefined for something else. */
export function shapeOf(signal: unknown): Shape | undefined {
  if (signal instanceof Leaf) return signal.shape;
  if (typeof signal !== 'object' || signal === null || Array.isArray(signal)) return undefined;
  const known = shapes.get(signal);
  if (known) return known;
  const fields: Record<string, Shape> = {};
  for (const [name, part] of Object.entries(signal)) {
    const field = shapeOf(part);
    if (!field) return undefined;
    fields[name] = field;
  }
  return Object.keys(fields).length > 0 ? bundle(fields) : undefined;
}

/** A tree of the shape, each leaf made by `leaf` in declared order. */
export function makeTree(shape: Shape, leaf: (place: LeafPlace) => Leaf, path: readonly string[] = []): Tree {
  if (shape.kind === 'bundle') {
    const tree: Record<string, Tree> = {};
    for (const [name, field] of Object.entries(shape.fields))
      tree[name] = makeTree(field, leaf, [...path, name]);
    shapes.set(tree, shape);
    return tree;
  }
  if (shape.kind === 'vector') {
    const elements = Array.from({ length: shape.length }, (_, index) =>
      makeTree(shape.element, leaf, [...path, `${index}`]),
    );
    const tree = new Vector(elements, (index) => chooseElement(elements, index));
    shapes.set(tree, shape);
    return tree;
  }
  return leaf({ path, shape });
}

/** The signal of one leaf shape on a node. */
export function leafSignal(node: Node, shape: LeafShape): Leaf {
  switch (shape.kind) {
    case 'uint':
      return new UInt(node, shape);
    case 'sint':
      return new SInt(node, shape);
    case 'bool':
      return new Bool(node);
    case 'enum':
      return new Enumerated(node, shape);
  }
}

/** The signal of a shape over nodes, one a leaf in declared order. */
export function signalOf<S extends Shape>(shape: S, nodes: readonly Node[]): Signal<S> {
  let next = 0;
  const tree = makeTree(shape, (place) => {
    const node = nodes[next++];
    if (!node) throw new RangeError(`${describeShape(shape)} has more than ${nodes.length} leaves`);
    return leafSignal(node, place.shape);
  });
  return tree as Signal<S>;
}

/** The nodes of a value in the order of the shape's leaves; complains where the value does not fit the shape. */
export function nodesOf(shape: Shape, value: unknown, path = ''): Node[] {
  const misfit = (what: string, fix?: string): never => {
    throw new AdderError({
      code: 'W08',
      source: Source.capture(),
      what: `${path ? `'${path}'` : 'the value'} is a ${describeShape(shape)}, but got ${what}`,
      fix,
    });
  };
  if (shape.kind === 'bundle') {
    if (typeof value !== 'object' || value === null || value instanceof Leaf || value instanceof Vector)
      return misfit(inWords(value), 'Give an object with these fields');
    const given = value as Readonly<Record<string, unknown>>;
    const missing = Object.keys(shape.fields).filter((name) => given[name] === undefined);
    const surplus = Object.keys(given).filter(
      (name) => given[name] !== undefined && !Object.hasOwn(shape.fields, name),
    );
    if (missing.length > 0 || surplus.length > 0)
      misfit(
        `fields ${Object.keys(given).join(', ')}`,
        [
          missing.length > 0 ? `Add ${missing.join(', ')}` : '',
          surplus.length > 0 ? `Leave out ${surplus.join(', ')}` : '',
        ]
          .filter(Boolean)
          .join('. '),
      );
    return Object.entries(shape.fields).flatMap(([name, field]) =>
      nodesOf(field, given[name], path ? `${path}.${name}` : name),
    );
  }
  if (shape.kind === 'vector') {
    const elements: readonly unknown[] =
      value instanceof Vector
        ? value.elements
        : Array.isArray(value)
          ? value
          : misfit(inWords(value), 'Give a list');
    if (elements.length !== shape.length) misfit(`${elements.length} elements`, `Give ${shape.length}`);
    return elements.flatMap((element, index) => nodesOf(shape.element, element, `${path}[${index}]`));
  }
  return [leafNode(shape, value, misfit)];
}

function leafNode(shape: LeafShape, value: unknown, misfit: (what: string, fix?: string) => never): Node {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  if (shape.kind === 'enum')
    return typeof value === 'string' || value instanceof Enumerated
      ? enumNode(value, shape)
      : misfit(inWords(value), 'Name a member, or convert with .asEnum(shape)');
  if (shape.kind === 'bool')
    return value instanceof Bool || value === 0 || value === 1
      ? boolNode(value)
      : misfit(inWords(value), isNumber ? 'Write 0 or 1' : 'Convert with .asBool(), or compare');
  if (isNumber) return literalNode(value, shape);
  const kind = shape.kind === 'uint' ? AnyUInt : AnySInt;
  if (!(value instanceof kind))
    return misfit(
      inWords(value),
      shape.kind === 'uint' ? 'Convert with .asUInt()' : 'Convert with .asSInt()',
    );
  if (value.node.width !== shape.width)
    misfit(
      describe(value.node),
      value.node.width < shape.width ? `Use .extend(${shape.width})` : `Use .truncate(${shape.width})`,
    );
  return value.node;
}

function inWords(value: unknown): string {
  const shape = shapeOf(value);
  if (value instanceof Leaf) return `${describe(value.node)}, a ${describeShape(value.shape)}`;
  if (shape) return `a ${describeShape(shape)}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' || typeof value === 'number'
    ? `${typeof value} ${value}`
    : `a value of type ${typeof value}`;
}

/**
 * `whenHigh` where the condition is high, else `whenLow`. The first value is a signal (`constant` makes one of a
 * literal), the second a signal or literal of the same shape.
 */
export function mux<T>(condition: Bool, whenHigh: T, whenLow: NoInfer<ValueLike<T>>): Readable<T> {
  const shape = shapeOf(whenHigh);
  if (!shape)
    throw new AdderError({
      code: 'W09',
      source: Source.capture(),
      what: `mux cannot tell the shape of ${inWords(whenHigh)}`,
      fix: 'Let the first value be a signal: constant(shape, value) makes one of a literal',
    });
  const high = nodesOf(shape, whenHigh);
  const low = nodesOf(shape, whenLow);
  const chosen = high.map((node, index) =>
    operate('mux', [condition.node, node, low[index] ?? node], node.width),
  );
  return signalOf(shape, chosen) as Readable<T>;
}

/** A tree of multiplexers over the bits of the index, the highest one at its root. */
function chooseElement(elements: readonly Tree[], index: AnyUInt): Tree {
  const choose = (among: readonly Tree[], bits: number): Tree => {
    const [first] = among;
    const last = among.at(-1);
    if (!first || !last) throw new RangeError('a vector has at least one element');
    if (bits === 0 || among.length === 1) return first;
    const half = 2 ** (bits - 1);
    const upper = among.length > half ? choose(among.slice(half), bits - 1) : last;
    const bit = new Bool(operate('slice', [index.node], 1, bits - 1));
    return mux<Tree>(bit, upper, choose(among.slice(0, half), bits - 1)) as Tree;
  };
  return choose(elements, index.width);
}

/** A constant signal: `constant(uint(8), 255)`, `constant(state, 'idle')`, `constant(line, { tag: 0, dirty: 0 })`. */
export function constant<S extends Shape>(shape: S, value: Value<S>): Signal<S> {
  return signalOf(shape, nodesOf(shape, value));
}

/** All bits of a signal as one number: the first field or the last element is the most significant. */
export function pack(signal: unknown): UInt {
  const shape = shapeOf(signal);
  if (!shape)
    throw new AdderError({
      code: 'W09',
      source: Source.capture(),
      what: `pack takes a signal, not ${inWords(signal)}`,
      fix: 'Make a signal of a literal with constant(shape, value)',
    });
  const nodes = packedOrder(shape, nodesOf(shape, signal));
  const [only] = nodes;
  const node = nodes.length === 1 && only ? only : operate('concat', nodes, shape.width);
  return new UInt(node, uint(shape.width));
}

/** The signal of a shape from its packed bits; the inverse of `pack`. */
export function unpack<S extends Shape>(shape: S, bits: AnyUInt): Signal<S> {
  if (bits.width !== shape.width)
    throw new AdderError({
      code: 'W01',
      source: Source.capture(),
      what: `${describeShape(shape)} has ${shape.width} bits, but got ${describe(bits.node)}`,
      fix:
        bits.width > shape.width
          ? `Use .truncate(${shape.width}) first`
          : `Use .extend(${shape.width}) first`,
    });
  return signalOf(shape, unpackNodes(shape, bits.node));
}

/** One node for each leaf, in declared order, cut out of a packed word. */
export function unpackNodes(shape: Shape, word: Node): Node[] {
  const leaves = leavesOf(shape);
  if (leaves.length === 1) return [word];
  const order = packedOrder(
    shape,
    leaves.map((_, index) => index),
  );
  const result: Node[] = [];
  let low = shape.width;
  for (const index of order) {
    const width = leaves[index]?.shape.width ?? 1;
    low -= width;
    result[index] = operate('slice', [word], width, low);
  }
  return result;
}

/** Reorders one item a leaf from declared order to most significant first: vectors run the other way. */
function packedOrder<T>(shape: Shape, items: readonly T[]): T[] {
  const parts: { shape: Shape; items: readonly T[] }[] = [];
  let start = 0;
  const members: readonly Shape[] =
    shape.kind === 'bundle'
      ? Object.values(shape.fields)
      : shape.kind === 'vector'
        ? Array.from({ length: shape.length }, () => shape.element)
        : [];
  if (members.length === 0) return [...items];
  for (const member of members) {
    const count = leavesOf(member).length;
    parts.push({ shape: member, items: items.slice(start, start + count) });
    start += count;
  }
  if (shape.kind === 'vector') parts.reverse();
  return parts.flatMap((part) => packedOrder(part.shape, part.items));
}

/** Numbers and truth values side by side, the first one most significant, as in Verilog's `{a, b}`. */
export function concat(...parts: [AnyUInt | Bool, ...(AnyUInt | Bool)[]]): UInt {
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const nodes = parts.map((part) => part.node);
  const [only] = nodes;
  return new UInt(nodes.length === 1 && only ? only : operate('concat', nodes, width), uint(width));
}

/** High when all leaves of both are equal. The second may contain literals. */
export function equal<T>(a: T, b: NoInfer<ValueLike<T>>): Bool {
  const shape = shapeOf(a);
  if (!shape)
    throw new AdderError({
      code: 'W09',
      source: Source.capture(),
      what: `equal cannot tell the shape of ${inWords(a)}`,
      fix: 'Let the first value be a signal',
    });
  const left = nodesOf(shape, a);
  const right = nodesOf(shape, b);
  return left
    .map((node, index) => new Bool(operate('equal', [node, right[index] ?? node], 1)))
    .reduce((all, one) => all.and(one));
}

export { sameShape };
