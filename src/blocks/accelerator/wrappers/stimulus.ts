/** How the wrappers are verified: the jobs of the accelerator's own regression, through the pins of the buses. */
import type { BlockVerification, Context } from '../../../testing/index.js';
import { acceleratorAxi } from '../hardware-axi.js';
import { acceleratorWishbone } from '../hardware-wishbone.js';
import { acceleratorXif } from '../hardware-xif.js';
import type { AcceleratorParameters } from '../parameters.js';
import type { MemoryBus, WishboneMode } from '../wrapper.js';
import { wrapperCoverage } from './coverage.js';
import { WrapperEnvironment } from './environment.js';
import { axiFaults, wishboneFaults, xifFaults } from './faults.js';
import { axiFront } from './front-axi.js';
import { wishboneFront } from './front-wishbone.js';
import { scenarios } from './scenarios.js';
import { XifFront, type XifSizes } from './front-xif.js';

type WishboneParameters = AcceleratorParameters & {
  readonly slaveMode: WishboneMode;
  readonly masterMode: WishboneMode;
};
type XifParameters = AcceleratorParameters & XifSizes & { readonly memoryBus: MemoryBus };

/** Few blocks, and small. */
const small = {
  cache: true,
  boxing: false,
  dispatch: false,
  sequencer: false,
  marker: false,
  allocator: false,
  barrier: false,
  refcount: true,
  sweeper: true,
  memoryTags: 2,
  cacheSets: 4,
  cacheWays: 2,
  counterBits: 0,
  memoryBits: 64,
} as const;

const patience = 6000;

export const axiVerification: BlockVerification<AcceleratorParameters, WrapperEnvironment> = {
  block: acceleratorAxi,
  configurations: [
    { name: 'default', parameters: {} },
    { name: 'small', parameters: small },
  ],
  coverage: wrapperCoverage<AcceleratorParameters>(
    () => 'axi4',
    () => true,
    [{ name: 'reads and writes under way', description: 'at the AXI4-Lite slave' }],
  ),
  scenarios,
  faults: axiFaults,
  patience,
  create: (p, context) =>
    new WrapperEnvironment(p, context, {
      bus: 'axi4',
      hasPort: false,
      front: (host) => axiFront(host, context),
    }),
};

export const wishboneVerification: BlockVerification<WishboneParameters, WrapperEnvironment> = {
  block: acceleratorWishbone,
  configurations: [
    { name: 'default', parameters: {} },
    { name: 'small', parameters: { ...small, slaveMode: 'pipelined', masterMode: 'classic' } },
  ],
  coverage: wrapperCoverage<WishboneParameters>(
    () => 'wishbone',
    ({ slaveMode }) => slaveMode === 'pipelined',
    [{ name: 'access given up', description: 'the master drops its cycle' }],
  ),
  scenarios,
  faults: wishboneFaults,
  patience,
  create: (p, context) =>
    new WrapperEnvironment(p, context, {
      bus: 'wishbone',
      mode: p.masterMode,
      hasPort: false,
      front: (host) => wishboneFront(host, context, p.slaveMode),
    }),
};

export const xifVerification: BlockVerification<XifParameters, WrapperEnvironment> = {
  block: acceleratorXif,
  configurations: [
    { name: 'default', parameters: {} },
    { name: 'small', parameters: { ...small, split: true, entries: 2, memoryBus: 'wishbone' } },
    {
      name: 'plain-memory',
      parameters: { ...small, sweeper: false, boxing: true, hartBits: 3, tagBits: 6, memoryBus: 'port' },
    },
  ],
  coverage: wrapperCoverage<XifParameters>(
    ({ memoryBus }) => memoryBus,
    () => false,
    [
      { name: 'instruction of a path not taken', description: 'it is killed, and leaves no trace' },
      { name: 'instruction not accepted', description: 'the table does not list it' },
      { name: 'instruction offloaded again', description: 'it was killed, and is of the program' },
      { name: 'status read', description: 'by `status`' },
      { name: 'status exchanged', description: 'by `swapstatus`' },
      { name: 'register access with a bad status', description: '`bad_register`' },
      { name: 'core: killedMany', description: 'several instructions at once' },
      { name: 'core: killedAlone', description: 'one instruction' },
      { name: 'core: committedMany', description: 'several instructions at once' },
      { name: 'core: committedEarly', description: 'before the issue request was taken' },
      { name: 'core: killedEarly', description: 'before the issue request was taken' },
      { name: 'core: committedAtIssue', description: 'in the cycle in which it was taken' },
    ],
    ['write of a part of a register'],
  ),
  scenarios,
  faults: xifFaults,
  patience,
  create: (p, context: Context) =>
    new WrapperEnvironment(p, context, {
      bus: p.memoryBus,
      hasPort: true,
      front: (host) => new XifFront(p, p, host, context),
    }),
};
