/**
 * The one table of the statuses that a response can carry, eight bits. A block's own statuses follow each other from the
 * block's base, by the code that the block gives them; its `ok` is everybody's `ok`.
 */
import {
  doneStatuses as allocatorStatuses,
  statuses as allocationStatuses,
} from '../allocator/operations.js';
import { dispatchStatuses } from '../dispatch-unit/dispatch-stream.js';
import { statuses as markerStatuses } from '../gc-marker/operations.js';
import { statuses as sweeperStatuses } from '../gc-sweeper/operations.js';
import { statuses as cacheStatuses } from '../inline-cache/operations.js';
import { statuses as refcountStatuses } from '../refcount-buffer/operations.js';
import { reasons } from '../sequencer/reasons.js';
import { statuses as wordStatuses } from '../tagged-alu/operations.js';
import { statuses as barrierStatuses } from '../write-barrier/operations.js';

/** Bits of a status. */
export const statusBits = 8;

/** Statuses that the accelerator itself gives. */
export const ownStatuses = {
  /** Done; the word is what the table of operations says. */
  ok: 0x00,
  /** No operation has this code, or the block that does it is not in. Nothing has changed. */
  unknown_operation: 0x01,
  /** The block is at work on a command that takes long, and takes no second one. Nothing has changed. */
  busy: 0x02,
  /** A register that does not exist, or does not take such an access. Nothing has changed. */
  bad_register: 0x03,
  /** Nothing waits to be taken. */
  empty: 0x04,
  /** A lookup found nothing. */
  cache_miss: 0x20,
} as const;

/** Where a block's statuses begin: its code `c`, other than `ok`, is the base plus `c`. */
export const statusBases = {
  boxing: 0x10,
  cache: 0x20,
  barrier: 0x28,
  refcount: 0x2c,
  marker: 0x30,
  dispatch: 0x38,
  sweeper: 0x40,
  allocation: 0x50,
  allocator: 0x58,
  sequencer: 0x60,
} as const;

/** From here on: a lookup hit an entry of kind `status - 0x80`; kind 0 is "absent". */
export const cacheHitStatus = 0x80;

const blockStatuses = {
  boxing: wordStatuses,
  cache: cacheStatuses,
  barrier: barrierStatuses,
  refcount: refcountStatuses,
  marker: markerStatuses,
  dispatch: dispatchStatuses,
  sweeper: sweeperStatuses,
  allocation: allocationStatuses,
  allocator: allocatorStatuses,
} as const;

/** Every status by name, those of blocks with the block's name in front: `boxing_overflow`. */
export const statuses: Readonly<Record<string, number>> = {
  ...ownStatuses,
  ...Object.fromEntries(
    Object.entries(blockStatuses).flatMap(([block, own]) =>
      Object.entries(own)
        .filter(([name, code]) => code !== 0 && name !== 'unknown_operation')
        .map(([name, code]) => [`${block}_${name}`, statusBases[block as keyof typeof statusBases] + code]),
    ),
  ),
  ...Object.fromEntries(
    Object.entries(reasons).map(([name, code]) => [`sequencer_${name}`, statusBases.sequencer + code]),
  ),
  cache_hit: cacheHitStatus,
};
