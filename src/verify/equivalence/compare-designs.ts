/** Designs on the engine, the interpreter and Verilator, as they are and optimised: all the same in every cycle. */
import { setImmediate } from 'node:timers/promises';
import type { Clock, Module } from '../../netlist/node.js';
import { optimise } from '../../netlist/pass/index.js';
import { simulate } from '../../sim/index.js';
import { interpreterLike } from '../../sim/testing-reference.js';
import { Random } from '../../testing/random.js';
import { printVerilog } from '../../verilog/index.js';
import { buildReplay, replayOnVerilator } from '../referee/replay.js';
import { fleetOf } from './fleet.js';
import { hexadecimal, mismatchesOf, Recording } from './recording.js';
import { drive } from './stimulus.js';

export interface RunOptions {
  readonly clocks: readonly Clock[];
  readonly cycles: number;
  /** The interpreter, which is slow, sees so many of them. */
  readonly interpretedCycles: number;
  readonly seed: number;
  /** Number of the first design. All that happens to a design depends on its number and the seed. */
  readonly first?: number;
}

/** @throws Error that names the first ports that differ, `d<i>_...` for design i */
export async function compareDesigns(designs: readonly Module[], options: RunOptions): Promise<void> {
  const { clocks, cycles, seed, first } = options;
  const fleet = fleetOf(designs, clocks, first);
  const runs = [fleet, optimise(fleet)].map((module) => {
    const sim = simulate(module, { seed });
    const recording = new Recording(sim);
    const design = { top: module.name, sources: printVerilog(module) };
    const build = buildReplay(design, recording);
    build.catch(() => undefined); // told below, when it is waited for
    return { sim, recording, design, build };
  });
  await runOnEngine(runs, options);
  for (const [index, { recording, design, build }] of runs.entries()) {
    await build;
    const mismatches = mismatchesOf(await replayOnVerilator(design, recording), cycles);
    complain(mismatches.map((each) => ({ ...each, text: `${each.text} (${variants[index]})` })));
  }
}

const variants = ['as written', 'optimised'];

interface Run {
  readonly sim: ReturnType<typeof simulate>;
  readonly recording: Recording;
}

/** The same inputs for all; complains of outputs that differ between them or from the interpreter. */
async function runOnEngine(
  runs: readonly Run[],
  { clocks, cycles, interpretedCycles, seed }: RunOptions,
): Promise<void> {
  const [first, ...others] = runs;
  if (!first) return;
  const random = new Random(seed);
  const interpreter = interpreterLike(first.sim);
  const layout = first.sim.portLayout;
  const inputs = layout.filter(({ direction }) => direction === 'input');
  const streams = inputs.map((place) => [place, random.fork(place.name)] as const);
  const resets = layout.filter(({ direction }) => direction === 'reset');
  const outputs = layout.filter(({ direction }) => direction === 'output');
  const isLow = new Set(clocks.flatMap(({ reset }) => (reset?.activeLow ? [reset.name] : [])));
  // Few patterns of ticks: the engine compiles the design for each.
  const ticks = [0, ...clocks.map((_, index) => 1 << index)];
  const all = 2 ** clocks.length - 1;

  for (let cycle = 0; cycle < cycles; cycle++) {
    const { portArea } = first.sim;
    for (const [place, values] of streams) drive(portArea, place, values);
    for (const { name, offset } of resets) portArea[offset] = Number(random.chance(0.05) !== isLow.has(name));
    for (const { sim } of others) sim.portArea.set(portArea);
    const ticking = random.chance(0.5) ? all : random.pick(ticks);
    for (const { recording } of runs) recording.cycle(ticking);

    const expect = (name: string, one: bigint, other: bigint | undefined, of: string): void => {
      if (one === other) return;
      const text = `the engine says ${hexadecimal(one)}, ${of} ${hexadecimal(other ?? 0n)}`;
      complain([{ cycle, port: name, text }]);
    };
    for (const { sim } of others)
      for (const { name } of outputs)
        expect(name, first.sim.port(name).getBig(), sim.port(name).getBig(), 'the engine once optimised');
    if (cycle < interpretedCycles) {
      for (const { name } of [...inputs, ...resets]) interpreter.set(name, first.sim.port(name).getBig());
      interpreter.step(clocks.flatMap(({ name }, index) => ((ticking >> index) & 1 ? [name] : [])));
      for (const { name } of outputs)
        expect(name, first.sim.port(name).getBig(), interpreter.get(name), 'the interpreter');
    }
    if (cycle % 16 === 0) await setImmediate(); // the builds go on meanwhile
  }
}

function complain(mismatches: ReturnType<typeof mismatchesOf>): void {
  if (mismatches.length === 0) return;
  const lines = mismatches.slice(0, 5).map(({ cycle, port, text }) => `cycle ${cycle}: ${port}: ${text}`);
  throw new Error(lines.join('\n'));
}
