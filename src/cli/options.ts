/** Options that several commands share. */
import type { Argv } from 'yargs';

export interface SelectionArguments {
  blocks: string[];
  param: string[];
}

/** Positional block names and `--param`. */
export function withSelection<T>(parser: Argv<T>): Argv<T & SelectionArguments> {
  return parser
    .positional('blocks', {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'names of blocks, or paths of files that export blocks; all of ours for none',
    })
    .option('param', {
      type: 'string',
      array: true,
      requiresArg: true,
      default: [] as string[],
      describe: 'name=value; name=1,2 for one configuration each; may be repeated',
    })
    .coerce('param', (given: string | string[]) => [given].flat()) as Argv<T & SelectionArguments>;
}
