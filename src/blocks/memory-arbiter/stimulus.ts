/** The verification of the memory arbiter. */
import type { BlockVerification } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { MemoryArbiterEnvironment } from './environment.js';
import { faults } from './faults.js';
import { memoryArbiter, type MemoryArbiterParameters } from './hardware.js';
import { scenarios } from './scenarios.js';

export const verification: BlockVerification<MemoryArbiterParameters, MemoryArbiterEnvironment> = {
  block: memoryArbiter,
  configurations: [
    { name: 'default', parameters: {} },
    { name: 'one', parameters: { masters: 1, readers: 0, tagBits: 1, maxBeats: 1 } },
    { name: 'three', parameters: { masters: 3, readers: 3, addressBits: 16, dataBits: 64, maxBeats: 4 } },
    { name: 'sixteen', parameters: { masters: 16, readers: 5, dataBits: 128, tagBits: 8, maxBeats: 256 } },
  ],
  patience: 20_000,
  coverage,
  scenarios,
  faults,
  create: (parameters, context) => new MemoryArbiterEnvironment(parameters, context),
};
