/** Codes of the marker's ports, in one place for hardware, model and tests. */

/** What a command asks for; other codes are answered with `unknown_operation`. */
export const operations = { mark: 0 } as const;
export const operationBits = 2;

/** What `done` says. */
export const statuses = {
  /** Everything that the roots lead to is marked, and the marks are in memory. */
  ok: 0,
  /** Layout `headers`: a pointer to outside of the heap, or not to a granule. */
  bad_pointer: 1,
  /** Layout `headers`: a header that no object can have. */
  bad_header: 2,
  /** The queue of objects to be scanned is full, on chip and in memory. */
  queue_overflow: 3,
  /** The memory answered with an error. */
  memory_error: 4,
  unknown_operation: 5,
  /** Addresses that are not aligned, or end before they begin. */
  bad_configuration: 6,
} as const;
export type Status = keyof typeof statuses;
export const statusBits = 3;

/** What a request is for: the upper bits of its tag. */
export const requestKinds = {
  object: 0,
  header: 1,
  markRead: 2,
  markWrite: 3,
  spill: 4,
  refill: 5,
} as const;
export type RequestKind = keyof typeof requestKinds;
export const requestKindBits = 3;

/** Performance counters, in the order of their indices. */
export const counters = [
  'commands',
  'failures',
  'objects_marked',
  'object_reads',
  'object_words',
  'header_reads',
  'mark_reads',
  'mark_writes',
  'spills',
  'refills',
  'request_stalls',
  'response_words',
  'busy_cycles',
  'stall_cycles',
  'paused_cycles',
] as const;
export type Counter = (typeof counters)[number];
export const counterIndexBits = 4;
