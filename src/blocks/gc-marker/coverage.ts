/** The coverage points of the README. */
import type { CoveragePoint } from '../../testing/index.js';
import { memoryBytesOf } from './heaps.js';
import { counters, statuses } from './operations.js';
import type { MarkerParameters } from './parameters.js';
import { sizesOf } from './shapes.js';

type Parameters = MarkerParameters;

const exact = (p: Parameters) => p.layout === 'headers';
const conservative = (p: Parameters) => p.layout === 'micropython';

const point = (
  name: string,
  description: string,
  applies?: (p: Parameters) => boolean,
): CoveragePoint<Parameters> => ({ name, description, ...(applies && { applies }) });

const statusApplies = (name: string) =>
  name === 'bad_pointer' || name === 'bad_header' ? exact : () => true;
/** With a tenth of it, what random heaps need is on chip. */
const smallQueue = (p: Parameters) => p.queueDepth <= 64;

/** The memory of the environment has room for more marks than are kept on chip. */
const fits = (p: Parameters) => {
  const { markWords, granulesPerWord, granuleBytes } = sizesOf(p);
  return memoryBytesOf(p) * 0.8 > (markWords + 1) * granulesPerWord * granuleBytes;
};

export const coverage: readonly CoveragePoint<Parameters>[] = [
  ...Object.keys(statuses).map((name) => point(`status ${name}`, 'a run ends with it', statusApplies(name))),
  point('done held', 'a result is offered and not taken'),
  point('request held', 'a request is offered and not taken'),
  point('all in flight', 'as many requests as may be are unanswered', (p) => p.inFlight <= 16),
  point('pause with requests in flight', 'pause is high while requests are unanswered'),
  point('pause with a request held', 'pause rises over a request that is offered and not taken'),
  point('paused', 'pause is high during a run, and nothing is in flight'),
  point('empty heap', 'the heap ends where it begins'),
  point('nothing to mark', 'the roots lead to no object that is not marked yet'),
  point('one root', 'the first root is the last'),
  point('spilled', 'an entry of the work queue is written to memory', smallQueue),
  point('more entries than the queue holds', 'with status ok', smallQueue),
  point('more marks than are kept on chip', 'the table of marks is larger', fits),
  point('heap at the end of memory', 'it ends less than 64 bytes before it'),
  point('table at an odd address', 'the table of marks begins inside of a memory word'),
  point('root outside', 'a root below the heap or at its end, or beyond', conservative),
  point('root unaligned', 'a root inside of the heap that is no multiple of a granule', conservative),
  point('root to a free block', 'is not followed', conservative),
  point('root to a tail', 'is not followed', conservative),
  point('root to a mark', 'is not followed', conservative),
  point('root to a head', 'is followed', conservative),
  point('object over words of the table', 'its tails go on in the next memory word', conservative),
  point('object up to the end of the heap', 'its last tail is the last block', conservative),
  point('root null', 'a root that is 0', exact),
  point('root immediate', 'a root whose low bits say that it is no pointer', exact),
  point('root to an object', 'is followed', exact),
  point('root to a marked object', 'is not followed', exact),
  ...counters.map((name) =>
    point(
      `counter ${name} read`,
      'with a value other than 0',
      (p) =>
        p.counterBits > 0 &&
        (name !== 'header_reads' || exact(p)) &&
        (!['spills', 'refills'].includes(name) || smallQueue(p)),
    ),
  ),
  point('counters cleared', 'when one is not 0', (p) => p.counterBits > 0),
];
