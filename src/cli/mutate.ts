import type { CommandModule } from 'yargs';
import { mutate, type MutantVerdict } from '../verify/mutation/mutate.js';
import { CheckFailed, interruptible } from './exit.js';
import { checks, examples, type SelectionArguments, wholeNumber, withSelection } from './options.js';
import { paint, printJson, ProgressLine, table } from './output.js';
import { configurationsOf, configure, selectVerified } from './select.js';

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
        default: 300,
        requiresArg: true,
        describe: 'mutants of each configuration',
      })
      .option('seed', {
        default: 1,
        requiresArg: true,
        describe: 'chooses mutants and stimuli',
      })
      .option('transactions', {
        default: 50_000,
        requiresArg: true,
        describe: 'random transactions that a mutant must survive',
      })
      .option('at-least', {
        default: 95,
        requiresArg: true,
        describe: 'percent that must be caught',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' })
      .check(
        checks({
          count: wholeNumber(1),
          seed: wholeNumber(0),
          transactions: wholeNumber(0),
          'at-least': wholeNumber(0, 100),
        }),
      )
      .epilogue(
        examples(
          ['mutate boxing-unit', '300 mutants of its default configuration'],
          ['mutate inline-cache --count 50 --param ways=2', 'a sample of another one'],
        ),
      ) as never,
  handler: async ({ blocks, param, count, seed, transactions, atLeast, json }) => {
    const entries = await selectVerified(blocks, 'mutate');
    const selections = configure(entries, param, (entry) => configurationsOf(entry).slice(0, 1));
    const progress = new ProgressLine();
    const results = await interruptible(async (signal) => {
      const all: Result[] = [];
      for (const { entry, configuration, parameters } of selections) {
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
    }).finally(() => progress.clear());
    if (json) printJson(results.map((result) => toJson(result, seed)));
    else print(results, atLeast);
    if (results.some(({ percent }) => percent < atLeast)) throw new CheckFailed();
  },
};

interface Result {
  readonly name: string;
  readonly configuration: string;
  readonly verdicts: readonly MutantVerdict[];
  readonly percent: number;
}

function print(results: readonly Result[], atLeast: number): void {
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
}

function toJson({ name, configuration, verdicts, percent }: Result, seed: number): unknown {
  return {
    name,
    configuration,
    seed,
    mutants: verdicts.length,
    percentCaught: percent,
    survivors: survivorsOf(verdicts),
  };
}

const percentCaught = (verdicts: readonly MutantVerdict[]): number =>
  verdicts.length === 0 ? 100 : (100 * verdicts.filter(({ caught }) => caught).length) / verdicts.length;

function survivorsOf(verdicts: readonly MutantVerdict[]): { place: string; kind: string; what: string }[] {
  return verdicts
    .filter(({ caught }) => !caught)
    .map(({ mutant }) => ({ place: mutant.source.toString(), kind: mutant.kind, what: mutant.what }))
    .sort((a, b) => a.place.localeCompare(b.place));
}
