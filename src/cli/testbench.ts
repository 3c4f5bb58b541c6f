import { join, relative } from 'node:path';
import type { CommandModule } from 'yargs';
import { writeFiles, type OutputFile } from '../verify/files.js';
import { generateTestbench } from '../verify/testbench/generate.js';
import { interruptible } from './exit.js';
import { checks, examples, someText, withBlocks } from './options.js';
import { paint, printJson } from './output.js';
import { selectVerified } from './select.js';

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
    withBlocks(parser)
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
      .check(checks({ out: someText, rtl: someText }))
      .epilogue(
        examples(['testbench', 'every block with its defaults, to testbenches/']) +
          '\n  # runs one of them\n  make -C testbenches/inline-cache icarus',
      ),
  handler: async ({ blocks, out, rtl, json }) => {
    const files: OutputFile[] = [];
    const written = await interruptible(async (signal) => {
      for (const { name, verification } of await selectVerified(blocks, 'testbench')) {
        const fromThere = relative(join(out, name), join(rtl, name));
        files.push(...(await generateTestbench(name, verification, fromThere)));
      }
      return writeFiles(out, files, { signal });
    });
    const changed = new Set(written.map((path) => relative(out, path)));
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
