/** How the barrier is verified: configurations, coverage, directed corners, random traffic. */
import type { BlockVerification, Configuration } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { WriteBarrierEnvironment } from './environment.js';
import { faults } from './faults.js';
import { writeBarrier } from './hardware.js';
import type { WriteBarrierParameters } from './parameters.js';
import { scenarios } from './scenarios.js';

export const configurations: readonly Configuration<WriteBarrierParameters>[] = [
  { name: 'default', parameters: {} },
  {
    name: 'objects',
    parameters: { remember: 'object', granuleBits: 4, ways: 2, format: 'micropython-1.9.2' },
  },
  { name: 'cards', parameters: { granuleBits: 9, sets: 8, depth: 5 } },
  { name: 'nan-boxing', parameters: { wordBits: 64, format: 'nan-boxing', addressBits: 48, granuleBits: 3 } },
  { name: 'wide', parameters: { wordBits: 64, addressBits: 64, ways: 8, sets: 4, counterBits: 64 } },
  { name: 'addresses', parameters: { format: 'addresses', addressBits: 31, granuleBits: 0, ways: 3 } },
  {
    name: 'short-addresses',
    parameters: { wordBits: 64, addressBits: 16, sets: 2, depth: 3, counterBits: 8 },
  },
  { name: 'tiny', parameters: { sets: 1, ways: 1, depth: 1, counterBits: 8 } },
  { name: 'large', parameters: { sets: 256, ways: 2, depth: 300, counterBits: 0 } },
];

export const verification: BlockVerification<WriteBarrierParameters, WriteBarrierEnvironment> = {
  block: writeBarrier,
  configurations,
  coverage,
  faults,
  scenarios,
  create: (parameters, context) => new WriteBarrierEnvironment(parameters, context),
};
