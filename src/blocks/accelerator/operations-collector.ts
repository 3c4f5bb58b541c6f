/** Operations of the blocks that assist the garbage collector. */
import type { Operation } from './operations.js';
import { hasFinalisers } from './registers-collector.js';

const heap = ['heap_base', 'heap_end', 'mark_base'];

const markerOperations = {
  marker_mark: {
    code: 0x60,
    unit: 'marker',
    block: 'marker',
    long: true,
    word: 'objects marked',
    registers: [...heap, 'marker_spill_base', 'marker_spill_end'],
    documentation: 'Marks what the roots lead to; answered after the last root when all is marked',
  },
  marker_root: {
    code: 0x61,
    unit: 'roots',
    block: 'marker',
    a: 'a word that may be a pointer',
    b: 'not 0: the last root',
    documentation: 'A root for the marking at work, or for the next; `busy` while the queue of roots is full',
  },
} satisfies Record<string, Operation>;

const sweeperRegisters = [...heap, 'finaliser_base'];

const sweeperOperations = {
  sweeper_sweep: {
    code: 0x68,
    unit: 'sweeper',
    block: 'sweeper',
    long: true,
    word: 'where the trouble is, with every status',
    registers: sweeperRegisters,
    documentation: 'Frees what is not marked, takes back the marks, gives the free runs',
  },
  sweeper_clear_marks: {
    code: 0x69,
    unit: 'sweeper',
    block: 'sweeper',
    long: true,
    word: 'where the trouble is, with every status',
    registers: sweeperRegisters,
    documentation: 'Takes back the marks and frees nothing',
  },
  sweeper_report: {
    code: 0x6a,
    unit: 'sweeper',
    block: 'sweeper',
    long: true,
    word: 'where the trouble is, with every status',
    registers: sweeperRegisters,
    documentation: 'Names the dead objects that have finalisers, and changes nothing',
  },
  sweeper_run: {
    code: 0x6b,
    unit: 'swept',
    block: 'sweeper',
    applies: ({ allocator }) => !allocator,
    word: 'its address; its length is in `sweeper_run_granules`',
    documentation: 'Takes a free run, `empty` if none waits; not with the allocator, which takes them all',
  },
  sweeper_finaliser: {
    code: 0x6c,
    unit: 'swept',
    block: 'sweeper',
    applies: hasFinalisers,
    word: 'its address',
    documentation: 'Takes a dead object that has a finaliser, `empty` if none waits',
  },
} satisfies Record<string, Operation>;

const allocatorOperations = {
  allocator_allocate: {
    code: 0x80,
    unit: 'allocation',
    block: 'allocator',
    a: 'bytes',
    word: 'address',
    documentation: 'Gives memory away',
  },
  allocator_free: {
    code: 0x81,
    unit: 'blocks',
    block: 'allocator',
    a: 'address',
    b: 'granules',
    documentation: 'Takes a block back; `busy` while what is the host’s waits for it',
  },
  allocator_give: {
    code: 0x82,
    unit: 'blocks',
    block: 'allocator',
    a: 'address',
    b: 'granules',
    documentation: 'Gives a free run; `busy` while the allocator cannot take it',
  },
  allocator_surplus: {
    code: 0x83,
    unit: 'blocks',
    block: 'allocator',
    word: 'its address; more in `allocator_surplus`',
    documentation: 'Takes memory that is the host’s again, `empty` if none waits',
  },
  allocator_set_nursery: {
    code: 0x84,
    unit: 'allocator',
    block: 'allocator',
    long: true,
    a: 'address',
    b: 'granules',
    documentation: 'Makes a stretch of memory the nursery',
  },
  allocator_flush: {
    code: 0x85,
    unit: 'allocator',
    block: 'allocator',
    long: true,
    documentation: 'Hands everything to the host, through `allocator_surplus`',
  },
  allocator_drop: {
    code: 0x86,
    unit: 'allocator',
    block: 'allocator',
    long: true,
    documentation: 'Forgets everything, before a sweep',
  },
} satisfies Record<string, Operation>;

const barrierOperations = {
  barrier_store: {
    code: 0xa0,
    unit: 'stores',
    block: 'barrier',
    a: 'slot',
    b: 'value',
    registers: ['barrier_object'],
    documentation: 'A pointer store of the program; `busy` while the barrier cannot take it',
  },
  barrier_remembered: {
    code: 0xa1,
    unit: 'stores',
    block: 'barrier',
    word: 'first address of the granule',
    documentation: 'Takes the oldest entry of the buffer, `empty` if there is none',
  },
  barrier_set_ranges: {
    code: 0xa2,
    unit: 'barrier',
    block: 'barrier',
    long: true,
    registers: ['barrier_young_base', 'barrier_young_limit', 'barrier_old_base', 'barrier_old_limit'],
    documentation: 'Says where young and old objects lie',
  },
  barrier_clear: {
    code: 0xa3,
    unit: 'barrier',
    block: 'barrier',
    long: true,
    documentation: 'Forgets what was remembered',
  },
  barrier_drain: {
    code: 0xa4,
    unit: 'barrier',
    block: 'barrier',
    long: true,
    documentation: 'Answered when all that was remembered before is taken',
  },
} satisfies Record<string, Operation>;

const refcountOperations = {
  refcount_increment: {
    code: 0xb0,
    unit: 'counts',
    block: 'refcount',
    a: 'object',
    documentation: 'One reference more; `busy` while the buffer cannot take it',
  },
  refcount_decrement: {
    code: 0xb1,
    unit: 'counts',
    block: 'refcount',
    a: 'object',
    documentation: 'One reference less; `busy` while the buffer cannot take it',
  },
  refcount_zero: {
    code: 0xb2,
    unit: 'counts',
    block: 'refcount',
    word: 'the object; `refcount_zero.settled` says whether it is dead',
    documentation: 'Takes the oldest count that reached zero, `empty` if there is none',
  },
  refcount_refused: {
    code: 0xb3,
    unit: 'counts',
    block: 'refcount',
    word: 'the object; more in `refcount_refused`',
    documentation: 'Takes the oldest change that could not be made, `empty` if there is none',
  },
  refcount_drain: {
    code: 0xb4,
    unit: 'refcount',
    block: 'refcount',
    long: true,
    documentation:
      'Brings all net changes to memory; answered when all that comes of it was taken by `refcount_zero` and `refcount_refused`',
  },
  refcount_set_heap: {
    code: 0xb5,
    unit: 'refcount',
    block: 'refcount',
    long: true,
    registers: ['refcount_heap_base', 'refcount_heap_limit'],
    documentation: 'The same, and says where headers may be from then on',
  },
} satisfies Record<string, Operation>;

export const collectorOperations = {
  ...markerOperations,
  ...sweeperOperations,
  ...allocatorOperations,
  ...barrierOperations,
  ...refcountOperations,
};
