/** The coverage points of the README. */
import type { CoveragePoint } from '../../testing/index.js';
import type { WishboneSlaveParameters } from './hardware.js';

export const coverage: readonly CoveragePoint<WishboneSlaveParameters>[] = [
  { name: 'read', description: 'an access of the register bus' },
  { name: 'write', description: 'an access of the register bus' },
  { name: 'read error', description: 'ended by ERR' },
  { name: 'write error', description: 'ended by ERR' },
  { name: 'given up at the registers', description: 'the cycle is dropped while the register bus is busy' },
  { name: 'given up when answered', description: 'the cycle is dropped when the answer is there' },
  {
    name: 'taken while the one before is ended',
    description: 'no stall in the cycle of an end',
    applies: ({ mode }) => mode === 'pipelined',
  },
];
