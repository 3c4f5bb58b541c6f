/** The regressions that the arguments ask for, one after the other, with progress on a terminal. */
import { randomInt } from 'node:crypto';
import { AdderError } from '../netlist/error.js';
import { findTool } from '../tools/find.js';
import { regressForeign } from '../verify/foreign-regression.js';
import {
  prepareRegression,
  type Engine,
  type PreparedRegression,
  type RegressionResult,
} from '../verify/regress.js';
import type { SelectionArguments } from './options.js';
import { ProgressLine, quantity } from './output.js';
import { configurationOf } from '../verify/mutation/faults.js';
import {
  configurationsOf,
  configure,
  faultOf,
  selectVerified,
  selectWithFault,
  type Selection,
  type VerifiedEntry,
} from './select.js';

export interface RegressArguments extends SelectionArguments {
  engine?: string[];
  seed?: number;
  transactions: number;
  replay: number;
  configuration?: string;
  scenario?: string[];
  waves?: boolean;
  wavesFolder?: string;
  rtl?: string;
  fault?: string;
  json: boolean;
  /** Only the first configuration of each block is replayed elsewhere: building simulators takes longest. */
  refereeFirstOnly?: boolean;
}

export type Regression = RegressionResult & { readonly name: string; readonly configuration: string };

/**
 * Runs them all, whatever their verdicts.
 *
 * @param results gets each result as soon as it is there, for whom an interruption or an error leaves without the rest
 */
export async function runRegressions(
  given: RegressArguments,
  signal: AbortSignal,
  results: Regression[] = [],
): Promise<Regression[]> {
  const { fault, configuration, param } = given;
  if (configuration !== undefined && param.length > 0)
    throw new AdderError({
      code: 'U05',
      what: `--configuration ${configuration} and --param ${param.join(' ')} both say which parameters to take`,
      fix: 'Give one of them',
    });
  const entries =
    fault === undefined
      ? await selectVerified(given.blocks, 'regress')
      : await selectWithFault(given.blocks, fault);
  const selections = configure(entries, given.param, (entry) =>
    fault === undefined
      ? chosenConfigurations(entry, given)
      : [configurationOf(faultOf(entry, fault), entry.verification)],
  );
  const seed = given.seed ?? randomInt(2 ** 31);
  const engines = await chooseEngines(given);
  if (!given.json) {
    const names = given.rtl === undefined ? engines.join(' and ') : `Verilog of ${given.rtl}, on Verilator`;
    process.stdout.write(`engines: ${names}; seed ${seed}\n`);
  }
  const progress = new ProgressLine();
  const show = (at: number, text: string): void => {
    const { entry, configuration: name } = selections[at] as Selection<VerifiedEntry>;
    progress.show(`[${at + 1}/${selections.length}] ${entry.name} ${name}: ${text}`);
  };
  const prepare = (at: number): PreparedRegression =>
    prepareTurn(
      selections[at] as Selection<VerifiedEntry>,
      { ...given, seed },
      given.refereeFirstOnly && selections[at - 1]?.entry === selections[at]?.entry ? ['embedded'] : engines,
      signal,
      (text) => show(at, text),
    );
  const turns: PreparedRegression[] = [];
  try {
    for (const [at, { entry, configuration: name }] of selections.entries()) {
      signal.throwIfAborted();
      while (turns.length <= buildsAhead && at + turns.length < selections.length)
        turns.push(prepare(at + turns.length));
      const turn = turns.shift() as PreparedRegression;
      results.push({ name: entry.name, configuration: name, ...(await turn.run()) });
    }
  } finally {
    await Promise.all(turns.map((turn) => turn.abandon()));
    progress.clear();
  }
  return results;
}

/** Simulators that are built while another configuration runs: with it they fill two cores. */
const buildsAhead = 2;

/** What cannot be prepared fails when its turn comes, so that nothing is lost of those before it. */
function prepareTurn(
  { entry, configuration, parameters }: Selection<VerifiedEntry>,
  given: RegressArguments & { seed: number },
  engines: readonly Engine[],
  signal: AbortSignal,
  show: (progress: string) => void,
): PreparedRegression {
  const { rtl } = given;
  const request = {
    verification: entry.verification,
    ...(entry.file === undefined ? {} : { file: entry.file }),
    parameters,
    ...(given.param.length === 0 && given.fault === undefined ? { configuration } : {}),
    ...(given.fault === undefined ? {} : { fault: faultOf(entry, given.fault) }),
    seed: given.seed,
    transactions: given.transactions,
    engines,
    replayCycles: given.replay,
    waves: given.wavesFolder ?? 'waves',
    alwaysWaves: given.waves ?? false,
    signal,
    ...(given.scenario ? { scenarios: given.scenario } : {}),
    onProgress: ({ transactions, scenario }: { transactions: number; scenario?: string }) =>
      show(scenario === undefined ? `${quantity(transactions)} transactions` : `scenario ${scenario}`),
  };
  const nothingBegun = () => Promise.resolve();
  if (rtl !== undefined) return { run: () => regressForeign(request, rtl), abandon: nothingBegun };
  try {
    return prepareRegression(request);
  } catch (error) {
    const fail = async (): Promise<never> => {
      await nothingBegun();
      throw error;
    };
    return { run: fail, abandon: nothingBegun };
  }
}

/** All configurations of a block, or the one that was named; somebody's own Verilog is taken for the default one. */
function chosenConfigurations(
  entry: VerifiedEntry,
  { configuration, rtl }: RegressArguments,
): ReturnType<typeof configurationsOf> {
  const all = configurationsOf(entry);
  if (configuration === undefined) return rtl === undefined ? all : all.slice(0, 1);
  const named = all.filter(({ name }) => name === configuration);
  if (named.length > 0) return named;
  throw new AdderError({
    code: 'U07',
    what: `${entry.name} has no configuration '${configuration}'`,
    fix: `Its configurations are ${all.map(({ name }) => name).join(', ')}; others are given by --param`,
  });
}

const engineNames: readonly Engine[] = ['embedded', 'verilator', 'icarus'];

/** `--engine verilator,icarus` */
function parseEngines(given: readonly string[]): Engine[] {
  return given
    .flatMap((text) => text.split(','))
    .map((text) => {
      const engine = engineNames.find((name) => name === text);
      if (engine) return engine;
      throw new AdderError({
        code: 'U05',
        what: `--engine cannot be '${text}'`,
        fix: `It takes ${engineNames.join(', ')}, or several of them with commas`,
      });
    });
}

async function chooseEngines({ engine: given, rtl }: RegressArguments): Promise<Engine[]> {
  if (rtl !== undefined) return [];
  if (given) {
    const engine = parseEngines(given);
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
