/** What could be wrong with the unit, on purpose: the regression must find each of these. */
import { operation, slice } from '../../netlist/make.js';
import type { Node } from '../../netlist/node.js';
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, not, and, is, bit, topBit, mux, zero } = gates;

/** Promises of tagged-alu: its README has them. */
const operations: readonly Fault[] = [
  fault(
    'wrong-tag-bit',
    {
      description: 'bit 1 of the left operand is taken for the tag of small integers',
      promise: 'An **integer** is a `small_int`, or a `bool` counting as 0 or 1.',
    },
    (design) => design.within('alu', (alu) => alu.replace('a_is_small_int', () => bit(alu.value('a'), 1))),
  ),
  fault(
    'bool-is-no-integer',
    {
      description: 'True and False are refused as right operands',
      promise: 'An **integer** is a `small_int`, or a `bool` counting as 0 or 1.',
    },
    (design) => design.within('alu', (alu) => alu.dropTerm('b_is_integer', 'b_is_bool')),
  ),
  fault(
    'sum-overflow-dropped',
    {
      description: 'sums that do not fit are answered without their top bit',
      promise: 'Integers are exact: no intermediate result wraps.',
    },
    (design) => design.within('alu', (alu) => alu.replace('arithmetic_is_large', () => low)),
  ),
  fault(
    'pointer-compared-by-word',
    {
      description: 'a pointer on the right is equal to the same word',
      promise: 'Even a pointer compared with itself is refused',
    },
    (design) =>
      design.within('alu', (alu) => {
        alu.dropTerm('b_misfits', 'b_is_pointer');
        const isAsked = and(alu.value('wants_equality'), alu.value('b_is_pointer'));
        alu.replace('gives_truth', (value) => not(and(not(value), not(isAsked))));
      }),
  ),
  fault(
    'shift-count-truncated',
    {
      description: 'only the low bits of a shift count are looked at',
      promise: 'so `overflow` for every b >= N',
    },
    (design) => design.within('alu', (alu) => alu.replace('shift_is_huge', () => low)),
  ),
  fault(
    'shifted-out-bit-unseen',
    {
      description: 'bits that the stage by 8 shifts out on the left are not missed',
      promise: 'else box(a * 2^b), so `overflow` for every b >= N',
    },
    (design) => design.within('alu', (alu) => alu.replace('shift_by8_loses', () => low)),
  ),
  fault(
    'right-shift-without-sign',
    {
      description: 'negative integers are shifted right like positive ones',
      promise: 'b < 0: `negative_shift`; else box(floor(a / 2^b)), so 0 or -1 for every b >= N - 1',
    },
    (design) => design.within('alu', (alu) => alu.replace('shift_complements', () => low)),
  ),
  fault(
    'negative-count-allowed',
    {
      description: 'shifts by a negative count are not refused',
      promise: 'b < 0: `negative_shift`; else box(floor(a / 2^b))',
    },
    (design) => design.within('alu', (alu) => alu.replace('refuses_negative_count', () => low)),
  ),
  fault(
    'false-is-no-zero',
    {
      description: 'only the small integer 0 is refused as divisor, False is not',
      promise: '`divide_by_zero` for `floor_div` and `modulo` when b is 0; else `deferred`',
    },
    (design) =>
      design.within('alu', (alu) =>
        alu.replace('refuses_zero_divisor', (value) => and(value, alu.value('b_is_small_int'))),
      ),
  ),
  fault(
    'bools-become-integers',
    { description: 'True & False is 0 and not False', promise: 'two bools: the bool' },
    (design) => design.within('alu', (alu) => alu.replace('both_bools', () => low)),
  ),
  fault(
    'unassigned-code-answered',
    {
      description: 'codes without an operation are answered ok',
      promise: '`unsupported`: an unassigned code (23, 30, 31)',
    },
    (design) => design.within('alu', (alu) => alu.replace('refuses_left_out', () => low)),
  ),
  fault(
    'left-out-operation-answered',
    {
      description: 'a shift is answered ok where shifts are left out',
      promise: 'One whose group is left out (`arithmetic` to',
      configuration: 'sums-and-comparisons',
    },
    (design) => design.within('alu', (alu) => alu.replace('refuses_left_out', () => low)),
  ),
];

const secondCycle: readonly Fault[] = [
  fault(
    'late-shift-lost',
    {
      description: 'with a simple latency of 2, shifts are answered 0',
      promise: 'what is shifted is looked at in the first cycle and moved in the second.',
      configuration: 'two-cycle',
    },
    (design) => design.next('late_shift_gives', () => low),
  ),
  fault(
    'late-count-truncated',
    {
      description: 'with a simple latency of 2, only the low bits of a shift count reach the second cycle',
      promise: 'so `overflow` for every b >= N',
      configuration: 'two-cycle',
    },
    (design) => design.next('late_shift_is_huge', () => low),
  ),
];

const products: readonly Fault[] = [
  fault(
    'product-overflow-dropped',
    {
      description: 'products that do not fit are answered without their upper half',
      promise: 'box(a * b): `overflow` if the exact product does not fit N bits',
    },
    (design) => design.replace('product_fits', () => high),
  ),
  fault(
    'product-unsigned',
    {
      description: 'the operands are multiplied as numbers without a sign',
      promise: 'box(a * b): `overflow` if the exact product does not fit N bits',
    },
    (design) =>
      design.replace('multiplier_highs', (value) => {
        const half = (name: string) => slice(design.value(name), 15, 16);
        return operation(
          'multiply',
          [half('multiplier_operand_a'), half('multiplier_operand_b')],
          value.width,
        );
      }),
  ),
  fault(
    'product-under-another-tag',
    {
      description: 'the tag is one pipeline stage ahead of its product',
      promise: 'comes back with the answer',
    },
    (design) => design.replace('multiplier_stage1_tag', () => design.value('multiplier_operand_tag')),
  ),
];

const quotients: readonly Fault[] = [
  fault(
    'division-truncates',
    {
      description: 'quotients are rounded towards zero, as in C',
      promise: 'box(floor(a / b)), rounded towards minus infinity: -7 // 2 is -4',
    },
    (design) => design.replace('divider_is_exact', () => high),
  ),
  fault(
    'modulo-has-the-sign-of-a',
    {
      description: 'the remainder has the sign of the dividend',
      promise: "box(a - b * floor(a / b)): 0, or of b's sign",
    },
    (design) => {
      const ofDivisor = design.value('divider_divisor_negative');
      const ofDividend = mux(design.value('divider_signs_differ'), not(ofDivisor), ofDivisor);
      const forModulo = (value: Node) => mux(design.value('divider_wants_modulo'), ofDividend, value);
      design.replace('divider_complements', forModulo);
      design.replace('divider_adjusts', forModulo);
      design.replace('divider_adds_divisor', () => low);
    },
  ),
  fault(
    'least-by-minus-one',
    {
      description: 'the only quotient that does not fit is answered',
      promise: 'only the least small integer // -1 overflows',
    },
    (design) => design.replace('divider_overflows', () => low),
  ),
  fault(
    'divider-taken-while-busy',
    {
      description: 'a division begins while another one is under way',
      promise: 'nor `floor_div` or `modulo` with the divider at work',
    },
    (design) => design.replace('divider_works', () => low),
  ),
];

const streams: readonly Fault[] = [
  fault(
    'answers-overtake',
    {
      description: 'simple answers leave as soon as they are there',
      promise: 'With `inOrder` true answers leave in the order of their requests',
    },
    (design) =>
      design.replace('order_head', (value) => mux(design.value('simple_not_empty'), zero(value), value)),
  ),
  fault(
    'hold-broken-under-back-pressure',
    {
      description: 'while an answer waits to be taken, the next unit takes its turn',
      promise: 'An offered answer holds, unchanged, until it is taken.',
      configuration: 'out-of-order',
    },
    (design) => design.replace('stays', () => low),
  ),
  fault(
    'answer-lost-under-back-pressure',
    {
      description: 'a simple answer leaves its queue when it is offered, taken or not',
      promise: 'An offered answer holds, unchanged, until it is taken.',
    },
    (design) =>
      design.replace('simple_popping', () =>
        and(design.value('response_valid'), is(design.value('order_head'), 0)),
      ),
  ),
  fault(
    'valid-waits-for-ready',
    {
      description: 'answers are offered only to who is ready',
      promise: '`response_valid` depends on no input.',
    },
    (design) => design.replace('response_valid', (value) => and(value, design.value('response_ready'))),
  ),
  fault(
    'no-place-for-the-answer',
    {
      description: 'requests are issued without a place for their answers',
      promise: 'fewer than D issued requests have answers not yet taken',
    },
    (design) => design.dropTerm('can_issue', 'outstanding'),
  ),
  fault(
    'busy-falls-early',
    {
      description: 'busy is 0 while an answer waits to be taken',
      promise: 'at least one request was taken in and its answer is not yet taken',
    },
    (design) => design.replace('busy', (value) => and(value, not(design.value('response_valid')))),
  ),
  fault(
    'reset-forgets-the-count',
    {
      description: 'the number of requests in flight survives a reset',
      promise: 'After reset nothing is in flight',
    },
    (design) => design.reset('outstanding', undefined),
  ),
];

const counters: readonly Fault[] = [
  fault(
    'counter-keeps-what-it-moves',
    {
      description: 'what the counter of ok answers has moved to the memory of counters stays in it too',
      promise:
        'Each counts cycle by cycle what is seen at the ports, by at most 1 a cycle, modulo 2^`counterBits`',
      configuration: 'out-of-order',
    },
    (design) =>
      design.next('count_ok_answers', (next) => {
        const count = design.value('count_ok_answers');
        return mux(and(topBit(count), not(design.value('counter_clear'))), count, next);
      }),
  ),
];

export const faults: readonly Fault[] = [
  ...operations,
  ...secondCycle,
  ...products,
  ...quotients,
  ...streams,
  ...counters,
];
