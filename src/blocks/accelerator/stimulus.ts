/** How the accelerator is verified: configurations, coverage, directed corners, random traffic. */
import type { BlockVerification, Configuration } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { AcceleratorEnvironment } from './environment.js';
import { accelerator } from './hardware.js';
import type { AcceleratorParameters } from './parameters.js';

export const configurations: readonly Configuration<AcceleratorParameters>[] = [
  { name: 'default', parameters: {} },
  {
    name: 'wide',
    parameters: { width: 64, format: 'nan-boxing', memoryBits: 64, cacheGuards: 5, boxingInOrder: false },
  },
  {
    name: 'addresses',
    parameters: { format: 'micropython-1.9.2', cacheGuards: 0, tagBits: 8, counterBits: 8, barrierDepth: 2 },
  },
  {
    name: 'boxing-only',
    parameters: {
      cache: false,
      sweeper: false,
      barrier: false,
      tagBits: 1,
      responseQueueDepth: 2,
      registerQueueDepth: 1,
    },
  },
  {
    name: 'cache-only',
    parameters: {
      boxing: false,
      barrier: false,
      cacheSets: 4,
      cacheWays: 2,
      cacheVersionBits: 2,
      counterBits: 0,
      heapLayout: 'headers',
    },
  },
];

export const verification: BlockVerification<AcceleratorParameters, AcceleratorEnvironment> = {
  block: accelerator,
  configurations,
  coverage,
  scenarios: [],
  patience: 6000,
  create: (parameters, context) => new AcceleratorEnvironment(parameters, context),
};
