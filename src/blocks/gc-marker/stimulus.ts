/** How the marker is verified: configurations, coverage, directed corners, random traffic. */
import type { BlockVerification, Configuration } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { GcMarkerEnvironment } from './environment.js';
import { faults } from './faults.js';
import { gcMarker } from './hardware.js';
import type { MarkerParameters } from './parameters.js';
import { layoutScenarios } from './scenarios-layouts.js';
import { storageScenarios } from './scenarios-storage.js';
import { commonScenarios } from './scenarios.js';

const small = { inFlight: 4, burstBeats: 2, queueDepth: 8, markWords: 4 } as const;
const headers = { layout: 'headers' } as const;

export const configurations: readonly Configuration<MarkerParameters>[] = [
  { name: 'default', parameters: {} },
  { name: 'headers', parameters: { ...headers, inFlight: 16, markWords: 64, granuleBytes: 8 } },
  { name: 'small', parameters: { ...small, counterBits: 8 } },
  { name: 'small-headers', parameters: { ...headers, ...small, counterBits: 64 } },
  { name: 'one-in-flight', parameters: { inFlight: 1, burstBeats: 1, queueDepth: 8, markWords: 2 } },
  {
    name: 'one-in-flight-headers',
    parameters: { ...headers, inFlight: 1, burstBeats: 1, queueDepth: 8, markWords: 2, counterBits: 0 },
  },
  { name: 'wide', parameters: { dataBits: 64, addressBits: 24, inFlight: 8, markWords: 16, queueDepth: 32 } },
  {
    name: 'wide-headers',
    parameters: { ...headers, dataBits: 64, granuleBytes: 8, inFlight: 8, markWords: 8, queueDepth: 16 },
  },
  {
    name: 'widest',
    parameters: { dataBits: 128, inFlight: 2, burstBeats: 64, markWords: 8, queueDepth: 16 },
  },
  {
    name: 'widest-headers',
    parameters: { ...headers, dataBits: 128, addressBits: 16, inFlight: 16, markWords: 2, burstBeats: 4 },
  },
];

export const verification: BlockVerification<MarkerParameters, GcMarkerEnvironment> = {
  block: gcMarker,
  configurations,
  coverage,
  faults,
  scenarios: [...commonScenarios, ...storageScenarios, ...layoutScenarios],
  // A heap is one transaction for long: what counts in the meantime is that requests go on.
  patience: 20_000,
  create: (parameters, context) => new GcMarkerEnvironment(parameters, context),
};
