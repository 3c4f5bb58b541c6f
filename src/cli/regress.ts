import type { CommandModule } from 'yargs';
import { CheckFailed, interruptible } from './exit.js';
import { checks, examples, someText, wholeNumber, withSelection } from './options.js';
import { printJson } from './output.js';
import { runRegressions, type RegressArguments, type Regression } from './regressions.js';
import { printResults, resultToJson } from './report.js';

export const regressCommand: CommandModule<object, RegressArguments> = {
  command: 'regress [blocks..]',
  describe: 'Check blocks against their golden models',
  builder: (parser) =>
    withSelection(parser)
      .option('engine', {
        type: 'string',
        array: true,
        requiresArg: true,
        defaultDescription: 'embedded, and verilator where it is installed',
        describe:
          'embedded, verilator or icarus, or several with commas: the embedded engine always runs, the others replay its port trace',
      })
      .option('seed', {
        requiresArg: true,
        defaultDescription: 'a new one, printed',
        describe: 'of everything random',
      })
      .option('transactions', {
        default: 100_000,
        requiresArg: true,
        describe: 'random transactions for each configuration',
      })
      .option('replay', {
        default: 100_000,
        requiresArg: true,
        describe: 'cycles replayed on verilator at most',
      })
      .option('configuration', {
        type: 'string',
        requiresArg: true,
        conflicts: 'fault',
        describe: "only this configuration of the block's own, see adder list",
      })
      .option('scenario', {
        type: 'string',
        array: true,
        requiresArg: true,
        defaultDescription: 'all',
        describe: 'only this directed scenario; may be repeated',
      })
      .option('waves', {
        type: 'boolean',
        default: false,
        describe: 'record the beginning of every run; a failure is recorded anyhow',
      })
      .option('waves-folder', {
        type: 'string',
        default: 'waves',
        requiresArg: true,
        describe: 'folder for waves, as VCD',
      })
      .option('rtl', {
        type: 'string',
        requiresArg: true,
        describe: 'judge the Verilog in this folder instead of ours',
      })
      .option('fault', {
        type: 'string',
        requiresArg: true,
        conflicts: 'rtl',
        describe:
          'put this fault into the hardware, to see what a failure looks like; adder faults lists them',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' })
      .check(
        checks({
          seed: wholeNumber(0),
          transactions: wholeNumber(0),
          replay: wholeNumber(1),
          'waves-folder': someText,
          rtl: someText,
          configuration: someText,
          fault: someText,
        }),
      )
      .epilogue(
        examples(
          ['regress', 'every block, every configuration'],
          ['regress boxing-unit --seed 7 --transactions 1000000', 'a long run that can be repeated'],
          [
            'regress inline-cache --param ways=1,8 --engine icarus',
            'two configurations, with a four-state referee',
          ],
          ['regress inline-cache --fault missed-snoop', 'what a failure looks like'],
          ['regress boxing-unit --rtl my-verilog', 'somebody else’s Verilog with the same ports'],
        ),
      ) as never,
  handler: async (given) => {
    const results: Regression[] = [];
    try {
      await interruptible((signal) => runRegressions(given, signal, results));
    } finally {
      // Also what was finished before Ctrl-C or before a tool broke down.
      if (results.length > 0)
        if (given.json) printJson(results.map(resultToJson));
        else printResults(results);
    }
    if (results.some(({ passed }) => !passed)) throw new CheckFailed();
  },
};
