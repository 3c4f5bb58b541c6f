/** How the sequencer is verified: configurations, coverage, directed corners, random programs. */
import type { BlockVerification, Configuration } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { SequencerEnvironment } from './environment.js';
import { faults } from './faults.js';
import { sequencer } from './hardware.js';
import { machineScenarios } from './scenarios-machine.js';
import { programScenarios } from './scenarios-programs.js';
import type { SequencerParameters } from './parameters.js';

export const configurations: readonly Configuration<SequencerParameters>[] = [
  { name: 'default', parameters: {} },
  { name: 'cpython', parameters: { set: 'cpython-3.11', referenceCounts: 'stream' } },
  {
    name: 'micropython192',
    parameters: { format: 'micropython-1.9.2', referenceCounts: 'stream', stackEntries: 5, counterBits: 8 },
  },
  {
    name: 'cpython-nan-boxing',
    parameters: {
      set: 'cpython-3.11',
      width: 64,
      dataBits: 64,
      format: 'nan-boxing',
      multiplier: 'iterative',
      dividerBitsPerCycle: 4,
      localEntries: 4,
      constantEntries: 2,
      handlerBits: 64,
    },
  },
  {
    name: 'tiny',
    parameters: {
      stackEntries: 4,
      localEntries: 1,
      constantEntries: 1,
      outstandingWrites: 1,
      addressBits: 16,
      handlerBits: 1,
      tagBits: 1,
      multiplier: 'none',
      divider: 'none',
      counterBits: 0,
    },
  },
  {
    name: 'wide',
    parameters: {
      set: 'cpython-3.11',
      width: 64,
      dataBits: 128,
      stackEntries: 16,
      localEntries: 64,
      constantEntries: 64,
      outstandingWrites: 64,
      referenceCounts: 'stream',
      multiplierStages: 4,
      dividerBitsPerCycle: 2,
      tagBits: 16,
      counterBits: 64,
    },
  },
];

export const verification: BlockVerification<SequencerParameters, SequencerEnvironment> = {
  block: sequencer,
  configurations,
  coverage,
  faults,
  scenarios: [...programScenarios, ...machineScenarios],
  // A command that is offered during a run waits for its end.
  patience: 6000,
  create: (parameters, context) => new SequencerEnvironment(parameters, context),
};
