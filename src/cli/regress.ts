import { randomInt } from 'node:crypto';
import type { CommandModule } from 'yargs';
import type { CatalogueEntry, Parameters } from '../blocks/index.js';
import { AdderError } from '../netlist/error.js';
import { failureToJson, formatFailure } from '../testing/failure.js';
import { findTool } from '../tools/find.js';
import { regress, type Engine, type RegressionResult } from '../verify/regress.js';
import { regressForeign } from '../verify/foreign-regression.js';
import { ExitCode, interruptible } from './exit.js';
import { withSelection, type SelectionArguments } from './options.js';
import { paint, printJson, ProgressLine, quantity, table } from './output.js';
import { select, type Selection } from './select.js';

export interface RegressArguments extends SelectionArguments {
  engine?: Engine[];
  seed?: number;
  transactions: number;
  replay: number;
  scenario?: string[];
  waves?: string;
  rtl?: string;
  json: boolean;
}

export const regressCommand: CommandModule<object, RegressArguments> = {
  command: 'regress [blocks..]',
  describe: 'Check blocks against their golden models',
  builder: (parser) =>
    withSelection(parser)
      .option('engine', {
        choices: ['embedded', 'verilator', 'icarus'] as const,
        array: true,
        describe:
          'who judges: the embedded engine always runs; verilator and icarus replay its port trace (default: embedded, and verilator where it is installed)',
      })
      .option('seed', {
        type: 'number',
        requiresArg: true,
        describe: 'of everything random (default: a new one, printed)',
      })
      .option('transactions', {
        type: 'number',
        default: 100_000,
        requiresArg: true,
        describe: 'random transactions for each configuration',
      })
      .option('replay', {
        type: 'number',
        default: 100_000,
        requiresArg: true,
        describe: 'cycles replayed on verilator at most',
      })
      .option('scenario', { type: 'string', array: true, describe: 'only these directed scenarios' })
      .option('waves', {
        type: 'string',
        describe: 'folder for waves; given, the beginning of every run is recorded too, not failures alone',
      })
      .option('rtl', {
        type: 'string',
        requiresArg: true,
        describe: 'judge the Verilog in this folder instead of ours',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' })
      .example('$0 regress', 'every block, every configuration')
      .example('$0 regress boxing-unit --seed 7 --transactions 1000000', 'a long run that can be repeated')
      .example(
        '$0 regress inline-cache --param ways=1,8 --engine icarus',
        'two configurations, four-state referee',
      )
      .example(
        '$0 regress boxing-unit --rtl my-verilog',
        'somebody else’s Verilog with the same ports',
      ) as never,
  handler: async (given) => {
    const results = await interruptible((signal) => runRegressions(given, signal));
    if (given.json) printJson(results.map(toJson));
    else printResults(results);
    if (results.some(({ passed }) => !passed)) process.exitCode = ExitCode.failed;
  },
};

/** Runs the regressions that the arguments ask for, one after the other, with progress on a terminal. */
export async function runRegressions(given: RegressArguments, signal: AbortSignal): Promise<Regression[]> {
  checkCount('--transactions', given.transactions, 0);
  checkCount('--replay', given.replay, 1);
  const selections = (await select(given.blocks, given.param, configurationsOf)).filter(({ entry }) =>
    verifiable(entry.name, entry.within, entry.verification !== undefined, given.blocks.length > 0),
  );
  const seed = given.seed ?? randomInt(2 ** 31);
  checkCount('--seed', seed, 0);
  const engines = await chooseEngines(given);
  if (!given.json) {
    const names = given.rtl === undefined ? engines.join(' and ') : `Verilog of ${given.rtl}, on Verilator`;
    process.stdout.write(`engines: ${names}; seed ${seed}\n`);
  }
  const progress = new ProgressLine();
  const results: Regression[] = [];
  for (const [index, selection] of selections.entries()) {
    if (signal.aborted) break;
    results.push(
      await runOne(
        selection,
        { ...given, seed },
        engines,
        signal,
        progress,
        `${index + 1}/${selections.length}`,
      ),
    );
  }
  progress.clear();
  return results;
}

/** The configurations that a block's verification names, the default one first. */
export function configurationsOf(entry: CatalogueEntry): { name: string; parameters: Parameters }[] {
  return (entry.verification?.configurations ?? []).map(({ name, parameters }) => ({
    name,
    parameters: parameters as Parameters,
  }));
}

export type Regression = RegressionResult & { readonly name: string; readonly configuration: string };

async function runOne(
  { entry, configuration, parameters }: Selection,
  given: RegressArguments & { seed: number },
  engines: readonly Engine[],
  signal: AbortSignal,
  progress: ProgressLine,
  position: string,
): Promise<Regression> {
  const { verification } = entry;
  if (!verification) throw new Error(`${entry.name} has no verification`);
  const request = {
    verification,
    parameters,
    seed: given.seed,
    transactions: given.transactions,
    engines,
    replayCycles: given.replay,
    waves: given.waves === undefined || given.waves === '' ? 'waves' : given.waves,
    alwaysWaves: given.waves !== undefined,
    signal,
    ...(given.scenario ? { scenarios: given.scenario } : {}),
    onProgress: ({ transactions, scenario }: { transactions: number; scenario?: string }) =>
      progress.show(
        `[${position}] ${entry.name} ${configuration}: ${scenario ? `scenario ${scenario}` : `${quantity(transactions)} of ${quantity(given.transactions)} transactions`}`,
      ),
  };
  const result = given.rtl === undefined ? await regress(request) : await regressForeign(request, given.rtl);
  return { name: entry.name, configuration, ...result };
}

async function chooseEngines({ engine, rtl }: RegressArguments): Promise<Engine[]> {
  if (rtl !== undefined) return [];
  if (engine) {
    if (engine.includes('verilator')) await Promise.all([findTool('verilator'), findTool('compiler')]);
    if (engine.includes('icarus')) await Promise.all([findTool('iverilog'), findTool('vvp')]);
    return ['embedded', ...new Set(engine.filter((name) => name !== 'embedded'))];
  }
  const here = await Promise.all([findTool('verilator'), findTool('compiler')]).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AdderError) return false;
      throw error;
    },
  );
  return here ? ['embedded', 'verilator'] : ['embedded'];
}

function verifiable(name: string, within: string | undefined, has: boolean, named: boolean): boolean {
  if (has || !named) return has;
  throw new AdderError({
    code: 'U04',
    what: `${name} has no verification of its own`,
    fix: within
      ? `It is verified inside ${within}: adder regress ${within}`
      : 'Export a BlockVerification beside it',
  });
}

function checkCount(option: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= 2 ** 32 - 1) return;
  throw new AdderError({
    code: 'U05',
    what: `${option} cannot be ${value}`,
    fix: `It takes a whole number from ${least} to ${2 ** 32 - 1}`,
  });
}

/** Table, failures and missing coverage. */
export function printResults(results: readonly Regression[]): void {
  const rows = results.map((result) => [
    result.name,
    result.configuration,
    result.passed ? paint('green', 'passed') : paint('red', result.interrupted ? 'interrupted' : 'FAILED'),
    quantity(result.transactions),
    quantity(result.cycles),
    `${quantity(result.transactions / Math.max(result.seconds, 1e-9))}/s`,
    `${result.coverage.length - result.missing.length}/${result.coverage.length}`,
    Object.entries(result.confirmed)
      .filter(([engine]) => engine !== 'embedded')
      .map(([engine, cycles]) => `${engine} ${quantity(cycles)}`)
      .join(', '),
  ]);
  const header = [
    'block',
    'configuration',
    'verdict',
    'transactions',
    'cycles',
    'speed',
    'coverage',
    'cycles confirmed by',
  ];
  process.stdout.write(`${table(header, rows)}\n`);
  for (const result of results) {
    if (result.failure) process.stdout.write(`\n${formatFailure(result.failure)}\n`);
    if (result.waves)
      process.stdout.write(`${result.name} ${result.configuration}: waves in ${result.waves}\n`);
    if (result.disagreement) process.stdout.write(`\n${formatDisagreement(result)}\n`);
    if (result.missing.length > 0 && !result.failure && !result.interrupted)
      process.stdout.write(
        `\n${result.name} ${result.configuration}: never reached: ${result.missing.map(({ name }) => name).join('; ')}\n`,
      );
  }
}

function formatDisagreement({ name, configuration, disagreement }: Regression): string {
  if (!disagreement) return '';
  const { engine, cycle, ports, text } = disagreement;
  const lines = ports.map(({ port, expected, got }) => `  ${port}: embedded ${expected}, ${engine} ${got}`);
  return [
    `${name} ${configuration}: ${engine} and the embedded engine differ in cycle ${cycle}: a defect of Adder`,
    ...lines,
    ...(text ? [text] : []),
  ].join('\n');
}

function toJson(result: Regression): unknown {
  const { failure, ...rest } = result;
  return failure ? { ...rest, failure: failureToJson(failure) } : rest;
}
