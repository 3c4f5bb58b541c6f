/** What a block costs in an FPGA and how fast it runs there: synthesis, then place and route with several seeds. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import { findTool } from '../tools/find.js';
import type { Yosys } from '../tools/yosys.js';
import { verilogOf, type Design } from '../verify/design.js';
import { describePath, netLines, type CriticalPath } from './critical-path.js';
import { countLogicCells, placeAndRoute, type Placement } from './place.js';
import { synthesise, type Synthesis } from './synthesise.js';
import type { Area, Goal, Resource, Target } from './target.js';

export interface EstimateOptions {
  readonly yosys: Yosys;
  readonly goal?: Goal | undefined;
  /** Seeds of the placer, from 1 on; 0 leaves place and route out. */
  readonly seeds: number;
  /** In MHz, for the placer; by default what is ambitious in the family. */
  readonly frequency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
}

export interface Timing {
  /** In MHz, of all seeds. */
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  readonly seeds: readonly { readonly seed: number; readonly frequency: number }[];
  /** Of the seed with the median. */
  readonly path: CriticalPath;
}

/** A resource of which the device has too little. */
export interface Excess {
  readonly resource: Resource | 'logicCells';
  readonly needed: number;
  readonly available: number;
}

export interface Estimate {
  readonly block: string;
  readonly configuration: string;
  readonly parameters: Design['parameters'];
  /** Of the Verilog. */
  readonly module: string;
  readonly target: Target;
  readonly area: Area;
  /** Of iCE40, after packing; elsewhere, and without a placer, undefined. */
  readonly logicCells: number | undefined;
  /** Cells of Yosys' library. */
  readonly cells: Readonly<Record<string, number>>;
  /** Empty for a block that fits. */
  readonly excess: readonly Excess[];
  /** Undefined where no open tool places, none was asked to, or the block does not fit. */
  readonly timing: Timing | undefined;
  /** `Yosys 0.55 (pinned)`, `nextpnr for iCE40 0.4`. */
  readonly tools: readonly string[];
  /** The files that Yosys and the placer wrote. */
  readonly synthesis: Synthesis;
  readonly placement: Placement | undefined;
}

/** One block in one configuration for one target. */
export interface Item {
  readonly block: string;
  readonly configuration: string;
  readonly design: Design;
  readonly target: Target;
}

/** What the placer works towards where nothing else is said: more than blocks reach, so that it tries. */
const ambition: Readonly<Record<string, number>> = { hx8k: 120, up5k: 50, 'ecp5-25k': 200, 'ecp5-85k': 200 };

/** Estimates all items, as many at once as there are processors; `onDone` gets each as soon as it is there. */
export async function estimateAll(
  items: readonly Item[],
  options: EstimateOptions,
  onDone: (estimate: Estimate) => void = () => undefined,
): Promise<Estimate[]> {
  // Before the work begins: nobody waits for minutes to read that a tool is missing.
  if (options.seeds > 0)
    for (const { target } of items) if (target.placer) await findTool(target.placer.tool);
  const queue = new PQueue({ concurrency: availableParallelism() });
  // One failure ends all.
  const controller = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, controller.signal]) : controller.signal;
  let failure: { readonly error: unknown } | undefined;
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      signal.throwIfAborted();
      return await work();
    } catch (error) {
      failure ??= { error };
      controller.abort(error);
      throw error;
    }
  };
  const run = async (item: Item): Promise<Estimate> => {
    const estimate = await estimateOne(item, { ...options, signal }, (work, step) =>
      // What was begun is finished first, so that results come one after the other.
      queue.add(() => guarded(work), { priority: step === 'place' ? 1 : 0 }),
    );
    onDone(estimate);
    return estimate;
  };
  const settled = await Promise.allSettled(items.map(run));
  if (failure) throw failure.error;
  return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** Runs a piece of work when a processor is free. */
type Turn = <T>(work: () => Promise<T>, step: 'synthesise' | 'place') => Promise<T>;

async function estimateOne(
  { block, configuration, design, target }: Item,
  { yosys, goal, seeds, frequency, signal, onProgress = () => undefined }: EstimateOptions,
  turn: Turn,
): Promise<Estimate> {
  const title = `${block} ${configuration} for ${target.name}`;
  const top = design.module.name;
  const files = verilogOf(design);
  const synthesis = await turn(() => {
    onProgress(`${title}: synthesis`);
    return synthesise({ top, files, module: design.module }, target, { yosys, goal, signal });
  }, 'synthesise');
  const excess = excessOf(synthesis.area, target.capacity);
  const fixed = {
    ...{ block, configuration, parameters: design.parameters, module: top, target, synthesis, excess },
    ...{ area: synthesis.area, cells: synthesis.cells },
  };
  const yosysTitle = `Yosys ${yosys.version} (${yosys.kind})`;
  const { placer } = target;
  if (!placer || seeds === 0)
    return { ...fixed, logicCells: undefined, timing: undefined, tools: [yosysTitle], placement: undefined };
  const { title: placerTitle, version } = await findTool(placer.tool);
  const tools = [yosysTitle, `${placerTitle} ${version}`];
  const logicCells = await turn(() => countLogicCells(target, synthesis.bare, signal), 'place');
  // A look-up table and a flip-flop that belong to different signals take a cell each.
  if (logicCells !== undefined && logicCells > target.capacity.luts && excess.length === 0)
    excess.push({ resource: 'logicCells', needed: logicCells, available: target.capacity.luts });
  if (excess.length > 0) return { ...fixed, logicCells, timing: undefined, tools, placement: undefined };
  const placements = await Promise.all(
    Array.from({ length: seeds }, (_, index) =>
      turn(() => {
        onProgress(`${title}: place and route, seed ${index + 1} of ${seeds}`);
        return placeAndRoute(target, {
          netlist: synthesis.netlist,
          seed: index + 1,
          frequency: frequency ?? ambition[target.name] ?? 100,
          signal,
        });
      }, 'place'),
    ),
  );
  const placement = placements.toSorted((a, b) => a.frequency - b.frequency)[Math.floor((seeds - 1) / 2)];
  if (!placement) return { ...fixed, logicCells, timing: undefined, tools, placement: undefined };
  const lines = netLines(await readFile(synthesis.bare, 'utf8'), top);
  const frequencies = placements.map((each) => each.frequency);
  const timing = {
    median: placement.frequency,
    lowest: Math.min(...frequencies),
    highest: Math.max(...frequencies),
    seeds: placements.map((each) => ({ seed: each.seed, frequency: each.frequency })),
    path: describePath(placement.path, lines, files),
  };
  return { ...fixed, logicCells, timing, tools, placement };
}

/** The resources of which a device has too few. */
export function excessOf(area: Area, capacity: Area): Excess[] {
  return (Object.keys(area) as Resource[])
    .filter((resource) => area[resource] > capacity[resource])
    .map((resource) => ({ resource, needed: area[resource], available: capacity[resource] }));
}
