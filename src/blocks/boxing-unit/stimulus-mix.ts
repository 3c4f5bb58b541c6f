import { weighted, type Random } from '../../testing/index.js';
import { operations, type Operation } from '../tagged-alu/operations.js';

const all = Object.values(operations);
const unassigned = [23, 30, 31];
const { mul, floor_div, modulo } = operations;
const simple = all.filter((code) => code !== mul && code !== floor_div && code !== modulo);
const codes = (...names: readonly Operation[]): number[] => names.map((name) => operations[name]);

/**
 * Which operations come, in moods that last for a while. An iterative divider is a long way from the rate of everything
 * else, so it gets its own moods and does not slow down all others.
 */
const moods = weighted<readonly number[]>([
  [10, simple],
  [3, [...simple, mul, mul]],
  [2, [...all, ...unassigned]],
  [1, [mul, mul, mul, ...codes('add', 'lt')]],
  [1, [floor_div, modulo, mul, ...codes('add', 'is')]],
  [2, codes('add', 'sub', 'neg', 'shift_left', 'shift_right')],
  [1, []], // one operation over and over
]);

export class OperationMix {
  readonly #random: Random;
  #mood: readonly number[] = all;
  #left = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The code of the next operation. */
  next(): number {
    const random = this.#random;
    if (this.#left === 0) {
      const mood = moods.pick(random);
      this.#mood = mood.length > 0 ? mood : [random.pick(all)];
      // Moods with divisions are short, because they take long.
      this.#left = 1 + random.bits(this.#mood.includes(floor_div) || this.#mood.includes(modulo) ? 4 : 8);
    }
    this.#left--;
    return random.pick(this.#mood);
  }
}
