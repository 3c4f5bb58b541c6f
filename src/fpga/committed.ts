/** Which figures are committed, and where. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue, type Parameters } from '../blocks/index.js';
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

/** Beyond the defaults: what the blocks are asked to reach. */
const further: Readonly<Record<string, readonly Parameters[]>> = {
  'boxing-unit': [
    {
      ...{ shifts: false, conversion: false, multiplication: false, division: false },
      ...{ multiplier: 'none', divider: 'none', tagBits: 1, responseQueueDepth: 2, counterBits: 0 },
    },
  ],
  'inline-cache': [
    { sets: 128, ways: 2, guards: 0, answerLatency: 3, counterBits: 0 },
    { sets: 128, ways: 2, answerLatency: 3, counterBits: 0 },
  ],
};

const committedTargets = ['hx8k', 'ecp5-25k'];

/**
 * Every block with its defaults for both of the families that open tools place for. Not the accelerator, whose parts they
 * are, nor its wrappers: synthesising them takes minutes.
 *
 * @param names of blocks; none is all
 */
export function committedItems(names: readonly string[] = []): Item[] {
  return catalogue
    .filter(({ name }) => !name.startsWith('accelerator'))
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .flatMap(({ name, block }) =>
      [{}, ...(further[name] ?? [])].flatMap((parameters) => {
        const design = elaborate(block, parameters);
        const configuration =
          Object.entries(parameters)
            .map(([key, value]) => `${key}=${value}`)
            .join(' ') || 'default';
        return committedTargets.map((target) => ({
          ...{ block: name, configuration, design },
          target: findTarget(target),
        }));
      }),
    );
}
