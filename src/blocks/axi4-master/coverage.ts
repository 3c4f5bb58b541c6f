/** The coverage points of the README. */
import type { CoveragePoint } from '../../testing/index.js';
import type { Axi4MasterParameters } from './hardware.js';

const point = (
  name: string,
  description: string,
  applies?: (p: Axi4MasterParameters) => boolean,
): CoveragePoint<Axi4MasterParameters> => ({ name, description, ...(applies && { applies }) });

const bursts = ({ maxBeats }: Axi4MasterParameters): boolean => maxBeats > 1;

export const coverage: readonly CoveragePoint<Axi4MasterParameters>[] = [
  point('read of one word', 'a burst of one transfer'),
  point('longest burst', 'of maxBeats words'),
  point('burst up to the end of a page', 'its last word is the last of the page', bursts),
  point('write', 'of one word'),
  point('read error', 'a word answered with SLVERR or DECERR'),
  point('read error amid a burst', 'not with its last word', bursts),
  point('write error', 'a write answered with SLVERR or DECERR'),
  point('tag full', 'perTag requests of one tag are in flight', ({ perTag }) => perTag <= 15),
  point('every tag in flight', 'at once', ({ tagBits }) => tagBits <= 2),
  point('reads and writes in flight', 'at once'),
];
