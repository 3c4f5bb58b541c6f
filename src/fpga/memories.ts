/**
 * What each block's memories are to become, with its default parameters: on iCE40 HX8K, ECP5 and Xilinx 7 series.
 *
 * iCE40 has no LUT RAM: a small memory that is read at once becomes block RAM there where a register follows or leads, else
 * flip-flops.
 */
import type { MemoryKind } from './inference.js';

const block = 'block RAM';
const lut = 'LUT RAM';
const registers = 'registers';
const logic = 'logic';

export const memoryTargets = ['hx8k', 'ecp5-25k', 'xilinx-7'] as const;

export interface MemoryClaim {
  readonly memories: Readonly<Record<string, readonly [MemoryKind, MemoryKind, MemoryKind]>>;
  /**
   * Flip-flops on HX8K and ECP5 beyond the registers of the design and the memories that are registers: those by which Yosys hands on
   * a word that is read while it is written, where block RAM does not, those behind LUT RAM that is read with a clock, and second copies
   * of registers.
   */
  readonly bypassBits: readonly [number, number];
  /** On ECP5 and Xilinx; HX8K has none. */
  readonly dsps: number;
}

export const memoryClaims: Readonly<Record<string, MemoryClaim>> = {
  'tagged-alu': {
    memories: {},
    bypassBits: [0, 0],
    dsps: 0,
  },
  'boxing-unit': {
    memories: {
      simple_entries: [block, lut, lut],
      products_entries: [block, lut, lut],
      quotients_entries: [block, lut, lut],
      order_entries: [registers, lut, lut],
      counts: [block, block, block],
    },
    bypassBits: [119, 12],
    dsps: 4,
  },
  'inline-cache': {
    memories: {
      way0: [block, block, lut],
      way1: [block, block, lut],
      way2: [block, block, lut],
      way3: [block, block, lut],
      versions: [registers, lut, lut],
      counts: [block, block, block],
    },
    bypassBits: [18, 18],
    dsps: 0,
  },
  'dispatch-unit': {
    memories: {
      fetch_word0_buffer: [block, lut, lut],
      fetch_word1_buffer: [block, lut, lut],
      early_rows: [logic, logic, logic],
      rows: [block, block, logic],
      jump_table: [block, block, block],
      counts: [block, block, block],
    },
    bypassBits: [118, 230],
    dsps: 0,
  },
  sequencer: {
    memories: {
      actions: [logic, logic, logic],
      operators1: [logic, logic, logic],
      operators2: [logic, logic, logic],
      stack_even: [registers, lut, lut],
      stack_odd: [registers, lut, lut],
      locals_values: [registers, lut, lut],
      locals_tags: [registers, lut, lut],
      constants_values: [block, lut, lut],
      constants_tags: [block, lut, lut],
      counts: [block, block, block],
    },
    bypassBits: [37, 0],
    dsps: 4,
  },
  'gc-marker': {
    memories: {
      lookup_aside_entries: [block, lut, lut],
      lookup_tags: [block, block, block],
      lookup_queue_entries: [block, lut, lut],
      update_words: [block, block, block],
      slots_wanted: [block, block, block],
      slots_leaving: [block, block, block],
      slots_fetched: [block, block, lut],
      slots_victims: [block, block, block],
      queue_entries: [block, block, lut],
      objects_bursts: [block, lut, lut],
      objects_latest: [registers, lut, lut],
      objects_words: [block, block, block],
      counts: [block, block, block],
    },
    bypassBits: [231, 189],
    dsps: 0,
  },
  'gc-sweeper': {
    memories: {
      table_words_words_entries: [block, block, block],
      finaliser_words_words_entries: [block, block, block],
      run_queue_entries: [registers, lut, lut],
      written_entries: [block, lut, lut],
      counts: [block, block, block],
    },
    bypassBits: [98, 16],
    dsps: 0,
  },
  allocator: {
    memories: {
      surplus_queue_entries: [registers, lut, lut],
      blocks: [block, block, block],
      counts: [block, block, block],
    },
    bypassBits: [0, 0],
    dsps: 0,
  },
  'write-barrier': {
    memories: {
      buffer_entries: [block, block, lut],
      way0: [block, lut, lut],
      way1: [block, lut, lut],
      way2: [block, lut, lut],
      way3: [block, lut, lut],
      counts: [block, block, block],
    },
    bypassBits: [142, 250],
    dsps: 0,
  },
  'refcount-buffer': {
    memories: {
      victims: [registers, registers, registers],
      sums: [registers, lut, lut],
      zeros_entries: [block, lut, lut],
      counts: [block, block, block],
    },
    bypassBits: [44, 14],
    dsps: 0,
  },
  'memory-arbiter': {
    memories: {},
    bypassBits: [1, 1],
    dsps: 0,
  },
  'axi4-lite-slave': {
    memories: {},
    bypassBits: [0, 0],
    dsps: 0,
  },
  'axi4-master': {
    memories: {},
    bypassBits: [0, 0],
    dsps: 0,
  },
  'wishbone-slave': {
    memories: {},
    bypassBits: [0, 0],
    dsps: 0,
  },
  'wishbone-master': {
    memories: {
      responses_entries: [block, lut, lut],
    },
    bypassBits: [39, 3],
    dsps: 0,
  },
  'xif-bridge': {
    memories: {
      destinations: [registers, lut, lut],
    },
    bypassBits: [0, 0],
    dsps: 0,
  },
};
