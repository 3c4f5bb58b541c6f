/** Codes shared by the hardware, the golden model and the documentation. */

/** What a command asks for. Code 3 is unassigned. */
export const operations = {
  /** Reads the four inputs of the ranges, and forgets what is remembered. */
  set_ranges: 0,
  /** Forgets what is remembered: from now on every granule is remembered anew. */
  clear: 1,
  /** Waits until all that is remembered was taken, then clears. */
  drain: 2,
} as const;

export type Operation = keyof typeof operations;

/** Bits that hold an operation's code. */
export const operationBits = 2;

/** How a command came out; with any but `ok` it has changed nothing. */
export const statuses = {
  ok: 0,
  /** A limit is below its base. */
  bad_range: 1,
  /** An unassigned operation code. */
  unknown_operation: 2,
} as const;

/** Bits that hold a status's code. */
export const statusBits = 2;

/** Which address of a store is remembered; the first is the default. */
export const remembering = ['slot', 'object'] as const;

/** Performance counters by index; the README says what each counts. */
export const counters = [
  'stores',
  'immediates',
  'crossings',
  'remembered',
  'filtered',
  'evictions',
  'store_stalls',
  'full_stalls',
  'taken',
  'clears',
  'walk_cycles',
] as const;

export type Counter = (typeof counters)[number];

/** Bits that hold a counter's index. */
export const counterIndexBits = 4;
