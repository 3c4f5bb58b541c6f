/** The blocks that an accelerator can have: their numbers in registers, and their counters. */
import { counters as boxingCounters } from '../boxing-unit/counters.js';
import { counters as cacheCounters } from '../inline-cache/operations.js';
import type { BlockName } from './operations.js';

/** By block: its bit in the registers `blocks` and `counter_clear`, which is its number in `counter_select`. */
export const blockNumbers = {
  boxing: 0,
  cache: 1,
} as const satisfies Record<BlockName, number>;

export const blockNames = Object.keys(blockNumbers) as readonly BlockName[];

/** Names of each block's performance counters, by index. */
export const blockCounters: Readonly<Record<BlockName, readonly string[]>> = {
  boxing: boxingCounters,
  cache: cacheCounters,
};

/** Bits of a counter's index in `counter_select`. */
export const counterIndexBits = 5;
