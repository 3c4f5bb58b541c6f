/** The verification of the CORE-V-XIF bridge. */
import type { BlockVerification } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { XifBridgeEnvironment } from './environment.js';
import { faults } from './faults.js';
import { xifBridge, type XifBridgeParameters } from './hardware.js';
import { scenarios } from './scenarios.js';

export const verification: BlockVerification<XifBridgeParameters, XifBridgeEnvironment> = {
  block: xifBridge,
  configurations: [
    { name: 'default', parameters: {} },
    { name: 'split', parameters: { split: true, hartBits: 3 } },
    { name: 'wide', parameters: { split: true, wordBits: 64, entries: 3, idBits: 8, statusBits: 32 } },
    { name: 'small', parameters: { idBits: 2, entries: 2, statusBits: 1 } },
  ],
  coverage,
  scenarios,
  faults,
  create: (parameters, context) => new XifBridgeEnvironment(parameters, context),
};
