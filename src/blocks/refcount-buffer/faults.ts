/** What could be wrong with the buffer, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, not, and, or, mux, is, zero, one } = gates;

const list: readonly Fault[] = [
  fault(
    'address-compared-in-part',
    {
      description: 'the lowest bit of an address is not compared',
      promise: 'Addresses are compared in all bits.',
    },
    (design) =>
      design.replace('entry1_same_address', (value) =>
        value.kind === 'operation' && value.operands[0] && value.operands[1]
          ? gates.same(gates.halved(value.operands[0]), gates.halved(value.operands[1]))
          : value,
      ),
  ),
  fault(
    'hole-counts-as-object',
    {
      description: 'an entry whose change was cancelled still has its object',
      promise: 'If the sum is 0 it leaves the list',
    },
    (design) => design.replace('entry0_same', () => design.value('entry0_same_address')),
  ),
  fault(
    'newest-leaves',
    {
      description: 'the object in front is evicted, and the last one lost',
      promise: 'if the list was full, its last object is evicted',
    },
    (design) => {
      design.replace('victim_address', () => design.value('entry0_address'));
      design.replace('victim_change', () => design.value('entry0_change'));
    },
  ),
  fault(
    'evicts-beside-a-hole',
    {
      description: 'an object leaves although an entry is free',
      promise: 'if the list was full, its last object is evicted',
    },
    (design) => design.replace('any_hole', () => low),
  ),
  fault(
    'net-change-wraps',
    {
      description: 'a net change at its limit goes on to the other end',
      promise: 'what it had is evicted, and it moves to the front with 1 or -1',
    },
    (design) => design.replace('at_limit', () => low),
  ),
  fault(
    'limit-loses-the-update',
    {
      description: 'the update that finds a net change at its limit is evicted with it',
      promise: 'what it had is evicted, and it moves to the front with 1 or -1',
    },
    (design) => design.replace('change', (value) => mux(design.value('at_limit'), zero(value), value)),
  ),
  fault(
    'update-lost-for-want-of-room',
    {
      description: 'an update that waits for room is gone in the next cycle',
      promise: 'Only an update that needs one waits for it, and what comes behind it.',
    },
    (design) => design.next('pending', (next) => and(next, not(design.value('waits')))),
  ),
  fault(
    'drain-from-the-front',
    {
      description: 'a drain takes the most recently changed object, and forgets another',
      promise: 'evicts all objects of the list, the last one first',
    },
    (design) =>
      design.replace('victim_address', (value) =>
        mux(
          and(design.value('drained'), design.value('entry0_occupied')),
          design.value('entry0_address'),
          value,
        ),
      ),
  ),
];

const headers: readonly Fault[] = [
  fault(
    'heap-without-its-base',
    { description: 'addresses below the heap are taken', promise: 'Memory is not asked.' },
    (design) => design.replace('from_base', () => high),
  ),
  fault(
    'heap-with-its-limit',
    {
      description: 'addresses behind the heap are taken',
      promise: 'no address is written that is not in the heap',
    },
    (design) => design.replace('below_limit', () => high),
  ),
  fault(
    'misaligned-taken',
    {
      description: 'an address within a header is taken for it',
      promise: 'or not a multiple of `headerBits` / 8',
    },
    (design) => design.replace('misaligned', () => low),
  ),
  fault(
    'heap-known-at-first',
    {
      description: 'after reset every address is in the heap',
      promise: 'After reset the heap is empty',
    },
    (design) => design.reset('heap_range_limit', 0xffff_fff0n),
  ),
  fault(
    'read-before-write',
    {
      description: 'a header is read while an older change of it is on its way',
      promise: 'waits until the write of an older eviction of the same object was answered',
    },
    (design) => design.replace('hazard', () => low),
  ),
  fault(
    'answers-in-order',
    {
      description: 'a response is taken for that of the oldest eviction, whatever its tag',
      promise: 'they and the writes may be answered in any order',
    },
    (design) => design.replace('answer_slot', () => design.value('oldest')),
  ),
  fault(
    'count-below-zero',
    {
      description: 'a count that would be negative is written',
      promise: 'refused, `underflow`. The header is not written.',
    },
    (design) => design.replace('sum_negative', () => low),
  ),
  fault(
    'count-wraps',
    {
      description: 'a sum that is too great loses its carry',
      promise: 'with `immortal` it becomes all ones',
    },
    (design) => design.replace('sum_too_great', () => low),
  ),
  fault(
    'count-overflows',
    {
      description: 'a sum that is too great is written without its carry',
      promise: 'without it is refused, `overflow`, and the header is not written',
      configuration: 'overflowing',
    },
    (design) => design.replace('sum_too_great', () => low),
  ),
  fault(
    'mortal-after-all',
    {
      description: 'a count of all ones is changed as any other',
      promise: 'a count of all ones stays as it is; nothing is written or reported',
    },
    (design) => design.replace('sum_count_all_ones', () => low),
  ),
  fault(
    'read-error-believed',
    {
      description: 'what comes with an error is taken for a header',
      promise: 'Memory answers with an error: refused, `read_error`.',
    },
    (design) => design.replace('read_status', (value) => mux(is(value, 4), zero(value), value)),
  ),
  fault(
    'write-error-ignored',
    {
      description: 'a write that failed counts as done',
      promise: 'Memory answers with an error: refused, `write_error`.',
    },
    (design) => design.replace('oldest_status', (value) => mux(is(value, 5), zero(value), value)),
  ),
  fault(
    'whole-word-written',
    {
      description: 'a write takes all bytes of the word',
      promise: 'only the bytes that hold bits of the count',
      configuration: 'four-headers-a-word',
    },
    (design) => design.next('offered_strobe', (next) => or(next, not(zero(next)))),
  ),
];

const reports: readonly Fault[] = [
  fault(
    'zero-not-told',
    { description: 'a count that becomes zero is not reported', promise: 'the object is reported at `zero`' },
    (design) => design.replace('oldest_zero', () => low),
  ),
  fault(
    'refusal-lost',
    {
      description: 'a refusal is offered for one cycle',
      promise: 'a refusal that is not taken, holds up the end of its eviction',
    },
    (design) => design.replace('retires', (value) => or(value, design.value('refuses'))),
  ),
  fault(
    'report-lost',
    {
      description: 'a report that finds no place is dropped',
      promise: 'A report that finds `zeroDepth` others waiting',
      configuration: 'tiny',
    },
    (design) => design.replace('retires', (value) => or(value, design.value('reports'))),
  ),
  fault(
    'settled-without-the-list',
    {
      description: 'a change in the list does not count as pending',
      promise: 'none in the list, none waiting to enter it, no younger eviction under way',
    },
    (design) => design.replace('in_list', () => low),
  ),
  fault(
    'settled-without-younger-evictions',
    {
      description: 'an eviction of the same object behind this one does not count as pending',
      promise: 'none in the list, none waiting to enter it, no younger eviction under way',
      configuration: 'eight-entries',
    },
    (design) => design.replace('evicted_again', () => low),
  ),
  fault(
    'never-settled',
    {
      description: 'all reports are candidates',
      promise:
        '`settled`: it is 1 if, in the cycle in which the eviction ended, no change of the object was pending',
    },
    (design) => design.replace('settled', () => low),
  ),
];

const commands: readonly Fault[] = [
  fault(
    'done-before-the-writes',
    {
      description: 'a drain is done when the list is empty',
      promise: '`done` is offered when all evictions have ended',
    },
    (design) =>
      design.replace('all_drained', () => not(or(design.value('pending'), design.value('any_occupied')))),
  ),
  fault(
    'updates-in-a-drain',
    {
      description: 'updates are taken while a command is under way',
      promise: 'from the cycle after a command is accepted until the cycle before `done` is offered',
    },
    (design) => design.replace('update_ready', () => not(design.value('waits'))),
  ),
  fault(
    'bad-heap-set',
    {
      description: 'a heap that ends before it begins is set',
      promise: '`set_heap` with a limit below the base, or one of them not a multiple of `headerBits` / 8',
    },
    (design) => design.replace('bad_range', () => low),
  ),
  fault(
    'drain-sets-the-heap',
    {
      description: 'the inputs of the heap are read by every command',
      promise: 'the last one before `done` of a `set_heap` is offered',
    },
    (design) => design.replace('sets_heap', () => high),
  ),
  fault(
    'counted-under-clear',
    {
      description: 'an update in the cycle of a clear of the counters is counted',
      promise: 'what happens in that cycle is not counted',
    },
    (design) =>
      design.next('count_updates', (next) =>
        mux(
          and(design.value('counter_clear'), and(design.value('update_valid'), design.value('update_ready'))),
          one(next),
          next,
        ),
      ),
  ),
];

export const faults: readonly Fault[] = [...list, ...headers, ...reports, ...commands];
