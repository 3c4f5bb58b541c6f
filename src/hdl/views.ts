/** The views through which signals are driven: a wire (or output, or an instance's input) `is`, a register is `next`. */
import type { Register, Wire } from '../netlist/node.js';
import type { Assignments, Target } from './assignment.js';
import { bitsFor, uint, type Shape } from './shape.js';
import type { AnyUInt } from './signal.js';
import { UInt } from './signal.js';
import { leafSignal, makeTree, nodesOf, type LeafPlace, type Tree } from './tree.js';
import type { Signal, Value } from './value.js';
import type { Vector } from './vector.js';

/** A signal that is driven by `is`, in this cycle; parts of a bundle or vector can be driven one by one. */
export type Driven<S> = View<S, 'is'>;

/** A register: reads as its present value, takes `next` at the clock edge, and holds where nothing is assigned. */
export type Registered<S> = View<S, 'next'>;

/** The readable signal, with the method on it and on all its parts. */
type View<S, Method extends 'is' | 'next'> = Parts<S, Method> & {
  readonly [M in Method]: (value: Value<S>) => void;
};

type Parts<S, Method extends 'is' | 'next'> = S extends { readonly kind: 'bundle'; readonly fields: infer F }
  ? { readonly [K in keyof F]: View<F[K], Method> }
  : S extends { readonly kind: 'vector'; readonly element: infer E }
    ? Vector<View<E, Method>> & {
        /** Assigns the element at an index that is a signal; an index beyond the last element assigns nothing. */
        setAt(index: AnyUInt, value: Value<E>): void;
      }
    : Signal<S>;

/** A tree of wires with `is` on every level. */
export function drivenView<S extends Shape>(
  shape: S,
  assignments: Assignments,
  makeWire: (place: LeafPlace) => Wire,
): Driven<S> {
  return view(shape, 'is', assignments, makeWire) as Driven<S>;
}

/** A tree of registers with `next` on every level. */
export function registeredView<S extends Shape>(
  shape: S,
  assignments: Assignments,
  makeRegister: (place: LeafPlace) => Register,
): Registered<S> {
  return view(shape, 'next', assignments, makeRegister) as Registered<S>;
}

function view(
  shape: Shape,
  method: 'is' | 'next',
  assignments: Assignments,
  makeTarget: (place: LeafPlace) => Target,
): Tree {
  const targets: Target[] = [];
  const tree = makeTree(shape, (place) => {
    const target = makeTarget(place);
    targets.push(target);
    return leafSignal(target, place.shape);
  });
  attach(tree, shape, method, assignments, targets);
  return tree;
}

/** Adds the method to a tree and all its parts; hidden, so that the fields of a bundle stay what one enumerates. */
function attach(
  tree: Tree,
  shape: Shape,
  method: 'is' | 'next',
  assignments: Assignments,
  targets: readonly Target[],
): void {
  const assign = (value: unknown): void => {
    nodesOf(shape, value, targets.length === 1 ? targets[0]?.name : '').forEach((node, index) => {
      const target = targets[index];
      if (target) assignments.assign(target, node);
    });
  };
  Object.defineProperty(tree, method, { value: assign });
  const parts: readonly (readonly [Tree, Shape])[] =
    shape.kind === 'bundle'
      ? Object.entries(shape.fields).map(([name, field]) => [
          (tree as Record<string, Tree>)[name] as Tree,
          field,
        ])
      : shape.kind === 'vector'
        ? (tree as Vector<Tree>).elements.map((element) => [element, shape.element])
        : [];
  let start = 0;
  for (const [part, partShape] of parts) {
    const count = makeLeafCount(partShape);
    attach(part, partShape, method, assignments, targets.slice(start, start + count));
    start += count;
  }
  if (shape.kind === 'vector') {
    const elements = (tree as Vector<Tree>).elements as readonly (Tree &
      Record<string, (value: unknown) => void>)[];
    const setAt = (index: UInt, value: unknown): void => {
      elements.forEach((element, position) => {
        if (bitsFor(position + 1) > index.width) return; // the index cannot reach it
        const chain = assignments.chain();
        chain.branch(index.eq(position).node, () => element[method]?.(value));
      });
    };
    Object.defineProperty(tree, 'setAt', {
      value: (index: AnyUInt, value: unknown) => setAt(new UInt(index.node, uint(index.width)), value),
    });
  }
}

function makeLeafCount(shape: Shape): number {
  if (shape.kind === 'bundle')
    return Object.values(shape.fields).reduce((sum, field) => sum + makeLeafCount(field), 0);
  if (shape.kind === 'vector') return shape.length * makeLeafCount(shape.element);
  return 1;
}
