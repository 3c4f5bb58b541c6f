/** How the buffer is verified: configurations, coverage, directed corners, random traffic. */
import type { BlockVerification, Configuration } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { RefcountBufferEnvironment } from './environment.js';
import { faults } from './faults.js';
import { refcountBuffer } from './hardware.js';
import type { RefcountBufferParameters } from './parameters.js';
import { scenarios } from './scenarios.js';

/** Everything overflows all the time. */
const narrow = { changeBits: 2, countBits: 3, counterBits: 8 };

export const configurations: readonly Configuration<RefcountBufferParameters>[] = [
  { name: 'default', parameters: {} },
  { name: 'eight-entries', parameters: { entries: 8, changeBits: 4, inFlight: 3, zeroDepth: 3 } },
  {
    name: 'wide',
    parameters: {
      dataBits: 128,
      headerBits: 64,
      countBits: 64,
      addressBits: 52,
      inFlight: 8,
      counterBits: 64,
    },
  },
  {
    name: 'four-headers-a-word',
    parameters: {
      entries: 5,
      dataBits: 128,
      countPosition: 5,
      countBits: 14,
      changeBits: 5,
      immortal: false,
    },
  },
  {
    name: 'count-above',
    parameters: { entries: 6, dataBits: 64, headerBits: 64, countPosition: 31, countBits: 33, changeBits: 3 },
  },
  { name: 'narrow', parameters: { entries: 4, ...narrow, countPosition: 4, inFlight: 2, tagBits: 1 } },
  { name: 'overflowing', parameters: { entries: 3, ...narrow, countBits: 2, immortal: false, dataBits: 64 } },
  {
    name: 'tiny',
    parameters: { entries: 1, inFlight: 1, zeroDepth: 1, tagBits: 1, addressBits: 16, changeBits: 2 },
  },
  { name: 'large', parameters: { entries: 64, inFlight: 16, zeroDepth: 40, changeBits: 9, counterBits: 0 } },
];

export const verification: BlockVerification<RefcountBufferParameters, RefcountBufferEnvironment> = {
  block: refcountBuffer,
  configurations,
  coverage,
  faults,
  scenarios,
  create: (parameters, context) => new RefcountBufferEnvironment(parameters, context),
};
