import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { formatFailure, runEnvironment } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { gcMarker } from './hardware.js';
import { counters, statuses } from './operations.js';
import type { MarkerParameters } from './parameters.js';
import { configurations, verification } from './stimulus.js';

type Given = Partial<MarkerParameters>;

/** Runs the device of some parameters as if it had others. */
function run(device: Given, told: Given = device, more: { exactTiming?: boolean } = {}) {
  const parameters = gcMarker.resolve(told);
  const simulator = simulate(gcMarker.elaborate(device), { seed: 7 });
  return runEnvironment(simulator, verification, { parameters, seed: 1, transactions: 5000, ...more });
}

// The others are for the regression.
const quick = configurations.filter(({ name }) =>
  ['headers', 'small', 'small-headers', 'wide', 'widest-headers'].includes(name),
);

describe('the marker, against its model', () => {
  it.each(quick.map(({ name, parameters }) => [name, parameters] as const))(
    'passes and leaves nothing out: %s',
    async (_, parameters) => {
      const result = await run(parameters);
      expect(result.failure && formatFailure(result.failure)).toBeUndefined();
      expect(result.missing.map(({ name }) => name)).toEqual([]);
    },
    30_000,
  );
});

describe('without exact timing', () => {
  it('is judged by its handshakes alone', async () => {
    const { failure } = await run({ inFlight: 2, queueDepth: 8, markWords: 2 }, undefined, {
      exactTiming: false,
    });
    expect(failure && formatFailure(failure)).toBeUndefined();
  }, 30_000);
});

describe('a marker other than the one that is asked for', () => {
  const small = { inFlight: 4, burstBeats: 2, queueDepth: 8, markWords: 4 } as const;
  const others: readonly (readonly [string, Given, Given])[] = [
    ['more in flight', { ...small, inFlight: 8 }, small],
    ['longer bursts', { ...small, burstBeats: 4 }, small],
    ['a shorter queue', small, { ...small, queueDepth: 16 }],
    ['another granule', { ...small, layout: 'headers' }, { ...small, layout: 'headers', granuleBytes: 8 }],
    ['narrower counters', { ...small, counterBits: 8 }, { ...small, counterBits: 9 }],
  ];
  it.each(others)('is found out: %s', async (_, device, told) => {
    const { failure } = await run(device, told);
    expect(failure).toBeDefined();
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');

  it('names every coverage point', () => {
    for (const { name } of coverage) {
      const general = name
        .replace(new RegExp(`^counter (${counters.join('|')}) read$`), 'counter <name> read')
        .replace(/^status \w+/, 'status <name>');
      expect(readme).toContain(`\`${general}\``);
    }
  });

  it('names every counter and every status with its code', () => {
    for (const [index, name] of counters.entries())
      expect(readme).toMatch(new RegExp(`^\\| ${index} +\\| \`${name}\` `, 'm'));
    for (const [name, code] of Object.entries(statuses))
      expect(readme).toMatch(new RegExp(`^\\| ${code} +\\| \`${name}\` `, 'm'));
  });
});
