/** Codes shared by the hardware, the golden model and the documentation. */

/** What a command asks for. */
export const operations = {
  /** Makes a stretch of memory the nursery; what is left of the old one is handed to the host. */
  set_nursery: 0,
  /** Hands everything to the host. */
  flush: 1,
  /** Forgets everything: before a sweep, which finds it all again. */
  drop: 2,
} as const;

export type Operation = keyof typeof operations;

/** Bits that hold an operation's code; code 3 is unassigned. */
export const operationBits = 2;

/** How a command came out; with any but `ok` it has changed nothing. */
export const doneStatuses = {
  ok: 0,
  /** An unassigned operation code. */
  unknown_operation: 1,
  /** A nursery that begins amid a granule, or ends beyond the last address. */
  bad_range: 2,
} as const;

/** Bits that hold a status of `done`. */
export const doneStatusBits = 2;

/** How a request came out. */
export const statuses = {
  ok: 0,
  /** Nothing was asked for. */
  zero_size: 1,
  /** More than `largest` granules. */
  too_large: 2,
  /** The list of the class is empty, and there is no nursery. */
  class_empty: 3,
  /** The list of the class is empty or there is none, and the nursery has not that much left. */
  nursery_full: 4,
} as const;

export type Status = keyof typeof statuses;

/** Bits that hold a status of an answer. */
export const statusBits = 3;

/** Why memory is handed to the host. */
export const reasons = {
  /** Freed, and the list of its class is full. */
  list_full: 0,
  /** Freed, and larger than the blocks of the last class. */
  no_class: 1,
  /** Freed or given as a run with an address amid a granule, without length, or beyond the last address. */
  malformed: 2,
  /** What is left of a run that no list needs. */
  unneeded: 3,
  /** What was left of a nursery that was replaced or flushed. */
  nursery: 4,
  /** From a list that is flushed. */
  flushed: 5,
} as const;

export type Reason = keyof typeof reasons;

/** Bits that hold a reason. */
export const reasonBits = 3;

/** Performance counters by index; the README says what each counts. */
export const counters = [
  'requests',
  'list_hits',
  'nursery_hits',
  'refused_size',
  'refused_empty',
  'frees',
  'frees_kept',
  'runs',
  'blocks_cut',
  'nursery_refills',
  'surplus',
  'commands',
  'request_stalls',
  'answer_stalls',
  'free_stalls',
  'run_stalls',
] as const;

export type Counter = (typeof counters)[number];

/** Bits that hold a counter's index. */
export const counterIndexBits = 4;
