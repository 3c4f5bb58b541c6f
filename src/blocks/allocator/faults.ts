/** What could be wrong with the allocator, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, not, and, or, is, mux, zero, one, negated } = gates;

const lists: readonly Fault[] = [
  fault(
    'given-twice',
    {
      description: 'a block that is given stays on the list of class 0',
      promise: 'its newest block is taken off and given',
    },
    (design) => design.next('levels_0', (next) => mux(design.value('pops'), design.value('levels_0'), next)),
  ),
  fault(
    'push-lost-under-a-pop',
    {
      description: 'a block that is freed in the cycle of a request from a list is lost',
      promise: 'First a block is **pushed**',
    },
    (design) => design.replace('stores', (value) => and(value, not(design.value('pops')))),
  ),
  fault(
    'forwarded-and-kept',
    {
      description: 'a block that is forwarded goes onto its list as well',
      promise: 'A block that is pushed in the cycle of the request is the newest',
    },
    (design) => design.dropTerm('stores', 'forwards'),
  ),
  fault(
    'forwarded-to-any-class',
    {
      description: 'a request gets the block that is pushed, of whatever class',
      promise: 'A block that is pushed in the cycle of the request is the newest',
    },
    (design) => design.dropTerm('forwards', 'push_class'),
  ),
  fault(
    'list-overfilled',
    {
      description: 'a full list takes one more block, over the oldest',
      promise: 'its list has N blocks already: `list_full`',
    },
    (design) => design.replace('freed_full', () => low),
  ),
  fault(
    'large-block-kept',
    {
      description: 'a block of 17 granules goes onto the list of class 0',
      promise: 'more than C granules: `no_class`',
    },
    (design) => design.replace('freed_large', () => low),
  ),
  fault(
    'malformed-block-kept',
    {
      description: 'a block that begins amid a granule is kept',
      promise:
        'its address is no multiple of a granule, it has no granules, or it reaches beyond the last address: `malformed`',
    },
    (design) => design.replace('freed_bad', () => low),
  ),
  fault(
    'class-empty-told-otherwise',
    {
      description: 'an empty list without a nursery is told by another code',
      promise: '`class_empty` if n <= C and nothing is left of the nursery',
    },
    (design) => design.replace('outcome', (value) => mux(is(value, 3), negated(value), value)),
  ),
  fault(
    'largest-refused',
    {
      description: 'an object of exactly `largest` granules is too large',
      promise: 'n > `largest`: `too_large`.',
    },
    (design) => design.replace('is_too_large', (value) => or(value, is(design.value('asked'), 64))),
  ),
  fault(
    'answer-changes-while-held',
    {
      description: 'an answer that waits is read out of the memory again and again',
      promise: 'the answer is offered in t + 1, and holds unchanged until taken',
    },
    (design) =>
      design.next('from_list', (next) => or(next, and(design.value('from_list'), design.value('pending')))),
  ),
];

const nurseries: readonly Fault[] = [
  fault(
    'nursery-overrun',
    {
      description: 'the nursery gives more than it has',
      promise: 'n granules are left of the nursery',
    },
    (design) => design.replace('fits', () => high),
  ),
  fault(
    'nursery-stands-still',
    {
      description: 'the nursery does not move on while a block is offered to be freed',
      promise: 'it gives its first n, and begins n later',
    },
    (design) =>
      design.next('nursery_start', (next) =>
        mux(design.value('free_valid'), design.value('nursery_start'), next),
      ),
  ),
  fault(
    'old-nursery-lost',
    {
      description: 'what was left of a nursery that a run replaces is nowhere',
      promise: 'what was left of the old one is handed over with reason `nursery`',
    },
    (design) => design.replace('hands_nursery', (value) => and(value, not(design.value('refills')))),
  ),
  fault(
    'nursery-refilled-unasked',
    {
      description: 'a run becomes the nursery whatever the input says',
      promise: '`refill_nursery` is 1 and the rest is longer than what is left of the nursery',
    },
    (design) => design.dropTerm('refills', 'refill_nursery'),
  ),
  fault(
    'shorter-run-becomes-the-nursery',
    {
      description: 'a run becomes the nursery, however short',
      promise: '`refill_nursery` is 1 and the rest is longer than what is left of the nursery',
    },
    (design) => design.dropTerm('refills', 'nursery_left'),
  ),
  fault(
    'bad-nursery-taken',
    {
      description: 'a nursery amid a granule is set',
      promise: '`bad_range`, and nothing changes',
    },
    (design) => design.replace('bad_range', () => low),
  ),
];

const runs: readonly Fault[] = [
  fault(
    'malformed-run-cut',
    {
      description: 'a run beyond the last address is cut up',
      promise: 'a malformed run is handed over as it is',
    },
    (design) => design.next('cut_is_bad', () => low),
  ),
  fault(
    'run-cut-under-a-free',
    {
      description: 'a run is cut although a block is freed in that cycle, and the block from it is lost',
      promise: 'In a cycle in which a block is freed the run waits.',
    },
    (design) => design.dropTerm('cuts', 'free_valid'),
  ),
  fault(
    'cut-beyond-the-run',
    {
      description: 'a block is cut that is longer than what is left of the run',
      promise: 'and no more granules than are left',
    },
    (design) => design.replaceEach(/^need_15$/, () => is(zero(design.value('levels_15')), 0)),
  ),
  fault(
    'run-does-not-shrink',
    {
      description: 'what is left of a run stays as long as it was',
      promise: 'and cut off the front of the run',
    },
    (design) =>
      design.next('cut_left', (next) => mux(design.value('cuts_block'), design.value('cut_left'), next)),
  ),
  fault(
    'first-class-first',
    {
      description: 'the run is cut for class 0, whichever class needs a block',
      promise: 'the last class whose list has fewer than `watermark` blocks',
    },
    (design) => design.replace('cut_class', (value) => zero(value)),
  ),
];

const commands: readonly Fault[] = [
  fault(
    'flush-forgets-the-last-class',
    {
      description: 'the blocks of the last class stay',
      promise: 'then the blocks of each list, from class 0 on',
    },
    (design) => design.replace('at_end', () => is(design.value('walk_class'), 15)),
  ),
  fault(
    'flush-keeps-the-nursery',
    {
      description: 'the nursery is handed over, and given from afterwards',
      promise: 'Afterwards the allocator has nothing',
    },
    (design) =>
      design.next('nursery_left', (next) =>
        mux(is(design.value('stage'), 4), design.value('nursery_left'), next),
      ),
  ),
  fault(
    'drop-keeps-the-run',
    {
      description: 'the run at hand is cut on after a drop',
      promise: 'Everything is forgotten: lists, nursery, the run at hand.',
    },
    (design) => design.next('cutting', (next) => mux(design.value('drops'), design.value('cutting'), next)),
  ),
  fault(
    'done-before-all-is-taken',
    {
      description: 'a flush is done while surplus still waits for the host',
      promise: '`done` is offered when the host has taken all of it',
    },
    (design) =>
      design.replace('surplus_queue_not_empty', (value) => and(value, not(is(design.value('stage'), 5)))),
  ),
];

const counters: readonly Fault[] = [
  fault(
    'counted-under-clear',
    {
      description: 'a request in the cycle of a clear is counted',
      promise: 'what happens in that cycle is not counted',
    },
    (design) =>
      design.next('count_requests', (next) =>
        mux(and(design.value('counter_clear'), design.value('request_valid')), one(next), next),
      ),
  ),
];

export const faults: readonly Fault[] = [...lists, ...nurseries, ...runs, ...commands, ...counters];
