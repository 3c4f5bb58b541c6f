/** Place and route with nextpnr: how fast a circuit runs, which path decides it, and the bitstream. */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AdderError } from '../netlist/error.js';
import { cached } from '../tools/cache.js';
import type { ToolName } from '../tools/catalogue.js';
import { findTool, type Tool } from '../tools/find.js';
import { run } from '../tools/run.js';
import { inTemporaryFolder } from '../tools/scratch.js';
import type { Placer, Target } from './target.js';

export interface PlaceOptions {
  /** Of the placer: a path to a JSON netlist of Yosys. */
  readonly netlist: string;
  readonly seed: number;
  /** In MHz: what the placer works towards. */
  readonly frequency: number;
  /** Pins: PCF for iCE40, LPF for ECP5. Without it the placer chooses. */
  readonly constraints?: string | undefined;
  /** The package, where it is not the target's usual one. */
  readonly package?: string | undefined;
  /** Missing the frequency is an error. */
  readonly mustMeet?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One step of a path, as nextpnr reports it; delays in ns. */
export interface PathStep {
  /** `clk-to-q`, `source`, `logic`, `routing` or `setup`. */
  readonly type: string;
  readonly delay: number;
  readonly from: { readonly cell: string; readonly port: string };
  readonly to: { readonly cell: string; readonly port: string };
  readonly net?: string;
}

export interface Placement {
  readonly seed: number;
  /** In MHz, of the slowest clock. */
  readonly frequency: number;
  /** The path that decides it. */
  readonly path: readonly PathStep[];
  /** Bels of the device by type. */
  readonly used: Readonly<Record<string, { readonly used: number; readonly available: number }>>;
  /** The path of the placed design, as the packer of bitstreams reads it. */
  readonly placed: string;
  readonly fromCache: boolean;
}

/**
 * Places and routes a netlist.
 *
 * @throws AdderError F11 for a target that no open tool places for, T08 with nextpnr's complaint where the design does not
 * fit or misses a frequency that it must meet; T01..T04 where nextpnr is missing or breaks down
 */
export async function placeAndRoute(target: Target, options: PlaceOptions): Promise<Placement> {
  const { netlist, seed, frequency, constraints, mustMeet = false, signal } = options;
  const placer = placerOf(target);
  const tool = await findTool(placer.tool);
  const constraintOption = placer.packer.extension === 'bin' ? '--pcf' : '--lpf';
  const args = [
    ...placer.device,
    ...['--package', options.package ?? placer.package],
    ...['--json', 'netlist.json', '--seed', `${seed}`, '--freq', `${frequency}`],
    ...(constraints === undefined ? [] : [constraintOption, 'constraints']),
    ...(mustMeet ? [] : ['--timing-allow-fail']),
    ...['--report', 'report.json', placer.packer.option, 'placed', '--quiet'],
  ];
  const content = await readFile(netlist, 'utf8');
  const ingredients = { args, content, constraints, tool: [tool.path, tool.version] };
  const { folder, hit } = await cached('placement', ingredients, async (building) => {
    await copyFile(netlist, join(building, 'netlist.json'));
    if (constraints !== undefined) await writeFile(join(building, 'constraints'), constraints);
    const { exitCode, stderr, stdout } = await run(tool, args, {
      cwd: building,
      signal,
      accept: [0, 1, 255],
    });
    if (exitCode !== 0) throw complaint(target, tool, `${stdout}\n${stderr}`);
  });
  return {
    ...readReport(await readFile(join(folder, 'report.json'), 'utf8')),
    seed,
    placed: join(folder, 'placed'),
    fromCache: hit,
  };
}

/** The bitstream of what was placed. */
export async function packBitstream(target: Target, placed: string, signal?: AbortSignal): Promise<Buffer> {
  const { packer } = placerOf(target);
  const tool = await findTool(packer.tool);
  return inTemporaryFolder(async (folder) => {
    await copyFile(placed, join(folder, 'placed'));
    await run(tool, ['placed', 'bitstream'], { cwd: folder, signal });
    return readFile(join(folder, 'bitstream'));
  });
}

/** What a packer calls a logic cell, and what it needs to pack a block with more ports than there are pins. */
const packing: Partial<Record<ToolName, { readonly options: readonly string[]; readonly cells: RegExp }>> = {
  nextpnrIce40: { options: [], cells: /ICESTORM_LC:\s*(\d+)\// },
  nextpnrEcp5: { options: ['--out-of-context'], cells: /TRELLIS_COMB:\s*(\d+)\// },
};

/**
 * Logic cells that the packer makes of a block. In iCE40 a look-up table, the flip-flop behind it and its carry share one; in ECP5
 * those that take a carry into a chain or out of it count as well. Undefined where the packer counts other things.
 */
export async function countLogicCells(
  target: Target,
  netlist: string,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const placer = placerOf(target);
  const packed = packing[placer.tool];
  if (!packed) return undefined;
  const tool = await findTool(placer.tool);
  const args = [
    ...placer.device,
    '--package',
    placer.package,
    '--json',
    basename(netlist),
    '--pack-only',
    ...packed.options,
  ];
  // In the netlist's folder: a placer in WebAssembly sees no other one below /tmp.
  const { stdout, stderr } = await run(tool, args, { cwd: dirname(netlist), signal, accept: [0, 1] });
  const [, cells] = packed.cells.exec(`${stdout}\n${stderr}`) ?? [];
  if (cells === undefined)
    throw new AdderError({ code: 'T03', what: `${tool.title} ${tool.version} does not say what it packed` });
  return Number(cells);
}

/** @throws AdderError F11 */
export function placerOf({ name, title, placer }: Target): Placer {
  if (placer) return placer;
  throw new AdderError({
    code: 'F11',
    what: `no open tool places for ${title} (${name})`,
    fix: 'Synthesis tells its area; adder export writes the scripts for its own tools',
  });
}

function complaint(target: Target, tool: Tool, output: string): AdderError {
  const [, said] = /ERROR: (.*)/.exec(output) ?? [];
  return new AdderError({
    code: 'T08',
    what: `${tool.title} ${tool.version} cannot place the design in a ${target.title}: ${said ?? output.trim().slice(-400)}`,
    fix: 'Take a larger target, smaller parameters, or a lower frequency',
  });
}

interface Report {
  readonly critical_paths: readonly {
    readonly from: string;
    readonly to: string;
    readonly path: readonly PathStep[];
  }[];
  readonly fmax: Readonly<Record<string, { readonly achieved: number }>>;
  readonly utilization: Placement['used'];
}

function readReport(text: string): Pick<Placement, 'frequency' | 'path' | 'used'> {
  const { critical_paths: paths, fmax, utilization: used } = JSON.parse(text) as Report;
  const slowest = Object.entries(fmax).sort(([, a], [, b]) => a.achieved - b.achieved)[0];
  const path = slowest && paths.find(({ from, to }) => from === to && from.endsWith(` ${slowest[0]}`));
  return { frequency: slowest?.[1].achieved ?? Infinity, path: path?.path ?? [], used };
}
