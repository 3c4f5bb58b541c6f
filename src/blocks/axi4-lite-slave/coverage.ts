/** The coverage points of the README. */
import type { CoveragePoint } from '../../testing/index.js';
import type { Axi4LiteSlaveParameters } from './hardware.js';

export const coverage: readonly CoveragePoint<Axi4LiteSlaveParameters>[] = [
  { name: 'read', description: 'an access of the register bus' },
  { name: 'write', description: 'an access of the register bus' },
  { name: 'read error', description: 'answered with SLVERR' },
  { name: 'write error', description: 'answered with SLVERR' },
  { name: 'unaligned address', description: 'its two lowest bits are not 0' },
  { name: 'write without a strobe', description: 'all strobes are 0' },
  { name: 'data before address', description: 'of a write, by a cycle or more' },
  { name: 'address before data', description: 'of a write, by a cycle or more' },
  { name: 'a read and a write wait', description: 'when an access begins' },
  { name: 'read while a write response waits', description: 'at the register bus' },
  { name: 'write while read data waits', description: 'at the register bus' },
];
