/** What could be wrong with the table, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';
import { operations } from './operations.js';

const { low, high, not, and, or, is, same, topBit, halved, mux } = gates;

const lookups: readonly Fault[] = [
  fault(
    'context-not-compared',
    {
      description: 'way 0 hits for any context',
      promise: 'A lookup hits if a live entry of its set has its key in all bits',
    },
    (design) => design.replace('way0_same_context', () => high),
  ),
  fault(
    'shape-compared-in-part',
    {
      description: 'way 0 takes shapes for the same that have the same top bit',
      promise: 'A lookup hits if a live entry of its set has its key in all bits',
    },
    (design) =>
      design.replace('way0_same_shape', (value) =>
        value.kind === 'operation' && value.operands[0] && value.operands[1]
          ? same(topBit(value.operands[0]), topBit(value.operands[1]))
          : value,
      ),
  ),
  fault(
    'hit-in-a-walk',
    {
      description: 'a lookup of a walk cycle is compared with the set that the walk reads',
      promise: 'Lookups accepted in a walk cycle are answered L cycles later as every lookup, as misses.',
    },
    (design) => design.replace('walked', () => low),
  ),
  fault(
    'hold-broken-under-back-pressure',
    {
      description: 'a value that waits to be taken changes with the memory behind it',
      promise: 'the answer is offered in t + 1, and holds unchanged until taken',
    },
    (design) => design.replace('answer_value', () => design.value('fresh_answer_value')),
  ),
  fault(
    'answer-withdrawn',
    {
      description: 'an answer that is not taken at once is gone',
      promise: 'the answer is offered in t + 1, and holds unchanged until taken',
    },
    (design) => design.next('answer0_held', () => low),
  ),
  fault(
    'lookup-taken-behind-a-held-answer',
    {
      description: 'lookup_ready does not look at answer_ready',
      promise: 'an answer is offered and not taken in this cycle',
    },
    (design) =>
      design.replace('lookup_ready', () =>
        not(or(design.value('fill_accepted'), design.value('fill_under_way'))),
      ),
  ),
];

const twoCycles: readonly Fault[] = [
  fault(
    'second-answer-lost',
    {
      description: 'with an answer latency of 2, what becomes known while another answer is held is lost',
      promise: 'With 2 or 3 it is offered in t + L, or when',
      configuration: 'two-cycle',
    },
    (design) => design.next('answer1_held', () => low),
  ),
  fault(
    'lookup-before-the-fill-is-written',
    {
      description: 'with an answer latency of 2, lookups are held up by a fill no longer than with 1',
      promise: 'or was accepted in one of the previous L.',
      configuration: 'two-cycle',
    },
    (design) => design.next('fill_under_way', () => design.value('fill_accepted')),
  ),
];

const threeCycles: readonly Fault[] = [
  fault(
    'third-answer-lost',
    {
      description: 'with an answer latency of 3, what becomes known while two answers are held is lost',
      promise: 'With 2 or 3 it is offered in t + L, or when',
      configuration: 'three-cycle',
    },
    (design) => design.next('answer2_held', () => low),
  ),
  fault(
    'walk-begins-under-a-lookup',
    {
      description: 'with an answer latency of 3, a lookup accepted one cycle before a walk is compared',
      promise: 'With L = 3 so are those accepted in the cycle before the first walk cycle.',
      configuration: 'three-cycle-tiny',
    },
    (design) => design.next('found_walked', () => design.value('walked')),
  ),
  fault(
    'watch-begins-early',
    {
      description: 'with an answer latency of 3, a write of the cycle before guard 0 watches ends it',
      promise: 'A guard opened in case 3 or 4 watches from the cycle in which `done` is first offered.',
      configuration: 'three-cycle',
    },
    (design) =>
      design.next('guard0_opened', (next) =>
        or(next, and(design.value('opens_free'), is(design.value('choice'), 0))),
      ),
  ),
  fault(
    'base-not-compared',
    {
      description: 'with an answer latency of 3, a write anywhere below the last address of guard 0 ends it',
      promise: 'By a snoop whose address is in base..last of a live, watching guard',
      configuration: 'three-cycle',
    },
    (design) => design.next('guard0_above_base', () => high),
  ),
  fault(
    'last-not-compared',
    {
      description: 'with an answer latency of 3, a write anywhere above the base of guard 0 ends it',
      promise: 'By a snoop whose address is in base..last of a live, watching guard',
      configuration: 'three-cycle',
    },
    (design) => design.next('guard0_below_last', () => high),
  ),
  fault(
    'command-takes-any-version',
    {
      description: 'with an answer latency of 3, a command may name any version of a live guard',
      promise: '`ok` if guard `command_guard` is live with version `command_version`',
      configuration: 'three-cycle',
    },
    (design) => design.next('same_version', () => high),
  ),
];

const liveness: readonly Fault[] = [
  fault(
    'stale-way',
    {
      description: 'way 2 does not ask whether the guard of its entry has ended',
      promise: "if guarded, its guard is live and has the entry's version",
    },
    (design) => design.replace('way2_live_guard', () => high),
  ),
  fault(
    'version-not-compared',
    {
      description: 'way 1 takes any version of a guard for the one that its entry stands under',
      promise: "if guarded, its guard is live and has the entry's version",
    },
    (design) => design.replace('way1_same_version', () => high),
  ),
  fault(
    'past-epoch-lives',
    {
      description: 'entries of way 0 survive a flush',
      promise: 'The epoch rises by 1, so that no entry is live.',
    },
    (design) => design.dropTerm('way0_live', 'epoch'),
  ),
  fault(
    'missed-snoop',
    {
      description: 'guard 1 does not see writes',
      promise: 'By a snoop whose address is in base..last of a live, watching guard',
    },
    (design) => design.replace('guard1_snooped', () => low),
  ),
  fault(
    'snoop-range-without-its-end',
    {
      description: 'the last address of a range is not in it',
      promise: 'By a snoop whose address is in base..last of a live, watching guard',
    },
    (design) =>
      design.replaceEach(/^guard\d+_snooped$/, (value, name) => {
        const last = design.value(`last_${/\d+/.exec(name)?.[0]}`);
        return and(value, not(same(design.value('snoop_address'), last)));
      }),
  ),
  fault(
    'snoop-lost-under-a-fill',
    {
      description: 'a write in the cycle in which a fill acts is not compared',
      promise: 'A fill accepted before is `ok`, and its entry dead when the snoop ends the guard',
    },
    (design) =>
      design.replaceEach(/^guard\d+_snooped$/, (value) => and(value, not(design.value('acts_fill')))),
  ),
  fault(
    'stale-fill-told-ok',
    {
      description: 'a fill under a guard that has ended is reported as done',
      promise: 'not a live guard with version `command_version` (numbers from G up are none): `stale`',
    },
    (design) =>
      design.replace('outcome', (value) => mux(design.value('fill_stale'), gates.zero(value), value)),
  ),
];

const guards: readonly Fault[] = [
  fault(
    'release-forgotten',
    {
      description: 'release_guard answers ok and ends nothing',
      promise: '`ok` if guard `command_guard` is live with version `command_version`; the guard **ends**.',
    },
    (design) => design.replaceEach(/^guard\d+_released$/, () => low),
  ),
  fault(
    'version-wrap-not-retired',
    {
      description: 'a guard whose version wraps is free at once, and old entries come to life again',
      promise: 'If the version was 2^V - 1 it becomes 0, and the guard is **retired** instead',
      configuration: 'tiny',
    },
    (design) => design.replaceEach(/^guard\d+_retires$/, () => low),
  ),
  fault(
    'version-stands-still',
    {
      description: 'a guard is opened with the version that it had before',
      promise: 'its version rises by 1, and it is free',
    },
    (design) =>
      design.replace('opens_with', (value) =>
        mux(design.value('is_first'), value, design.value('chosen_version')),
      ),
  ),
  fault(
    'first-version-unknown',
    {
      description: 'a guard is opened for the first time with what its memory has at power-up',
      promise: 'Epoch 0; all guards free with version 0',
    },
    (design) => design.replace('is_first', () => low),
  ),
  fault(
    'watch-begins-late',
    {
      description: 'a guard sees no write in the first cycle in which it watches',
      promise: 'A guard opened in case 3 or 4 watches from the cycle in which `done` is first offered.',
    },
    (design) =>
      design.replaceEach(/^guard\d+_snooped$/, (value, name) =>
        and(value, design.value(`live_${/\d+/.exec(name)?.[0]}`)),
      ),
  ),
  fault(
    'range-not-shared',
    {
      description: 'a second guard is opened on a range that one watches already',
      promise: 'A live guard has exactly this base and last: it is **shared**',
    },
    (design) => design.replace('any_same', () => low),
  ),
  fault(
    'empty-range-opened',
    {
      description: 'a range that ends before it begins is opened',
      promise: '`command_last` < `command_base` (unsigned): `bad_range`.',
    },
    (design) => design.replace('bad_range', () => low),
  ),
  fault(
    'flush-spares-guards',
    { description: 'guards stay live over a flush', promise: 'All guards become free, retired ones too' },
    (design) =>
      design.replaceEach(/^guard\d+_leaves$/, (value) => and(value, not(design.value('acts_flush')))),
  ),
];

const walks: readonly Fault[] = [
  fault(
    'walk-spares-the-last-set',
    {
      description: 'the last set is read and not rewritten',
      promise: 'A walk reads and, L cycles later, rewrites one set after the other',
      configuration: 'tiny',
    },
    (design) => design.replace('walk_writes', (value) => and(value, not(design.value('walk_ends')))),
  ),
  fault(
    'epoch-wrap-without-walk',
    {
      description: 'the epoch comes again while entries of its last time are left',
      promise: 'except when the epoch was 2^E - 1 and becomes 0: then a clearing walk removes all entries',
      configuration: 'tiny',
    },
    (design) =>
      design.next('walks_at_once', (next) =>
        and(next, not(is(design.value('command_operation'), operations.flush))),
      ),
  ),
  fault(
    'reset-does-not-clear',
    {
      description: 'the walk after reset keeps what looks alive',
      promise: 'A **clearing** walk, which is the one after reset and that of a `flush`, removes every entry',
      configuration: 'tiny',
    },
    (design) => design.reset('clearing', 0n),
  ),
];

const fills: readonly Fault[] = [
  fault(
    'eviction-beside-a-dead-way',
    {
      description: 'a live entry makes room although another way of the set is free',
      promise: 'the lowest way without a live entry, else',
    },
    (design) => design.replace('any_dead', () => low),
  ),
  fault(
    'key-filled-twice',
    {
      description: 'a fill does not see that its key is in the set',
      promise: 'the way with a live entry of the same key (**in place**), else',
    },
    (design) => design.replace('any_match', () => low),
  ),
  fault(
    'random-without-taps',
    {
      description: 'the register that draws the way only shifts, and soon draws 0 for ever',
      promise: 'xor 0xB400 if the bit shifted out was 1',
    },
    (design) =>
      design.next('random', () =>
        mux(design.value('evicts'), halved(design.value('random')), design.value('random')),
      ),
  ),
  fault(
    'fifo-stands-still',
    {
      description: 'evictions leave the pointer of the set where it is',
      promise: 'each eviction then adds 1 to it, modulo ways',
      configuration: 'two-way-fifo',
    },
    (design) =>
      design.write('pointers', ({ enable }) => ({ enable: and(enable, not(design.value('evicts'))) })),
  ),
  fault(
    'hit-leaves-the-tree',
    {
      description: 'a lookup that hits does not make its way the most recently used',
      promise: 'Each hit of a lookup and each fill, of any of the three cases, sets the nodes',
      configuration: 'four-way-pseudo-lru',
    },
    (design) => design.write('trees', ({ enable }) => ({ enable: and(enable, not(design.value('fresh'))) })),
  ),
];

const counters: readonly Fault[] = [
  fault(
    'counted-under-clear',
    {
      description: 'a lookup in the cycle of a clear is counted',
      promise: 'what happens in that cycle is not counted',
    },
    (design) =>
      design.next('count_lookups', (next) =>
        mux(and(design.value('counter_clear'), design.value('fresh')), gates.one(next), next),
      ),
  ),
];

export const faults: readonly Fault[] = [
  ...lookups,
  ...twoCycles,
  ...threeCycles,
  ...liveness,
  ...guards,
  ...walks,
  ...fills,
  ...counters,
];
