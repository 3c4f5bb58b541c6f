import type { FormatName, WordWidth } from '../../formats/index.js';
import type { Groups } from '../tagged-alu/groups.js';
import { TaggedAluModel } from '../tagged-alu/model.js';
import type { Pair } from '../tagged-alu/model-words.js';
import { operations, statuses } from '../tagged-alu/operations.js';
import { divideFloor, multiply } from './model-integers.js';

export interface BoxingUnitModelParameters {
  readonly format: FormatName;
  readonly width: WordWidth;
  /** Whether the configuration has a multiplier and a divider. */
  readonly multiplies: boolean;
  readonly divides: boolean;
  /** The groups of operations that are in; all by default. */
  readonly groups?: Groups;
}

// Module constants: a property look-up each time would cost more than the rest.
const { mul, modulo } = operations;

/**
 * Golden model of the boxing unit's answers, written from its README: one call a request, the answer in the
 * fields. Words are pairs of int32 halves; nothing is allocated.
 */
export class BoxingUnitModel {
  /** Value: lower and upper 32 bits, as int32; the upper are 0 at 32 bits. */
  low = 0;
  high = 0;
  /** Code of the status. */
  status = 0;
  /** Computed by the multiplier or the divider, so with their latency. */
  deferred = false;
  readonly alu: TaggedAluModel;
  readonly #multiplies: boolean;
  readonly #divides: boolean;
  readonly #result: Pair = { low: 0, high: 0 };

  constructor({ format, width, multiplies, divides, groups }: BoxingUnitModelParameters) {
    this.alu = new TaggedAluModel(format, width, groups);
    this.#multiplies = multiplies;
    this.#divides = divides;
  }

  answer(operation: number, aLow: number, aHigh: number, bLow: number, bHigh: number): void {
    const { alu } = this;
    alu.evaluate(operation, aLow, aHigh, bLow, bHigh);
    this.deferred = alu.deferred && (operation === mul ? this.#multiplies : this.#divides);
    if (this.deferred) this.#compute(operation);
    this.low = alu.low;
    this.high = alu.high;
    this.status = alu.status;
  }

  #compute(operation: number): void {
    const { alu } = this;
    const result = this.#result;
    if (operation !== mul) {
      divideFloor(alu.a, alu.b, operation === modulo, result);
    } else if (!multiply(alu.a, alu.b, result)) {
      alu.status = statuses.overflow; // value is 0 already: deferred is a refusal of the ALU's
      return;
    }
    alu.answerInteger(result.low, result.high);
  }
}
