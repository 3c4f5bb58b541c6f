import { describe, expect, it } from 'vitest';
import { Coverage } from './coverage.js';

const points = [
  { name: 'a', description: 'always' },
  { name: 'wide', description: 'only when wide', applies: ({ width }: { width: number }) => width === 64 },
];

describe('Coverage', () => {
  it('counts, and names what was missed', () => {
    const coverage = new Coverage(points, { width: 64 });
    expect(coverage.missing().map(({ name }) => name)).toEqual(['a', 'wide']);
    coverage.counter('a').hit();
    coverage.counter('a').hit();
    expect(coverage.report().map(({ name, count }) => [name, count])).toEqual([
      ['a', 2],
      ['wide', 0],
    ]);
    expect(coverage.missing()).toEqual([{ name: 'wide', description: 'only when wide', count: 0 }]);
  });

  it('asks for no point that cannot happen, but lets it be counted', () => {
    const coverage = new Coverage(points, { width: 32 });
    coverage.counter('wide').hit();
    expect(coverage.report().map(({ name }) => name)).toEqual(['a']);
  });

  it('wants names to be known and unique', () => {
    expect(() => new Coverage([...points, ...points], {})).toThrow("V01: two coverage points are called 'a'");
    expect(() => new Coverage(points, { width: 32 }).counter('b')).toThrow(
      "V02: no coverage point is called 'b'; there are a, wide. Declare it in the verification's 'coverage'.",
    );
  });
});
