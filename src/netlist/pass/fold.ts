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
  const { operands, operator, width, low, source } = operation;
  if (operands.every((operand) => operand.kind === 'constant')) {
    const values = operands.map((operand) => operand.value);
    const widths = operands.map((operand) => operand.width);
    return constant(width, operators[operator].evaluate(values, widths, width, low), source);
  }
  return identities[operator]?.(operation, emit) ?? operation;
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
