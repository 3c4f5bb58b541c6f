/** What `adder synth --out` writes: what the tools made, for those who want to look or to go on with it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFiles, type BinaryFile, type OutputFile } from '../verify/files.js';
import type { Yosys } from '../tools/yosys.js';
import type { Estimate } from './estimate.js';
import { gateLevel } from './gate-level.js';
import { packBitstream } from './place.js';

/**
 * Writes `<module>/<target>/`: the cells of the block alone as Verilog and as JSON, and in `simulation/` with models of the
 * cells in them, for `adder regress --rtl`; for a placed block the placed harness with its bitstream.
 *
 * @throws AdderError T01..T04 where the packer of bitstreams is missing or breaks down, F01 where nothing can be written
 */
export async function exportEstimates(
  folder: string,
  estimates: readonly Estimate[],
  yosys: Yosys,
  signal: AbortSignal,
): Promise<void> {
  const files: (BinaryFile | OutputFile)[] = [];
  for (const { module, target, synthesis, placement } of estimates) {
    const path = (name: string): string => join(module, target.name, name);
    files.push(
      { path: path('netlist.v'), bytes: await readFile(synthesis.verilog) },
      { path: path('netlist.json'), bytes: await readFile(synthesis.bare) },
    );
    const gates = await gateLevel(synthesis.bare, module, target, yosys, signal);
    if (gates) files.push({ path: path(join('simulation', gates.name)), text: gates.text });
    if (!placement || !target.placer) continue;
    const { packer } = target.placer;
    files.push(
      {
        path: path(packer.extension === 'bin' ? 'harness.asc' : 'harness.config'),
        bytes: await readFile(placement.placed),
      },
      {
        path: path(`harness.${packer.extension}`),
        bytes: await packBitstream(target, placement.placed, signal),
      },
    );
  }
  await writeFiles(folder, files, { signal });
}
