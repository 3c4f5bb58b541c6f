/** From what was typed to blocks and parameters. */
import { AdderError } from '../netlist/error.js';
import { catalogue, type CatalogueEntry, type Parameters, type Verification } from '../blocks/index.js';
import type { Fault } from '../testing/index.js';
import { parseParameter, type ParameterSet, type ParameterValue } from '../hdl/index.js';
import { isBlockFile, loadBlocks } from './load.js';

/** A block that can be regressed. */
export type VerifiedEntry = CatalogueEntry & { readonly verification: Verification };

/** One block in one configuration. */
export interface Selection<Entry extends CatalogueEntry = CatalogueEntry> {
  readonly entry: Entry;
  /** `default`, the verification's own name of it, or the parameters as typed. */
  readonly configuration: string;
  /** What differs from the defaults. */
  readonly parameters: Parameters;
}

/** The entries named, all of them for no name. A path to a TypeScript or JavaScript file names the blocks it exports. */
export async function selectBlocks(names: readonly string[]): Promise<CatalogueEntry[]> {
  if (names.length === 0) return [...catalogue];
  const entries: CatalogueEntry[] = [];
  for (const name of new Set(names)) {
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
  const given = new Map<string, ParameterValue[]>();
  for (const text of texts) {
    const [, name, values] = /^([A-Za-z]\w*)=(.+)$/.exec(text) ?? [];
    if (name === undefined || values === undefined)
      throw new AdderError({
        code: 'U03',
        what: `'--param ${text}' is not of the form name=value`,
        fix: 'Write --param width=64, or --param width=32,64 for two configurations',
      });
    if (given.has(name))
      throw new AdderError({
        code: 'U03',
        what: `'--param ${name}=' is given twice`,
        fix: `Write --param ${name}=1,2 for two configurations`,
      });
    given.set(name, [...new Set(values.split(',').map((value) => valueOf(entry, name, value)))]);
  }
  return [...given].reduce<Parameters[]>(
    (sets, [name, values]) => sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value }))),
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

/**
 * The configurations of blocks: those of `--param`, else what `standard` says.
 *
 * @throws AdderError U03, P01..P03, before any work has begun
 */
export function configure<Entry extends CatalogueEntry>(
  entries: readonly Entry[],
  params: readonly string[],
  standard: (entry: Entry) => readonly Configured[],
): Selection<Entry>[] {
  const selections = entries.flatMap((entry) =>
    (params.length === 0 ? standard(entry) : asTyped(entry, params)).map(({ name, parameters }) => ({
      entry,
      configuration: name,
      parameters,
    })),
  );
  for (const { entry, parameters } of selections) entry.block.resolve(parameters);
  return selections;
}

interface Configured {
  readonly name: string;
  readonly parameters: Parameters;
}

function asTyped(entry: CatalogueEntry, params: readonly string[]): Configured[] {
  return parseParameters(entry, params).map((parameters) => ({
    name: Object.entries(parameters)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    parameters,
  }));
}

/** The configurations that a block's verification names, the default one first. */
export function configurationsOf({ verification }: VerifiedEntry): Configured[] {
  return verification.configurations.map(({ name, parameters }) => ({
    name,
    parameters: parameters as Parameters,
  }));
}

/** The entries named that can be regressed: {@link selectBlocks} and {@link isVerified} in one. */
export async function selectVerified(names: readonly string[], command: string): Promise<VerifiedEntry[]> {
  const entries = await selectBlocks(names);
  return entries.filter((entry) => isVerified(entry, command, names.length > 0));
}

/** The entries named that have this fault; for no names those of all blocks, for names each must have it. */
export async function selectWithFault(names: readonly string[], fault: string): Promise<VerifiedEntry[]> {
  const entries = await selectVerified(names, 'regress');
  const having = entries.filter(({ verification }) => has(verification, fault));
  return having.length > 0 && names.length === 0 ? having : entries.filter((entry) => faultOf(entry, fault));
}

const has = ({ faults }: Verification, name: string): boolean =>
  faults?.some((fault) => fault.name === name) ?? false;

/**
 * A fault of a block by its name.
 *
 * @throws AdderError U06
 */
export function faultOf({ name, verification: { faults = [] } }: VerifiedEntry, wanted: string): Fault {
  const fault = faults.find((candidate) => candidate.name === wanted);
  if (fault) return fault;
  throw new AdderError({
    code: 'U06',
    what: `${name} has no fault '${wanted}'`,
    fix:
      faults.length > 0
        ? `Its faults are ${faults.map((each) => each.name).join(', ')}`
        : "Name faults in the block's verification",
  });
}

/**
 * Does the block have a verification? One without is left out where all blocks were asked for, and an error where it was
 * named.
 *
 * @param command that needs the verification
 * @throws AdderError U04
 */
export function isVerified(entry: CatalogueEntry, command: string, named: boolean): entry is VerifiedEntry {
  if (entry.verification || !named) return entry.verification !== undefined;
  throw new AdderError({
    code: 'U04',
    what: `${entry.name} has no verification of its own`,
    fix: entry.within
      ? `It is verified inside ${entry.within}: adder ${command} ${entry.within}`
      : 'Export a BlockVerification beside it',
  });
}
