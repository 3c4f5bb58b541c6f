/** The verification of the AXI4-Lite slave. */
import type { BlockVerification } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { Axi4LiteSlaveEnvironment } from './environment.js';
import { faults } from './faults.js';
import { axi4LiteSlave, type Axi4LiteSlaveParameters } from './hardware.js';
import { scenarios } from './scenarios.js';

export const verification: BlockVerification<Axi4LiteSlaveParameters, Axi4LiteSlaveEnvironment> = {
  block: axi4LiteSlave,
  configurations: [
    { name: 'default', parameters: {} },
    { name: 'one-register', parameters: { addressBits: 3 } },
    { name: 'wide', parameters: { addressBits: 64 } },
  ],
  coverage,
  scenarios,
  faults,
  create: (parameters, context) => new Axi4LiteSlaveEnvironment(parameters, context),
};
