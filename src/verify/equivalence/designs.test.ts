import fc from 'fast-check';
import { describe, test, vi } from 'vitest';
import type { Module } from '../../netlist/node.js';
import { randomDesign } from '../../netlist/testing-random-graph.js';
import { printVerilog } from '../../verilog/index.js';
import { compareDesigns } from './compare-designs.js';
import { clocks, cornerDesigns } from './corner-designs.js';
import { fleetOf, memberIn } from './fleet.js';
import { repeating, seed } from './seed.js';

vi.setConfig({ testTimeout: 240_000 });

const random = fc.oneof(
  randomDesign({ maxWidth: 70, maxSteps: 80, clocks }),
  randomDesign({ maxWidth: 5, maxSteps: 60, clocks }),
  randomDesign({ maxWidth: 140, maxSteps: 40, clocks }),
);
const options = { clocks, cycles: 600, interpretedCycles: 150, seed };
const shrinkingTime = 45_000;

describe(`embedded engine = Verilator = reference interpreter, before and after optimise (seed ${seed})`, () => {
  test('random designs and corners', async () => {
    const sampled = fc.sample(random, { seed, numRuns: 24, unbiased: true });
    try {
      await compareDesigns([...sampled, ...cornerDesigns()], options);
    } catch (error) {
      const guilty = memberIn(String(error));
      if (guilty === undefined || guilty >= sampled.length) throw error;
      throw await shrunk(guilty, error);
    }
  });
});

/** The same failure of one design alone, made as small as time allows. */
async function shrunk(guilty: number, error: unknown): Promise<Error> {
  const end = Date.now() + shrinkingTime;
  const property = fc.asyncProperty(random, async (design) => {
    if (Date.now() < end) await compareDesigns([design], { ...options, first: guilty });
  });
  // The path leads to the design that was sampled at that place.
  const details = await fc.check(property, { seed, path: String(guilty), numRuns: 1, unbiased: true });
  const [design] = details.counterexample ?? [];
  const alone =
    details.failed && design ? `Alone and shrunk: ${String(details.errorInstance)}\n${textOf(design)}` : '';
  return new Error(`${String(error)}\n${alone}\nRepeat with: ${repeating('designs.test.ts')}`);
}

function textOf(design: Module): string {
  return printVerilog(fleetOf([design], clocks))
    .map(({ text }) => text)
    .join('\n');
}
