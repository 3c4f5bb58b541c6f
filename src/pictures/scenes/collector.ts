/** The blocks that manage memory. */
import * as allocator from '../../blocks/allocator/operations.js';
import { requestKinds } from '../../blocks/gc-marker/operations.js';
import * as sweeper from '../../blocks/gc-sweeper/operations.js';
import type { Scenes } from './scene.js';

const write = { names: { read: 0, write: 1 } };

/** The upper three bits of the tag, with the few requests in flight of the scene below. */
const { object, header, markRead: mark, spill, refill } = requestKinds;
const kind = { names: { object, header, mark, spill, refill }, from: 3 };

export const collector: Scenes = {
  'gc-marker': {
    block: {
      boxes: {
        'look up the mark': ['lookup_*'],
        'set the mark': ['update_*'],
        'slots of missed words': ['slots_*'],
        'walk over the marks': ['walk_*'],
        'work queue': ['queue_*'],
        'blocks to read': ['blocks_*'],
        'read bursts': ['bursts_*'],
        'words of objects': ['objects_*'],
        'memory port': ['request_*'],
        control: ['*'],
      },
      ports: { 'heap, marks, spill room': ['heap_*', 'mark_*', 'spill_*'] },
      without: ['configured_*', 'pause', 'paused'],
      decides: [
        ['command', 'control'],
        ['control', 'walk over the marks'],
      ],
    },
    timing: {
      scenario: 'spills',
      parameters: { inFlight: 4, burstBeats: 2, queueDepth: 8, markWords: 4 },
      start: { at: 'memory_request', nth: 15, before: 10 },
      cycles: 20,
      lanes: [
        { stream: 'memory_request', fields: { write, address: 'hex', tag: kind } },
        { stream: 'memory_response', fields: { data: 'hex', tag: kind } },
      ],
    },
  },
  'gc-sweeper': {
    block: {
      boxes: {
        'table, read ahead': ['table_words_*'],
        'finaliser bits, read ahead': ['finaliser_words_*'],
        'word taken': ['taken_*', 'half'],
        'word swept': ['done_*', 'granule', 'table_word', 'in_object', 'in_dead'],
        'cut into runs': ['cut_*'],
        runs: ['run_queue_*'],
        finalisers: ['unreported', 'reported_*', 'finaliser_queue_*'],
        writes: ['writes_*', 'written_*'],
        'memory port': ['requested_*'],
        control: ['*'],
      },
      ports: { 'heap, marks, finaliser bits': ['heap_*', 'mark_*', 'finaliser_base'] },
    },
    timing: {
      scenario: 'objects-over-words',
      start: { at: 'command' },
      cycles: 18,
      lanes: [
        { stream: 'command', fields: { operation: { names: sweeper.operations } } },
        { stream: 'memory_request', fields: { write, address: 'hex', beats: 'unsigned' } },
        { stream: 'memory_response', fields: { data: 'hex' } },
        { stream: 'run', fields: { address: 'hex', granules: 'unsigned' } },
        { stream: 'done', fields: { status: { names: sweeper.statuses } } },
      ],
    },
  },
  allocator: {
    block: {
      boxes: {
        'free lists': ['blocks', 'levels_*'],
        nursery: ['nursery_*'],
        'cut a run': ['cut_*'],
        'held answer': ['answered_*'],
        'surplus queue': ['surplus_queue_*'],
        'held command': ['commanded_*'],
        'walk over the lists': ['walk_*'],
        control: ['*'],
      },
      without: ['refill_nursery'],
      decides: [['command', 'control']],
    },
    timing: {
      scenario: 'back-to-back',
      start: { at: 'request', nth: 7 },
      cycles: 20,
      lanes: [
        { stream: 'request', fields: { size: 'unsigned' } },
        {
          stream: 'answer',
          fields: { status: { names: allocator.statuses }, address: 'hex', granules: 'unsigned' },
        },
      ],
    },
  },
  'write-barrier': {
    block: {
      boxes: {
        ranges: ['young_range_*', 'old_range_*'],
        'sought granule': ['granule', 'sought'],
        ways: ['way*'],
        buffer: ['buffer_*'],
        walk: ['walk_index'],
        control: ['*'],
      },
      ports: { 'young and old range': ['young_*', 'old_*'] },
      decides: [
        ['command', 'control'],
        ['ranges', 'control'],
        ['control', 'buffer'],
        ['ways', 'buffer'],
      ],
    },
    timing: {
      scenario: 'same-granule',
      start: { at: 'store' },
      cycles: 14,
      lanes: [
        { stream: 'store', fields: { object: 'hex', slot: 'hex', value: 'hex' } },
        { stream: 'remembered', fields: { address: 'hex' } },
      ],
    },
  },
  'refcount-buffer': {
    block: {
      boxes: {
        'update at hand': ['present_*'],
        'net changes': ['entry*'],
        'evictions under way': ['slot*', 'victims', 'sums', 'next', 'issue', 'oldest'],
        zeros: ['zeros_*'],
        'memory port': ['offered_*'],
        'answer of memory': ['answer_*'],
        heap: ['heap_range_*'],
        control: ['*'],
      },
      ports: { 'heap_base, heap_limit': ['heap_*'] },
      decides: [
        ['heap', 'evictions under way'],
        ['command', 'control'],
        ['control', 'net changes'],
      ],
    },
    timing: {
      scenario: 'order',
      start: { at: 'memory_request', before: 8 },
      cycles: 20,
      lanes: [
        { stream: 'update', fields: { address: 'hex', increment: { names: { '-1': 0, '+1': 1 } } } },
        { stream: 'memory_request', fields: { write, address: 'hex', data: 'hex' } },
        { stream: 'memory_response', fields: { data: 'hex' } },
      ],
    },
  },
};
