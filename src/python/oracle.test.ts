import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { AdderError } from '../netlist/error.js';
import { pyodidePython, systemPython, type Interpreter } from './interpreter.js';
import { fixturePath, readOracle, recordOracle } from './oracle.js';

async function reproduces(python: Interpreter): Promise<void> {
  const [recorded, committed] = await Promise.all([recordOracle(python), readFile(fixturePath, 'utf8')]);
  // Not toBe: the difference of two such files takes minutes to print.
  expect(recorded === committed, `${python.description} answers what the fixture says`).toBe(true);
}

it('is what CPython 3.11 in Node answers, bit for bit', { timeout: 60_000 }, async () => {
  await reproduces(await pyodidePython());
});

it(
  'is what the CPython 3.11 of this machine answers, where there is one',
  { timeout: 60_000 },
  async ({ skip }) => {
    const python = await systemPython().catch((error: unknown) => {
      if (error instanceof AdderError) return undefined;
      throw error;
    });
    if (!python) return skip('there is no CPython 3.11 on PATH');
    await reproduces(python);
  },
);

it('covers every operator over every pair of types', async () => {
  const cases = await readOracle();
  const operators = new Set(cases.map(({ operation }) => operation));
  expect(operators.size).toBe(22);
  const types = ['int', 'bool', 'none', 'float', 'str'];
  const met = new Set(cases.map(({ operation, a, b }) => `${operation} ${a.type} ${b?.type ?? ''}`));
  const unary = ['neg', 'invert', 'truth', 'unbox_int'];
  for (const operation of operators) {
    for (const a of types) {
      for (const b of unary.includes(operation) ? [''] : types) {
        expect(met).toContain(`${operation} ${a} ${b}`);
      }
    }
  }
});

it('keeps a few answers that anybody can check', async () => {
  const cases = await readOracle();
  const answer = (operation: string, a: bigint | boolean, b: bigint | boolean) =>
    cases.find(
      (one) =>
        one.operation === operation &&
        'value' in one.a &&
        one.a.value === a &&
        one.b &&
        'value' in one.b &&
        one.b.value === b,
    )?.answer;
  expect(answer('floor_div', -7n, 2n)).toEqual({ type: 'int', value: -4n });
  expect(answer('modulo', -7n, 3n)).toEqual({ type: 'int', value: 2n });
  expect(answer('bit_and', true, false)).toEqual({ type: 'bool', value: false });
  expect(answer('shift_left', 1n, -1n)).toEqual({ type: 'ValueError' });
  expect(answer('mul', 1n << 62n, 2n)).toEqual({ type: 'large int' });
});
