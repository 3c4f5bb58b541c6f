/** What could be wrong with the marker, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, not, and, or, is, mux, zero, one } = gates;

const pointers: readonly Fault[] = [
  fault(
    'heap-end-included',
    {
      description: 'a pointer to the end of the heap is followed',
      promise: 'the heap, its end excluded',
      configuration: 'small',
    },
    (design) =>
      design.replace('objects_inside0', (value) =>
        or(value, gates.same(design.value('objects_lane0'), design.value('configured_heap_end'))),
      ),
  ),
  fault(
    'alignment-not-compared',
    {
      description: 'a pointer into a block is taken for one to the block',
      promise: 'every 32-bit word that looks like a pointer',
      configuration: 'small',
    },
    (design) => design.dropTerm('objects_inside0', 'objects_aligned0'),
  ),
  fault(
    'bad-pointer-ignored',
    {
      description: 'a pointer to outside of the heap is no failure',
      promise: '`headers`: a pointer to outside of the heap, or not to a granule',
      configuration: 'small-headers',
    },
    (design) => design.dropTerm('failure', 'objects_bad'),
  ),
  fault(
    'tails-not-scanned',
    {
      description: 'only the first block of an object is read',
      promise: 'whose tails go on in the next memory word of the table',
    },
    (design) => design.replace('update_tails', zero),
  ),
  fault(
    'object-ends-with-the-word-of-the-table',
    {
      description: 'tails in the next memory word of the table are not looked for',
      promise: 'if they reach its end, the reader looks up the next word like a pointer',
    },
    (design) => design.replace('blocks_goes_on', () => low),
  ),
  fault(
    'object-beyond-the-heap',
    {
      description: 'tails in what follows the table belong to the last object',
      promise: 'the object ends with the heap',
    },
    (design) => design.replace('update_further', () => design.value('update_tails')),
  ),
  fault(
    'tail-followed',
    {
      description: 'a pointer to a tail marks it',
      promise: 'one that points to no head is ignored',
    },
    (design) =>
      design.replace('update_is_head', (value) =>
        or(value, and(not(design.value('update_continues')), is(design.value('update_kind'), 2))),
      ),
  ),
];

const headers: readonly Fault[] = [
  fault(
    'empty-header-believed',
    {
      description: 'an object of no words is none that is bad',
      promise: "`headers`: a header that is bad by the layout's rules",
      configuration: 'small-headers',
    },
    (design) => design.dropTerm('headers_bad', 'headers_is_empty'),
  ),
  fault(
    'header-beyond-the-heap-believed',
    {
      description: 'an object may reach beyond the end of the heap',
      promise: 'Whatever the heap holds, the marker writes only to the bytes of the table of marks',
      configuration: 'small-headers',
    },
    (design) => design.dropTerm('headers_bad', 'headers_limit'),
  ),
  fault(
    'map-beyond-the-object-believed',
    {
      description: 'a map may have bits for words that the object does not have',
      promise: "`headers`: a header that is bad by the layout's rules",
      configuration: 'small-headers',
    },
    (design) => design.dropTerm('headers_bad', 'headers_map_beyond'),
  ),
  fault(
    'map-stands-still',
    {
      description: 'the map of an object is that of its first burst, burst after burst',
      promise: 'only the words from the first to the last pointer are read',
      configuration: 'small-headers',
    },
    (design) =>
      design.next('bursts_map', (next) => mux(design.value('object'), design.value('bursts_map'), next)),
  ),
];

const marks: readonly Fault[] = [
  fault(
    'mark-lost-with-its-line',
    {
      description: 'a word that makes room is not written back',
      promise: 'A word that makes room goes to the slot',
      configuration: 'small',
    },
    (design) => design.replace('slots_must_write', (value) => and(value, design.value('flushing'))),
  ),
  fault(
    'mark-left-on-chip',
    {
      description: 'the last word is not written back at the end',
      promise: 'everything that the roots lead to is marked, in memory',
      configuration: 'small',
    },
    (design) =>
      design.replace('must_write', (value) => and(value, not(is(design.value('walk_line_before'), 3)))),
  ),
  fault(
    'word-read-before-its-write-is-done',
    {
      description: 'a miss does not look whether its line has a slot',
      promise: 'so that no word is read before its last write is done',
      configuration: 'small',
    },
    (design) => design.replace('lookup_line_used', () => low),
  ),
  fault(
    'aside-forgotten',
    {
      description: 'a look-up that is set aside is not tried again',
      promise: 'A miss in a line that has a slot is **set aside** and tried again later',
      configuration: 'small',
    },
    (design) => design.replace('lookup_aside_push', () => low),
  ),
  fault(
    'neighbours-written',
    {
      description: 'all bytes of a word of the table are written',
      promise: 'with a strobe for each such byte',
      configuration: 'small',
    },
    (design) =>
      design.next('request_pending_strobe', (next) =>
        mux(design.value('mark_write'), gates.negated(one(next)), next),
      ),
  ),
  fault(
    'fetched-word-not-awaited',
    {
      description: 'a look-up that missed does not wait for its word',
      promise: 'waits for the word, puts it in its line, and sets the mark',
    },
    (design) => design.replace('fetched_here', () => high),
  ),
];

const queue: readonly Fault[] = [
  fault(
    'overflow-not-told',
    {
      description: 'with no room left the marker waits for some',
      promise: 'One that has no room on chip when `spill_end` is reached is a `queue_overflow`.',
      configuration: 'small',
    },
    (design) => design.replace('queue_overflows', () => low),
  ),
  fault(
    'spill-beyond-its-room',
    {
      description: 'entries are written behind spill_end',
      promise: 'Whatever the heap holds, the marker writes only to the bytes of the table of marks',
      configuration: 'small',
    },
    (design) => design.dropTerm('queue_spills', 'configured_spill_end'),
  ),
  fault(
    'refill-overtakes-its-spill',
    {
      description: 'an entry is read back before its write is answered',
      promise: 'when less than a quarter is full they come back',
      configuration: 'wide-headers',
    },
    (design) => design.dropTerm('queue_refills', 'queue_spilling'),
  ),
  fault(
    'high-water-of-the-chip-alone',
    {
      description: 'spilled entries do not count in the high-water mark',
      promise: '`done_high_water` is the most entries that the queue had, on chip and in memory.',
      configuration: 'small',
    },
    (design) =>
      design.next('queue_high_water', (next) =>
        mux(
          design.value('spill'),
          design.value('queue_high_water'),
          mux(is(design.value('queue_spilling'), 0), next, design.value('queue_high_water')),
        ),
      ),
  ),
];

const port: readonly Fault[] = [
  fault(
    'one-request-too-many',
    {
      description: 'one more than inFlight is unanswered at times',
      promise: 'up to N requests at once',
      configuration: 'small',
    },
    (design) =>
      design.replace('request_is_full', (value) => and(value, is(design.value('request_in_flight'), 5))),
  ),
  fault(
    'begun-in-a-pause',
    {
      description: 'a request is begun although pause is high',
      promise: 'While `pause` is high no request is begun.',
    },
    (design) =>
      design.replace('request_offers', () =>
        and(design.value('request_waiting'), not(design.value('request_is_full'))),
      ),
  ),
  fault(
    'withdrawn-by-a-pause',
    {
      description: 'an offer that stands when pause rises is gone',
      promise: 'One that is offered when it rises stays offered until it is taken',
    },
    (design) => design.next('request_held', () => low),
  ),
  fault(
    'burst-across-a-page',
    {
      description: 'a burst does not end with its page',
      promise: 'The memory port keeps the rules of `src/library/memory-port.ts`',
      configuration: 'widest',
    },
    (design) => design.replace('bursts_to_page_end', (value) => gates.negated(one(value))),
  ),
  fault(
    'error-of-the-memory-ignored',
    {
      description: 'a response with an error is taken like any other',
      promise: 'the memory answered with an error',
    },
    (design) => design.replace('memory_fails', () => low),
  ),
  fault(
    'done-before-the-last-write',
    {
      description: 'the result comes while marks are still written',
      promise: 'everything that the roots lead to is marked, in memory',
    },
    (design) => design.replace('settled', () => high),
  ),
  fault(
    'stalls-not-counted-in-a-pause',
    {
      description: 'a cycle without a transfer does not count while pause is high',
      promise: '`done_stall_cycles` counts as `stall_cycles` does, for one command.',
    },
    (design) => design.replace('stalls', (value) => and(value, not(design.value('pause')))),
  ),
];

export const faults: readonly Fault[] = [...pointers, ...headers, ...marks, ...queue, ...port];
