/** Makes plain nodes: for the passes, for tests, and for whoever builds a graph without the language. */
import type { OperatorName } from './operator.js';
import type { Constant, Node, Operation } from './node.js';
import { Source } from './source.js';

/** The pattern of `width` ones. */
export function allOnes(width: number): bigint {
  return (1n << BigInt(width)) - 1n;
}

/** A constant; the value is cut to the width, so that negative numbers may be given. */
export function constant(width: number, value: bigint, source: Source = Source.none): Constant {
  return { kind: 'constant', width, value: BigInt.asUintN(width, value), source };
}

/** An operation as the table has it; nothing is checked here. `low` is for slices only. */
export function operation(
  operator: OperatorName,
  operands: readonly Node[],
  width: number,
  source: Source = Source.none,
  low = 0,
): Operation {
  return { kind: 'operation', operator, operands, width, low, source };
}

/** Bits `low` to `low + width - 1`. */
export function slice(of: Node, low: number, width: number, source: Source = of.source): Operation {
  return operation('slice', [of], width, source, low);
}
