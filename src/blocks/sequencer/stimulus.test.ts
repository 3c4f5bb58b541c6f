import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { formatFailure, runEnvironment } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { sequencer } from './hardware.js';
import type { SequencerParameters } from './parameters.js';
import { counters, reasons } from './reasons.js';
import { configurations, verification } from './stimulus.js';

type Given = Partial<SequencerParameters>;

/** Runs the device of some parameters as if it had others. */
function run(
  device: Given,
  told: Given = device,
  more: { exactTiming?: boolean; transactions?: number } = {},
) {
  const parameters = sequencer.resolve(told);
  const simulator = simulate(sequencer.elaborate(device), { seed: 7 });
  return runEnvironment(simulator, verification, { parameters, seed: 1, transactions: 3000, ...more });
}

describe('the sequencer, against the golden interpreter', () => {
  // The others differ from these in size: they are for the regression.
  const quick = configurations.filter(({ name }) => ['default', 'cpython', 'tiny'].includes(name));
  it.each(quick.map(({ name, parameters }) => [name, parameters] as const))(
    'passes and leaves nothing out: %s',
    async (_, parameters) => {
      const result = await run(parameters);
      expect(result.failure && formatFailure(result.failure)).toBeUndefined();
      expect(result.missing.map(({ name }) => name)).toEqual([]);
      for (const { name, transfers } of result.streams) expect(transfers, name).toBeGreaterThan(100);
    },
    30_000,
  );

  it('is judged by its handshakes alone without exact timing', async () => {
    const { failure } = await run({}, {}, { exactTiming: false, transactions: 500 });
    expect(failure && formatFailure(failure)).toBeUndefined();
  }, 30_000);
});

describe('a sequencer other than the one that is asked for', () => {
  const cpython = { set: 'cpython-3.11', referenceCounts: 'stream' } as const;
  const others: readonly (readonly [string, Given, Given])[] = [
    ['without a multiplier', { multiplier: 'none' }, {}],
    ['with a multiplier', {}, { multiplier: 'none' }],
    ['without a divider', { divider: 'none' }, {}],
    ['one word of the stack fewer', { ...cpython, stackEntries: 7 }, cpython],
    ['a faster divider', { dividerBitsPerCycle: 2 }, {}],
    [
      'another format',
      { format: 'micropython', width: 64, dataBits: 64 },
      { format: 'nan-boxing', width: 64, dataBits: 64 },
    ],
    ['narrower counters', { counterBits: 8 }, { counterBits: 9 }],
  ];
  it.each(others)(
    'is found out: %s',
    async (_, device, told) => {
      const { failure } = await run(device, told, { transactions: 20_000 });
      expect(failure?.what).toMatch(/differs|not known|add up|known|words of the stack/);
    },
    30_000,
  );
});

describe('the README', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');

  it('names every coverage point', () => {
    for (const { name } of coverage) {
      const general = name
        .replace(/^stop: \w+/, 'stop: <reason>')
        .replace(/^executed: (?!mul|floor_div|modulo)\w+/, 'executed: <action>')
        .replace(/^counter \w+ read$/, 'counter <name> read');
      expect(readme).toContain(`\`${general}\``);
    }
  });

  it('names every counter at its index, and every reason at its code', () => {
    for (const [index, name] of counters.entries())
      expect(readme).toMatch(new RegExp(`^\\| ${index} +\\| \`${name}\` `, 'm'));
    for (const [name, code] of Object.entries(reasons))
      expect(readme).toMatch(new RegExp(`^\\| ${code} +\\| \`${name}\` `, 'm'));
  });
});
