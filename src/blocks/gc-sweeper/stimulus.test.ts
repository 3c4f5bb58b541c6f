import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { formatFailure, runEnvironment } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { gcSweeper } from './hardware.js';
import { counters, statuses } from './operations.js';
import type { SweeperParameters } from './parameters.js';
import { verification } from './stimulus.js';

type Given = Partial<SweeperParameters>;

/** Runs the device of some parameters as if it had others. */
function run(device: Given, told: Given = device, more: { exactTiming?: boolean } = {}) {
  const resolve = (given: Given): SweeperParameters => gcSweeper.resolve({ ...given });
  const simulator = simulate(gcSweeper.elaborate(gcSweeper.resolve({ ...device })), { seed: 7 });
  const settings = { parameters: resolve(told), seed: 1, transactions: 3000, ...more };
  return runEnvironment(simulator, verification, settings);
}

describe('without exact timing', () => {
  it.each(['micropython', 'headers'] as const)(
    'the layout %s is judged by its handshakes',
    async (layout) => {
      const { failure } = await run({ layout }, undefined, { exactTiming: false });
      expect(failure && formatFailure(failure)).toBeUndefined();
    },
  );
});

describe('a sweeper other than the one that is asked for', () => {
  const headers = { layout: 'headers' } as const;
  const others: readonly (readonly [string, Given, Given])[] = [
    ['longer bursts than the port has', { maxBeats: 16, bufferWords: 32 }, { maxBeats: 8, bufferWords: 32 }],
    ['shorter runs are given', { minimumRun: 2 }, { minimumRun: 3 }],
    ['runs are held back', { minimumRun: 3 }, { minimumRun: 2 }],
    ['granules of 8 bytes', { ...headers, granuleBytes: 8 }, headers],
    ['wider counters', { counterBits: 7 }, { counterBits: 6 }],
  ];
  it.each(others)('is found out: %s', async (_, device, told) => {
    const { failure } = await run(device, told);
    expect(failure?.what).toMatch(/model|none|missing|too many words/);
  });
});

describe('parameters that do not fit together', () => {
  it.each([
    [{ granuleBytes: 8 }, /granuleBytes is 8, but blocks of the layout micropython have 16 bytes/],
    [{ maxBeats: 64 }, /bufferWords is 32, less than the 64 words of one read/],
    [{ dataBits: 48 }, /dataBits.*48/],
  ])('are refused: %o', (given, message) => {
    expect(() => gcSweeper.elaborate(gcSweeper.resolve(given))).toThrow(message);
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');

  it('names every coverage point', () => {
    for (const { name } of coverage) {
      const general = name
        .replace(new RegExp(`^counter (${counters.join('|')}) read$`), 'counter <name> read')
        .replace(/^status \w+$/, 'status <name>');
      expect(readme).toContain(`\`${general}\``);
    }
  });

  it('names every counter at its index, and every status with its code', () => {
    for (const [index, name] of counters.entries())
      expect(readme).toMatch(new RegExp(`^\\| ${index} +\\| \`${name}\` `, 'm'));
    for (const [name, code] of Object.entries(statuses))
      expect(readme).toMatch(new RegExp(`^\\| ${code} +\\| \`${name}\` `, 'm'));
  });

  it('names every parameter with its default', () => {
    for (const [name, value] of Object.entries(gcSweeper.resolve()))
      expect(readme).toMatch(new RegExp(`^\\| \`${name}\` +\\|[^|]*\\| \`?${value}\`? +\\|`, 'm'));
  });
});
