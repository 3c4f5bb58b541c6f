/** What the regressions of the wrappers must have met, beside what the accelerator's own must. */
import type { CoveragePoint } from '../../../testing/index.js';
import { coverage as acceleratorCoverage } from '../coverage.js';
import { memorySizes } from '../masters.js';
import type { AcceleratorParameters } from '../parameters.js';
import type { MemoryBus } from '../wrapper.js';

/** Met by the directed corners of the accelerator's own regression, or known only where its handshakes are seen. */
const ofTheCore = (name: string): boolean =>
  name.startsWith('interrupt ') ||
  [
    'own write ends a guard',
    'host write waits',
    'guard waits for memory',
    'program resumed',
    'context restored',
  ].includes(name);

type Point<P> = CoveragePoint<P>;

/** Points that every wrapper has. */
export function wrapperCoverage<P extends AcceleratorParameters>(
  busOf: (p: P) => MemoryBus,
  overlaps: (p: P) => boolean,
  more: readonly Point<P>[],
  without: readonly string[] = [],
): readonly Point<P>[] {
  const bursts = (p: P): boolean => busOf(p) === 'axi4' && (memorySizes(p)?.maxBeats ?? 1) > 1;
  return [
    ...acceleratorCoverage
      .filter(({ name }) => !without.includes(name))
      .map((point) => (ofTheCore(point.name) ? { ...point, applies: () => false } : point)),
    { name: 'interrupt raised', description: 'the line is high' },
    {
      name: 'accesses overlap',
      description: 'an access begins while another is under way',
      applies: overlaps,
    },
    {
      name: 'memory answers a read with an error',
      description: 'what the block makes of it is judged by its status',
      applies: ({ sweeper }) => sweeper,
    },
    {
      name: 'memory answers a write with an error',
      description: 'what the block makes of it is judged by its status',
      applies: ({ sweeper }) => sweeper,
    },
    { name: 'burst of several words', description: 'a read of the AXI4 master', applies: bursts },
    {
      name: 'burst up to the end of a page',
      description: 'a read of the AXI4 master, which ends where a 4 KiB page does',
      applies: bursts,
    },
    ...more,
  ];
}
