/** What `adder synth --out` writes: what the tools made, for those who want to look or to go on with it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFiles, type BinaryFile } from '../verify/files.js';
import type { Estimate } from './estimate.js';
import { packBitstream } from './place.js';

/**
 * Writes `<module>/<target>/`: the cells as Verilog and as JSON of the block alone, and for a placed block the placed
 * harness with its bitstream.
 *
 * @throws AdderError T01..T04 where the packer of bitstreams is missing or breaks down, F01 where nothing can be written
 */
export async function exportEstimates(
  folder: string,
  estimates: readonly Estimate[],
  signal: AbortSignal,
): Promise<void> {
  const files: BinaryFile[] = [];
  for (const { module, target, synthesis, placement } of estimates) {
    const path = (name: string): string => join(module, target.name, name);
    files.push(
      { path: path('netlist.v'), bytes: await readFile(synthesis.verilog) },
      { path: path('netlist.json'), bytes: await readFile(synthesis.bare) },
    );
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
