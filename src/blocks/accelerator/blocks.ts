/** The blocks that an accelerator can have: their numbers in registers, and their counters. */
import { counters as allocatorCounters } from '../allocator/operations.js';
import { counters as boxingCounters } from '../boxing-unit/counters.js';
import { counters as dispatchCounters } from '../dispatch-unit/parameters.js';
import { counters as markerCounters } from '../gc-marker/operations.js';
import { counters as sweeperCounters } from '../gc-sweeper/operations.js';
import { counters as cacheCounters } from '../inline-cache/operations.js';
import { counters as refcountCounters } from '../refcount-buffer/operations.js';
import { counters as sequencerCounters } from '../sequencer/reasons.js';
import { counters as barrierCounters } from '../write-barrier/operations.js';

/** By block: its bit in the registers `blocks` and `counter_clear`, which is its number in `counter_select`. */
export const blockNumbers = {
  boxing: 0,
  cache: 1,
  dispatch: 2,
  sequencer: 3,
  marker: 4,
  sweeper: 5,
  allocator: 6,
  barrier: 7,
  refcount: 8,
} as const;

/** The flags among the parameters that say which blocks are in. */
export type BlockName = keyof typeof blockNumbers;

export const blockNames = Object.keys(blockNumbers) as readonly BlockName[];

/** Names of each block's performance counters, by index. */
export const blockCounters: Readonly<Record<BlockName, readonly string[]>> = {
  boxing: boxingCounters,
  cache: cacheCounters,
  dispatch: dispatchCounters,
  sequencer: sequencerCounters,
  marker: markerCounters,
  sweeper: sweeperCounters,
  allocator: allocatorCounters,
  barrier: barrierCounters,
  refcount: refcountCounters,
};

/** Bits of a counter's index in `counter_select`. */
export const counterIndexBits = 5;
