/** The coverage points of the README. */
import type { CoveragePoint } from '../../testing/index.js';
import { counters } from './operations.js';
import type { InlineCacheParameters } from './parameters.js';
import { guarded, wraps } from './ranges.js';

type Parameters = InlineCacheParameters;

const hasWay = (way: number) => (p: Parameters) => way < p.ways;
/** Another value of the field may go to the same set. */
const varies = (bits: 'contextBits' | 'siteBits' | 'shapeBits') => (p: Parameters) => 2 ** p[bits] > p.sets;
const manyWays = (p: Parameters) => p.ways > 1;
const ways = [0, 1, 2, 3, 4, 5, 6, 7];
const invalidations = ['invalidate_site', 'invalidate_shape', 'invalidate_context'] as const;

/** Counters that stay 0 in some configurations. */
const counterApplies = (name: string) => (p: Parameters) =>
  p.counterBits > 0 &&
  (guarded(p) || !/^(stale|guards_(opened|shared|released)|snoop|version)/.test(name)) &&
  (name !== 'version_wraps' || wraps(p)) &&
  (name !== 'epoch_wraps' || p.epochBits <= 8);

const point = (
  name: string,
  description: string,
  applies?: (p: Parameters) => boolean,
): CoveragePoint<Parameters> => ({ name, description, ...(applies && { applies }) });

export const coverage: readonly CoveragePoint<Parameters>[] = [
  point('hit', 'a lookup hits'),
  point('absent hit', 'a lookup hits an entry of kind 0'),
  point('miss', 'a lookup misses outside of walks'),
  ...ways.map((way) => point(`hit in way ${way}`, 'a lookup hits there', hasWay(way))),
  point(
    'miss by context',
    "a live entry of the key's set differs in the context only",
    varies('contextBits'),
  ),
  point('miss by site', "a live entry of the key's set differs in the site only", varies('siteBits')),
  point('miss by shape', "a live entry of the key's set differs in the shape only", varies('shapeBits')),
  point('back to back', '8 lookups accepted in 8 cycles'),
  point('answer held', 'an answer is offered for 4 cycles or more before it is taken'),
  point('hit held over a fill', 'a fill is accepted while a hit is held'),
  point('hit held over a flush', 'a flush is accepted while a hit is held'),
  point('hit held over a walk', 'a walk begins while a hit is held'),
  point('done held', 'a result is offered for 4 cycles or more before it is taken'),
  point('lookup waits for a fill', 'a lookup is offered, not taken, and no answer is in its way'),
  point('lookup directly after a fill', 'it hits in the first cycle that takes lookups again'),

  point('fill of a way that was empty', 'with no entry of the present epoch in it'),
  point('fill in place', 'the key has a live entry'),
  ...ways.map((way) => point(`eviction from way ${way}`, 'the policy names it', hasWay(way))),
  point('fill over an ended entry', 'the lowest dead way has an entry whose guard has ended', guarded),
  point('fill over an ended entry of its own key', 'as above, with the key of the fill', guarded),
  point('fill beside a live entry', 'the way is not the lowest, as that one is live', manyWays),
  point('fill unguarded', 'with status ok'),
  point('fill guarded', 'with status ok', guarded),
  point('fill stale', 'a fill is stale', guarded),
  point('fill stale by a write in its cycle', 'the snoop of the accepting cycle ends its guard', guarded),
  point('fill with a write in the next cycle', 'it is ok, and dead on arrival', guarded),
  point('fill of no guard', 'a number from G up, or a guard that is not live', guarded),

  point('guard opened', 'a free guard', guarded),
  point('last guard opened', 'all guards are in use', guarded),
  point('guard shared', 'the range is watched already', guarded),
  point('guard refused', 'no_free_guard'),
  point('bad range', 'last below base', guarded),
  point('range of one address', 'base equals last', guarded),
  point('range up to the last address', 'last is all ones', guarded),
  point('guard released', 'release_guard is ok', guarded),
  point('release stale', 'release_guard is stale'),
  point('release not seen by a lookup of its cycle', 'the lookup hits an entry of that guard', guarded),

  point('write outside', 'a snoop ends no guard, with one live', guarded),
  point('write below a range', 'one below its base', guarded),
  point('write at base', 'of a range of more than one address', guarded),
  point('write at last', 'of a range of more than one address', guarded),
  point('write above a range', 'one above its last', guarded),
  point('write ends two guards', 'their ranges overlap', (p) => guarded(p) && p.guards > 1),
  point('write in the cycle of a lookup', 'which misses the entry it ends', guarded),
  point(
    'write in the cycle of the answer',
    'which hits the entry it ends, accepted one cycle before',
    guarded,
  ),
  point('write while the answer is held', 'of the entry that it hits', guarded),
  point('write before the guard watches', 'into the range opened one cycle ago', guarded),
  point('write when the guard begins to watch', 'in the first cycle of done', guarded),
  point('write with a release', 'into the range of a guard that release_guard ends in that cycle', guarded),
  point('write in a walk', 'ends a guard', guarded),
  point('lookup after its guard ended', 'misses the entry, in a later cycle', guarded),

  point('version wraps by a write', 'and the guard is retired', wraps),
  point('version wraps by a release', 'and the guard is retired', wraps),
  point('guard retired in a walk', 'a write ends it there', wraps),
  point('retired guard freed by an invalidation', 'by its walk', wraps),
  point('retired guard freed by a flush', 'without a walk or with one', wraps),
  point('open walks', 'only retired guards are left', wraps),
  point('lookup one cycle before the walk of open_guard', 'the command acts; the lookup hits', wraps),

  ...invalidations.flatMap((operation) => [
    point(`${operation} removes`, 'at least one live entry'),
    point(`${operation} spares`, 'at least one live entry'),
  ]),
  point('hit in the cycle of an invalidation', 'of an entry that it removes'),
  point('lookup misses in a walk', 'an entry that is live'),
  point('lookup hits after a walk', 'in the first cycle after'),
  point('flush', 'without a wrap'),
  point('flush with live guards', 'which become free', guarded),
  point('epoch wraps', 'and the table is cleared', (p) => p.epochBits <= 8),
  point('unknown operation', 'code 7'),
  ...counters.map((name) => point(`counter ${name} read`, 'with a value other than 0', counterApplies(name))),
  point('counters cleared', 'when one is not 0', (p) => p.counterBits > 0),
];
