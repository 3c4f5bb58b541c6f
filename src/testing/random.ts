/**
 * Seeded random numbers, the same bits on every machine: xoshiro128** (Blackman and Vigna), its state filled by
 * splitmix32. All arithmetic is on int32, so that no platform's floating point has a say.
 */

/** One step of splitmix32 from a counter: a bijection of 32 bits that leaves no trace of small differences. */
function mix(counter: number): number {
  let z = counter | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}

const goldenGamma = 0x9e3779b9;

/** FNV-1a over the label's UTF-16 units. */
function hash(label: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < label.length; at++) value = Math.imul(value ^ label.charCodeAt(at), 0x01000193);
  return value;
}

export class Random {
  /** 32 bits, unsigned; all that is needed to draw the same numbers again. */
  readonly seed: number;
  // A typed array: object fields would hold values beyond 31 bits as heap numbers.
  readonly #state = new Int32Array(4);

  /** Only the low 32 bits of the seed count. */
  constructor(seed: number) {
    this.seed = seed >>> 0;
    for (let word = 0; word < 4; word++)
      this.#state[word] = mix(this.seed + Math.imul(word + 1, goldenGamma));
  }

  /** 32 uniform bits as an unsigned integer. */
  next32(): number {
    return this.nextInt32() >>> 0;
  }

  /** 32 uniform bits as a signed integer: cheaper than {@link next32} where only the bits matter. */
  nextInt32(): number {
    const state = this.#state;
    const s0 = state[0] as number;
    const s1 = state[1] as number;
    const s2 = (state[2] as number) ^ s0;
    const s3 = (state[3] as number) ^ s1;
    const scrambled = Math.imul(s1, 5);
    state[0] = s0 ^ s3;
    state[1] = s1 ^ s2;
    state[2] = s2 ^ (s1 << 9);
    state[3] = (s3 << 11) | (s3 >>> 21);
    return Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
  }

  /** Uniform in `0 <= x < bound`, for a bound of 1 to 2^32; the bias is below bound / 2^32. */
  below(bound: number): number {
    if (!(bound >= 1 && bound <= 0x1_0000_0000))
      throw new RangeError(`below(${bound}): the bound is 1 to 2^32`);
    return Math.floor((this.next32() * bound) / 0x1_0000_0000);
  }

  /** Uniform in `low <= x <= high`. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** `width` uniform bits, 1 to 32, unsigned. */
  bits(width: number): number {
    return this.nextInt32() >>> (32 - width);
  }

  /** True with the given probability, in steps of 2^-32. */
  chance(probability: number): boolean {
    return this.next32() < probability * 0x1_0000_0000;
  }

  /** One element, each as likely as any other. */
  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError('pick: nothing to choose from');
    return choices[this.below(choices.length)] as T;
  }

  /**
   * A generator of its own for `label`. It depends on this generator's seed and the label alone, not on what was drawn
   * before: one more draw in one place changes nothing in another. The same label gives the same numbers again.
   */
  fork(label: string): Random {
    return new Random(mix(mix(this.seed + goldenGamma) ^ hash(label)));
  }
}
