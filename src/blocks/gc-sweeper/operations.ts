/** Codes shared by the hardware, the golden model and the documentation. */

/** What a command asks for. */
export const operations = {
  /** Frees what is not marked, takes back the marks, gives the free runs. */
  sweep: 0,
  /** Takes back the marks and frees nothing: after a marking that was broken off. */
  clear_marks: 1,
  /** Names the dead objects that have finalisers, and changes nothing. */
  report: 2,
} as const;

export type Operation = keyof typeof operations;

/** Bits that hold an operation's code; code 3 is unassigned. */
export const operationBits = 2;

/** How a command came out. */
export const statuses = {
  ok: 0,
  /** An operation code that means nothing in this layout. */
  unknown_operation: 1,
  /** A table that does not begin at a word of the memory port or reaches beyond the last address, a heap that is not one of whole granules. */
  bad_configuration: 2,
  /** A word of the table or a header could not be read. */
  read_error: 3,
  /** A word of the table could not be written. */
  write_error: 4,
  /** A tail block that belongs to no head (`micropython`). */
  orphan_tail: 5,
  /** A header with size 0 (`headers`). */
  zero_size: 6,
  /** An object that reaches beyond the heap (`headers`). */
  beyond_end: 7,
  /** An object that reaches into the next marked one (`headers`). */
  overlap: 8,
  /** A header of no form, or with a map that has more words than the object (`headers`). */
  bad_header: 9,
} as const;

export type Status = keyof typeof statuses;

/** Bits that hold a status's code. */
export const statusBits = 4;

/** What the sweeper can sweep; the first is the default. */
export const layouts = ['micropython', 'headers'] as const;

export type Layout = (typeof layouts)[number];

/** Tags of the memory port by what they are used for. */
export const tags = {
  /** Reads of the table. */
  table: 0,
  /** Reads of finaliser bits or headers. */
  side: 1,
  /** Writes of the table. */
  write: 2,
} as const;

/** Performance counters by index; the README says what each counts. */
export const counters = [
  'sweeps',
  'table_words',
  'words_written',
  'runs',
  'run_granules',
  'objects_freed',
  'granules_freed',
  'objects_kept',
  'finalisers_reported',
  'busy_cycles',
  'request_stalls',
  'run_stalls',
] as const;

export type Counter = (typeof counters)[number];

/** Bits that hold a counter's index. */
export const counterIndexBits = 4;
