/** How the table is verified: configurations, coverage, directed corners, random traffic. */
import type { BlockVerification, Configuration } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { InlineCacheEnvironment } from './environment.js';
import { faults } from './faults.js';
import { inlineCache } from './hardware.js';
import type { InlineCacheParameters } from './parameters.js';
import { guardScenarios } from './scenarios-guards.js';
import { tableScenarios } from './scenarios-table.js';
import { versionScenarios } from './scenarios-versions.js';

const wide = { contextBits: 64, siteBits: 33, shapeBits: 64, valueBits: 64, addressBits: 64 };
/** All that wraps does so all the time. */
const narrow = { versionBits: 2, epochBits: 2, counterBits: 8 };

export const configurations: readonly Configuration<InlineCacheParameters>[] = [
  { name: 'default', parameters: {} },
  { name: 'direct-mapped', parameters: { ways: 1 } },
  { name: 'two-way-fifo', parameters: { ways: 2, replacement: 'fifo', guards: 64 } },
  { name: 'four-way-pseudo-lru', parameters: { replacement: 'pseudo-lru', sets: 16 } },
  { name: 'eight-way', parameters: { ways: 8, sets: 8, replacement: 'pseudo-lru', guards: 5, ...narrow } },
  { name: 'eight-way-random', parameters: { ways: 8, sets: 32, kindBits: 1, counterBits: 64 } },
  { name: 'no-guards', parameters: { guards: 0 } },
  { name: 'no-counters', parameters: { counterBits: 0, sets: 16, guards: 4, versionBits: 4 } },
  { name: 'tiny', parameters: { sets: 2, ways: 2, guards: 3, replacement: 'fifo', kindBits: 2, ...narrow } },
  { name: 'one-set', parameters: { sets: 1, ways: 4, guards: 2, ...narrow } },
  { name: 'one-guard', parameters: { sets: 4, ways: 1, guards: 1, addressBits: 8, ...narrow } },
  { name: 'wide', parameters: { ...wide, sets: 16, guards: 8 } },
  { name: 'large', parameters: { sets: 1024, ways: 4 } },
  { name: 'two-cycle', parameters: { answerLatency: 2, counterStorage: 'registers' } },
  {
    name: 'two-cycle-fifo',
    parameters: { answerLatency: 2, sets: 128, ways: 2, replacement: 'fifo', guards: 3, ...narrow },
  },
  {
    name: 'two-cycle-tiny',
    parameters: { answerLatency: 2, sets: 2, ways: 4, guards: 5, replacement: 'pseudo-lru', ...narrow },
  },
  { name: 'two-cycle-one-set', parameters: { answerLatency: 2, sets: 1, ways: 1, guards: 0, ...narrow } },
  { name: 'three-cycle', parameters: { answerLatency: 3 } },
  {
    name: 'three-cycle-fifo',
    parameters: { answerLatency: 3, sets: 128, ways: 2, replacement: 'fifo', guards: 3, ...narrow },
  },
  {
    name: 'three-cycle-tiny',
    parameters: { answerLatency: 3, sets: 2, ways: 4, guards: 5, replacement: 'pseudo-lru', ...narrow },
  },
  { name: 'three-cycle-one-set', parameters: { answerLatency: 3, sets: 1, ways: 4, guards: 0, ...narrow } },
];

export const verification: BlockVerification<InlineCacheParameters, InlineCacheEnvironment> = {
  block: inlineCache,
  configurations,
  coverage,
  faults,
  // Guards first: a flush would hide a guard that comes out of reset in a wrong condition.
  scenarios: [...guardScenarios, ...versionScenarios, ...tableScenarios],
  // A walk over the most sets there can be takes 4,097 cycles without an answer to its command.
  patience: 6000,
  create: (parameters, context) => new InlineCacheEnvironment(parameters, context),
};
