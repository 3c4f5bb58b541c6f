/** Cycles per second on Verilator, for a design that makes its own stimulus and checksum. */
import { AdderError } from '../../netlist/error.js';
import type { Module } from '../../netlist/node.js';
import { layOut } from '../../testing/area.js';
import type { Model } from '../../tools/model.js';
import { run } from '../../tools/run.js';
import { buildDesign } from './build.js';
import type { VerilogDesign } from './design.js';
import { pinMap } from './pins.js';
import { mainSupport, render } from './template.js';

export interface BenchResult {
  readonly cycles: number;
  /** Of the timed part: without start and reset. */
  readonly seconds: number;
  readonly cyclesPerSecond: number;
  /** The first output after the last cycle. */
  readonly checksum: bigint;
}

/** Under reset before the timed part. */
export const resetCycles = 4;

/**
 * Builds the design for speed (Verilator -O3, compiler -O2, no tracing).
 *
 * @param top has one clock, resets, and no other inputs; its first output is the checksum
 * @throws AdderError V23 for another interface, T01..T07 for trouble with the tools
 */
export async function buildBench(
  design: VerilogDesign,
  top: Pick<Module, 'clocks' | 'ports'>,
  { defines = [], signal }: { readonly defines?: readonly string[]; readonly signal?: AbortSignal } = {},
): Promise<Model> {
  const clocks = top.clocks.map(({ name }) => name);
  const pins = pinMap(design.top, clocks, layOut({ name: design.top, ...top }).layout);
  const [clock, ...otherClocks] = pins.clocks;
  const [checksum] = pins.outputs;
  const stray = pins.inputs.filter(({ direction }) => direction === 'input').map(({ name }) => name);
  if (!clock || !checksum || otherClocks.length > 0 || stray.length > 0) {
    throw new AdderError({
      code: 'V23',
      what: `${design.top} cannot be benchmarked: it has ${clocks.length} clocks, ${pins.outputs.length} outputs and the inputs ${stray.join(', ') || '(none)'}`,
      fix: 'Wrap it in a driver with one clock, its reset, no other input, and a checksum as its first output',
    });
  }
  const resets = pins.inputs.map((pin) => {
    const active = top.clocks.some(({ reset }) => reset?.name === pin.name && reset.activeLow) ? 0 : 1;
    return { ...pin, asserted: active, released: 1 - active };
  });
  return buildDesign(design, {
    pins,
    main: render('verilator-bench.cpp', {
      ...pins,
      clock,
      checksum,
      resets,
      resetCycles,
      support: mainSupport(),
    }),
    optimisation: 'full',
    defines,
    signal,
  });
}

/** Runs what {@link buildBench} has built for so many cycles after {@link resetCycles} cycles under reset. */
export async function runBench(model: Model, cycles: number, signal?: AbortSignal): Promise<BenchResult> {
  const { stdout } = await run(model, [String(cycles)], { signal });
  const answer = JSON.parse(stdout.split('\n').at(-1) ?? '') as { seconds: number; checksum: string };
  return {
    cycles,
    seconds: answer.seconds,
    cyclesPerSecond: cycles / answer.seconds,
    checksum: BigInt(`0x${answer.checksum}`),
  };
}
