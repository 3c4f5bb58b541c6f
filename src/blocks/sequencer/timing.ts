/** Cycles that the README states, for who knows every cycle. */
import { operations } from '../tagged-alu/operations.js';
import type { Interpreter } from './model.js';
import { meanings } from './model-meanings.js';
import type { Instruction } from './model-program.js';
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

/** Words of the stack that a bytecode needs in registers, and that it adds to those; of what does neither nothing. */
const traffic = new Map<number, readonly [needs: number, adds: number]>([
  [meanings.loadFast, [0, 1]],
  [meanings.storeFast, [1, -1]],
  [meanings.loadConst, [0, 1]],
  [meanings.smallInt, [0, 1]],
  [meanings.string, [0, 1]],
  [meanings.none, [0, 1]],
  [meanings.false, [0, 1]],
  [meanings.true, [0, 1]],
  [meanings.null, [0, 1]],
  [meanings.pop, [1, -1]],
  [meanings.duplicate, [1, 1]],
  [meanings.duplicateTwo, [2, 2]],
  [meanings.rotateTwo, [2, 0]],
  [meanings.rotateThree, [3, 0]],
  [meanings.unaryMicropython, [1, 0]],
  [meanings.positive, [1, 0]],
  [meanings.negative, [1, 0]],
  [meanings.not, [1, 0]],
  [meanings.invert, [1, 0]],
  [meanings.binaryMicropython, [2, -1]],
  [meanings.binaryOp, [2, -1]],
  [meanings.compareOp, [2, -1]],
  [meanings.isOp, [2, -1]],
  [meanings.popJumpIfTrue, [1, -1]],
  [meanings.popJumpIfFalse, [1, -1]],
  [meanings.popJumpIfNone, [1, -1]],
  [meanings.popJumpIfNotNone, [1, -1]],
]);

/** Words of the stack that a run reads and writes, if it ends without fault of memory: as the README says when each goes. */
export class StackTraffic {
  reads = 0;
  writes = 0;
  readonly #entries: number;

  constructor({ stackEntries }: SequencerParameters) {
    this.#entries = stackEntries;
  }

  /** Of the run that the golden interpreter has just made; false where the bytecode it stopped at may have begun to fetch. */
  follow(golden: Interpreter): boolean {
    this.reads = 0;
    this.writes = 0;
    let held = 0;
    for (let index = 0; index < golden.executed; index++) {
      const instruction = golden.trace[index] as Instruction;
      const { meaning, operand } = instruction;
      let [needs, adds] = traffic.get(meaning) ?? none;
      if (meaning === meanings.copy) [needs, adds] = [operand, 1];
      else if (meaning === meanings.swap) needs = operand;
      else if (meaning === meanings.jumpIfTrueOrPop || meaning === meanings.jumpIfFalseOrPop)
        [needs, adds] = [1, golden.taken[index] === 1 ? 0 : -1];
      if (held < needs) {
        this.reads += needs - held;
        held = needs;
      }
      if (held + adds > this.#entries) {
        this.writes += held + adds - this.#entries;
        held = this.#entries;
      } else held += adds;
    }
    this.writes += held;
    const { reason } = golden;
    return reason < reasons.read_error;
  }
}

const none = [0, 0] as const;
