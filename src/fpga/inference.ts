/** What Yosys makes of a design's memories and multipliers, before it maps the rest. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Memory, Module } from '../netlist/node.js';
import { inTemporaryFolder, writeSources } from '../tools/scratch.js';
import { runYosys, type Yosys } from '../tools/yosys.js';
import type { VerilogFile } from '../verilog/index.js';
import { areaOf, cellsOf } from './synthesise.js';
import type { Target } from './target.js';

/** `logic` is read-only memory that became look-up tables. */
export type MemoryKind = 'block RAM' | 'LUT RAM' | 'registers' | 'logic';

export interface Inference {
  /** By the memory's name, behind the names of the instances that it is in: `dispatch.jump_table`. */
  readonly memories: Readonly<Record<string, MemoryKind>>;
  readonly flipFlops: number;
  readonly dsps: number;
  readonly blockRams: number;
  /** Names of cells that are latches. */
  readonly latches: readonly string[];
}

interface Cell {
  readonly name: string;
  readonly kind: MemoryKind;
}

/**
 * Runs a family's synthesis up to the mapping of logic, which decides nothing more about memories, multipliers and
 * flip-flops.
 *
 * @throws AdderError T01..T04 where Yosys is missing or breaks down
 */
export async function inferenceOf(
  module: Module,
  files: readonly VerilogFile[],
  { family }: Target,
  yosys?: Yosys,
): Promise<Inference> {
  const script = [
    `read_verilog ${files.map(({ name }) => name).join(' ')}`,
    `${family.synthesis.area.command} -top ${module.name} -run begin:map_luts`,
    'tee -q -o types.json stat -json',
    ...memoryCells.map(({ pattern }, index) => `tee -q -o memory${index}.txt select -list ${pattern}`),
    'tee -q -o latches.txt select -list t:*LATCH* t:LDCE t:LDPE %u %u',
  ].join('; ');
  return inTemporaryFolder(async (folder) => {
    await writeSources(folder, files);
    const { passed, output } = await runYosys(script, folder, undefined, yosys);
    if (!passed) throw new Error(`Yosys refuses ${module.name}:\n${output.slice(-2000)}`);
    const names = async (file: string): Promise<string[]> =>
      (await readFile(join(folder, file), 'utf8'))
        .split('\n')
        .filter((line) => line.startsWith(`${module.name}/`))
        .map((line) => line.slice(module.name.length + 1));
    const stat = await readFile(join(folder, 'types.json'), 'utf8');
    const area = areaOf(cellsOf(stat, module.name), family);
    const cells = await Promise.all(
      memoryCells.map(async ({ kind }, index) =>
        (await names(`memory${index}.txt`)).map((name) => ({ name, kind })),
      ),
    );
    const memories = memoriesOf(module).map(({ path, memory }): [string, MemoryKind] => [
      path,
      kindOf(path, memory, cells.flat()),
    ]);
    return {
      memories: Object.fromEntries(memories),
      flipFlops: area.flipFlops,
      dsps: area.dsps,
      blockRams: area.blockRams,
      latches: await names('latches.txt'),
    };
  });
}

/** Cells of all families that are memory, as Yosys selects them. */
const memoryCells: readonly { readonly kind: MemoryKind; readonly pattern: string }[] = [
  { kind: 'block RAM', pattern: 't:SB_RAM40_4K* t:DP16KD t:PDPW16KD t:RAMB18E1 t:RAMB36E1 %u %u %u %u' },
  { kind: 'LUT RAM', pattern: 't:TRELLIS_DPR16X4 t:RAM*X1* t:RAM32M t:RAM64M %u %u %u' },
];

/** Yosys calls the cells of a memory `<its name>.<row>.<column>`. */
function kindOf(path: string, { writes }: Memory, cells: readonly Cell[]): MemoryKind {
  const found = cells.find(({ name }) => name.startsWith(`${path}.`));
  return found?.kind ?? (writes.length === 0 ? 'logic' : 'registers');
}

/** All memories of a design with the paths that they have after flattening. */
export function memoriesOf(module: Module, prefix = ''): { path: string; memory: Memory }[] {
  return [
    ...module.memories.map((memory) => ({ path: `${prefix}${memory.name}`, memory })),
    ...module.instances.flatMap((instance) =>
      instance.module.kind === 'module' ? memoriesOf(instance.module, `${prefix}${instance.name}.`) : [],
    ),
  ];
}

/** Flip-flops that a design describes: the bits of its registers, without those of synchronous reads. */
export function registerBits(module: Module): number {
  const own = module.registers.reduce((sum, { width }) => sum + width, 0);
  return module.instances.reduce(
    (sum, { module: child }) => sum + (child.kind === 'module' ? registerBits(child) : 0),
    own,
  );
}
