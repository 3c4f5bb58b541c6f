import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { formatFailure, runEnvironment } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { writeBarrier } from './hardware.js';
import { counters } from './operations.js';
import type { WriteBarrierParameters } from './parameters.js';
import { configurations, verification } from './stimulus.js';

type Given = Partial<WriteBarrierParameters>;

/** Runs the device of some parameters as if it had others. */
function run(
  device: Given,
  told: Given = device,
  more: { exactTiming?: boolean; transactions?: number } = {},
) {
  const parameters = writeBarrier.resolve(told);
  const simulator = simulate(writeBarrier.elaborate(device), { seed: 7 });
  return runEnvironment(simulator, verification, { parameters, seed: 1, transactions: 3000, ...more });
}

describe('the block, against its model', () => {
  it.each(
    configurations
      .filter(({ name }) => name !== 'large')
      .map(({ name, parameters }) => [name, parameters] as const),
  )(
    'passes and leaves nothing out: %s',
    async (_, parameters) => {
      const result = await run(parameters);
      expect(result.failure && formatFailure(result.failure)).toBeUndefined();
      expect(result.missing.map(({ name }) => name)).toEqual([]);
      for (const { name, transfers } of result.streams) expect(transfers, name).toBeGreaterThan(50);
    },
    20_000,
  );
});

describe('without exact timing', () => {
  it('is judged by its handshakes alone', async () => {
    const { failure } = await run({}, undefined, { exactTiming: false });
    expect(failure && formatFailure(failure)).toBeUndefined();
  });
});

describe('a block other than the one that is asked for', () => {
  const others: readonly (readonly [string, Given, Given])[] = [
    ['more sets', { sets: 8 }, { sets: 4 }],
    ['one way more', { ways: 3 }, { ways: 2 }],
    ['a deeper buffer', { depth: 4 }, { depth: 3 }],
    ['other granules', { granuleBits: 3 }, { granuleBits: 2 }],
    ['objects for slots', { remember: 'object' }, { remember: 'slot' }],
    ['another format', { format: 'addresses' }, { format: 'micropython' }],
    ['wider counters', { counterBits: 9 }, { counterBits: 8 }],
  ];
  it.each(others)('is found out: %s', async (_, device, told) => {
    const { failure } = await run(device, told);
    expect(failure?.what).toMatch(/model|timing|pending|asked|need not/);
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');

  it('names every coverage point', () => {
    for (const { name } of coverage) {
      const general = name
        .replace(/rank \d/, 'rank <rank>')
        .replace(new RegExp(`^counter (${counters.join('|')}) read$`), 'counter <name> read');
      expect(readme).toContain(`\`${general}\``);
    }
  });

  it('names every counter at its index', () => {
    for (const [index, name] of counters.entries())
      expect(readme).toMatch(new RegExp(`^\\| ${index} +\\| \`${name}\` `, 'm'));
  });

  it('names every parameter with its default', () => {
    for (const [name, value] of Object.entries(writeBarrier.resolve()))
      expect(readme).toMatch(new RegExp(`^\\| \`${name}\` +\\|[^|]*\\| \`?${value}\`? +\\|`, 'm'));
  });
});
