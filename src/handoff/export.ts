/** What `adder export` writes. */
import type { CatalogueEntry } from '../blocks/index.js';
import { AdderError } from '../netlist/error.js';
import type { OutputFile } from '../verify/files.js';
import { describeHandoff, type Handoff } from './design.js';
import { filelistFiles } from './filelist.js';
import { fusesocFiles } from './fusesoc.js';
import { ipxactFiles } from './ipxact.js';
import { litexFiles } from './litex.js';
import { quartusFiles } from './quartus.js';
import { vivadoFiles } from './vivado.js';
import { yosysFiles } from './yosys.js';

/** By the name of `--for`. */
const writers = {
  filelist: filelistFiles,
  fusesoc: fusesocFiles,
  vivado: vivadoFiles,
  quartus: quartusFiles,
  yosys: yosysFiles,
  litex: litexFiles,
  ipxact: ipxactFiles,
} as const satisfies Record<string, (handoff: Handoff) => OutputFile[] | Promise<OutputFile[]>>;

export type HandoffTarget = keyof typeof writers;

export const handoffTargets = Object.keys(writers) as readonly HandoffTarget[];

/**
 * The targets of `--for vivado,yosys --for litex`; all of them for nothing.
 *
 * @throws AdderError U05 for a name that is none
 */
export function parseTargets(texts: readonly string[]): readonly HandoffTarget[] {
  const names = texts.flatMap((text) => text.split(',')).map((name) => name.trim());
  const isTarget = (name: string): name is HandoffTarget =>
    (handoffTargets as readonly string[]).includes(name);
  const chosen = names.map((name) => {
    if (isTarget(name)) return name;
    throw new AdderError({
      code: 'U05',
      what: `--for cannot be '${name}'`,
      fix: `It takes ${handoffTargets.join(', ')}`,
    });
  });
  return chosen.length === 0 ? handoffTargets : handoffTargets.filter((target) => chosen.includes(target));
}

export interface ExportOptions {
  readonly targets: readonly HandoffTarget[];
  /** To ask of synthesis. */
  readonly clockMHz: number;
  /** Of Adder. */
  readonly version: string;
}

/**
 * The files of one block in one configuration, below a folder of its own.
 *
 * @throws AdderError what `describeHandoff` and the testbench of the core for FuseSoC throw
 */
export async function exportBlock(
  entry: CatalogueEntry,
  parameters: Readonly<Record<string, string | number | boolean>>,
  { targets, ...options }: ExportOptions,
): Promise<OutputFile[]> {
  const handoff = describeHandoff(entry, parameters, options);
  const files = [...handoff.files];
  for (const target of targets) files.push(...(await writers[target](handoff)));
  return files.map(({ path, text }) => ({ path: `${handoff.folder}/${path}`, text }));
}
