import { join, relative } from 'node:path';
import type { CommandModule } from 'yargs';
import { exportBlock, handoffTargets, parseTargets } from '../handoff/export.js';
import { AdderError } from '../netlist/error.js';
import { writeFiles, type OutputFile } from '../verify/files.js';
import { interruptible } from './exit.js';
import { checks, examples, type SelectionArguments, someText, withSelection } from './options.js';
import { paint, printJson, ProgressLine } from './output.js';
import { configure, selectBlocks } from './select.js';
import { version } from './version.js';

interface Arguments extends SelectionArguments {
  for: string[];
  out: string;
  clock: number;
  json: boolean;
}

export const exportCommand: CommandModule<object, Arguments> = {
  command: 'export [blocks..]',
  describe: 'Write Verilog with the files that FPGA tools and SoC builders take',
  builder: (parser) =>
    withSelection(parser)
      .option('for', {
        type: 'string',
        array: true,
        requiresArg: true,
        default: [],
        defaultDescription: 'all of them',
        describe: `${handoffTargets.join(', ')}; several with commas; may be repeated`,
      })
      .option('out', {
        type: 'string',
        default: 'export',
        requiresArg: true,
        describe: 'folder to write to, in it one for each block',
      })
      .option('clock', {
        default: 100,
        requiresArg: true,
        describe: 'frequency in MHz that constraints ask for',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' })
      .check(checks({ out: someText, clock: frequency }))
      .epilogue(
        examples(
          ['export', 'every block with its defaults for every tool, to export/'],
          ['export inline-cache --for vivado,ipxact --clock 150', 'for Vivado, at 150 MHz'],
          [
            'export boxing-unit --for fusesoc --param width=64 --param format=nan-boxing',
            'one configuration',
          ],
          ['export ./my-block.ts --for yosys --for litex', 'a block of your own'],
        ),
      ),
  handler: async ({ blocks, param, for: texts, out, clock, json }) => {
    const targets = parseTargets(texts);
    const standard = [{ name: 'default', parameters: {} }];
    const selections = configure(await selectBlocks(blocks), param, () => standard);
    const files: OutputFile[] = [];
    const written = await interruptible(async (signal) => {
      const progress = new ProgressLine();
      try {
        for (const { entry, parameters } of selections) {
          progress.show(`export ${entry.name}`);
          files.push(
            ...(await exportBlock(entry, parameters, { targets, clockMHz: clock, version: version() })),
          );
          // What makes the files does not wait for anything: this lets Ctrl-C through.
          await new Promise((resolve) => setImmediate(resolve));
          signal.throwIfAborted();
        }
      } finally {
        progress.clear();
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

/** @throws AdderError U05 */
function frequency(option: string, given: unknown): void {
  if (typeof given === 'number' && given >= 0.001 && given <= 10_000) return;
  throw new AdderError({
    code: 'U05',
    what: Array.isArray(given) ? `${option} is given twice` : `${option} cannot be '${String(given)}'`,
    fix: Array.isArray(given) ? 'Give it once' : 'It takes a frequency in MHz from 0.001 to 10000, as 62.5',
  });
}
