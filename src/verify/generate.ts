/** What `adder generate` writes: Verilog, and the list of files in the order in which tools must read them. */
import type { Block } from '../hdl/index.js';
import { elaborate, verilogOf } from './design.js';
import type { OutputFile } from './files.js';

export interface GenerateOptions {
  /** Puts the line of TypeScript behind each line of Verilog. */
  readonly sourceComments: boolean;
}

/** The files of one block in one configuration, below a folder of the block's name. */
export function generateBlock(
  folder: string,
  block: Block,
  parameters: Readonly<Record<string, string | number | boolean>>,
  options: GenerateOptions,
): OutputFile[] {
  const design = elaborate(block, parameters);
  const files = verilogOf(design, options);
  const list = files.map(({ name }) => name).join('\n');
  return [
    ...files.map(({ name, text }) => ({ path: `${folder}/${name}`, text })),
    { path: `${folder}/${design.module.name}.f`, text: `${list}\n` },
  ];
}
