import type { CommandModule } from 'yargs';
import { catalogue } from '../blocks/index.js';
import { findTool } from '../tools/find.js';
import { writeFiles } from '../verify/files.js';
import { generateBlock } from '../verify/generate.js';
import { ExitCode, interruptible } from './exit.js';
import { paint, quantity } from './output.js';
import { printResults, runRegressions } from './regress.js';

/** Seeded, so that everybody's first run is the same. */
const seed = 1;
const transactions = 50_000;

export const startCommand: CommandModule<object, { out: string }> = {
  command: 'start',
  describe: 'Generate everything and regress it: what npm start does',
  builder: (parser) =>
    parser
      .option('out', {
        type: 'string',
        default: 'rtl-out',
        requiresArg: true,
        describe: 'folder for the Verilog',
      })
      .example('$0 start', 'the whole of Adder in one command'),
  handler: async ({ out }) => {
    const begin = performance.now();
    const files = catalogue.flatMap(({ name, block }) =>
      generateBlock(name, block, {}, { sourceComments: false }),
    );
    await writeFiles(out, files);
    const verilog = files.filter(({ path }) => path.endsWith('.v'));
    const lines = verilog.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);
    process.stdout.write(
      `${paint('bold', 'generated')} ${verilog.length} Verilog modules, ${lines} lines, in ${out}/ ` +
        `(${Math.round(performance.now() - begin)} ms)\n`,
    );
    process.stdout.write(
      `${paint('bold', 'regressing')} with ${quantity(transactions)} random transactions each; `,
    );
    const results = await interruptible((signal) =>
      runRegressions({ blocks: [], param: [], seed, transactions, replay: 20_000, json: false }, signal),
    );
    printResults(results);
    await findTool('verilator').catch(() =>
      process.stdout.write(
        '\nVerilator is not installed: only the embedded engine was used. npm run setup installs it.\n',
      ),
    );
    if (results.some(({ passed }) => !passed)) process.exitCode = ExitCode.failed;
  },
};
