/** How the core is verified: the sequencer's programs, from memory, and all else of its environment. */
import {
  MemoryImage,
  type BlockVerification,
  type Configuration,
  type Context,
  type CoveragePoint,
} from '../../testing/index.js';
import { coverage as sequencerCoverage } from '../sequencer/coverage.js';
import { SequencerEnvironment } from '../sequencer/environment.js';
import { machineScenarios } from '../sequencer/scenarios-machine.js';
import { programScenarios } from '../sequencer/scenarios-programs.js';
import { CodeFront } from './code-front.js';
import { faults } from './faults.js';
import { interpreterCore } from './hardware.js';
import type { InterpreterCoreParameters } from './parameters.js';

const codeBytes = 2048;

/** Where the code is: not in the pages of the frame, which lie at multiples of 4 KiB. */
const codeBase = (p: InterpreterCoreParameters): number => (p.addressBits < 32 ? 0x9000 : 0xa5c0_0800);

export class InterpreterCoreEnvironment extends SequencerEnvironment {
  constructor(parameters: InterpreterCoreParameters, context: Context) {
    const code = new MemoryImage(codeBase(parameters), codeBytes);
    super(parameters, context, {
      code,
      front: (_, __, ports) => new CodeFront(parameters, context, ports, code),
    });
  }
}

/** Met between dispatch unit and sequencer, where nothing is seen from outside. */
const inside =
  /^(jump (taken|predicted)|bytecode offered|status on a wrong path|spill$|write (in flight|fails at)|code where|counter redirects)/;

export const coverage: readonly CoveragePoint<InterpreterCoreParameters>[] = [
  ...sequencerCoverage.map((point) => ({
    ...point,
    ...(inside.test(point.name) && { applies: () => false }),
  })),
  { name: 'handlers written', description: 'all of the jump table' },
];

export const configurations: readonly Configuration<InterpreterCoreParameters>[] = [
  { name: 'default', parameters: {} },
  {
    name: 'cpython',
    parameters: { set: 'cpython-3.11', referenceCounts: 'stream', fetchDataBits: 64, handlerBits: 64 },
  },
  {
    name: 'micropython192',
    parameters: { format: 'micropython-1.9.2', prediction: 'none', fetchDepth: 8, fetchRequests: 1 },
  },
  {
    name: 'cpython-wide',
    parameters: {
      set: 'cpython-3.11',
      width: 64,
      dataBits: 128,
      format: 'nan-boxing',
      fetchDataBits: 128,
      fetchBurstBeats: 4,
      addressBits: 16,
      counterBits: 0,
    },
  },
];

export const verification: BlockVerification<InterpreterCoreParameters, InterpreterCoreEnvironment> = {
  block: interpreterCore,
  configurations,
  coverage,
  faults,
  scenarios: [...programScenarios, ...machineScenarios],
  patience: 6000,
  create: (parameters, context) => new InterpreterCoreEnvironment(parameters, context),
};
