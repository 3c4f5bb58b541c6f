/** From Verilog to the cells of an FPGA: what they are, how many, and the files that placers and simulators read. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AdderError } from '../netlist/error.js';
import { cached } from '../tools/cache.js';
import { formatMessage, type VerilogSource } from '../tools/message.js';
import { writeSources } from '../tools/scratch.js';
import { runYosys, type Yosys } from '../tools/yosys.js';
import { mapToolMessage, type VerilogFile } from '../verilog/index.js';
import type { Flow } from './flow.js';
import { harness, harnessInstance, harnessName, stub } from './harness.js';
import type { Area, Goal, Target } from './target.js';
import type { Module } from '../netlist/node.js';

/** A circuit to be synthesised: a block, which is put into a harness for its timing, or a whole design with pins. */
export interface Circuit {
  readonly top: string;
  readonly files: readonly (VerilogSource | VerilogFile)[];
  /** The block's module; absent for a design that has the pins of a board. */
  readonly module?: Module;
}

/** What Yosys made. Paths are of files in the cache, which stay as long as they are used once a month. */
export interface Synthesis {
  /** Cells of Yosys' library for the family, by type. */
  readonly cells: Readonly<Record<string, number>>;
  readonly area: Area;
  /** For the placer: the block in its harness, or the design. */
  readonly netlist: string;
  /** The block without a harness, for counting what the packer makes of it. */
  readonly bare: string;
  /** The cells as Verilog. */
  readonly verilog: string;
  readonly fromCache: boolean;
}

export interface SynthesisOptions {
  readonly yosys: Yosys;
  /** Default: area. */
  readonly goal?: Goal | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Synthesises a circuit for a target.
 *
 * The block is mapped alone and its harness beside it, so that nothing of one is merged into the other; only then is it put
 * in.
 *
 * @throws AdderError T05 with Yosys' complaint where it refuses the Verilog; T01..T04 where it is missing or breaks down
 */
export async function synthesise(
  { top, files, module }: Circuit,
  { family }: Target,
  { yosys, goal = 'area', signal }: SynthesisOptions,
): Promise<Synthesis> {
  const { commands } = family.synthesis[goal];
  const sources = files.map(({ name, text }) => ({ name, text }));
  const around = module ? [harness(module), { name: `${harnessName}_stub.v`, text: stub(module) }] : [];
  const script = [
    `read_verilog ${sources.map(({ name }) => name).join(' ')}`,
    ...commands(top),
    // Newer versions leave notes of the hierarchy among the cells, which older placers do not know.
    'delete t:$scopeinfo',
    `tee -q -o stat.json stat -json`,
    'write_json bare.json',
    'write_verilog -noattr -noexpr netlist.v',
    ...(module ? putIntoHarness(top, commands) : []),
    'write_json netlist.json',
  ].join('; ');
  const ingredients = { script, sources, around, yosys: [yosys.kind, yosys.version] };
  const { folder, hit } = await cached('synthesis', ingredients, async (building) => {
    await writeSources(building, [...sources, ...around]);
    const { passed, messages, output } = await runYosys(script, building, signal, yosys);
    if (!passed) throw refusal(top, messages.map(formatMessage).join('\n'), files);
    await writeFile(join(building, 'yosys.log'), output);
  });
  const cells = cellsOf(await readFile(join(folder, 'stat.json'), 'utf8'), top);
  return {
    cells,
    area: areaOf(cells, family),
    netlist: join(folder, 'netlist.json'),
    bare: join(folder, 'bare.json'),
    verilog: join(folder, 'netlist.v'),
    fromCache: hit,
  };
}

const putIntoHarness = (top: string, commands: Flow['commands']): string[] => [
  'design -stash mapped',
  `read_verilog ${harnessName}_stub.v ${harnessName}.v`,
  ...commands(harnessName),
  `delete ${top}`,
  `design -copy-from mapped -as ${top} ${top}`,
  `hierarchy -top ${harnessName}`,
  'flatten',
  'delete t:$scopeinfo',
  'opt_clean -purge',
];

function refusal(top: string, complaint: string, files: Circuit['files']): AdderError {
  const ours = files.filter((file): file is VerilogFile => 'lines' in file);
  return new AdderError({
    code: 'T05',
    what: `Yosys refuses ${top}:\n${mapToolMessage(complaint, ours)}`,
  });
}

/**
 * The cells of a flattened module by type, from what `stat -json` wrote.
 *
 * @throws AdderError T03 where the module is not in it
 */
export function cellsOf(stat: string, top: string): Record<string, number> {
  interface Stat {
    modules: Record<string, { num_cells_by_type: Record<string, number> }>;
  }
  // What older versions write has text before the JSON.
  const { modules } = JSON.parse(stat.slice(stat.indexOf('{'))) as Stat;
  const module = modules[`\\${top}`];
  if (!module) throw new AdderError({ code: 'T03', what: `Yosys does not count the cells of ${top}` });
  return module.num_cells_by_type;
}

/** What cells take of a family's device. */
export function areaOf(cells: Readonly<Record<string, number>>, { cells: kinds }: Target['family']): Area {
  const area: Record<keyof Area, number> = {
    luts: 0,
    flipFlops: 0,
    carries: 0,
    blockRams: 0,
    distributedRams: 0,
    dsps: 0,
  };
  for (const [type, number] of Object.entries(cells))
    for (const { type: pattern, resource, count = 1 } of kinds)
      if (pattern.test(type)) area[resource] += number * count;
  return area;
}

/** Names in a netlist with a harness, as the block has them. */
export const withoutHarness = (name: string): string =>
  name.startsWith(`${harnessInstance}.`) ? name.slice(harnessInstance.length + 1) : name;
