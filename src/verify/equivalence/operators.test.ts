import fc from 'fast-check';
import { describe, test, vi } from 'vitest';
import { compareOperators } from './operator-circuit.js';
import { edges, nestedUseOf, operatorNames, useOf, type OperatorUse } from './operator-use.js';
import { repeating, seed } from './seed.js';

vi.setConfig({ testTimeout: 120_000 });

const someWidths = fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 8, maxLength: 8 });

/** Every operator at every edge and at some other widths. */
const single: fc.Arbitrary<readonly OperatorUse[]> = someWidths.chain((others) => {
  const widths = [...new Set([...edges, ...others])];
  return fc.tuple(
    ...operatorNames.flatMap((operator) => widths.map((width) => useOf(operator, width, widths))),
  );
});

/** Every operator on the result of every operator. */
const nested: fc.Arbitrary<readonly OperatorUse[]> = someWidths.chain((others) => {
  const widths = [...new Set([...edges, ...others])].filter((width) => width <= 66);
  return fc.tuple(
    ...operatorNames.flatMap((outer) =>
      operatorNames.map((inner) =>
        fc.constantFrom(...widths).chain((width) => nestedUseOf(outer, inner, width, widths)),
      ),
    ),
  );
});

describe(`embedded engine = Verilator = table of operators (seed ${seed})`, () => {
  test.each([
    ['every operator at every kind of width up to 200', single, 2000],
    ['every operator inside every other', nested, 1500],
  ])('%s', async (_, uses, vectors) => {
    const property = fc.asyncProperty(uses, fc.nat(), async (some, stimulus) => {
      const complaints = await compareOperators(some, { vectors, seed: stimulus });
      if (complaints.length > 0) throw new Error(complaints.join('\n'));
    });
    // The complaint names the use and the values; building Verilator again and again to shrink would add nothing.
    const details = await fc.check(property, { seed, numRuns: 1, endOnFailure: true, unbiased: true });
    if (details.failed)
      throw new Error(`${String(details.errorInstance)}\nRepeat with: ${repeating('operators.test.ts')}`);
  });
});
