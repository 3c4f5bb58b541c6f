/** Codes shared by the hardware, the golden model and the documentation. */

/** Why a run stopped; where several reasons hold, the first one counts. */
export const reasons = {
  bad_command: 0,
  write_error: 1,
  budget: 2,
  interrupted: 3,
  unknown_opcode: 4,
  fetch_error: 5,
  bad_operand: 6,
  unsupported: 7,
  stack_underflow: 8,
  stack_overflow: 9,
  bad_index: 10,
  read_error: 11,
  unbound_local: 12,
  type_mismatch: 13,
  float: 14,
  divide_by_zero: 15,
  negative_shift: 16,
  overflow: 17,
} as const;

export type Reason = keyof typeof reasons;

/** Bits that hold a reason's code. */
export const reasonBits = 5;

/** Performance counters by index; the README says what each counts. */
export const counters = [
  'bytecodes',
  'runs',
  'run_cycles',
  'hand_over_cycles',
  'jumps_taken',
  'redirects',
  'starved_cycles',
  'read_cycles',
  'spill_cycles',
  'store_cycles',
  'compute_cycles',
  'reference_cycles',
  'stack_reads',
  'local_reads',
  'constant_reads',
  'stack_writes',
  'local_writes',
  'increments',
  'decrements',
] as const;

export type Counter = (typeof counters)[number];

/** Bits that hold a counter's index. */
export const counterIndexBits = 5;
