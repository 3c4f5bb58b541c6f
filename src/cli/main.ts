#!/usr/bin/env node
/** The command line: parses, calls, prints. What the commands do stands in src/verify and src/tools. */
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { doctorCommand } from './doctor.js';
import { ExitCode, reportError } from './exit.js';
import { generateCommand } from './generate.js';
import { listCommand } from './list.js';
import { mutateCommand } from './mutate.js';
import { regressCommand } from './regress.js';
import { startCommand } from './start.js';
import { testbenchCommand } from './testbench.js';

// Places in messages are lines of TypeScript, not of the JavaScript made of it.
process.setSourceMapsEnabled(true);

const parser = yargs(hideBin(process.argv))
  .scriptName('adder')
  .usage(
    '$0 <command>\n\nHardware for a Python processor: generate Verilog, and check it against golden models.',
  )
  .command(listCommand)
  .command(generateCommand)
  .command(regressCommand)
  .command(mutateCommand)
  .command(testbenchCommand)
  .command(doctorCommand)
  .command(startCommand)
  .demandCommand(1, 'Which command?')
  .strict()
  .recommendCommands()
  .wrap(Math.min(110, process.stdout.columns ?? 100))
  .epilogue(
    'Exit codes: 0 done; 1 a check failed; 2 wrong input; 3 a tool is missing or broke down; 130 interrupted.',
  )
  .fail((message: string | undefined, error: Error | undefined) => {
    if (error) throw error;
    process.stderr.write(`adder: U01: ${message ?? 'wrong arguments'}. See adder --help.\n`);
    process.exit(ExitCode.usage);
  });

try {
  await parser.parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
