/** The traffic that a testbench replays: directed scenarios, then random traffic, recorded on the embedded engine. */
import type { Verification } from '../../blocks/index.js';
import { AdderError } from '../../netlist/error.js';
import { simulate, type Simulator } from '../../sim/index.js';
import type { PortPlace } from '../../testing/device.js';
import { TraceRecorder, type PortTrace } from '../../testing/record.js';
import { runEnvironment } from '../../testing/run.js';
import type { Design } from '../design.js';
import { takeFrames } from '../referee/vectors.js';
import { findUnknown } from '../referee/unknown.js';

/** Cycles in a row, told apart for readers only: the device goes on from one section to the next. */
export interface RecordedSection {
  /** Of the scenario; empty for random traffic. */
  readonly name: string;
  readonly description: string;
  readonly frames: readonly Uint32Array[];
  /** Like the frames, with ones where the bit of an output is unknown: nothing has made it known since the reset. */
  readonly unknown: readonly Uint32Array[];
}

export interface Recording extends Pick<PortTrace, 'clocks' | 'layout'> {
  readonly seed: number;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly sections: readonly RecordedSection[];
}

/** Fixed: the vectors are committed, and everybody shall get the same. */
const seed = 1;

/** In cycles, and for blocks with many or wide ports in bytes. */
const scenarioBudget = { cycles: 1500, bytes: 240_000 };
const randomBudget = { cycles: 500, bytes: 80_000 };

/**
 * Which bits do not count and are unknown, like each frame.
 *
 * @throws AdderError V25 if there are any that do count
 */
export function unknownOf(
  { block, module }: Pick<Design, 'block' | 'module'>,
  frames: readonly Uint32Array[],
): readonly Uint32Array[] {
  const { bits, counting } = findUnknown(module, frames, seed);
  if (!counting) return bits;
  throw new AdderError({
    code: 'V25',
    source: module.ports.find(({ name }) => name === counting.output)?.source,
    what: `no testbench for ${block}: in its cycle ${counting.cycle} the output '${counting.output}' depends on the state before the reset`,
    fix: 'Reset the registers that it comes from; or, if it counts only while another output is high, name that one as its `qualifier`',
  });
}

/** As many cycles as a budget allows for vectors of a layout. */
function cyclesOf({ cycles, bytes }: typeof scenarioBudget, layout: readonly PortPlace[]): number {
  const lineBytes = layout.reduce((sum, { width }) => sum + Math.ceil(width / 4) + 1, 0);
  return Math.min(cycles, Math.floor(bytes / lineBytes));
}

/**
 * Records as many scenarios as there is room for, in their order, and random traffic. Vectors show right behaviour, so
 * whatever the golden model has against the block is an error here.
 *
 * @throws AdderError V24 where the block fails, V25 where outputs that count are unknown; the errors of `runEnvironment`
 */
export async function recordTraffic(design: Design, verification: Verification): Promise<Recording> {
  const device = simulate(design.module, { seed });
  const play = (traffic: Traffic) => run(device, design, verification, traffic);
  const fresh = device.snapshot();
  const lengths = new Map<string, number>();
  for (const scenario of verification.scenarios)
    if (scenario.applies?.(design.parameters) ?? true)
      lengths.set(scenario.name, (await play({ scenario: scenario.name })).length);
  device.restore(fresh);
  const chosen = asManyAsFit(lengths, cyclesOf(scenarioBudget, device.portLayout));
  const played: Omit<RecordedSection, 'unknown'>[] = [];
  for (const { name, description } of verification.scenarios)
    if (chosen.has(name)) played.push({ name, description, frames: await play({ scenario: name }) });
  played.push({
    name: '',
    description: 'Random traffic',
    frames: await play({ cycles: cyclesOf(randomBudget, device.portLayout) }),
  });
  const all = played.flatMap(({ frames }) => frames);
  const unknown = unknownOf(design, all);
  let from = 0;
  const sections = played.map((section): RecordedSection => {
    const end = from + section.frames.length;
    const own = unknown.slice(from, end);
    from = end;
    return { ...section, unknown: own };
  });
  const { clocks, layout } = new TraceRecorder(device).header;
  return { clocks, layout, seed, parameters: design.parameters, sections };
}

/** The shortest ones, whose lengths together keep within the budget. */
function asManyAsFit(lengths: ReadonlyMap<string, number>, budget: number): Set<string> {
  const chosen = new Set<string>();
  let room = budget;
  for (const [name, length] of [...lengths].sort(([, a], [, b]) => a - b)) {
    room -= length;
    if (room < 0) break;
    chosen.add(name);
  }
  return chosen;
}

/** A whole scenario, or so many cycles of random traffic. */
type Traffic = { readonly scenario: string } | { readonly cycles: number };

async function run(
  device: Simulator,
  design: Design,
  verification: Verification,
  traffic: Traffic,
): Promise<Uint32Array[]> {
  const random = 'cycles' in traffic;
  const recorder = new TraceRecorder(device, random ? { limit: traffic.cycles } : {});
  const { failure } = await runEnvironment(device, verification, {
    parameters: design.parameters,
    seed,
    // A transaction takes a cycle at least, but for blocks with several streams; then there are fewer cycles.
    transactions: random ? traffic.cycles : 0,
    scenarios: random ? [] : [traffic.scenario],
    witnesses: [recorder],
  });
  if (!failure) return takeFrames(recorder.finish());
  throw new AdderError({
    code: 'V24',
    what: `no testbench for ${design.block}, because it disagrees with its golden model: ${failure.what}`,
    fix: `Mend it first; this shows the failure: ${failure.repeat}`,
  });
}
