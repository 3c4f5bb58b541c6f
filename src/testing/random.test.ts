import { describe, expect, it } from 'vitest';
import { corner, corner64, weighted } from './choice.js';
import { Random } from './random.js';

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.next32());

const mask = 0xffff_ffffn;

function splitmix(counter: bigint): bigint {
  let z = counter & mask;
  z = ((z ^ (z >> 16n)) * 0x21f0aaadn) & mask;
  z = ((z ^ (z >> 15n)) * 0x735a2d97n) & mask;
  return z ^ (z >> 15n);
}

/** xoshiro128** in BigInt, step by step as its authors print it. */
function reference(s: [bigint, bigint, bigint, bigint]): () => number {
  const rotate = (x: bigint, by: bigint) => ((x << by) | (x >> (32n - by))) & mask;
  return () => {
    const result = (rotate((s[1] * 5n) & mask, 7n) * 9n) & mask;
    const t = (s[1] << 9n) & mask;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 11n);
    return Number(result);
  };
}

describe('Random', () => {
  it('is the published xoshiro128**, seeded by splitmix32', () => {
    const published = reference([1n, 2n, 3n, 4n]);
    expect(Array.from({ length: 6 }, published)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492,
    ]);

    const expected = reference(
      [1n, 2n, 3n, 4n].map((word) => splitmix(12345n + word * 0x9e3779b9n)) as [
        bigint,
        bigint,
        bigint,
        bigint,
      ],
    );
    const random = new Random(12345);
    expect(draw(random, 1000)).toEqual(Array.from({ length: 1000 }, expected));
  });

  it('gives the same bits on every machine', () => {
    expect(draw(new Random(1), 4)).toEqual([393288148, 2174103013, 3814759091, 2092745082]);
    const forked = new Random(0xffff_ffff).fork('req');
    expect(draw(forked, 4)).toEqual([2114107149, 1443661130, 888910917, 677687803]);
    const random = new Random(7);
    const mixed = [
      random.below(10),
      random.between(-5, 5),
      random.bits(32),
      random.bits(1),
      random.pick(['a', 'b', 'c', 'd', 'e', 'f']),
    ];
    expect(mixed).toEqual([0, -4, 3993689120, 1, 'c']);
  });

  it('forks by seed and label, not by what was drawn', () => {
    const parent = new Random(3);
    const early = draw(parent.fork('a'), 8);
    parent.next32();
    expect(draw(parent.fork('a'), 8)).toEqual(early);
    expect(draw(parent.fork('b'), 8)).not.toEqual(early);
    expect(draw(new Random(4).fork('a'), 8)).not.toEqual(early);
  });

  it('keeps to its bounds', () => {
    const random = new Random(11);
    const draws = Array.from({ length: 6000 }, () => random.below(6));
    for (const face of [0, 1, 2, 3, 4, 5]) {
      const count = draws.filter((draw) => draw === face).length;
      expect(Math.abs(count - 1000)).toBeLessThan(150);
    }
    for (let index = 0; index < 1000; index++)
      expect(random.below(0x1_0000_0000)).toBeLessThan(0x1_0000_0000);
    expect(() => random.below(0)).toThrow(RangeError);
    expect(random.chance(0)).toBe(false);
    expect(random.chance(1)).toBe(true);
    expect(() => random.pick([])).toThrow(RangeError);
  });
});

describe('choices', () => {
  it('weigh', () => {
    const choice = weighted([
      [3, 'often'],
      [1, 'seldom'],
      [0, 'never'],
    ]);
    const random = new Random(5);
    const picks = Array.from({ length: 4000 }, () => choice.pick(random));
    expect(picks).not.toContain('never');
    expect(Math.abs(picks.filter((pick) => pick === 'often').length - 3000)).toBeLessThan(150);
    expect(() => weighted([[0.5, 'half']])).toThrow(RangeError);
    expect(() => weighted([[0, 'never']])).toThrow(RangeError);
  });

  it.each([1, 2, 8, 31, 32])('corners of %i bits fit, and meet every extreme', (width) => {
    const random = new Random(width);
    const seen = new Set<number>();
    for (let index = 0; index < 5000; index++) seen.add(corner(random, width));
    const top = 2 ** width;
    for (const value of seen) expect(value >= 0 && value < top && Number.isInteger(value)).toBe(true);
    for (const value of [0, 1, top - 1, top / 2, top / 2 - 1]) expect(seen).toContain(value);
    // Not only corners.
    if (width > 8) expect(seen.size).toBeGreaterThan(2500);
  });

  it.each([33, 40, 63, 64])('corner pairs of %i bits fit, and meet every extreme', (width) => {
    const random = new Random(width);
    const pair = { low: 0, high: 0 };
    const seen = new Set<bigint>();
    for (let index = 0; index < 20_000; index++) {
      corner64(random, width, pair);
      if (pair.low !== (pair.low | 0) || pair.high !== (pair.high | 0)) expect.fail(JSON.stringify(pair));
      seen.add((BigInt(pair.high >>> 0) << 32n) | BigInt(pair.low >>> 0));
    }
    const top = 1n << BigInt(width);
    for (const value of seen) expect(value < top).toBe(true);
    const wanted = [0n, 1n, top - 1n, top / 2n, top / 2n - 1n, top / 2n + 1n, top / 2n - 2n];
    for (let bit = 0n; bit < BigInt(width); bit++)
      wanted.push(1n << bit, (1n << bit) - 1n, (1n << bit) + 1n, top - (1n << bit));
    expect(wanted.filter((value) => !seen.has(value))).toEqual([]);
  });
});
