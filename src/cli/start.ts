import type { CommandModule } from 'yargs';
import { findTool } from '../tools/find.js';
import { defaultTestbenches, defaultVerilog } from '../verify/defaults.js';
import { writeFiles } from '../verify/files.js';
import { CheckFailed, interruptible } from './exit.js';
import { checks, examples, someText } from './options.js';
import { paint, quantity } from './output.js';
import { runRegressions } from './regressions.js';
import { printResults } from './report.js';

/** Seeded, so that everybody's first run is the same. */
const seed = 1;
const transactions = 10_000;

export const startCommand: CommandModule<object, { out: string; testbenches: string }> = {
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
      .option('testbenches', {
        type: 'string',
        default: 'testbenches',
        requiresArg: true,
        describe: 'folder for the testbenches',
      })
      .check(checks({ out: someText }))
      .epilogue(examples(['start', 'the whole of Adder in one command'])),
  handler: async ({ out, testbenches }) => {
    const begin = performance.now();
    const files = defaultVerilog();
    await interruptible((signal) => writeFiles(out, files, { signal }));
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
      runRegressions(
        { blocks: [], param: [], seed, transactions, replay: 10_000, json: false, refereeFirstOnly: true },
        signal,
      ),
    );
    printResults(results);
    const note = await findTool('verilator').then(
      () => 'Verilator confirmed the defaults; adder regress has it confirm every configuration.',
      () => 'Verilator is not installed: only the embedded engine was used. npm run setup installs it.',
    );
    process.stdout.write(`\n${note}\n`);
    if (results.some(({ passed }) => !passed)) {
      throw new CheckFailed();
    }
    await writeFiles(testbenches, await defaultTestbenches({ testbenches, rtl: out }));
    process.stdout.write(`\n${paint('bold', 'recorded')} testbenches in ${testbenches}/\n`);
  },
};
