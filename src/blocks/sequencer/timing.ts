/** Cycles that the README states, for who knows every cycle. */
import { operations } from '../tagged-alu/operations.js';
import type { Interpreter } from './model.js';
import { operatorOf } from './observer.js';
import type { SequencerParameters } from './parameters.js';
import { reasons } from './reasons.js';

const { mul, floor_div, modulo } = operations;

/** Cycles that a product, and a quotient or remainder, take beyond the one in which their bytecode is done. */
export function computeCycles(
  p: SequencerParameters,
  integerBits: number,
): { product: number; quotient: number } {
  return {
    product:
      p.multiplier === 'pipelined'
        ? p.multiplierStages + 1
        : Math.ceil(integerBits / p.multiplierBitsPerCycle) + 1,
    quotient: Math.ceil(integerBits / p.dividerBitsPerCycle) + 2,
  };
}

/** All such cycles of a run, that of a bytecode which was not executed since its result is too large included. */
export function computedIn(p: SequencerParameters, golden: Interpreter): number {
  const { product, quotient } = computeCycles(p, golden.alu.alu.words.integerBits);
  let cycles = 0;
  const add = (operator: number | undefined): void => {
    if (operator === mul) cycles += product;
    else if (operator === floor_div || operator === modulo) cycles += quotient;
  };
  for (let index = 0; index < golden.executed; index++) {
    const instruction = golden.trace[index];
    if (instruction) add(operatorOf(instruction.meaning, instruction.operand));
  }
  const { at } = golden;
  if (at && golden.reason === reasons.overflow) add(operatorOf(at.meaning, at.operand));
  return cycles;
}
