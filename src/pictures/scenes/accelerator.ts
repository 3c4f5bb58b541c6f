/** The accelerator and its wrappers. */
import { operations } from '../../blocks/accelerator/operations.js';
import { cacheHitStatus, ownStatuses } from '../../blocks/accelerator/statuses.js';
import type { Scenes } from './scene.js';

const asked = { lookup: operations.cache_lookup.code, fill: operations.cache_fill.code };
/** The kind of the attribute is added to it. */
const answers = { miss: ownStatuses.cache_miss, hit: cacheHitStatus + 1 };

export const accelerator: Scenes = {
  accelerator: {
    block: {
      boxes: {
        'inline-cache': ['inline_cache'],
        'dispatch-unit': ['dispatch_unit'],
        sequencer: ['sequencer'],
        'gc-marker': ['gc_marker'],
        'gc-sweeper': ['gc_sweeper'],
        allocator: ['allocator_unit'],
        'refcount-buffer': ['refcount_buffer'],
        'write-barrier': ['write_barrier'],
        'boxing-unit': ['boxing_boxing_unit'],
        'commands and registers': ['asked_*', 'submitted_*', 'access_*', 'register_word', '*'],
        answers: ['collect_*', 'port_responses_*', 'register_responses_*'],
        'memory arbiter': ['arbiter_*', 'joint_*', 'gate_*'],
      },
      pins: false,
      // Of what the registers set only what goes with a command is shown; responses of memory go the way of the requests.
      without: [
        '*_base',
        '*_end',
        '*_limit',
        'refill_nursery',
        'pause',
        'halt',
        'interrupt_pending',
        'single_step',
        'current_pc',
        'nursery_*',
        'level',
        'irq',
        'memory_response',
        'fetch_response',
      ],
    },
    timing: {
      scenario: 'host-write-ends-a-guard',
      start: { at: 'command', nth: 8 },
      cycles: 18,
      lanes: [
        { stream: 'command', fields: { operation: { names: asked }, a: 'hex', tag: 'hex' } },
        { stream: 'host_write', fields: { address: 'hex' } },
        { stream: 'response', fields: { word: 'hex', status: { names: answers }, tag: 'hex' } },
      ],
    },
  },
  'accelerator-axi': {
    block: {
      boxes: {
        accelerator: ['core'],
        'axi4-lite-slave': ['axi4_lite_slave'],
        'axi4-master': ['axi4_master'],
      },
    },
    timing: {
      scenario: 'interrupt-line',
      start: { at: 'irq', before: 9 },
      cycles: 18,
      lanes: [
        { stream: 'axi_write_address', fields: { addr: 'hex' } },
        { stream: 'axi_write_data', fields: { data: 'hex' } },
        { stream: 'axi_write_response', fields: { resp: 'hex' } },
        { stream: 'axi_read_address', fields: { addr: 'hex' } },
        { stream: 'axi_read_data', fields: { data: 'hex' } },
        { port: 'irq' },
      ],
    },
  },
  'accelerator-wishbone': {
    block: {
      boxes: {
        accelerator: ['core'],
        'wishbone-slave': ['wishbone_slave'],
        'wishbone-master': ['wishbone_master'],
      },
      ports: {
        'Wishbone, from the host': ['s_wb_*_i'],
        'Wishbone, to the host': ['s_wb_*_o'],
        'Wishbone, from memory': ['m_wb_*_i'],
        'Wishbone, to memory': ['m_wb_*_o'],
      },
      // Addresses and data stand for all wires.
      without: [
        'wb_cyc_*',
        'wb_stb_*',
        'wb_we_*',
        'wb_sel_*',
        'wb_ack_*',
        'wb_err_*',
        'wb_stall_*',
        'wb_cti_*',
        'wb_bte_*',
      ],
    },
    timing: {
      scenario: 'registers-by-command',
      start: { at: 's_wb_ack_o' },
      cycles: 24,
      lanes: [
        { port: 's_wb_cyc_i' },
        { port: 's_wb_stb_i' },
        { port: 's_wb_we_i' },
        { port: 's_wb_adr_i' },
        { port: 's_wb_dat_i' },
        { port: 's_wb_dat_o' },
        { port: 's_wb_ack_o' },
      ],
    },
  },
  'accelerator-xif': {
    block: {
      boxes: { accelerator: ['core'], 'xif-bridge': ['xif_bridge'], 'axi4-master': ['axi4_master'] },
      ports: { x_issue_resp: ['x_issue_resp_*'] },
    },
    timing: {
      scenario: 'registers-by-command',
      start: { at: 'x_issue' },
      cycles: 24,
      lanes: [
        { stream: 'x_issue', fields: { req_id: 'hex' } },
        { stream: 'x_register', fields: { rs_0: 'hex', rs_1: 'hex' } },
        { stream: 'x_commit', fields: { id: 'hex' } },
        { stream: 'x_result', fields: { id: 'hex', data: 'hex' } },
      ],
    },
  },
};
