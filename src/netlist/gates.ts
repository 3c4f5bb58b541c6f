/** One-line operations for edits of a netlist: of equal widths, with the width of their operands. */
import { allOnes, constant, operation, slice } from './make.js';
import type { Node, Operation } from './node.js';

export const low: Node = constant(1, 0n);
export const high: Node = constant(1, 1n);

export const not = (value: Node): Operation => operation('not', [value], value.width, value.source);
export const and = (a: Node, b: Node): Operation => operation('and', [a, b], a.width, a.source);
export const or = (a: Node, b: Node): Operation => operation('or', [a, b], a.width, a.source);

/** `-value`, modulo its width. */
export const negated = (value: Node): Operation =>
  operation('subtract', [constant(value.width, 0n), value], value.width, value.source);

export const is = (value: Node, number: number): Operation =>
  operation('equal', [value, constant(value.width, BigInt(number))], 1, value.source);
export const same = (a: Node, b: Node): Operation => operation('equal', [a, b], 1, a.source);
export const isAllOnes = (value: Node): Operation =>
  operation('equal', [value, constant(value.width, allOnes(value.width))], 1, value.source);

export const bit = (value: Node, index: number): Operation => slice(value, index, 1);
export const topBit = (value: Node): Operation => slice(value, value.width - 1, 1);

/** Shifted right by one, a 0 coming in. */
export const halved = (value: Node): Operation =>
  operation('concat', [low, slice(value, 1, value.width - 1)], value.width, value.source);

export const mux = (condition: Node, then: Node, otherwise: Node): Operation =>
  operation('mux', [condition, then, otherwise], then.width, then.source);

/** 0 and 1, as wide as `like`. */
export const zero = (like: Node): Node => constant(like.width, 0n);
export const one = (like: Node): Node => constant(like.width, 1n);
