/**
 * Operations and their codes, shared by the hardware, the golden models and the documentation. Comparisons
 * are 24 plus the operand of CPython 3.11's COMPARE_OP. Codes 23, 30 and 31 are unassigned.
 */
export const operations = {
  box_int: 0,
  box_float: 1,
  box_bool: 2,
  box_none: 3,
  unbox_int: 4,
  unbox_float: 5,
  unbox_bool: 6,
  type_of: 7,
  add: 8,
  sub: 9,
  neg: 10,
  invert: 11,
  bit_and: 12,
  bit_or: 13,
  bit_xor: 14,
  truth: 15,
  shift_left: 16,
  shift_right: 17,
  is: 18,
  is_not: 19,
  mul: 20,
  floor_div: 21,
  modulo: 22,
  lt: 24,
  le: 25,
  eq: 26,
  ne: 27,
  gt: 28,
  ge: 29,
} as const;

export type Operation = keyof typeof operations;

/** Bits that hold an operation's code. */
export const operationBits = 5;

/** How an answer came out; with any but `ok` the value is 0 and the host does the operation in software. */
export const statuses = {
  ok: 0,
  /** The exact result is an integer that no small integer holds. */
  overflow: 1,
  /** Python raises TypeError, or the operand's content, which only the host can see, decides. */
  type_mismatch: 2,
  /** Python raises ZeroDivisionError: an integer divided by integer zero. */
  divide_by_zero: 3,
  /** Python raises ValueError: shift by a negative count. */
  negative_shift: 4,
  /** The value is sound but this format has no word for it: it needs an object on the heap. */
  needs_allocation: 5,
  /** Python computes this in floating point: all operands are numbers and one at least is a float. */
  float: 6,
  /** An unassigned operation code, or an operation that this configuration leaves out. */
  unsupported: 7,
} as const;

export type Status = keyof typeof statuses;

/** Bits that hold a status's code. */
export const statusBits = 3;
