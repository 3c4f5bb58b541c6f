/** The coverage points of the README. */
import type { CoveragePoint } from '../../testing/index.js';
import { counters } from './operations.js';
import type { RefcountBufferParameters } from './parameters.js';

type Parameters = RefcountBufferParameters;

const point = (
  name: string,
  description: string,
  applies?: (p: Parameters) => boolean,
): CoveragePoint<Parameters> => ({ name, description, ...(applies && { applies }) });

const immortal = (p: Parameters) => p.immortal;
export const coverage: readonly CoveragePoint<Parameters>[] = [
  point('hit', 'an update of an object whose net change is held'),
  point('hit of the oldest entry', 'with all entries in use'),
  point('cancelled', 'the net change becomes 0, and the entry a hole'),
  point('entry into a hole', 'an object that is not held, with an entry free'),
  point('eviction of the oldest entry', 'an object that is not held, with none free'),
  point('limit', 'the net change cannot grow, and is evicted'),
  point('back to back', '8 updates in 8 cycles'),
  point('update waits for room', 'its eviction finds all places under way'),

  point('eviction of increments', 'the net change is positive'),
  point('eviction of decrements', 'the net change is negative'),
  point('evicted again while under way', 'an object whose last eviction has not been written'),
  point('more evictions than places', 'of different objects, not yet written', (p) => p.entries > p.inFlight),
  point('zero', 'a count becomes 0'),
  point('zero in a drain', 'a count becomes 0 by what a command evicts'),
  point('settled zero', 'reported as dead'),
  point('unsettled zero', 'reported while a change of it is pending'),
  point('immortal', 'a count of all ones stays', immortal),
  point('saturation', 'a sum that is too great becomes all ones', (p) => p.immortal && p.changeBits > 2),
  point('saturation by reaching all ones', 'a sum of exactly all ones', immortal),
  point('bad_address', 'a header outside of the heap or not aligned'),
  point('underflow', 'a count would be below zero'),
  point('overflow', 'a count would not fit', (p) => !p.immortal),
  point('read_error', 'memory cannot read a header'),
  point('write_error', 'memory cannot write a header'),

  point('zero held', 'a report is offered for 4 cycles or more before it is taken'),
  point('refused held', 'a refusal is offered for 4 cycles or more before it is taken'),
  point('done held', 'a result is offered for 4 cycles or more before it is taken'),
  point('drain', 'with status ok'),
  point('drain of nothing', 'no net change is held'),
  point('drain of all entries', 'every entry holds one'),
  point('set_heap', 'with status ok'),
  point('bad range', 'the heap is as it was'),
  point('update in the cycle of a command', 'it comes before the command'),
  ...counters.map((name) =>
    point(
      `counter ${name} read`,
      'with a value other than 0',
      (p) => p.counterBits > 0 && (p.immortal || (name !== 'immortals' && name !== 'saturations')),
    ),
  ),
  point('counters cleared', 'when one is not 0', (p) => p.counterBits > 0),
];
