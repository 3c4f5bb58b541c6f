/** The pieces of buses. */
import type { Scenes } from './scene.js';

const write = { names: { read: 0, write: 1 } };

export const buses: Scenes = {
  'memory-arbiter': {
    block: {
      boxes: { 'held request': ['arbiter_request_*'], 'last turn': ['arbiter_latest'] },
      decides: [['last turn', 'held request']],
    },
    timing: {
      scenario: 'all-at-once',
      start: { at: 'master0_request' },
      cycles: 14,
      lanes: [
        { stream: 'master0_request', fields: { address: 'hex' } },
        { stream: 'master1_request', fields: { address: 'hex' } },
        { stream: 'master2_request', fields: { address: 'hex' } },
        { stream: 'master3_request', fields: { address: 'hex' } },
        { stream: 'memory_request', fields: { address: 'hex', tag: 'hex' } },
        { stream: 'master0_response', fields: { tag: 'hex' } },
      ],
    },
  },
  'axi4-lite-slave': {
    block: {
      boxes: {
        'held access': ['write_address', 'write_data', 'write_strobe', 'read_address'],
        'write response': ['write_response_*'],
        'read data': ['read_data_*'],
        control: ['*'],
      },
      decides: [['register_response', 'write response']],
    },
    timing: {
      scenario: 'responses-stall',
      start: { at: 'axi_write_address' },
      cycles: 20,
      lanes: [
        { stream: 'axi_write_address', fields: { addr: 'hex' } },
        { stream: 'axi_write_data', fields: { data: 'hex' } },
        { stream: 'axi_write_response', fields: { resp: 'hex' } },
        { stream: 'axi_read_address', fields: { addr: 'hex' } },
        { stream: 'axi_read_data', fields: { data: 'hex' } },
        { stream: 'register_request', fields: { write, address: 'hex' } },
      ],
    },
  },
  'axi4-master': {
    block: {
      boxes: {
        'read address': ['read_address_*'],
        'write address': ['write_address_*'],
        'write data': ['write_data_*'],
        response: ['response_*'],
        'in flight, by tag': ['in_flight_*', 'last_wrote*'],
        control: ['*'],
      },
      decides: [
        ['in flight, by tag', 'read address'],
        ['in flight, by tag', 'write address'],
        ['in flight, by tag', 'write data'],
      ],
    },
    timing: {
      scenario: 'write-behind-a-read-of-its-tag',
      start: { at: 'memory_request', nth: 4 },
      cycles: 11,
      lanes: [
        { stream: 'memory_request', fields: { write, address: 'hex', tag: 'hex' } },
        { stream: 'axi_read_address', fields: { id: 'hex' } },
        { stream: 'axi_read_data', fields: { id: 'hex' } },
        { stream: 'axi_write_address', fields: { id: 'hex' } },
        { stream: 'axi_write_response', fields: { id: 'hex' } },
        { stream: 'memory_response', fields: { tag: 'hex' } },
      ],
    },
  },
  'wishbone-slave': {
    block: {
      boxes: {
        'held request': ['request_item_*', 'request_full'],
        'held result': ['result'],
        control: ['*'],
      },
      ports: { 'Wishbone, from the host': ['wb_*_i'], 'Wishbone, to the host': ['wb_*_o'] },
      decides: [['control', 'Wishbone, to the host']],
    },
    timing: {
      scenario: 'given-up-after-2',
      start: { at: 'wb_cyc_i' },
      cycles: 8,
      lanes: [
        { port: 'wb_cyc_i' },
        { port: 'wb_stb_i' },
        { port: 'wb_we_i' },
        { port: 'wb_adr_i' },
        { port: 'wb_ack_o' },
        { stream: 'register_request', fields: { write, address: 'hex' } },
        { stream: 'register_response', fields: { data: 'hex' } },
      ],
    },
  },
  'wishbone-master': {
    block: {
      boxes: {
        'request at hand': ['present_*'],
        'burst types': ['bursts'],
        responses: ['responses_*'],
        control: ['*'],
      },
      ports: { 'Wishbone, from memory': ['wb_*_i'], 'Wishbone, to memory': ['wb_*_o'] },
      decides: [['control', 'Wishbone, to memory']],
    },
    timing: {
      scenario: 'bursts-back-to-back',
      start: { at: 'memory_request', nth: 2, before: 6 },
      cycles: 14,
      lanes: [
        { stream: 'memory_request', fields: { write, address: 'hex', beats: 'unsigned' } },
        { port: 'wb_cyc_o' },
        { port: 'wb_stb_o' },
        { port: 'wb_we_o' },
        { port: 'wb_adr_o' },
        { port: 'wb_cti_o' },
        { port: 'wb_ack_i' },
        { stream: 'memory_response', fields: { data: 'hex', last: { names: { '': 0, last: 1 } } } },
      ],
    },
  },
  'xif-bridge': {
    block: {
      boxes: {
        queue: ['queue_*', 'count'],
        'early commits': ['early_*'],
        destinations: ['destinations'],
        result: ['result_*'],
        'status, in flight': ['status', 'in_flight', 'youngest*'],
        control: ['*'],
      },
      ports: { x_issue_resp: ['x_issue_resp_*'] },
      decides: [
        ['x_commit', 'queue'],
        ['x_issue', 'x_issue_resp'],
        ['early commits', 'queue'],
      ],
    },
    timing: {
      scenario: 'status-of-a-command',
      start: { at: 'x_issue' },
      cycles: 20,
      lanes: [
        { stream: 'x_issue', fields: { req_id: 'hex' } },
        { stream: 'x_register', fields: { rs_0: 'hex' } },
        { stream: 'x_commit', fields: { id: 'hex', commit_kill: { names: { commit: 0, kill: 1 } } } },
        { stream: 'command', fields: { operation: 'hex', tag: 'hex' } },
        { stream: 'response', fields: { status: 'hex', tag: 'hex' } },
        { stream: 'x_result', fields: { id: 'hex', data: 'hex' } },
      ],
    },
  },
};
