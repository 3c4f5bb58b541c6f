/** Functions that make signals of signals of any shape. */
import { AdderError } from '../netlist/error.js';
import type { Node } from '../netlist/node.js';
import { Source } from '../netlist/source.js';
import { describe, operate } from './operate.js';
import { describeShape, uint, type Shape } from './shape.js';
import { Bool, UInt, type AnyUInt } from './signal.js';
import { inWords, leavesOf, nodesOf, shapeOf, signalOf } from './tree.js';
import type { Readable, Signal, Value, ValueLike } from './value.js';

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
