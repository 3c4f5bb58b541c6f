import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { formatFailure, runEnvironment } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { inlineCache } from './hardware.js';
import { counters } from './operations.js';
import type { InlineCacheParameters } from './parameters.js';
import { configurations, verification } from './stimulus.js';

type Given = Partial<InlineCacheParameters>;

/** Runs the device of some parameters as if it had others. */
function run(device: Given, told: Given = device, more: { exactTiming?: boolean } = {}) {
  const parameters = inlineCache.resolve(told);
  const simulator = simulate(inlineCache.elaborate(device), { seed: 7 });
  return runEnvironment(simulator, verification, { parameters, seed: 1, transactions: 2000, ...more });
}

// The others differ from these in size, not in kind: they are for the regression.
const large = ['two-way-fifo', 'direct-mapped', 'eight-way-random', 'large'];
const quick = configurations.filter(({ name }) => !large.includes(name));

describe('the table, against its model', () => {
  it.each(quick.map(({ name, parameters }) => [name, parameters] as const))(
    'passes and leaves nothing out: %s',
    async (_, parameters) => {
      const result = await run(parameters);
      expect(result.failure && formatFailure(result.failure)).toBeUndefined();
      expect(result.missing.map(({ name }) => name)).toEqual([]);
      for (const { name, transfers } of result.streams) expect(transfers, name).toBeGreaterThan(100);
    },
    20_000,
  );
});

describe('without exact timing', () => {
  it('is judged by its handshakes alone', async () => {
    const { failure } = await run({ sets: 4, guards: 3, versionBits: 2 }, undefined, { exactTiming: false });
    expect(failure && formatFailure(failure)).toBeUndefined();
  });
});

describe('a table other than the one that is asked for', () => {
  const tiny = { sets: 2, ways: 2, guards: 3, versionBits: 2, epochBits: 2 } as const;
  const others: readonly (readonly [string, Given, Given])[] = [
    ['more sets', { ...tiny, sets: 4 }, tiny],
    ['more ways', { ...tiny, ways: 4 }, tiny],
    ['another policy', { ...tiny, replacement: 'fifo' }, tiny],
    ['a policy that hits move', { ...tiny, replacement: 'pseudo-lru' }, { ...tiny, replacement: 'fifo' }],
    ['one more guard', { ...tiny, guards: 4 }, tiny],
    ['versions that wrap later', { ...tiny, versionBits: 3 }, tiny],
    ['epochs that wrap later', { ...tiny, epochBits: 3 }, tiny],
    ['wider counters', { ...tiny, counterBits: 9 }, { ...tiny, counterBits: 8 }],
  ];
  it.each(others)('is found out: %s', async (_, device, told) => {
    const { failure } = await run(device, told);
    expect(failure?.what).toMatch(/model|timing/);
  });
});

describe('the README', () => {
  it('names every coverage point', () => {
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    for (const { name } of coverage) {
      const general = name
        .replace(/way \d/, 'way <way>')
        .replace(/^invalidate_\w+/, '<invalidation>')
        .replace(new RegExp(`^counter (${counters.join('|')}) read$`), 'counter <name> read');
      expect(readme).toContain(`\`${general}\``);
    }
  });

  it('names every counter at its index', () => {
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    for (const [index, name] of counters.entries())
      expect(readme).toMatch(new RegExp(`^\\| ${index} +\\| \`${name}\` `, 'm'));
  });
});
