/** The verification of the AXI4 master. */
import type { BlockVerification } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { Axi4MasterEnvironment } from './environment.js';
import { faults } from './faults.js';
import { axi4Master, type Axi4MasterParameters } from './hardware.js';
import { scenarios } from './scenarios.js';

export const verification: BlockVerification<Axi4MasterParameters, Axi4MasterEnvironment> = {
  block: axi4Master,
  configurations: [
    { name: 'default', parameters: {} },
    {
      name: 'wide',
      parameters: { addressBits: 64, dataBits: 128, tagBits: 8, maxBeats: 256, cache: 15, prot: 2 },
    },
    { name: 'small', parameters: { addressBits: 12, tagBits: 1, maxBeats: 1, perTag: 1 } },
    {
      name: 'middle',
      parameters: { addressBits: 40, dataBits: 64, tagBits: 2, maxBeats: 4, perTag: 4, cache: 0 },
    },
  ],
  // A write behind reads of its tag waits for all their beats, and a mood may let one pass in 32 cycles.
  patience: 20_000,
  coverage,
  scenarios,
  faults,
  create: (parameters, context) => new Axi4MasterEnvironment(parameters, context),
};
