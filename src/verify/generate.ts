/**
 * What `adder generate` writes: Verilog, the list of files in the order in which tools must read them, and the C driver of
 * a block that has one.
 */
import type { CatalogueEntry } from '../blocks/index.js';
import { elaborate, verilogOf } from './design.js';
import { driverHeader } from './driver.js';
import type { OutputFile } from './files.js';

export interface GenerateOptions {
  /** Puts the line of TypeScript behind each line of Verilog. */
  readonly sourceComments: boolean;
}

/** The files of one block in one configuration, below a folder of the block's name. */
export function generateBlock(
  { name: folder, block, driver }: Pick<CatalogueEntry, 'name' | 'block' | 'driver'>,
  parameters: Readonly<Record<string, string | number | boolean>>,
  options: GenerateOptions,
): OutputFile[] {
  const design = elaborate(block, parameters);
  const files = verilogOf(design, options);
  const list = files.map(({ name }) => name).join('\n');
  return [
    ...files.map(({ name, text }) => ({ path: `${folder}/${name}`, text })),
    { path: `${folder}/${design.module.name}.f`, text: `${list}\n` },
    // Of several configurations each has its own: `accelerator_width64.v` goes with `adder_width64.h`.
    ...(driver
      ? [
          {
            path: `${folder}/${design.module.name.replace(block.name, 'adder')}.h`,
            text: driverHeader(driver(design.parameters)),
          },
        ]
      : []),
  ];
}
