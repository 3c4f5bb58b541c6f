/** The verification of the Wishbone slave. */
import type { BlockVerification } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { WishboneSlaveEnvironment } from './environment.js';
import { faults } from './faults.js';
import { wishboneSlave, type WishboneSlaveParameters } from './hardware.js';
import { scenarios } from './scenarios.js';

export const verification: BlockVerification<WishboneSlaveParameters, WishboneSlaveEnvironment> = {
  block: wishboneSlave,
  configurations: [
    { name: 'default', parameters: {} },
    { name: 'pipelined', parameters: { mode: 'pipelined', addressBits: 3 } },
    { name: 'wide', parameters: { addressBits: 64 } },
  ],
  coverage,
  scenarios,
  faults,
  create: (parameters, context) => new WishboneSlaveEnvironment(parameters, context),
};
