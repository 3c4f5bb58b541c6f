/** What could be wrong with the barrier, on purpose: the regression must find each of these. */
import { operation, slice } from '../../netlist/make.js';
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, not, and, or, mux, is } = gates;

const crossings: readonly Fault[] = [
  fault(
    'immediates-are-pointers',
    {
      description: 'the tag of the value is not looked at',
      promise: 'the bits of its tag read the code of pointers in `format`',
    },
    (design) => design.replace('is_pointer', () => high),
  ),
  fault(
    'address-cut',
    {
      description: 'a pointer is compared by its lowest bits alone',
      promise: 'if it needs more bits than `addressBits`, it is not young',
      configuration: 'short-addresses',
    },
    (design) => design.replace('fits', () => high),
  ),
  fault(
    'nursery-without-its-limit',
    {
      description: 'the address behind the nursery counts as young',
      promise: '`young_base` <= address < `young_limit`',
    },
    (design) =>
      design.replace('value_below_limit', (value) =>
        or(value, gates.same(design.value('pointer_address'), design.value('young_range_limit'))),
      ),
  ),
  fault(
    'nursery-without-its-base',
    {
      description: 'everything below the limit of the nursery counts as young',
      promise: '`young_base` <= address < `young_limit`',
    },
    (design) => design.replace('value_from_base', () => high),
  ),
  fault(
    'young-objects-count',
    {
      description: 'an object in the nursery counts as old if the old range has the nursery in it',
      promise: 'it is not in the nursery',
    },
    (design) => design.replace('young_object', () => low),
  ),
  fault(
    'old-range-not-asked',
    {
      description: 'any object that is not young counts as old',
      promise: '`old_base` <= object < `old_limit`',
    },
    (design) => design.replace('old_object', () => not(design.value('young_object'))),
  ),
  fault(
    'ranges-not-held',
    {
      description: 'the nursery is what its inputs say now',
      promise: 'is accepted, and in no other',
    },
    (design) => {
      design.replace('young_range_base', () => design.value('young_base'));
      design.replace('young_range_limit', () => design.value('young_limit'));
    },
  ),
  fault(
    'ranges-not-empty-at-first',
    {
      description: 'until they are set, the ranges are what someone thought likely',
      promise: 'after reset all are empty, so no store crosses',
    },
    (design) => design.reset('young_range_limit', 0x3000n),
  ),
];

const table: readonly Fault[] = [
  fault(
    'tag-compared-in-part',
    {
      description: 'way 0 takes granules for the same that differ in the lowest bit of the tag',
      promise: 'as all bits of the number are compared',
    },
    (design) =>
      design.replace('way0_same_tag', (value) =>
        value.kind === 'operation' && value.operands[0] && value.operands[1]
          ? gates.same(gates.halved(value.operands[0]), gates.halved(value.operands[1]))
          : value,
      ),
  ),
  fault(
    'set-without-upper-bits',
    {
      description: 'the list of a granule is named by its lowest bits alone',
      promise: 'cut from bit 0 up into pieces of log2(`sets`) bits',
    },
    (design) => design.replace('set', () => slice(design.value('number'), 0, 4)),
  ),
  fault(
    'hit-stays-in-place',
    {
      description: 'a granule that is found does not move to the front of its list',
      promise: 'moves its granule to the front of its list, or puts it there',
    },
    (design) => design.replace('writes', () => or(design.value('walking'), design.value('remembers'))),
  ),
  fault(
    'front-is-lost',
    {
      description: 'a new granule takes the place of the one in front',
      promise: 'moves its granule to the front of its list, or puts it there',
    },
    (design) => design.replace('known_up_to0', () => high),
  ),
  fault(
    'known-granule-remembered',
    { description: 'nothing is filtered', promise: 'A granule that the table knows is **filtered**' },
    (design) => design.replace('remembers', () => design.value('decides')),
  ),
  fault(
    'granule-with-its-low-bits',
    {
      description: 'the lowest bit of a granule does not count',
      promise: 'without its low `granuleBits` bits',
    },
    (design) => design.replace('number', (value) => and(value, not(gates.one(value)))),
  ),
];

const buffer: readonly Fault[] = [
  fault(
    'lost-when-full',
    {
      description: 'a store that finds the buffer full is forgotten',
      promise: 'a crossing store waits for the full buffer',
    },
    (design) => design.replace('waits', () => low),
  ),
  fault(
    'level-with-the-undecided',
    {
      description: 'level counts a store that is yet to be decided',
      promise: '`level` in a cycle is what the buffer holds at its beginning',
    },
    (design) =>
      design.replace('level', (value) =>
        operation(
          'add',
          [value, operation('zeroExtend', [design.value('crossing')], value.width)],
          value.width,
        ),
      ),
  ),
  fault(
    'others-wait-too',
    {
      description: 'no store is taken while the buffer is full',
      promise: 'So stores that do not cross go on when the buffer is full',
      configuration: 'tiny',
    },
    (design) => design.replace('store_ready', (value) => and(value, design.value('buffer_not_full'))),
  ),
];

const commands: readonly Fault[] = [
  fault(
    'walk-spares-the-last-set',
    {
      description: 'the last list keeps what it knows',
      promise: 'The table is emptied in the **walk cycles** s + 1 to s + `sets`, one set each',
    },
    (design) => design.replace('writes', (value) => and(value, not(design.value('walk_ends')))),
  ),
  fault(
    'reset-does-not-clear',
    {
      description: 'there is no walk after reset, and what the memories held is believed',
      promise: 'After reset the walk cycles are the first `sets` cycles with `rst` low.',
    },
    (design) => design.reset('stage', 1n),
  ),
  fault(
    'drain-does-not-wait',
    {
      description: 'a drain clears while entries are left',
      promise: 'waits until everything that is in the buffer was taken, then clears',
    },
    (design) => design.replace('drains', () => low),
  ),
  fault(
    'clear-overtakes-a-store',
    {
      description: 'a command settles while a store is undecided',
      promise: 'in which no crossing store is undecided',
    },
    (design) => design.dropTerm('settles', 'crossing'),
  ),
  fault(
    'stores-in-a-walk',
    {
      description: 'stores are taken while a command is under way',
      promise: 'from the cycle after a command is accepted until the cycle before `done` is offered',
    },
    (design) => design.replace('store_ready', () => not(design.value('waits'))),
  ),
  fault(
    'bad-range-set',
    {
      description: 'a range that ends before it begins is told bad, and set nonetheless',
      promise: 'Any other status is offered in t + 1, and nothing changes.',
    },
    (design) => {
      for (const register of ['young_range_base', 'young_range_limit'])
        design.next(register, (next) =>
          mux(
            and(
              design.value('asks_ranges'),
              and(design.value('command_valid'), design.value('command_ready')),
            ),
            design.value(register.replace('_range', '')),
            next,
          ),
        );
    },
  ),
  fault(
    'half-of-bad-ranges-found',
    {
      description: 'only the nursery is checked',
      promise: '`set_ranges` with a limit below its base; equal ones are an empty range',
    },
    (design) => design.replace('bad_range', () => design.value('bad_young_range')),
  ),
  fault(
    'unknown-operation-clears',
    { description: 'code 3 is a clear', promise: 'Code 3: `unknown_operation`.' },
    (design) => design.replace('outcome', (value) => mux(is(value, 2), gates.zero(value), value)),
  ),
  fault(
    'counted-under-clear',
    {
      description: 'a store in the cycle of a clear of the counters is counted',
      promise: 'what happens in that cycle is not counted',
    },
    (design) =>
      design.next('count_stores', (next) =>
        mux(
          and(design.value('counter_clear'), and(design.value('store_valid'), design.value('store_ready'))),
          gates.one(next),
          next,
        ),
      ),
  ),
];

export const faults: readonly Fault[] = [...crossings, ...table, ...buffer, ...commands];
