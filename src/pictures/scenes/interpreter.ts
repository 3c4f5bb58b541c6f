/** The blocks that run bytecode, and the table of attributes. */
import { operations, statuses } from '../../blocks/inline-cache/operations.js';
import { reasons } from '../../blocks/sequencer/reasons.js';
import type { Scenes } from './scene.js';

const write = { names: { read: 0, write: 1 } };

export const interpreter: Scenes = {
  'inline-cache': {
    block: {
      boxes: {
        'held command': ['request_*'],
        'sought key': ['wanted_*', 'read_set'],
        ways: ['way*'],
        'guarded ranges': ['live_*', 'free_*', 'sweeping_*', 'version_*', 'base_*', 'last_*'],
        epoch: ['epoch'],
        walk: ['walk_index'],
        result: ['result_status', 'was_shared', 'was_opened', 'shared_*', 'opened_*'],
        'held answer': ['answer0_*'],
        control: ['*'],
      },
      decides: [
        ['snoop', 'guarded ranges'],
        ['guarded ranges', 'held answer'],
      ],
    },
    timing: {
      scenario: 'fill-among-lookups',
      start: { at: 'command', nth: 2, before: 4 },
      cycles: 15,
      lanes: [
        { stream: 'command', fields: { operation: { names: operations }, site: 'hex', value: 'hex' } },
        { stream: 'done', fields: { status: { names: statuses } } },
        { stream: 'lookup', fields: { site: 'hex' } },
        { stream: 'answer', fields: { hit: { names: { miss: 0, hit: 1 } }, value: 'hex' } },
      ],
    },
  },
  'dispatch-unit': {
    block: {
      boxes: {
        'prefetch buffer': ['fetch_*'],
        'bytecode set': ['rows'],
        'jump table': ['jump_table'],
        'held instruction': ['held_*'],
        pc: ['pc'],
        'chain of prefixes': ['chain_*', 'in_chain'],
        control: ['*'],
      },
      without: ['running', 'current_pc'],
      decides: [
        ['halt', 'control'],
        ['interrupt_pending', 'control'],
        ['single_step', 'control'],
        ['control', 'dispatched'],
      ],
    },
    timing: {
      scenario: 'redirects',
      start: { at: 'redirect', nth: 3, before: 4 },
      cycles: 16,
      lanes: [
        { stream: 'redirect', fields: { pc: 'hex' } },
        { stream: 'fetch_request', fields: { address: 'hex' } },
        { stream: 'fetch_response', fields: { data: 'hex' } },
        { stream: 'dispatched', fields: { pc: 'hex', opcode: 'hex', target: 'hex' } },
      ],
    },
  },
  sequencer: {
    block: {
      boxes: {
        'tagged-alu': ['alu'],
        actions: ['actions', 'operators*', 'action_*'],
        'local variables': ['locals_*'],
        constants: ['constants_*'],
        'top of the stack': ['stack_*'],
        bytecode: ['item_*'],
        'frame, budget': ['frame_*', 'left', 'limited'],
        'memory port': ['memory_*'],
        multiplier: ['compute_multiplier_*'],
        divider: ['compute_divider_*'],
        'where to go on': ['stopped', 'resume'],
        control: ['*'],
      },
      without: ['busy', 'halt'],
    },
    timing: {
      scenario: 'early',
      start: { at: 'command' },
      cycles: 20,
      lanes: [
        { stream: 'command', fields: { pc: 'hex' } },
        { stream: 'redirect', fields: { pc: 'hex' } },
        { stream: 'dispatched', fields: { pc: 'hex', opcode: 'hex' } },
        { stream: 'memory_request', fields: { write, address: 'hex' } },
        { stream: 'memory_response', fields: { data: 'hex' } },
        { stream: 'done', fields: { reason: { names: reasons }, pc: 'hex' } },
      ],
    },
  },
  'interpreter-core': {
    block: {
      boxes: { 'dispatch-unit': ['dispatch'], sequencer: ['executor'] },
      without: ['asks_dispatch', 'busy'],
    },
    timing: {
      scenario: 'unbound',
      start: { at: 'command' },
      cycles: 25,
      lanes: [
        { stream: 'command', fields: { pc: 'hex' } },
        { stream: 'fetch_request', fields: { address: 'hex' } },
        { stream: 'fetch_response', fields: { data: 'hex' } },
        { stream: 'memory_request', fields: { write, address: 'hex' } },
        { stream: 'memory_response', fields: { data: 'hex' } },
        { stream: 'done', fields: { reason: { names: reasons }, pc: 'hex' } },
      ],
    },
  },
};
