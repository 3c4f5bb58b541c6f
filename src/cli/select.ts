/** From what was typed to blocks and parameters. */
import { AdderError } from '../netlist/error.js';
import { catalogue, type CatalogueEntry, type Parameters } from '../blocks/index.js';
import { parseParameter, type ParameterSet, type ParameterValue } from '../hdl/index.js';
import { isBlockFile, loadBlocks } from './load.js';

/** One block in one configuration. */
export interface Selection {
  readonly entry: CatalogueEntry;
  /** `default`, the verification's own name of it, or the parameters as typed. */
  readonly configuration: string;
  /** What differs from the defaults. */
  readonly parameters: Parameters;
}

/** The entries named, all of them for no name. A path to a TypeScript or JavaScript file names the blocks it exports. */
export async function selectBlocks(names: readonly string[]): Promise<CatalogueEntry[]> {
  if (names.length === 0) return [...catalogue];
  const entries: CatalogueEntry[] = [];
  for (const name of names) {
    if (isBlockFile(name)) entries.push(...(await loadBlocks(name)));
    else entries.push(knownBlock(name));
  }
  return entries;
}

function knownBlock(name: string): CatalogueEntry {
  const wanted = name.replaceAll('_', '-');
  const entry = catalogue.find((candidate) => candidate.name === wanted);
  if (entry) return entry;
  throw new AdderError({
    code: 'U02',
    what: `there is no block '${name}'`,
    fix: `The blocks are ${catalogue.map((candidate) => candidate.name).join(', ')}; a file of your own is given by its path, ./my-block.ts`,
  });
}

/**
 * The values of `--param name=value`; `name=1,2` asks for one configuration each, and several of these for all
 * combinations.
 */
export function parseParameters(entry: CatalogueEntry, texts: readonly string[]): Parameters[] {
  return texts.reduce<Parameters[]>(
    (sets, text) => {
      const [, name, values] = /^([A-Za-z]\w*)=(.+)$/.exec(text) ?? [];
      if (name === undefined || values === undefined)
        throw new AdderError({
          code: 'U03',
          what: `'--param ${text}' is not of the form name=value`,
          fix: 'Write --param width=64, or --param width=32,64 for two configurations',
        });
      const parsed = values.split(',').map((value) => valueOf(entry, name, value));
      return sets.flatMap((set) => parsed.map((value) => ({ ...set, [name]: value })));
    },
    [{}],
  );
}

function valueOf(entry: CatalogueEntry, name: string, text: string): ParameterValue {
  const parameters: ParameterSet = entry.block.parameters;
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (parameter) return parseParameter(entry.name, name, parameter, text);
  throw new AdderError({
    code: 'P01',
    what: `${entry.name} has no parameter '${name}'`,
    fix:
      Object.keys(parameters).length > 0
        ? `Its parameters are ${Object.keys(parameters).join(', ')}`
        : 'It has no parameters',
  });
}

/** Blocks and configurations: those of `--param`, else what `standard` says. */
export async function select(
  names: readonly string[],
  params: readonly string[],
  standard: (entry: CatalogueEntry) => readonly { readonly name: string; readonly parameters: Parameters }[],
): Promise<Selection[]> {
  const entries = await selectBlocks(names);
  const selections = entries.flatMap((entry): Selection[] => {
    if (params.length === 0)
      return standard(entry).map(({ name, parameters }) => ({ entry, configuration: name, parameters }));
    return parseParameters(entry, params).map((parameters) => ({
      entry,
      configuration: Object.entries(parameters)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
      parameters,
    }));
  });
  // Before any work begins, every set of parameters must be legal.
  for (const { entry, parameters } of selections) entry.block.resolve(parameters);
  return selections;
}
