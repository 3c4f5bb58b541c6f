/** The command line: parses, calls, prints. What the commands do stands in src/verify and src/tools. */
import yargs from 'yargs';
import { AdderError } from '../netlist/error.js';
import { boardCommand } from './board.js';
import { doctorCommand } from './doctor.js';
import { ExitCode, reportError } from './exit.js';
import { exportCommand } from './export.js';
import { faultsCommand } from './faults.js';
import { generateCommand } from './generate.js';
import { listCommand } from './list.js';
import { mutateCommand } from './mutate.js';
import { widthOf } from './output.js';
import { regressCommand } from './regress.js';
import { startCommand } from './start.js';
import { synthCommand } from './synth.js';
import { testbenchCommand } from './testbench.js';
import { version } from './version.js';

/** Runs `adder <args>` and gives its exit code; everything that is thrown has been told to the user. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  try {
    await makeParser(args).parseAsync();
    return ExitCode.done;
  } catch (error) {
    return reportError(error);
  }
}

function makeParser(args: readonly string[]): ReturnType<typeof yargs> {
  const parser = yargs([...args]);
  return (
    parser
      .scriptName('adder')
      .usage(
        '$0 <command>\n\nHardware for a Python processor: generate Verilog, and check it against golden models.',
      )
      .command(listCommand)
      .command(generateCommand)
      .command(regressCommand)
      .command(mutateCommand)
      .command(faultsCommand)
      .command(testbenchCommand)
      .command(synthCommand)
      .command(exportCommand)
      .command(boardCommand)
      .command(doctorCommand)
      .command(startCommand)
      // An option takes one value, so that names of blocks may follow it.
      .parserConfiguration({ 'greedy-arrays': false })
      .demandCommand(1, 'no command is given')
      .strict()
      .recommendCommands()
      .version(version())
      .wrap(Math.min(100, widthOf(process.stdout, 100)))
      .epilogue(
        'Exit codes: 0 done; 1 a check failed; 2 wrong input; 3 a tool is missing or broke down; 130 interrupted.',
      )
      .fail((message: string | undefined, error: Error | undefined) => {
        if (error && error.name !== 'YError') throw error;
        throw new AdderError({
          code: 'U01',
          what: inOurWords(message ?? error?.message ?? 'the arguments are wrong'),
          fix: `See ${helpOf(args)}`,
        });
      })
  );
}

/** What yargs says, as one sentence that can stand in front of another. */
function inOurWords(message: string): string {
  const [, subject, what = ''] =
    /^(Did you mean|Unknown command|Unknown arguments?|Not enough arguments following):? (.*?)\??$/.exec(
      message,
    ) ?? [];
  switch (subject) {
    case undefined:
      return message;
    case 'Did you mean':
      return `there is no such command, but there is '${what}'`;
    case 'Unknown command':
      return `there is no command '${what}'`;
    case 'Not enough arguments following':
      return `--${what} needs a value`;
    default:
      return `'${what}' is not known here`;
  }
}

const commands = [
  'list',
  'generate',
  'regress',
  'mutate',
  'faults',
  'testbench',
  'synth',
  'export',
  'board',
  'doctor',
  'start',
];

const helpOf = (args: readonly string[]): string =>
  ['adder', ...args.slice(0, 1).filter((name) => commands.includes(name)), '--help'].join(' ');
