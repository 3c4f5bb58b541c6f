/**
 * When something may happen: the idle gaps before offers and the back-pressure on answers.
 *
 * A fixed probability of readiness hides bugs: queues never fill or never empty. So each schedule has moods that last for 32
 * to 512 cycles, and a block meets full speed, near standstill, bursts and strict alternation, in every combination
 * with the moods of its other streams.
 */
import { weighted } from './choice.js';
import type { Random } from './random.js';

/** One decision a cycle: 1 for ready (or: may offer), 0 for not. */
export interface Pace {
  next(): number;
}

export type Mood =
  'always' | 'mostlyReady' | 'half' | 'mostlyStalled' | 'bursts' | 'alternating' | 'oneIn32' | 'longStall';

/** Full speed is frequent: there most transactions a cycle are judged, and pipelines run full. */
const moods = weighted<Mood>([
  [12, 'always'],
  [6, 'mostlyReady'],
  [4, 'half'],
  [4, 'bursts'],
  [2, 'alternating'],
  [2, 'mostlyStalled'],
  [1, 'oneIn32'],
  [1, 'longStall'],
]);

/** Decisions for the next 32 cycles, the first in bit 0. */
function word(mood: Mood, random: Random): number {
  switch (mood) {
    case 'always':
      return -1;
    case 'mostlyReady':
      return random.nextInt32() | random.nextInt32() | random.nextInt32();
    case 'half':
      return random.nextInt32();
    case 'mostlyStalled':
      return random.nextInt32() & random.nextInt32() & random.nextInt32();
    case 'bursts': {
      // A run of ones somewhere; inverted half of the time, a hole.
      const draw = random.nextInt32();
      const run = (-1 >>> (draw & 31)) << ((draw >>> 5) & 31);
      return draw < 0 ? run : ~run;
    }
    case 'alternating':
      return 0x55555555;
    case 'oneIn32':
      return 1 << random.bits(5);
    case 'longStall':
      return 0;
  }
}

/** Random decisions by moods: one draw or few for 32 cycles. */
export class Schedule implements Pace {
  readonly #random: Random;
  #mood: Mood = 'always';
  #wordsLeft = 0;
  #word = 0;
  #bitsLeft = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): number {
    if (this.#bitsLeft === 0) this.#refill();
    this.#bitsLeft--;
    const bit = this.#word & 1;
    this.#word >>= 1;
    return bit;
  }

  #refill(): void {
    if (this.#wordsLeft === 0) {
      this.#mood = moods.pick(this.#random);
      // A stall of 512 cycles would only cost time: what can fill up is full after far fewer.
      this.#wordsLeft = this.#mood === 'longStall' ? 2 : 1 + this.#random.bits(4);
    }
    this.#wordsLeft--;
    this.#word = word(this.#mood, this.#random);
    this.#bitsLeft = 32;
  }
}

/** Decisions by a script: a pattern cycle by cycle, then its last value for ever. */
export class ScriptedPace implements Pace {
  #pattern: readonly number[] = [];
  #at = 0;
  #level = 1;

  next(): number {
    if (this.#at < this.#pattern.length) this.#level = this.#pattern[this.#at++] as number;
    return this.#level;
  }

  /** @param pattern of 0 and 1, at least one */
  set(pattern: string): void {
    if (!/^[01]+$/.test(pattern))
      throw new RangeError(`'${pattern}' is not a pattern of 0 and 1, such as '0010'`);
    this.#pattern = Array.from(pattern, Number);
    this.#at = 0;
  }
}
