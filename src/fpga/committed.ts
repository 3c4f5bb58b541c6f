/** Which figures are committed, and where. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue, type Parameters } from '../blocks/index.js';
import { groupNames } from '../blocks/tagged-alu/groups.js';
import { elaborate } from '../verify/design.js';
import type { Baselines } from './baseline.js';
import type { Item } from './estimate.js';
import { findTarget } from './target.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const baselinePath = join(root, 'src', 'fpga', 'baseline.json');

export function readBaselines(): Baselines {
  return JSON.parse(readFileSync(baselinePath, 'utf8')) as Baselines;
}

export const readmePath = (block: string): string => join(root, 'src', 'blocks', block, 'README.md');

const families = ['hx8k', 'ecp5-25k'];

interface Configuration {
  /** What the tables call it; by default its parameters. */
  readonly title?: string;
  readonly parameters: Parameters;
  /** Both families by default. */
  readonly targets?: readonly string[];
}

const sumsAndComparisons: Parameters = {
  ...{ shifts: false, conversion: false, multiplication: false, division: false },
  ...{ multiplier: 'none', divider: 'none', tagBits: 1, responseQueueDepth: 2, counterBits: 0 },
};

/** What each group of operations costs: left out, and by itself. On one family, for they are many. */
const groupsOfOperations = groupNames.flatMap((group): Configuration[] => {
  const others = Object.fromEntries(groupNames.filter((name) => name !== group).map((name) => [name, false]));
  return [
    { title: `without ${group}`, parameters: { [group]: false }, targets: ['hx8k'] },
    { title: `${group} alone`, parameters: others, targets: ['hx8k'] },
  ];
});

/** Boxing unit, inline cache, dispatch unit and marker. */
const oneOfEachKind: Parameters = {
  ...{ sequencer: false, sweeper: false, allocator: false },
  ...{ barrier: false, refcount: false },
};

/** Beyond the defaults: what the blocks are asked to reach, and what their options cost and give. */
const further: Readonly<Record<string, readonly Configuration[]>> = {
  'tagged-alu': groupsOfOperations,
  'boxing-unit': [
    { parameters: { simpleLatency: 2 } },
    { parameters: sumsAndComparisons },
    { parameters: { ...sumsAndComparisons, simpleLatency: 2 } },
  ],
  'inline-cache': [
    { parameters: { sets: 128, ways: 2, guards: 0, answerLatency: 3, counterBits: 0 } },
    { parameters: { sets: 128, ways: 2, answerLatency: 3, counterBits: 0 } },
  ],
};

const inWords = (parameters: Parameters): string =>
  Object.entries(parameters)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');

/** A block's configurations: its defaults and what is asked of it. Of the accelerator one block of each kind, for all nine do not fit. */
function configurationsOf(name: string): readonly Configuration[] {
  if (name === 'accelerator') return [{ parameters: oneOfEachKind, targets: ['ecp5-25k'] }];
  return [{ title: 'default', parameters: {} }, ...(further[name] ?? [])];
}

/**
 * Every block for both of the families that open tools place for. Not the accelerator's wrappers: synthesising them takes
 * minutes, and they are the accelerator's and the bus block's figures.
 *
 * @param names of blocks; none is all
 */
export function committedItems(names: readonly string[] = []): Item[] {
  return catalogue
    .filter(({ name }) => !name.startsWith('accelerator-'))
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .flatMap(({ name, block }) =>
      configurationsOf(name).flatMap((each) => {
        const { title, parameters, targets = families } = each;
        const design = elaborate(block, parameters);
        return targets.map((target) => ({
          ...{ block: name, configuration: title ?? inWords(parameters), design },
          target: findTarget(target),
        }));
      }),
    );
}
