import type { CommandModule } from 'yargs';
import { describe, failureToJson } from '../testing/failure.js';
import { tryFaults, type FaultVerdict } from '../verify/mutation/faults.js';
import { CheckFailed, interruptible } from './exit.js';
import { checks, examples, someText, wholeNumber, withBlocks, type SelectionArguments } from './options.js';
import { paint, printJson, ProgressLine, table } from './output.js';
import { selectVerified } from './select.js';

interface Arguments extends Pick<SelectionArguments, 'blocks'> {
  seed: number;
  transactions: number;
  wavesFolder: string;
  json: boolean;
}

export const faultsCommand: CommandModule<object, Arguments> = {
  command: 'faults [blocks..]',
  describe: 'Put the named faults into blocks and show how the regression catches each',
  builder: (parser) =>
    withBlocks(parser)
      .option('seed', { default: 1, requiresArg: true, describe: 'of everything random' })
      .option('transactions', {
        default: 100_000,
        requiresArg: true,
        describe: 'random transactions that a fault must survive',
      })
      .option('waves-folder', {
        type: 'string',
        default: 'waves',
        requiresArg: true,
        describe: 'folder for the waves of the failures, as VCD',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' })
      .check(checks({ seed: wholeNumber(0), transactions: wholeNumber(0), 'waves-folder': someText }))
      .epilogue(
        examples(
          ['faults', 'all named faults of all blocks'],
          ['regress boxing-unit --fault wrong-tag-bit', 'one of them, as a regression shows it'],
        ),
      ) as never,
  handler: async ({ blocks, seed, transactions, wavesFolder, json }) => {
    const entries = await selectVerified(blocks, 'faults');
    const progress = new ProgressLine();
    const results: Result[] = [];
    try {
      await interruptible(async (signal) => {
        for (const { name, file, verification } of entries) {
          const verdicts = await tryFaults({
            verification,
            ...(file === undefined ? {} : { file }),
            seed,
            transactions,
            waves: wavesFolder,
            signal,
            onProgress: (done, all, fault) =>
              progress.show(`${name}: ${done} of ${all} faults, ${fault.name}`),
          });
          results.push(...verdicts.map((verdict) => ({ name, verdict })));
        }
      });
    } finally {
      progress.clear();
      if (json) printJson(results.map(toJson));
      else if (results.length > 0) print(results);
    }
    if (results.some(({ verdict }) => !verdict.caught)) throw new CheckFailed();
  },
};

interface Result {
  readonly name: string;
  readonly verdict: FaultVerdict;
}

function print(results: readonly Result[]): void {
  const rows = results.map(({ name, verdict: { fault, caught, by, result } }) => [
    name,
    fault.name,
    caught ? by : paint('red', 'SURVIVED'),
    result.failure ? shortened(describe(result.failure.transaction)) : '',
    result.failure?.scenario ?? (result.failure ? 'random' : ''),
    `${result.seed}`,
  ]);
  const header = ['block', 'fault', 'caught by', 'transaction', 'scenario', 'seed'];
  process.stdout.write(`${table(header, rows)}\n`);
  const caught = results.filter(({ verdict }) => verdict.caught).length;
  process.stdout.write(`\n${caught} of ${results.length} faults caught; to see one fail: `);
  process.stdout.write(`adder regress <block> --fault <fault>\n`);
}

const shortened = (text: string): string => (text.length > 50 ? `${text.slice(0, 49)}…` : text);

function toJson({ name, verdict: { fault, configuration, caught, by, result } }: Result): unknown {
  return {
    block: name,
    fault: fault.name,
    description: fault.description,
    promise: fault.promise,
    configuration,
    caught,
    ...(caught ? { by } : {}),
    seed: result.seed,
    ...(result.failure ? { failure: failureToJson(result.failure) } : {}),
  };
}
