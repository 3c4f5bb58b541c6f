/** What the reference-count buffer removes of the updates of real Python programs, by its size. */
import { meanRemoved } from '../blocks/refcount-buffer/programs.js';
import { readRefcounts } from '../python/refcounts.js';
import type { Measurement } from './measure.js';

/** Mean shares of whole programs that were measured before there was a buffer, to compare with. */
const targets = [
  [8, 0.83],
  [16, 0.87],
  [32, 0.94],
  [64, 0.97],
] as const;

export async function updatesRemoved(): Promise<Measurement[]> {
  const traces = await readRefcounts();
  const percent = (share: number): number => Math.round(1000 * share) / 10;
  return targets.map(([entries, least]) => ({
    name: `refcount-buffer: updates gone, ${entries} entries`,
    unit: '%',
    value: percent(meanRemoved(traces, entries)),
    details: {
      programs: traces.length,
      algorithms: percent(meanRemoved(traces, entries, 'lru', 'algorithms')),
      library: percent(meanRemoved(traces, entries, 'lru', 'library')),
      fifo: percent(meanRemoved(traces, entries, 'fifo')),
    },
    target: { atLeast: percent(least) },
  }));
}
