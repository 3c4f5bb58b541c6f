/** The verification of the Wishbone master. */
import type { BlockVerification } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { WishboneMasterEnvironment } from './environment.js';
import { faults } from './faults.js';
import { wishboneMaster, type WishboneMasterParameters } from './hardware.js';
import { scenarios } from './scenarios.js';

export const verification: BlockVerification<WishboneMasterParameters, WishboneMasterEnvironment> = {
  block: wishboneMaster,
  configurations: [
    { name: 'default', parameters: {} },
    { name: 'pipelined', parameters: { mode: 'pipelined' } },
    {
      name: 'wide',
      parameters: { mode: 'pipelined', addressBits: 64, dataBits: 128, depth: 5, maxBeats: 256, tagBits: 8 },
    },
    { name: 'small', parameters: { addressBits: 12, tagBits: 1, maxBeats: 2, depth: 1, dataBits: 64 } },
  ],
  patience: 20_000,
  coverage,
  scenarios,
  faults,
  create: (parameters, context) => new WishboneMasterEnvironment(parameters, context),
};
