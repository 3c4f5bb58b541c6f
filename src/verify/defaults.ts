/** What stands in `rtl-out/` and `testbenches/`: every block with its defaults. */
import { join, relative } from 'node:path';
import { catalogue } from '../blocks/index.js';
import type { OutputFile } from './files.js';
import { generateBlock } from './generate.js';
import { generateTestbench } from './testbench/generate.js';

/** The files of `rtl-out/`. */
export function defaultVerilog(): OutputFile[] {
  return catalogue.flatMap((entry) => generateBlock(entry, {}, { sourceComments: false }));
}

/**
 * The files of `testbenches/`: for each block that has a verification of its own.
 *
 * @param folders where both kinds of files go, relative to one place
 */
export async function defaultTestbenches(
  folders: { readonly testbenches: string; readonly rtl: string } = {
    testbenches: 'testbenches',
    rtl: 'rtl-out',
  },
): Promise<OutputFile[]> {
  const files: OutputFile[] = [];
  for (const { name, verification } of catalogue) {
    if (!verification) continue;
    const rtl = relative(join(folders.testbenches, name), join(folders.rtl, name));
    files.push(...(await generateTestbench(name, verification, rtl)));
  }
  return files;
}
