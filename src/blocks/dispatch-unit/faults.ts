/** What could be wrong with the unit, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, not, and, or, mux, zero, one, halved, bit, topBit } = gates;

const fetching: readonly Fault[] = [
  fault(
    'window-survives-a-redirect',
    {
      description: 'after a redirect the words behind the new pc count as fetched',
      promise: 'It drops all that was fetched',
    },
    (design) =>
      design.next('fetch_held', (next) => mux(design.value('flush'), design.value('fetch_held'), next)),
  ),
  fault(
    'wrong-path-words-taken',
    {
      description: 'words in flight are forgotten by a redirect, and taken for those of the new window',
      promise: 'words that were in flight are dropped as they arrive',
    },
    (design) => design.next('fetch_outstanding', (next) => mux(design.value('flush'), zero(next), next)),
  ),
  fault(
    'old-window-goes-on',
    {
      description: 'words behind the old window count for the one that begins at a jump',
      promise: 'An address that is not in the window begins a new one',
    },
    (design) =>
      design.next('fetch_held', (next) =>
        mux(
          and(design.value('fetch_restarts'), not(design.value('flush'))),
          design.value('fetch_held'),
          next,
        ),
      ),
  ),
  fault(
    'request-moves',
    {
      description: 'a request that waits takes on the address of the next one',
      promise: 'An offered request stays as it is until it is taken',
    },
    (design) => design.replace('fetch_held_address', () => design.value('fetch_base')),
  ),
  fault(
    'one-request-too-many',
    {
      description: 'requests are made however many are in flight',
      promise: 'with at most `requests` requests in flight',
    },
    (design) => design.dropTerm('fetch_may_ask', 'fetch_outstanding'),
  ),
  fault(
    'buffer-overruns',
    {
      description: 'words are asked for whether there is room or not',
      promise: 'no more than `depth` - `behind` of them',
    },
    (design) => design.replace('fetch_has_room', () => high),
  ),
  fault(
    'nothing-kept-behind',
    {
      description: 'words behind the pc leave the window at once',
      promise: 'Words behind the pc are kept until others need their places',
    },
    // Those behind are the ones beyond the 16 that may lie ahead.
    (design) =>
      design.replace('fetch_in_window', (value) => {
        const distance = design.value('fetch_distance');
        const rest = [0, 1, 2, 3].map((index) => bit(distance, index)).reduce(or);
        return and(value, not(or(bit(distance, 5), and(bit(distance, 4), rest))));
      }),
  ),
  fault(
    'end-not-waited-for',
    {
      description: 'an instruction is offered when its first byte has arrived',
      promise: 'An instruction is offered only when all its bytes have arrived',
    },
    (design) => design.replace('arrived', () => design.value('fetch_in_window')),
  ),
  fault(
    'error-decoded',
    {
      description: 'what comes with an error is decoded',
      promise: 'the memory answered a byte that it is made of with an error',
    },
    (design) => design.replace('unreadable', () => low),
  ),
  fault(
    'error-of-a-neighbour',
    {
      description: 'an error of the next word stops an instruction that ends before it',
      promise: 'matters only to an instruction that has a byte in it',
    },
    (design) =>
      design.replace('unreadable', (value) =>
        or(value, and(topBit(design.value('fetch_word1_entry')), design.value('arrived'))),
      ),
  ),
];

const decoding: readonly Fault[] = [
  fault(
    'prefixes-forgotten',
    {
      description: 'of a chain only the last prefix counts',
      promise: 'the last four bytes of operand count',
    },
    (design) => design.next('chain_operand', (next) => zero(next)),
  ),
  fault(
    'prefixes-leak',
    {
      description: 'the operands of a chain stay for the next instruction',
      promise: '**Prefixes** (EXTENDED_ARG) are one instruction with what they stand in front of',
    },
    (design) =>
      design.next('chain_operand', (next) => mux(design.value('loads'), design.value('chain_operand'), next)),
  ),
  fault(
    'chain-without-its-start',
    {
      description: 'an instruction with prefixes is said to be where its last one is',
      promise: "address of the instruction's first byte, its prefixes included",
    },
    (design) => design.replace('start', () => design.value('pc')),
  ),
  fault(
    'caches-executed',
    {
      description: 'the next instruction is looked for in the skipped bytes',
      promise: '**Skipped bytes** (CACHE units, the counts',
    },
    // All opcodes of CPython have an operand of one byte.
    (design) => design.replace('opcode0_rest', (rest) => and(rest, one(rest))),
  ),
  fault(
    'distance-in-bytes',
    {
      description: 'a distance is not multiplied',
      promise: "A distance is multiplied by the jump's unit",
    },
    (design) => design.replace('distance', () => design.value('value')),
  ),
  fault(
    'behind-a-jump-decoded',
    {
      description:
        'what stands behind a jump that is followed is decoded, for it was found before it was known where the jump leads',
      promise: 'the stream goes on at the target of every jump that is always taken',
    },
    (design) => design.replace('leaves', () => not(design.value('goes_on'))),
  ),
  fault(
    'upper-bits-forgotten',
    {
      description: 'the upper bits of words in front of a carry are those of long ago',
      promise: 'a jump to an address in the window costs one cycle',
    },
    (design) => design.next('fetch_high_before', () => design.value('fetch_high_before')),
  ),
  fault(
    'all-jumps-forward',
    {
      description: 'distances backward are added',
      promise: 'and added to, or subtracted from, the address that the set names',
    },
    (design) => design.replace('row_is_backward', () => low),
  ),
  fault(
    'unknown-opcode-passes',
    {
      description: 'a code that the set does not have is decoded by its row of zeros',
      promise: 'the set has no opcode of this code',
    },
    (design) => design.replace('known', () => high),
  ),
  fault(
    'sign-forgotten',
    {
      description: 'operands of variable length have no sign',
      promise: 'bit 6 of the first byte is the sign',
      configuration: 'micropython',
    },
    (design) => design.replace('variable_fill', (value) => zero(value)),
  ),
  fault(
    'endless-operand-passes',
    {
      description: 'an operand that does not end is taken after 5 bytes',
      promise: 'an operand of variable length has more than 5 bytes',
      configuration: 'micropython',
    },
    (design) => design.replace('variable_endless', () => low),
  ),
  fault(
    'range-without-its-place',
    {
      description: 'the lowest bit of the place in a range is lost',
      promise: 'one opcode whose operand is the place in the range',
      configuration: 'micropython',
    },
    (design) => design.replace('row_implied', (value) => halved(value)),
  ),
];

const control: readonly Fault[] = [
  fault(
    'offer-survives-a-redirect',
    {
      description: 'what was offered and not taken stays on offer over a redirect',
      promise: 'from the next cycle on `dispatched` never shows anything older',
    },
    (design) =>
      design.next('offered', (next) => or(next, and(design.value('waiting'), design.value('flush')))),
  ),
  fault(
    'offer-survives-a-halt',
    {
      description: 'what was offered and not taken stays on offer over a halt',
      promise: 'an instruction that was offered and not taken is dropped',
    },
    (design) =>
      design.next('offered', (next) => or(next, and(design.value('waiting'), design.value('halt')))),
  ),
  fault(
    'halt-loses-the-offer',
    {
      description: 'a halt goes on behind the instruction that it drops',
      promise: '`current_pc` is the address of the first instruction that was not taken',
    },
    (design) =>
      design.next('pc', (next) =>
        mux(and(design.value('halt'), not(design.value('flush'))), design.value('start'), next),
      ),
  ),
  fault(
    'redirect-overrules-a-halt',
    {
      description: 'with a redirect in its cycle a halt does not halt',
      promise: 'With a redirect in the same cycle nothing runs',
    },
    (design) => design.next('active', (next) => or(next, design.value('flush'))),
  ),
  fault(
    'interrupt-ignored',
    {
      description: 'calls and jumps go on under an interrupt',
      promise: 'the instruction is offered as `interrupted`',
    },
    (design) => design.replace('interrupted', () => low),
  ),
  fault(
    'interrupt-anywhere',
    {
      description: 'an interrupt stops in front of whatever comes',
      promise: 'Everything else passes.',
    },
    (design) => design.replace('interrupted', () => design.value('interrupt_pending')),
  ),
  fault(
    'steps-over-jumps',
    {
      description: 'a jump that is followed does not end a single step',
      promise: 'that is the last one: the unit stops when it was taken',
    },
    (design) => design.replace('stops', (value) => and(value, not(design.value('followed')))),
  ),
  fault(
    'conditional-jumps-not-followed',
    {
      description: 'the stream leaves loops that end in a conditional jump',
      promise: 'and of every conditional one that leads backward',
    },
    (design) => design.replace('row_followed_backward', () => low),
  ),
  fault(
    'table-write-lost',
    {
      description: 'a write to the jump table in the cycle of a reading is lost',
      promise: 'Writes are taken in every cycle',
    },
    (design) =>
      design.write('jump_table', ({ enable }) => ({ enable: and(enable, not(design.value('loads'))) })),
  ),
  fault(
    'counted-under-clear',
    {
      description: 'a word that arrives in the cycle of a clear of the counters is counted',
      promise: 'what happens in that cycle is not counted',
    },
    (design) =>
      design.next('count_words', (next) =>
        mux(and(design.value('counter_clear'), design.value('fetch_response_valid')), one(next), next),
      ),
  ),
];

export const faults: readonly Fault[] = [...fetching, ...decoding, ...control];
