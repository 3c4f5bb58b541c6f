/** What a buffer removes of the updates of real programs: policies compared, without hardware. */
import type { RefcountTrace } from '../../python/refcounts.js';

/** `lru`: the least recently changed object leaves; `fifo`: the one whose change is held for longest. */
export type Policy = 'lru' | 'fifo';

/**
 * The share of a trace's updates that never reach memory, with so many entries: 1 - evictions / updates. What is left
 * in the buffer at the end is not counted.
 */
export function removedShare({ updates }: RefcountTrace, entries: number, policy: Policy = 'lru'): number {
  const objects: number[] = [];
  const changes: number[] = [];
  let evictions = 0;
  for (const update of updates) {
    const object = update >> 1;
    const step = update & 1 ? 1 : -1;
    const at = objects.indexOf(object);
    const change = (at < 0 ? 0 : (changes[at] ?? 0)) + step;
    if (policy === 'fifo' && at >= 0 && change !== 0) {
      changes[at] = change;
      continue;
    }
    if (at >= 0) {
      objects.splice(at, 1);
      changes.splice(at, 1);
    }
    if (change === 0) continue;
    if (objects.length === entries) {
      objects.pop();
      changes.pop();
      evictions++;
    }
    objects.unshift(object);
    changes.unshift(change);
  }
  return 1 - evictions / updates.length;
}

/** Mean of the programs of a group, or of all. */
export function meanRemoved(
  traces: readonly RefcountTrace[],
  entries: number,
  policy: Policy = 'lru',
  group?: string,
): number {
  const chosen = traces.filter((trace) => group === undefined || trace.group === group);
  return chosen.reduce((sum, trace) => sum + removedShare(trace, entries, policy), 0) / chosen.length;
}
