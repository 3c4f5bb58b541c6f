/** The embedded engine against Verilator: the same design with its stimulus in hardware on both, interleaved, no tracing. */
import type { Block } from '../hdl/index.js';
import { simulate } from '../sim/index.js';
import { elaborate, verilogOf } from '../verify/design.js';
import { buildBench, resetCycles, runBench } from '../verify/referee/bench.js';
import { stimulated, type Liveliness } from './driver.js';
import { median, type Measurement } from './measure.js';

const pairs = 7;
const secondsEach = 0.5;
/** One call of the engine; V8 replaces its baseline code only between calls. */
const batch = 2048;
/** Both must have computed the same before their speeds are compared. */
const comparedCycles = 100_000;

/** Cycles per second of both, and their ratio pair by pair. */
export async function engineAgainstVerilator(
  name: string,
  block: Block,
  parameters: Readonly<Record<string, string | number | boolean>>,
  liveliness: Liveliness,
): Promise<Measurement> {
  return compareEngines(name, stimulated(block, parameters, liveliness), { atLeast: 1.2 });
}

/** The same for a block that makes its own stimulus: its only output is a `checksum` of 32 bits. */
export async function compareEngines(
  name: string,
  block: Block,
  target: NonNullable<Measurement['target']>,
): Promise<Measurement> {
  const design = elaborate(block, {});
  const sources = verilogOf(design);
  const model = await buildBench({ top: design.module.name, sources }, design.module);
  const sim = simulate(design.module, { seed: 1 });
  sim.reset(resetCycles);
  sim.cycle(comparedCycles);
  const theirChecksum = (await runBench(model, comparedCycles)).checksum;
  // In the cycle after the last, outputs show what that one left.
  sim.settle();
  const ourChecksum = sim.port('checksum').getBig();
  if (ourChecksum !== theirChecksum)
    throw new Error(
      `${name}: the checksums differ: ${ourChecksum.toString(16)} and ${theirChecksum.toString(16)}`,
    );
  const embedded = (cycles: number): number => {
    const begin = performance.now();
    for (let left = cycles; left > 0; left -= batch) sim.cycle(Math.min(batch, left));
    return cycles / ((performance.now() - begin) / 1000);
  };
  embedded(200_000); // until V8's optimising compiler is through
  const cycles = Math.ceil(embedded(100_000) * secondsEach);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    ours.push(embedded(cycles));
    theirs.push((await runBench(model, cycles)).cyclesPerSecond);
  }
  return {
    name,
    unit: 'ratio of cycles/s, embedded engine to Verilator -O3',
    value: median(ours.map((speed, pair) => speed / (theirs[pair] ?? speed))),
    details: {
      embeddedCyclesPerSecond: Math.round(median(ours)),
      verilatorCyclesPerSecond: Math.round(median(theirs)),
      verilogLines: sources.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0),
      pairs,
      cycles,
    },
    target,
  };
}
