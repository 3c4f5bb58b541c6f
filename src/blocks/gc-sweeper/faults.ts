/** What could be wrong with the sweeper, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, not, and, or, is, mux, zero, one, halved } = gates;

const tables: readonly Fault[] = [
  fault(
    'tails-left-behind',
    {
      description: 'the tails of a dead object stay, its head is freed',
      promise: 'An unmarked head is freed, and with it all tails that follow it',
    },
    (design) => design.replace('freed', () => design.value('dead')),
  ),
  fault(
    'death-ends-with-the-word',
    {
      description: 'tails in the next word of the table do not know that their head is dead',
      promise: 'also those in further words of the table',
    },
    (design) => design.next('in_dead', () => low),
  ),
  fault(
    'life-forgotten-at-the-border',
    {
      description: 'a tail at the beginning of a word is taken for one without a head',
      promise: 'A tail directly behind a free block, or in the first block of the heap, belongs to no object',
    },
    (design) => design.next('in_object', () => low),
  ),
  fault(
    'orphan-passes',
    {
      description: 'a tail without a head is passed over',
      promise: 'A tail directly behind a free block, or in the first block of the heap, belongs to no object',
    },
    (design) => design.replace('orphans', (value) => zero(value)),
  ),
  fault(
    'mark-left',
    {
      description: 'marks of objects that live on are not taken back',
      promise: 'A marked head becomes a head',
    },
    (design) => design.replace('unmarked', (value) => zero(value)),
  ),
  fault(
    'clear-frees',
    {
      description: 'clear_marks frees what is not marked',
      promise: 'Marked heads become heads, and nothing is freed.',
    },
    (design) => design.replace('dead', () => and(design.value('heads'), not(design.value('finaliser_bits')))),
  ),
  fault(
    'finaliser-ignored',
    {
      description: 'a dead object with a finaliser is freed',
      promise: 'A dead object with a finaliser is **kept** and reported',
    },
    (design) => design.replace('finaliser_bits', (value) => zero(value)),
  ),
  fault(
    'finaliser-of-the-other-half',
    {
      description: 'each word of finaliser bits is used for its first half alone',
      promise: 'The finaliser bit of block i is bit i mod 8 of byte `finaliser_base` + i / 8',
    },
    (design) => design.next('half', () => low),
  ),
  fault(
    'one-report-a-word',
    {
      description: 'of several dead objects with finalisers in a word the first is reported',
      promise: 'is reported exactly once in a sweep, in ascending order',
    },
    (design) => design.next('unreported', (next) => mux(design.value('advances'), next, zero(next))),
  ),
  fault(
    'beyond-the-heap',
    {
      description: 'blocks behind the last one, in the last word of the table, are swept too',
      promise: 'Bits behind the last block are neither looked at nor changed',
    },
    (design) => design.replace('valid', (value) => not(zero(value))),
  ),
  fault(
    'whole-words-written',
    {
      description: 'every byte of a word is written when one changes',
      promise: 'only the bytes that change are written',
    },
    (design) => design.replace('changed', (value) => mux(is(value, 0), value, not(zero(value)))),
  ),
];

const runs: readonly Fault[] = [
  fault(
    'run-cut-at-the-border',
    {
      description: 'a run ends where a word of the table does',
      promise: 'merged across the borders of words',
    },
    (design) => design.replace('cut_closed_length', () => design.value('cut_added')),
  ),
  fault(
    'short-run-given',
    {
      description: 'a run of two granules is given, and three is the least',
      promise: 'A run of fewer than `minimumRun` granules is not given',
      configuration: 'wide',
    },
    (design) => design.replace('cut_is_worth', () => design.value('cut_cuts')),
  ),
  fault(
    'last-run-forgotten',
    {
      description: 'the run up to the end of the heap is not given',
      promise: 'also the one that reaches the end of the heap',
    },
    (design) => design.replace('cut_ends_open', () => low),
  ),
  fault(
    'run-of-the-last-sweep',
    {
      description: 'a run that was open when a sweep was broken off goes on in the next one',
      promise: 'The run that is open when a sweep is broken off is not given',
    },
    (design) =>
      design.next('cut_open_length', (next) =>
        mux(design.value('begins'), design.value('cut_open_length'), next),
      ),
  ),
  fault(
    'run-lost-when-full',
    {
      description: 'a run is dropped while others wait to be taken',
      promise: 'Runs wait to be taken, and the sweep waits for them.',
    },
    (design) => design.replace('run_queue_not_full', () => high),
  ),
];

const memory: readonly Fault[] = [
  fault(
    'burst-across-a-page',
    {
      description: 'a burst is as long as can be, wherever it begins',
      promise: 'No burst crosses a multiple of its greatest length',
    },
    (design) =>
      design.replace('table_words_to_border', (value) => {
        const fifteen = halved(halved(not(zero(value))));
        return and(fifteen, not(halved(fifteen))); // 8
      }),
  ),
  fault(
    'read-error-overlooked',
    {
      description: 'finaliser bits that could not be read are taken as they are',
      promise: '`read_error`',
    },
    (design) => design.dropTerm('broken', 'taken_mark_error'),
  ),
  fault(
    'write-error-overlooked',
    {
      description: 'nobody looks at what became of a write',
      promise: '`write_error`',
    },
    (design) => design.next('write_failed', () => low),
  ),
  fault(
    'done-before-the-last-write',
    {
      description: 'the sweep is done while writes are under way',
      promise: '`done` is offered when every write is answered and every run and report is taken',
    },
    (design) => design.replace('written_not_empty', () => low),
  ),
  fault(
    'later-failure-told',
    {
      description: 'what stopped the sweep hides a write that failed before it',
      promise: 'a write that failed is told before anything that stopped the sweep further on',
    },
    (design) =>
      design.next('result_status', (next) =>
        mux(design.value('fails'), design.value('failure_status'), next),
      ),
  ),
];

const commands: readonly Fault[] = [
  fault(
    'misaligned-table-swept',
    {
      description: 'a table that begins amid a word is swept as if it began with it',
      promise: '`bad_configuration`',
    },
    (design) => design.replace('unsound', () => low),
  ),
  fault(
    'places-not-sampled',
    {
      description: 'where the heap begins is looked up a cycle after the command was accepted',
      promise: 'sampled in the cycle in which a command is accepted',
    },
    (design) => design.replace('sampled_heap_base', () => design.value('heap_base')),
  ),
  fault(
    'report-changes',
    {
      description: 'report takes back marks',
      promise: 'Nothing is changed and no runs are given.',
    },
    (design) => design.replace('unmarked', () => design.value('marked')),
  ),
  fault(
    'counted-twice',
    {
      description: 'the words of the table are counted while they wait, too',
      promise: 'a word of the table is done',
    },
    (design) =>
      design.next('count_table_words', (next) => mux(design.value('present'), or(next, one(next)), next)),
  ),
];

const objects: readonly Fault[] = [
  fault(
    'object-ends-early',
    {
      description: 'what an object has beyond its last whole granule is taken for free',
      promise: 'rounded up to whole granules',
      configuration: 'headers',
    },
    (design) => design.replace('object_words', (value) => and(value, not(one(value)))),
  ),
  fault(
    'overlap-passes',
    {
      description: 'an object that reaches into the next one is passed over',
      promise: '`overlap`',
      configuration: 'headers',
    },
    (design) => design.replace('overlaps', () => low),
  ),
  fault(
    'beyond-end-passes',
    {
      description: 'an object may reach beyond the heap',
      promise: '`beyond_end`',
      configuration: 'headers',
    },
    (design) => design.replace('is_beyond', () => low),
  ),
];

export const faults: readonly Fault[] = [...tables, ...runs, ...memory, ...commands, ...objects];
