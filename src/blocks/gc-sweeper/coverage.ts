/** What a regression of the sweeper must have met; the README's table of coverage points. */
import type { CoveragePoint } from '../../testing/index.js';
import { counters, statuses, type Counter, type Status } from './operations.js';
import type { SweeperParameters } from './parameters.js';

type Applies = (parameters: SweeperParameters) => boolean;

const blocks: Applies = ({ layout }) => layout === 'micropython';
const objects: Applies = ({ layout }) => layout === 'headers';
const finalisers: Applies = (p) => blocks(p) && p.finalisers;
const choosy: Applies = ({ minimumRun }) => minimumRun > 1 && minimumRun < 40;
const generous: Applies = ({ minimumRun }) => minimumRun < 8;
const counting: Applies = ({ counterBits }) => counterBits > 0;
const small: Applies = ({ addressBits }) => addressBits <= 32;

const point = (name: string, description: string, applies?: Applies): CoveragePoint<SweeperParameters> => ({
  name,
  description,
  ...(applies && { applies }),
});

const ofStatuses: Readonly<Record<Exclude<Status, 'ok'>, Applies | undefined>> = {
  unknown_operation: undefined,
  bad_configuration: undefined,
  read_error: undefined,
  write_error: undefined,
  orphan_tail: blocks,
  zero_size: objects,
  beyond_end: objects,
  overlap: objects,
  bad_header: objects,
};

const countsIn: Partial<Readonly<Record<Counter, Applies>>> = {
  objects_freed: blocks,
  granules_freed: blocks,
  finalisers_reported: finalisers,
  // So long a run is in few of the heaps.
  runs: ({ minimumRun }) => minimumRun < 256,
  run_granules: ({ minimumRun }) => minimumRun < 256,
  run_stalls: ({ minimumRun }) => minimumRun < 256,
};

export const coverage: readonly CoveragePoint<SweeperParameters>[] = [
  point('swept', 'a sweep with status ok'),
  point('marks cleared', 'clear_marks with status ok'),
  point('reported', 'report with status ok, and an object in it', finalisers),
  point('nothing to do', 'a heap of no granules'),
  ...Object.keys(statuses).flatMap((name) =>
    name === 'ok'
      ? []
      : [point(`status ${name}`, 'a command ends so', ofStatuses[name as keyof typeof ofStatuses])],
  ),
  point('failed write before another failure', 'the write is what is told'),
  point('read error of finaliser bits', 'the table itself can be read', finalisers),
  point('read error of a header', 'the bitmap itself can be read', objects),
  point('run over words', 'a run begins in one word of the table and ends in another'),
  point('several runs in a word', 'two or more end in it', generous),
  point('run too short', 'and so not given', choosy),
  point('run of the least length', 'which is just enough', choosy),
  point('run at the beginning', 'of the heap', generous),
  point('run at the end', 'of the heap', generous),
  point('run of the whole heap', 'nothing is alive in more than one word'),
  point('last word in part', 'of the table, with more than one word'),
  point('last word whole', 'of the table, with more than one word'),
  point('word left as it is', 'nothing in it changes'),
  point('table across a page', 'its bursts must not be'),
  point('table up to the last address', 'there is no address behind it', small),
  point('freed across words', 'a dead object whose tails reach into the next word', blocks),
  point('kept across words', 'a live one', blocks),
  point('orphan in the first block', 'of the heap', blocks),
  point('orphan at a border', 'the free block before it ends a word', blocks),
  point('finaliser bit of a live object', 'which is not reported', finalisers),
  point('several finalisers in a word', 'of dead objects', finalisers),
  point('heap up to the last granule', 'that an end can be told of', blocks),
  point('several objects in a word', 'of the bitmap', objects),
  point('object over words', 'the bits of its granules are in two words of the bitmap', objects),
  point('object after object', 'nothing free between them', objects),
  point('word without marks', 'of the bitmap, between words with marks', objects),
  point('run held', 'for 4 cycles or more before it is taken', generous),
  point('request held', 'for 4 cycles or more before it is taken'),
  point('done held', 'for 4 cycles or more before it is taken'),
  point('finaliser held', 'for 4 cycles or more before it is taken', finalisers),
  ...counters.map((name) =>
    point(
      `counter ${name} read`,
      'with a value other than 0',
      (p) => counting(p) && (countsIn[name]?.(p) ?? true),
    ),
  ),
  point('counters cleared', 'when one is not 0', counting),
];
