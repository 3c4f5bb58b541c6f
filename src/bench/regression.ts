/** How fast regressions run, golden model and scoreboard included; and how soon a block can be simulated. */
import type { CatalogueEntry, Verification } from '../blocks/index.js';
import type { Block } from '../hdl/index.js';
import { simulate } from '../sim/index.js';
import { runEnvironment } from '../testing/run.js';
import { elaborate } from '../verify/design.js';
import { generateBlock } from '../verify/generate.js';
import { median, type Measurement } from './measure.js';

const runs = 5;

/** Transactions per second of random traffic, model and scoreboard included, on the embedded engine. */
export async function transactionsPerSecond(
  name: string,
  verification: Verification,
  transactions: number,
  atLeast: number,
): Promise<Measurement> {
  const design = elaborate(verification.block as unknown as Block, {});
  const device = simulate(design.module, { seed: 1 });
  const speeds: number[] = [];
  let cycles = 0;
  for (let run = 0; run <= runs; run++) {
    const result = await runEnvironment(device, verification, {
      parameters: design.parameters,
      seed: run + 1,
      transactions,
      scenarios: [],
    });
    if (result.failure) throw new Error(`the benchmark of ${name} failed: ${result.failure.what}`);
    // The first run warms up V8.
    if (run > 0) speeds.push(result.transactions / result.seconds);
    cycles = result.cycles;
  }
  return {
    name,
    unit: 'transactions/s',
    value: Math.round(median(speeds)),
    details: { transactions, cycles, runs },
    target: { atLeast },
  };
}

/** From an elaborated block to the end of its first cycle, each time with a module that V8 has not seen. */
export function firstCycle(name: string, block: Block): Measurement {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const design = elaborate(block, {});
    const begin = performance.now();
    simulate(design.module, { seed: run + 1 }).cycle();
    times.push(performance.now() - begin);
  }
  return {
    name,
    unit: 'ms',
    value: round(median(times)),
    details: { first: round(times[0] ?? 0), runs },
    target: { atMost: 200 },
  };
}

/** Elaborates, checks, optimises and prints every block with its defaults; once, since elaboration is remembered. */
export function generateAll(catalogue: readonly CatalogueEntry[]): Measurement {
  const begin = performance.now();
  const files = catalogue.flatMap((entry) => generateBlock(entry, {}, { sourceComments: false }));
  const milliseconds = performance.now() - begin;
  const lines = files.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);
  return {
    name: 'generate every default configuration',
    unit: 'lines/s',
    value: Math.round(lines / (milliseconds / 1000)),
    details: { files: files.length, lines, milliseconds: round(milliseconds) },
    // An engineer who generates one block does not wait: the largest has some thousand lines.
    target: { atLeast: 10_000 },
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
