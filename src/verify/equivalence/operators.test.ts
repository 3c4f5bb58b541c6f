import fc from 'fast-check';
import { describe, test, vi } from 'vitest';
import { operators } from '../../netlist/operator.js';
import { compareOperators } from './operator-circuit.js';
import { edges, nestedUseOf, operatorNames, useOf, type OperatorUse } from './operator-use.js';
import { repeating, seed } from './seed.js';

vi.setConfig({ testTimeout: 240_000 });

const someWidths = fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 8, maxLength: 8 });

/** Every operator at every edge and at some other widths. */
const single: fc.Arbitrary<readonly OperatorUse[]> = someWidths.chain((others) => {
  const widths = [...new Set([...edges, ...others])];
  return fc.tuple(
    ...operatorNames.flatMap((operator) => widths.map((width) => useOf(operator, width, widths))),
  );
});

/** Every operator on the result of every operator: on bits as each operand, on wider values as any. */
const nested: fc.Arbitrary<readonly OperatorUse[]> = someWidths.chain((others) => {
  const widths = [...new Set([...edges, ...others])].filter((width) => width <= 66);
  return fc.tuple(
    ...operatorNames.flatMap((outer) =>
      operatorNames.flatMap((inner) => [
        ...Array.from({ length: operators[outer].arity ?? 2 }, (_, place) =>
          nestedUseOf(outer, inner, 1, widths, place),
        ),
        fc
          .tuple(fc.constantFrom(...widths), fc.nat(9999))
          .chain(([width, place]) => nestedUseOf(outer, inner, width, widths, place)),
      ]),
    ),
  );
});

describe(`embedded engine = Verilator = table of operators, before and after optimise (seed ${seed})`, () => {
  test.each([
    ['every operator at every kind of width up to 200', single, 1500],
    ['every operator inside every other', nested, 700],
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
