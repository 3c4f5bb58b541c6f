/** How the sweeper is verified: configurations, coverage, directed corners, random traffic. */
import type { BlockVerification, Configuration } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { SweeperEnvironment } from './environment.js';
import { gcSweeper } from './hardware.js';
import type { SweeperParameters } from './parameters.js';

export const configurations: readonly Configuration<SweeperParameters>[] = [
  { name: 'default', parameters: {} },
  {
    name: 'narrow',
    parameters: { dataBits: 32, maxBeats: 1, bufferWords: 2, writesInFlight: 2, runDepth: 2 },
  },
  { name: 'wide', parameters: { dataBits: 128, minimumRun: 3, tagBits: 4, maxBeats: 16, counterBits: 6 } },
  {
    name: 'no-finalisers',
    parameters: { finalisers: false, addressBits: 16, minimumRun: 7, counterBits: 0 },
  },
  { name: 'large-runs', parameters: { addressBits: 40, minimumRun: 256, maxBeats: 2, bufferWords: 2 } },
  { name: 'headers', parameters: { layout: 'headers' } },
  {
    name: 'headers-narrow',
    parameters: {
      layout: 'headers',
      dataBits: 32,
      granuleBytes: 8,
      bufferWords: 8,
      writesInFlight: 2,
      runDepth: 2,
    },
  },
  {
    name: 'headers-wide',
    parameters: { layout: 'headers', dataBits: 128, granuleBytes: 8, minimumRun: 4, counterBits: 6 },
  },
  { name: 'headers-single', parameters: { layout: 'headers', maxBeats: 1, minimumRun: 2, counterBits: 0 } },
];

export const verification: BlockVerification<SweeperParameters, SweeperEnvironment> = {
  block: gcSweeper,
  configurations,
  coverage,
  scenarios: [],
  // The longest sweep is as quiet as the memory is slow.
  patience: 20_000,
  create: (parameters, context) => new SweeperEnvironment(parameters, context),
};
