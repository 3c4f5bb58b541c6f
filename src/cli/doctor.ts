import type { CommandModule } from 'yargs';
import { doctor } from '../tools/doctor.js';
import { examples } from './options.js';
import { paint, printJson, table } from './output.js';

export const doctorCommand: CommandModule<object, { json: boolean }> = {
  command: 'doctor',
  describe: 'Which external tools were found, in which versions, and how to get the others',
  builder: (parser) =>
    parser
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' })
      .epilogue(examples(['doctor', 'what is here, what is missing, and the command that installs it'])),
  handler: async ({ json }) => {
    const reports = await doctor();
    if (json) {
      printJson(reports);
      return;
    }
    const rows = reports.map(({ title, found, version, wanted, purpose, path }) => [
      title,
      found ? paint('green', 'found') : paint('yellow', 'missing'),
      version ?? '',
      wanted,
      path ?? '',
      purpose,
    ]);
    process.stdout.write(`${table(['tool', '', 'version', 'wanted', 'path', 'what for'], rows)}\n`);
    for (const { found, title, problem, install } of reports)
      if (!found) process.stdout.write(`\n${problem ?? `${title} was not found`}.\n  ${install}\n`);
    process.stdout.write(
      '\nNode alone is enough to generate Verilog, to regress it on the embedded engine, and to tell its area (adder synth --no-place).\n',
    );
  },
};
