/** Options that several commands share. */
import type { Argv } from 'yargs';
import { AdderError } from '../netlist/error.js';
import { nativeYosys, type Yosys } from '../tools/yosys.js';
import { pinnedYosys } from '../tools/yosys-pinned.js';

export interface SelectionArguments {
  blocks: string[];
  param: string[];
}

/** Positional names of blocks, and files with blocks. */
export function withBlocks<T>(parser: Argv<T>): Argv<T & Pick<SelectionArguments, 'blocks'>> {
  return parser.positional('blocks', {
    type: 'string',
    array: true,
    default: [],
    defaultDescription: 'all of ours',
    describe: 'names of blocks, or paths of files that export blocks',
  });
}

/** Positional block names and `--param`. */
export function withSelection<T>(parser: Argv<T>): Argv<T & SelectionArguments> {
  return withBlocks(parser).option('param', {
    type: 'string',
    array: true,
    requiresArg: true,
    default: [],
    defaultDescription: 'those of the block',
    describe: 'name=value; name=1,2 for one configuration each; may be repeated',
  });
}

/** `--yosys`. */
export const yosysOption = {
  choices: ['pinned', 'native'] as const,
  default: 'pinned' as Yosys['kind'],
  requiresArg: true,
  describe: 'the one that comes with Adder, the same on every machine, or the one on PATH, which is faster',
};

/**
 * The Yosys that `--yosys` names.
 *
 * @throws AdderError T01..T04 where there is none on PATH that will do
 */
export async function chosenYosys(kind: Yosys['kind']): Promise<Yosys> {
  return kind === 'native' ? nativeYosys() : pinnedYosys();
}

/** Examples as lines of their own, which no width of the terminal breaks: what it does, then how it is typed. */
export function examples(...pairs: readonly (readonly [command: string, does: string])[]): string {
  return ['Examples:', ...pairs.map(([command, does]) => `  # ${does}\n  adder ${command}`)].join('\n');
}

/** Refuses a value of an option by throwing. */
type Check = (option: string, given: unknown) => void;

/**
 * For yargs' own `check`, by the options' names. Options with a check have no type: as numbers, a typing error would reach
 * us as NaN.
 */
export function checks(table: Readonly<Record<string, Check>>): (given: object) => true {
  return (given) => {
    for (const [name, value] of Object.entries(given)) table[name]?.(`--${name}`, value);
    return true;
  };
}

/**
 * A whole number within limits; by default up to what 32 bits hold.
 *
 * @throws AdderError U05
 */
export function wholeNumber(least: number, most = 2 ** 32 - 1): Check {
  return (option, given) => {
    once(option, given);
    if (typeof given === 'number' && Number.isInteger(given) && given >= least && given <= most) return;
    throw new AdderError({
      code: 'U05',
      what: `${option} cannot be '${String(given)}'`,
      fix: `It takes a whole number from ${least} to ${most}`,
    });
  };
}

/**
 * A text that is not empty.
 *
 * @throws AdderError U05
 */
export const someText: Check = (option, given) => {
  once(option, given);
  if (given !== '') return;
  throw new AdderError({ code: 'U05', what: `${option} is empty`, fix: 'Give it a value, or leave it out' });
};

/** yargs makes a list of an option that is given twice. */
function once(option: string, given: unknown): void {
  if (!Array.isArray(given)) return;
  throw new AdderError({ code: 'U05', what: `${option} is given twice`, fix: 'Give it once' });
}
