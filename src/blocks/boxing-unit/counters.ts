/** Performance counters by index; README.md says what each counts. */
export const counters = [
  'simple_requests',
  'multiply_requests',
  'divide_requests',
  'ok_answers',
  'overflow_answers',
  'type_mismatch_answers',
  'divide_by_zero_answers',
  'negative_shift_answers',
  'needs_allocation_answers',
  'float_answers',
  'unsupported_answers',
  'request_stalls',
  'answer_stalls',
] as const;

export type Counter = (typeof counters)[number];

/** The index of the counter of status 0; those of the others follow by code. */
export const firstStatusCounter = 3;

/** Bits that hold a counter's index. */
export const counterIndexBits = 4;
