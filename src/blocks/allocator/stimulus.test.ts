import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { formatFailure, runEnvironment } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { allocator } from './hardware.js';
import { counters } from './operations.js';
import type { AllocatorParameters } from './parameters.js';
import { verification } from './stimulus.js';

type Given = Partial<AllocatorParameters>;

/** Runs the device of some parameters as if it had others. */
function run(device: Given, told: Given = device, more: { exactTiming?: boolean } = {}) {
  const simulator = simulate(allocator.elaborate(allocator.resolve({ ...device })), { seed: 7 });
  const parameters: AllocatorParameters = allocator.resolve({ ...told });
  return runEnvironment(simulator, verification, { parameters, seed: 1, transactions: 4000, ...more });
}

describe('without exact timing', () => {
  it('is judged by its handshakes and the ledger alone', async () => {
    const { failure } = await run({}, undefined, { exactTiming: false });
    expect(failure && formatFailure(failure)).toBeUndefined();
  });
});

describe('an allocator other than the one that is asked for', () => {
  const others: readonly (readonly [string, Given, Given])[] = [
    ['a class more', { classes: 5 }, { classes: 4 }],
    ['deeper lists', { depth: 8, watermark: 2 }, { depth: 4, watermark: 2 }],
    ['a higher watermark', { watermark: 9 }, { watermark: 8 }],
    ['larger objects', { largest: 65 }, { largest: 64 }],
    ['granules of 8 bytes', { granuleBytes: 8 }, {}],
    ['wider counters', { counterBits: 7 }, { counterBits: 6 }],
  ];
  it.each(others)('is found out: %s', async (_, device, told) => {
    const { failure } = await run(device, told);
    expect(failure?.what).toMatch(/model|timing|given|ledger|nobody|owns|belongs|does not fit|made up/);
  });

  it('is found out without exact timing too, by who has each granule', async () => {
    const { failure } = await run({ granuleBytes: 8 }, {}, { exactTiming: false });
    expect(failure).toBeDefined();
  });
});

describe('parameters that do not fit together', () => {
  it.each([
    [{ watermark: 17 }, /watermark.*17/s],
    [{ largest: 4 }, /largest.*4/s],
    [{ addressBits: 16, sizeBits: 17 }, /sizeBits.*17/s],
  ])('are refused: %o', (given, message) => {
    expect(() => allocator.elaborate(given)).toThrow(message);
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');

  it('names every coverage point', () => {
    for (const { name } of coverage) {
      const general = name.replace(
        new RegExp(`^counter (${counters.join('|')}) read$`),
        'counter <name> read',
      );
      expect(readme).toContain(`\`${general}\``);
    }
  });

  it('names every counter at its index', () => {
    for (const [index, name] of counters.entries())
      expect(readme).toMatch(new RegExp(`^\\| ${index} +\\| \`${name}\` `, 'm'));
  });

  it('names every parameter with its default', () => {
    for (const [name, value] of Object.entries(allocator.resolve()))
      expect(readme).toMatch(new RegExp(`^\\| \`${name}\` +\\|[^|]*\\| \`?${value}\`? +\\|`, 'm'));
  });
});
