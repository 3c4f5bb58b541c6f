/** What `adder testbench` writes. */
import type { Verification } from '../../blocks/index.js';
import { elaborate } from '../design.js';
import type { OutputFile } from '../files.js';
import { testbenchFiles } from './files.js';
import { recordTraffic } from './record.js';

/**
 * The testbenches of a block in its default configuration, below a folder of the block's name.
 *
 * @param name the block as it is typed: `inline-cache`
 * @param rtl path from there to its Verilog: `../../rtl-out/inline-cache`
 */
export async function generateTestbench(
  name: string,
  verification: Verification,
  rtl: string,
): Promise<OutputFile[]> {
  const design = elaborate(verification.block as never, {});
  const recording = await recordTraffic(design, verification);
  return testbenchFiles({ name, top: design.module, recording, rtl }).map(({ path, text }) => ({
    path: `${name}/${path}`,
    text,
  }));
}
