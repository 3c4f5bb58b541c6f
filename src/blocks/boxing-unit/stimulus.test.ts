import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runEnvironment } from '../../testing/run.js';
import { kinds } from '../../formats/index.js';
import { operations, statuses } from '../tagged-alu/operations.js';
import { counters } from './counters.js';
import { configurations } from './configurations.js';
import { FakeUnit, type Bug } from './fake-unit.js';
import type { BoxingUnitParameters } from './parameters.js';
import { boxingUnitVerification } from './stimulus-verification.js';

const defaults: BoxingUnitParameters = {
  width: 32,
  format: 'micropython',
  tagBits: 4,
  inOrder: true,
  simpleLatency: 1,
  multiplier: 'pipelined',
  multiplierStages: 2,
  multiplierBitsPerCycle: 4,
  divider: 'iterative',
  dividerBitsPerCycle: 1,
  requestQueueDepth: 0,
  responseQueueDepth: 8,
  counterBits: 32,
  arithmetic: true,
  logic: true,
  shifts: true,
  comparison: true,
  conversion: true,
  multiplication: true,
  division: true,
};

const block = {
  name: 'boxing_unit',
  resolve: (given: Partial<BoxingUnitParameters> = {}) => ({ ...defaults, ...given }),
  elaborate: (): never => {
    throw new Error('the fake unit has no netlist');
  },
};

function run(given: Partial<BoxingUnitParameters>, transactions: number, bug?: Bug) {
  const parameters = { ...defaults, ...given };
  return runEnvironment(
    new FakeUnit(parameters, bug),
    { ...boxingUnitVerification, block },
    { parameters, seed: 1, transactions },
  );
}

describe('a unit that keeps its promises', () => {
  it.each(configurations)('passes and meets every coverage point: $name', async ({ parameters }) => {
    const result = await run(parameters, 3000);
    expect(result.failure).toBeUndefined();
    expect(result.missing.map(({ name }) => name)).toEqual([]);
  });
});

it('lists its coverage points and scenarios in the README', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const listed = (heading: string) =>
    Array.from(
      readme
        .split(`\n## ${heading}\n`)[1]
        ?.split('\n## ')[0]
        ?.matchAll(/^\| `([^`]+)`/gm) ?? [],
      ([, name]) => name,
    );
  const { coverage, scenarios } = boxingUnitVerification;
  const patterns = listed('Coverage points').filter((name) => name?.includes('<'));
  const names: Readonly<Record<string, readonly string[]>> = {
    operation: Object.keys(operations),
    status: Object.keys(statuses),
    kind: Object.keys(kinds),
    name: counters,
    class: ['[a-z]+'],
  };
  const isPattern = (name: string) =>
    patterns.some((pattern) => {
      const anyOf = pattern?.replaceAll(/<([^>]+)>/g, (_, set: string) => `(${names[set]?.join('|')})`);
      return new RegExp(`^${anyOf}$`).test(name);
    });
  const points = coverage.map(({ name }) => name).filter((name) => !isPattern(name));
  expect(
    listed('Coverage points')
      .filter((name) => !name?.includes('<'))
      .sort(),
  ).toEqual(points.sort());
  expect(listed('Scenarios')).toEqual(scenarios.map(({ name }) => name));
});

const outOfOrder = { inOrder: false, tagBits: 6 };

describe('a broken unit is caught', () => {
  it.each<[Bug, Partial<BoxingUnitParameters>, RegExp]>([
    ['wrongTag', {}, /belongs to no request/],
    ['wrongHighHalf', { width: 64 }, /differs from the golden model/],
    ['wrongStatus', { width: 64, format: 'nan-boxing' }, /differs from the golden model/],
    ['late', {}, /response_valid/],
    ['early', {}, /response_valid/],
    ['early', outOfOrder, /response_valid|too early/],
    ['readyTooOften', {}, /request_ready/],
    ['readyTooSeldom', {}, /request_ready/],
    ['busyStaysLow', {}, /busy/],
    ['overtakesInClass', outOfOrder, /of its class/],
    ['starves', outOfOrder, /response_valid|younger answers/],
    ['countsStallsTwice', {}, /counter 12 \(answer_stalls\) is wrong/],
    ['clearLosesNothing', {}, /counter .* is wrong/],
    ['readsLate', {}, /counter .* is wrong/],
    ['oldConstants', { format: 'micropython-1.9.2' }, /differs from the golden model/],
  ])('%s %o', async (bug, parameters, what) => {
    const { failure } = await run(parameters, 3000, bug);
    expect(failure?.what).toMatch(what);
  });
});

it('says what was asked, what should have come and what came', async () => {
  const { failure } = await run({ width: 64, format: 'nan-boxing' }, 100, 'wrongStatus');
  expect(failure).toMatchObject({
    block: 'boxing_unit',
    scenario: 'literals',
    stream: 'response',
    transaction: { operation: 'add', a: 0x3ff0000000000000n, b: 0xfff9000000000001n },
    expected: { value: 0n, status: 'float' },
    actual: { value: 0n, status: 'type_mismatch' },
  });
});
