/** From shapes to signals and back: the tree of a bundle or vector on one side, one node a leaf on the other. */
import { AdderError } from '../netlist/error.js';
import type { Node } from '../netlist/node.js';
import { Source } from '../netlist/source.js';
import { describe, operate } from './operate.js';
import { bundle, describeShape, type LeafShape, type Shape } from './shape.js';
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
} from './signal.js';
import type { Signal } from './value.js';
import { Vector } from './vector.js';

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

export function inWords(value: unknown): string {
  const shape = shapeOf(value);
  if (value instanceof Leaf) return `${describe(value.node)}, a ${describeShape(value.shape)}`;
  if (shape) return `a ${describeShape(shape)}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' || typeof value === 'number'
    ? `${typeof value} ${value}`
    : `a value of type ${typeof value}`;
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
    const bit = operate('slice', [index.node], 1, bits - 1);
    return chooseTree(bit, upper, choose(among.slice(0, half), bits - 1));
  };
  return choose(elements, index.width);
}

/** `high` where the one-bit node is 1, else `low`; both of one shape. */
export function chooseTree(condition: Node, high: Tree, low: Tree): Tree {
  const shape = shapeOf(high);
  if (!shape) throw new RangeError('a tree has a shape');
  const others = nodesOf(shape, low);
  const chosen = nodesOf(shape, high).map((node, index) =>
    operate('mux', [condition, node, others[index] ?? node], node.width),
  );
  return signalOf(shape, chosen);
}
