import { join, relative } from 'node:path';
import type { CommandModule } from 'yargs';
import { writeFiles } from '../verify/files.js';
import { generateTestbench } from '../verify/testbench/generate.js';
import { paint, printJson } from './output.js';
import { isVerified, selectBlocks } from './select.js';

interface Arguments {
  blocks: string[];
  out: string;
  rtl: string;
  json: boolean;
}

export const testbenchCommand: CommandModule<object, Arguments> = {
  command: 'testbench [blocks..]',
  describe: 'Write testbenches with vectors, for people without Node',
  builder: (parser) =>
    parser
      .positional('blocks', {
        type: 'string',
        array: true,
        default: [] as string[],
        describe: 'names of blocks, or paths of files that export blocks; all of ours for none',
      })
      .option('out', {
        type: 'string',
        default: 'testbenches',
        requiresArg: true,
        describe: 'folder to write to',
      })
      .option('rtl', {
        type: 'string',
        default: 'rtl-out',
        requiresArg: true,
        describe: 'folder that adder generate has written to',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' })
      .example('$0 testbench', 'every block with its defaults, to testbenches/')
      .example('make -C testbenches/inline-cache icarus', 'runs one of them'),
  handler: async ({ blocks, out, rtl, json }) => {
    const entries = (await selectBlocks(blocks)).filter((entry) =>
      isVerified(entry, 'testbench', blocks.length > 0),
    );
    const files = [];
    for (const { name, verification } of entries) {
      const fromThere = relative(join(out, name), join(rtl, name));
      files.push(...(await generateTestbench(name, verification, fromThere)));
    }
    const changed = new Set((await writeFiles(out, files)).map((path) => relative(out, path)));
    if (json) {
      printJson(
        files.map(({ path, text }) => ({
          path: join(out, path),
          bytes: Buffer.byteLength(text),
          changed: changed.has(path),
        })),
      );
      return;
    }
    for (const { path } of files)
      process.stdout.write(`${join(out, path)}${changed.has(path) ? '' : paint('dim', '  unchanged')}\n`);
  },
};
