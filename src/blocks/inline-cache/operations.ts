/** Codes shared by the hardware, the golden model and the documentation. */

/** What a command asks for. Code 7 is unassigned. */
export const operations = {
  /** Enters an answer for (context, site, shape), under a guard or without. */
  fill: 0,
  /** Watches the addresses from `base` to `last`, both included. */
  open_guard: 1,
  /** Ends a guard as a write into its range would. */
  release_guard: 2,
  /** Removes the entries of (context, site), whatever their shape. */
  invalidate_site: 3,
  /** Removes the entries of a shape, in all contexts and at all sites. */
  invalidate_shape: 4,
  /** Removes the entries of a context. */
  invalidate_context: 5,
  /** Removes all entries and frees all guards. */
  flush: 6,
} as const;

export type Operation = keyof typeof operations;

/** Bits that hold an operation's code. */
export const operationBits = 3;

/** How a command came out; with any but `ok` it has changed nothing. */
export const statuses = {
  ok: 0,
  /** The guard is no longer the one that was opened: a write came, or it was released. */
  stale: 1,
  /** All guards watch other ranges. */
  no_free_guard: 2,
  /** `last` is below `base`. */
  bad_range: 3,
  /** An unassigned operation code. */
  unknown_operation: 4,
} as const;

export type Status = keyof typeof statuses;

/** Bits that hold a status's code. */
export const statusBits = 3;

/** The one kind that the table itself knows: "there is no such attribute". All others are the host's. */
export const absentKind = 0;

/** Performance counters by index; the README says what each counts. */
export const counters = [
  'lookups',
  'hits',
  'misses',
  'absent_hits',
  'walk_misses',
  'lookup_stalls',
  'answer_stalls',
  'fills',
  'fills_in_place',
  'evictions',
  'stale_fills',
  'guards_opened',
  'guards_shared',
  'guards_refused',
  'guards_released',
  'snoops',
  'snoop_hits',
  'version_wraps',
  'invalidations',
  'flushes',
  'epoch_wraps',
  'walks',
  'walk_cycles',
] as const;

export type Counter = (typeof counters)[number];

/** Bits that hold a counter's index. */
export const counterIndexBits = 5;

/** How the way to replace is chosen when all of a set are live; the first is the default. */
export const replacements = ['random', 'fifo', 'pseudo-lru'] as const;

export type Replacement = (typeof replacements)[number];

/** Start of the 16-bit register that `random` draws from, and the mask of its Galois form. */
export const randomSeed = 0xace1;
export const randomTaps = 0xb400;
