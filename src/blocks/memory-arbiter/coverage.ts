/** The coverage points of the README. */
import type { CoveragePoint } from '../../testing/index.js';
import type { MemoryArbiterParameters } from './hardware.js';

const numbers = Array.from({ length: 16 }, (_, number) => number);

export const coverage: readonly CoveragePoint<MemoryArbiterParameters>[] = [
  { name: 'all masters in flight', description: 'at once' },
  { name: 'error answered', description: 'to some master' },
  { name: 'largest tag', description: 'all bits of a tag are 1' },
  {
    name: 'passed by all others',
    description: 'a master waits until every other had a turn',
    applies: ({ masters }) => masters > 1,
  },
  ...numbers.flatMap((number): CoveragePoint<MemoryArbiterParameters>[] => [
    {
      name: `read by master ${number}`,
      description: 'a read is taken',
      applies: ({ masters }) => number < masters,
    },
    {
      name: `write by master ${number}`,
      description: 'a write is taken',
      applies: ({ masters, readers }) => number < masters && number >= readers,
    },
  ]),
];
