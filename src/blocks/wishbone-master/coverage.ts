/** The coverage points of the README. */
import type { CoveragePoint } from '../../testing/index.js';
import type { WishboneMasterParameters } from './hardware.js';

export const coverage: readonly CoveragePoint<WishboneMasterParameters>[] = [
  { name: 'read of one word', description: 'a request for one word' },
  { name: 'longest burst', description: 'of maxBeats words' },
  { name: 'write', description: 'of one word' },
  { name: 'read error', description: 'a word ended by ERR' },
  { name: 'write error', description: 'a write ended by ERR' },
  { name: 'several requests in flight', description: 'at once' },
];
