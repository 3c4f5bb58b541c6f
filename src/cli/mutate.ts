import type { CommandModule } from 'yargs';
import { mutate, type MutantVerdict } from '../verify/mutation/mutate.js';
import { ExitCode, interruptible } from './exit.js';
import { withSelection, type SelectionArguments } from './options.js';
import { paint, printJson, ProgressLine, table } from './output.js';
import { configurationsOf } from './regress.js';
import { select } from './select.js';

interface Arguments extends SelectionArguments {
  count: number;
  seed: number;
  transactions: number;
  atLeast: number;
  json: boolean;
}

export const mutateCommand: CommandModule<object, Arguments> = {
  command: 'mutate [blocks..]',
  describe: 'Put faults into blocks and see whether the regression catches them',
  builder: (parser) =>
    withSelection(parser)
      .option('count', {
        type: 'number',
        default: 300,
        requiresArg: true,
        describe: 'mutants of each configuration',
      })
      .option('seed', {
        type: 'number',
        default: 1,
        requiresArg: true,
        describe: 'chooses mutants and stimuli',
      })
      .option('transactions', {
        type: 'number',
        default: 50_000,
        requiresArg: true,
        describe: 'random transactions that a mutant must survive',
      })
      .option('at-least', {
        type: 'number',
        default: 95,
        requiresArg: true,
        describe: 'percent that must be caught',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' })
      .example('$0 mutate boxing-unit', '300 mutants of its default configuration')
      .example('$0 mutate inline-cache --count 50 --param ways=2', 'a sample of another one') as never,
  handler: async ({ blocks, param, count, seed, transactions, atLeast, json }) => {
    const selections = (await select(blocks, param, (entry) => configurationsOf(entry).slice(0, 1))).filter(
      ({ entry }) => entry.verification,
    );
    const progress = new ProgressLine();
    const results = await interruptible(async (signal) => {
      const all = [];
      for (const { entry, configuration, parameters } of selections) {
        if (!entry.verification) continue;
        const verdicts = await mutate({
          verification: entry.verification,
          parameters,
          seed,
          count,
          transactions,
          signal,
          onProgress: (done, survivors) =>
            progress.show(
              `${entry.name} ${configuration}: ${done} of ${count} mutants, ${survivors} survived`,
            ),
        });
        all.push({ name: entry.name, configuration, verdicts, percent: percentCaught(verdicts) });
      }
      return all;
    });
    progress.clear();
    if (results.some(({ percent }) => percent < atLeast)) process.exitCode = ExitCode.failed;
    if (json) {
      printJson(
        results.map(({ name, configuration, verdicts, percent }) => ({
          name,
          configuration,
          seed,
          mutants: verdicts.length,
          percentCaught: percent,
          survivors: survivorsOf(verdicts),
        })),
      );
      return;
    }
    const rows = results.map(({ name, configuration, verdicts, percent }) => [
      name,
      configuration,
      `${verdicts.length}`,
      `${verdicts.filter(({ caught }) => caught).length}`,
      paint(percent < atLeast ? 'red' : 'green', `${percent.toFixed(1)}%`),
    ]);
    process.stdout.write(`${table(['block', 'configuration', 'mutants', 'caught', 'share'], rows)}\n`);
    for (const { name, verdicts } of results) {
      const survivors = survivorsOf(verdicts);
      if (survivors.length > 0) process.stdout.write(`\n${name}: survivors\n`);
      for (const { place, kind, what } of survivors) process.stdout.write(`  ${place}  ${kind}: ${what}\n`);
    }
  },
};

const percentCaught = (verdicts: readonly MutantVerdict[]): number =>
  verdicts.length === 0 ? 100 : (100 * verdicts.filter(({ caught }) => caught).length) / verdicts.length;

function survivorsOf(verdicts: readonly MutantVerdict[]): { place: string; kind: string; what: string }[] {
  return verdicts
    .filter(({ caught }) => !caught)
    .map(({ mutant }) => ({ place: mutant.source.toString(), kind: mutant.kind, what: mutant.what }))
    .sort((a, b) => a.place.localeCompare(b.place));
}
