import { join, relative } from 'node:path';
import type { CommandModule } from 'yargs';
import { writeFiles } from '../verify/files.js';
import { generateBlock } from '../verify/generate.js';
import { interruptible } from './exit.js';
import { checks, examples, type SelectionArguments, someText, withSelection } from './options.js';
import { paint, printJson, table } from './output.js';
import { configure, selectBlocks } from './select.js';

interface Arguments extends SelectionArguments {
  out: string;
  sourceComments: boolean;
  json: boolean;
}

export const generateCommand: CommandModule<object, Arguments> = {
  command: 'generate [blocks..]',
  describe: 'Write Verilog, and the C driver of the accelerator',
  builder: (parser) =>
    withSelection(parser)
      .option('out', {
        type: 'string',
        default: 'rtl-out',
        requiresArg: true,
        describe: 'folder to write to',
      })
      .option('source-comments', {
        type: 'boolean',
        default: false,
        describe: 'put the line of TypeScript behind each line of Verilog',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' })
      .check(checks({ out: someText }))
      .epilogue(
        examples(
          ['generate', 'every block with its defaults, to rtl-out/'],
          ['generate boxing-unit --param width=64 --param format=nan-boxing', 'one configuration'],
          ['generate inline-cache --param ways=1,2,4 --out build', 'three configurations'],
          ['generate ./my-block.ts', 'a block of your own'],
        ),
      ) as never,
  handler: async ({ blocks, param, out, sourceComments, json }) => {
    const standard = [{ name: 'default', parameters: {} }];
    const selections = configure(await selectBlocks(blocks), param, () => standard);
    const files = selections.flatMap(({ entry, parameters }) =>
      generateBlock(entry, parameters, { sourceComments }),
    );
    const unique = [...new Map(files.map((file) => [file.path, file])).values()];
    const written = await interruptible((signal) => writeFiles(out, unique, { signal }));
    const changed = new Set(written.map((path) => relative(out, path)));
    if (json) {
      printJson(
        unique.map(({ path, text }) => ({
          path: join(out, path),
          lines: lineCount(text),
          changed: changed.has(path),
        })),
      );
      return;
    }
    const rows = unique
      .filter(({ path }) => /\.[vh]$/.test(path))
      .map(({ path, text }) => [
        join(out, path),
        `${lineCount(text)}`,
        changed.has(path) ? 'written' : paint('dim', 'unchanged'),
      ]);
    process.stdout.write(`${table(['file', 'lines', ''], rows)}\n`);
  },
};

const lineCount = (text: string): number => text.split('\n').length - 1;
