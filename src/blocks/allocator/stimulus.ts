/** How the allocator is verified: configurations, coverage, directed corners, random traffic. */
import type { BlockVerification, Configuration } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { AllocatorEnvironment } from './environment.js';
import { faults } from './faults.js';
import { allocator } from './hardware.js';
import type { AllocatorParameters } from './parameters.js';
import { scenarios } from './scenarios.js';

export const configurations: readonly Configuration<AllocatorParameters>[] = [
  { name: 'default', parameters: {} },
  { name: 'one-class', parameters: { classes: 1, depth: 4, watermark: 4, largest: 1, surplusDepth: 2 } },
  { name: 'few-classes', parameters: { classes: 3, depth: 2, watermark: 1, largest: 5, counterBits: 6 } },
  { name: 'no-refill', parameters: { classes: 4, depth: 8, watermark: 0, counterBits: 0 } },
  { name: 'fine', parameters: { granuleBytes: 8, classes: 32, depth: 4, watermark: 2, addressBits: 40 } },
  { name: 'small-sizes', parameters: { sizeBits: 6, classes: 4, depth: 16, addressBits: 16, watermark: 8 } },
  { name: 'many-classes', parameters: { classes: 64, depth: 16, watermark: 1, largest: 100 } },
];

export const verification: BlockVerification<AllocatorParameters, AllocatorEnvironment> = {
  block: allocator,
  configurations,
  coverage,
  faults,
  scenarios,
  // A flush of full lists takes two cycles a block, and waits for the host to take each.
  patience: 20_000,
  create: (parameters, context) => new AllocatorEnvironment(parameters, context),
};
