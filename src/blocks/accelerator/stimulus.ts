/** How the accelerator is verified: configurations, coverage, directed corners, random traffic. */
import type { BlockVerification, Configuration } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { AcceleratorEnvironment } from './environment.js';
import { faults } from './faults.js';
import { accelerator } from './hardware.js';
import { scenarios } from './scenarios.js';
import type { AcceleratorParameters } from './parameters.js';

/** Leaves every block out, for configurations that name those that are in. */
const none = {
  boxing: false,
  cache: false,
  dispatch: false,
  sequencer: false,
  marker: false,
  sweeper: false,
  allocator: false,
  barrier: false,
  refcount: false,
};

export const configurations: readonly Configuration<AcceleratorParameters>[] = [
  { name: 'default', parameters: {} },
  {
    name: 'wide',
    parameters: {
      ...none,
      boxing: true,
      cache: true,
      barrier: true,
      sweeper: true,
      width: 64,
      format: 'nan-boxing',
      memoryBits: 64,
      cacheGuards: 5,
      boxingInOrder: false,
    },
  },
  {
    name: 'addresses',
    parameters: {
      ...none,
      boxing: true,
      cache: true,
      dispatch: true,
      barrier: true,
      sweeper: true,
      format: 'micropython-1.9.2',
      cacheGuards: 0,
      tagBits: 8,
      counterBits: 8,
      barrierDepth: 2,
      memoryTags: 2,
    },
  },
  {
    name: 'boxing-only',
    parameters: { ...none, boxing: true, tagBits: 2, responseQueueDepth: 2, registerQueueDepth: 1 },
  },
  {
    name: 'collector',
    parameters: {
      ...none,
      cache: true,
      sweeper: true,
      allocator: true,
      refcount: true,
      cacheSets: 4,
      cacheWays: 2,
      cacheVersionBits: 2,
      memoryTags: 4,
      counterBits: 0,
      heapLayout: 'headers',
      granuleBytes: 8,
    },
  },
];

export const verification: BlockVerification<AcceleratorParameters, AcceleratorEnvironment> = {
  block: accelerator,
  configurations,
  coverage,
  scenarios,
  faults,
  patience: 6000,
  create: (parameters, context) => new AcceleratorEnvironment(parameters, context),
};
