import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BytecodeSet } from '../../bytecode/index.js';
import { simulate } from '../../sim/index.js';
import { formatFailure, runEnvironment } from '../../testing/index.js';
import { coverageFor } from './coverage.js';
import { dispatchStatuses } from './dispatch-stream.js';
import { dispatchUnit, dispatchUnitFor } from './hardware.js';
import { counters, type DispatchUnitParameters } from './parameters.js';
import { configurations, verification, verificationFor } from './stimulus.js';

type Given = Partial<DispatchUnitParameters>;

/** Runs the device of some parameters as if it had others. */
function run(device: Given, told: Given = device, more: { exactTiming?: boolean } = {}) {
  const parameters = dispatchUnit.resolve(told);
  const simulator = simulate(dispatchUnit.elaborate(dispatchUnit.resolve({ ...device })), { seed: 7 });
  return runEnvironment(simulator, verification, { parameters, seed: 1, transactions: 3000, ...more });
}

describe('the unit, against its model', () => {
  it.each(configurations.map(({ name, parameters }) => [name, parameters] as const))(
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
    const { failure } = await run({ dataBits: 64, depth: 16, behind: 8 }, undefined, { exactTiming: false });
    expect(failure && formatFailure(failure)).toBeUndefined();
  }, 30_000);
});

/** What neither of the known sets has: prefixes of two bytes, operands of three, jumps in units of four from their end. */
const madeUp: BytecodeSet = {
  name: 'made-up',
  documentation: 'for the test',
  opcodes: [
    { name: 'NOTHING', code: 0, operand: { kind: 'none', bytes: 0 }, stack: { constant: 0 } },
    {
      name: 'WIDE',
      code: 1,
      operand: { kind: 'fixed', bytes: 2, excess: 0 },
      prefix: true,
      stack: { constant: 0 },
    },
    {
      name: 'LOAD',
      code: 2,
      operand: { kind: 'fixed', bytes: 3, excess: 9 },
      skipped: 5,
      stack: { constant: 1 },
    },
    { name: 'NUMBER', code: 3, operand: { kind: 'variable', signed: true }, stack: { constant: 1 } },
    { name: 'SMALL', code: 16, codes: 32, operand: { kind: 'range', excess: 5 }, stack: { constant: 1 } },
    {
      name: 'GO',
      code: 4,
      operand: { kind: 'fixed', bytes: 1, excess: 128 },
      jump: { kind: 'always', direction: 'signed', unit: 4, from: 'next' },
      skipped: 1,
      stack: { constant: 0 },
      interrupts: 'backward',
    },
    {
      name: 'BACK',
      code: 5,
      operand: { kind: 'fixed', bytes: 1, excess: 0 },
      jump: { kind: 'conditional', direction: 'backward', unit: 1, from: 'operand' },
      stack: { constant: -1 },
    },
    {
      name: 'CALL',
      code: 6,
      operand: { kind: 'fixed', bytes: 1, excess: 0 },
      call: true,
      interrupts: 'always',
      stack: { constant: 0 },
    },
    {
      name: 'GUARD',
      code: 7,
      operand: { kind: 'fixed', bytes: 2, excess: 0 },
      jump: { kind: 'label', direction: 'forward', unit: 2, from: 'operand' },
      stack: { constant: 0 },
    },
  ],
};

describe('a unit for a set of somebody else', () => {
  it.each([{}, { dataBits: 128, depth: 8, behind: 4 }, { prediction: 'none' }] as const)(
    'needs nothing but the table: %o',
    async (given) => {
      const block = dispatchUnitFor([madeUp]);
      const result = await runEnvironment(
        simulate(block.elaborate(given), { seed: 7 }),
        verificationFor([madeUp], block),
        {
          parameters: block.resolve(given),
          seed: 1,
          transactions: 3000,
        },
      );
      expect(result.failure && formatFailure(result.failure)).toBeUndefined();
      expect(result.missing.map(({ name }) => name)).toEqual([]);
    },
    30_000,
  );
});

describe('a unit other than the one that is asked for', () => {
  const others: readonly (readonly [string, Given, Given])[] = [
    ['more depth', { depth: 64 }, {}],
    ['more behind', { behind: 20 }, {}],
    ['more requests', { requests: 5 }, {}],
    ['no prediction', { prediction: 'none' }, {}],
    ['wider counters', { counterBits: 9 }, { counterBits: 8 }],
  ];
  it.each(others)('is found out: %s', async (_, device, told) => {
    const { failure } = await run(device, told);
    expect(failure?.what).toMatch(/model|timing/);
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');

  it('names every coverage point', () => {
    for (const { name } of coverageFor([])) {
      const general = name
        .replace(/^status \w+/, 'status <status>')
        .replace(/at byte \d+/, 'at byte <n>')
        .replace(/operand of \d/, 'operand of <n>')
        .replace(new RegExp(`^counter (${counters.join('|')}) read$`), 'counter <name> read');
      expect(readme).toContain(`\`${general}\``);
    }
  });

  it('names every counter at its index, and every status with its code', () => {
    for (const [index, name] of counters.entries())
      expect(readme).toMatch(new RegExp(`^\\| ${index} +\\| \`${name}\` `, 'm'));
    for (const [name, code] of Object.entries(dispatchStatuses))
      expect(readme).toMatch(new RegExp(`^\\| ${code} +\\| \`${name}\` `, 'm'));
  });
});
