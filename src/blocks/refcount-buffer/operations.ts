/** Codes shared by the hardware, the golden model and the documentation. */

/** What a command asks for. */
export const operations = {
  /** Brings all net changes to memory. */
  drain: 0,
  /** The same; then reads the inputs of the heap. */
  set_heap: 1,
} as const;

export type Operation = keyof typeof operations;

/** Bits that hold an operation's code. */
export const operationBits = 1;

/** How a command came out. */
export const statuses = {
  ok: 0,
  /** The limit is below the base, or one of them is not aligned as headers are; the heap is as it was. */
  bad_range: 1,
} as const;

/** Bits that hold a status's code. */
export const statusBits = 1;

/** Why a net change could not be made. 0 is none of them. */
export const refusals = {
  /** No header can be there: it is outside of the heap or not aligned. Memory was not asked. */
  bad_address: 1,
  /** The count would be below zero; it is as it was. */
  underflow: 2,
  /** The count would not fit; it is as it was. Only without `immortal`. */
  overflow: 3,
  /** Memory could not read the header. */
  read_error: 4,
  /** Memory could not write the header; what it holds now is for the host to find out. */
  write_error: 5,
} as const;

export type Refusal = keyof typeof refusals;

/** Bits that hold the code of a refusal. */
export const refusalBits = 3;

/** Performance counters by index; the README says what each counts. */
export const counters = [
  'updates',
  'hits',
  'cancelled',
  'evictions',
  'limit_evictions',
  'drained',
  'writes',
  'zeros',
  'unsettled_zeros',
  'refused',
  'immortals',
  'saturations',
  'update_stalls',
  'room_stalls',
  'drains',
] as const;

export type Counter = (typeof counters)[number];

/** Bits that hold a counter's index. */
export const counterIndexBits = 4;
