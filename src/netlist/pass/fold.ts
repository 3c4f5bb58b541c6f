/** Constant folding: operations on constants become constants, and operations that change nothing go away. */
import { constant } from '../make.js';
import type { Module, Node, Operation } from '../node.js';
import { operators } from '../operator.js';
import { rewrite, type Rules } from '../rewrite.js';
import { identities } from './identities.js';

/** Finishes an operation that a pass has just made: it may become any equal node. */
export type Emit = (operation: Operation) => Node;

/** The simplest node equal to `operation`, whose operands are simple already; itself when there is none simpler. */
export function foldOperation(operation: Operation, emit: Emit): Node {
  const values = operation.operands.flatMap((operand) =>
    operand.kind === 'constant' ? [operand.value] : [],
  );
  if (values.length === operation.operands.length) {
    const widths = operation.operands.map((operand) => operand.width);
    const value = operators[operation.operator].evaluate(values, widths, operation.width, operation.low);
    return constant(operation.width, value, operation.source);
  }
  return identities[operation.operator]?.(operation, emit) ?? operation;
}

/** Readers of a constant wire read the constant, and those of a wire without a name what drives it. */
export const foldWire: NonNullable<Rules['wire']> = (wire, driver) => {
  if (wire.crossingTo !== undefined) return wire;
  return driver.kind === 'constant' || wire.name === undefined ? driver : wire;
};

/** Folds one module, its instances' modules left as they are. */
export function foldConstants(module: Module): Module {
  const emit: Emit = (operation) => foldOperation(operation, emit);
  return rewrite(module, { operation: emit, wire: foldWire }).module;
}
