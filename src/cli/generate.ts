import { relative } from 'node:path';
import type { CommandModule } from 'yargs';
import { writeFiles } from '../verify/files.js';
import { generateBlock } from '../verify/generate.js';
import { withSelection, type SelectionArguments } from './options.js';
import { paint, printJson } from './output.js';
import { select } from './select.js';

interface Arguments extends SelectionArguments {
  out: string;
  sourceComments: boolean;
  json: boolean;
}

export const generateCommand: CommandModule<object, Arguments> = {
  command: 'generate [blocks..]',
  describe: 'Write Verilog',
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
      .example('$0 generate', 'every block with its defaults, to rtl-out/')
      .example('$0 generate boxing-unit --param width=64 --param format=nan-boxing', 'one configuration')
      .example('$0 generate inline-cache --param ways=1,2,4 --out build', 'three configurations')
      .example('$0 generate ./my-block.ts', 'a block of your own') as never,
  handler: async ({ blocks, param, out, sourceComments, json }) => {
    const selections = await select(blocks, param, () => [{ name: 'default', parameters: {} }]);
    const files = selections.flatMap(({ entry, parameters }) =>
      generateBlock(entry.name, entry.block, parameters, { sourceComments }),
    );
    const unique = [...new Map(files.map((file) => [file.path, file])).values()];
    const changed = new Set((await writeFiles(out, unique)).map((path) => relative(out, path)));
    if (json) {
      printJson(
        unique.map(({ path, text }) => ({
          path: `${out}/${path}`,
          lines: lineCount(text),
          changed: changed.has(path),
        })),
      );
      return;
    }
    for (const { path, text } of unique)
      if (path.endsWith('.v'))
        process.stdout.write(
          `${out}/${path}  ${lineCount(text)} lines${changed.has(path) ? '' : paint('dim', '  unchanged')}\n`,
        );
  },
};

const lineCount = (text: string): number => text.split('\n').length - 1;
