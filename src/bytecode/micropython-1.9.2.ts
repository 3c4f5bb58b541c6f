/**
 * MicroPython 1.9.2 as it executes persistent code (.mpy files): names are two bytes, objects and functions are indices into
 * a table of constants, no lookup-cache bytes (MICROPY_PERSISTENT_CODE 1, MICROPY_OPT_CACHE_MAP_LOOKUP_IN_BYTECODE 0).
 * Facts of py/bc0.h, py/vm.c, py/showbc.c and py/emitbc.c in Debian's source package firmware-microbit-micropython 1.0.1-4.
 */
import type { BytecodeSet, Jump, Opcode, OperandForm, StackTerm } from './opcode.js';

const none: OperandForm = { kind: 'none', bytes: 0 };
const byte: OperandForm = { kind: 'fixed', bytes: 1, excess: 0 };
/** An interned name's number. */
const name16: OperandForm = { kind: 'fixed', bytes: 2, excess: 0 };
const number: OperandForm = { kind: 'variable', signed: false };
const unsignedLabel: OperandForm = { kind: 'fixed', bytes: 2, excess: 0 };
const signedLabel: OperandForm = { kind: 'fixed', bytes: 2, excess: 0x8000 };

const operand = (times: number): StackTerm => ({ times, low: 0, width: 32 });
/** Positional arguments in the low byte, pairs of keyword and value in the next. */
const argumentCounts: readonly StackTerm[] = [
  { times: -1, low: 0, width: 8 },
  { times: -2, low: 8, width: 8 },
];

const signedJump = (kind: Jump['kind']): Jump => ({ kind, direction: 'signed', unit: 1, from: 'operand' });
const forwardJump = (kind: Jump['kind']): Jump => ({ kind, direction: 'forward', unit: 1, from: 'operand' });

/** vm.c looks for pending exceptions at every jump with a signed offset; going backward is enough, since each loop does. */
const jump = (kind: Jump['kind']) =>
  ({ operand: signedLabel, jump: signedJump(kind), interrupts: 'backward' }) as const;
const call = { operand: number, call: true, interrupts: 'always' } as const;

/** Slots that an iterator takes on the stack: `MP_OBJ_ITER_BUF_NSLOTS`. */
const iteratorSlots = 4;

const plain = (name: string, code: number, form: OperandForm, change: number): Opcode => ({
  name,
  code,
  operand: form,
  stack: { constant: change },
});

const counted = (name: string, code: number, constant: number, terms: readonly StackTerm[]): Opcode => ({
  name,
  code,
  operand: number,
  stack: { constant, terms },
});

const range = (name: string, code: number, codes: number, excess: number, change: number): Opcode => ({
  name,
  code,
  codes,
  operand: { kind: 'range', excess },
  stack: { constant: change },
});

export const micropython192: BytecodeSet = {
  name: 'micropython-1.9.2',
  documentation:
    'MicroPython 1.9.2, persistent code: one-byte opcodes, operands of variable length, two-byte names',
  opcodes: [
    plain('LOAD_CONST_FALSE', 0x10, none, 1),
    plain('LOAD_CONST_NONE', 0x11, none, 1),
    plain('LOAD_CONST_TRUE', 0x12, none, 1),
    plain('LOAD_CONST_SMALL_INT', 0x14, { kind: 'variable', signed: true }, 1),
    plain('LOAD_CONST_STRING', 0x16, name16, 1),
    plain('LOAD_CONST_OBJ', 0x17, number, 1),
    plain('LOAD_NULL', 0x18, none, 1),
    plain('LOAD_FAST_N', 0x19, number, 1),
    plain('LOAD_DEREF', 0x1a, number, 1),
    plain('LOAD_NAME', 0x1b, name16, 1),
    plain('LOAD_GLOBAL', 0x1c, name16, 1),
    plain('LOAD_ATTR', 0x1d, name16, 0),
    plain('LOAD_METHOD', 0x1e, name16, 1),
    plain('LOAD_SUPER_METHOD', 0x1f, name16, -1),
    plain('LOAD_BUILD_CLASS', 0x20, none, 1),
    plain('LOAD_SUBSCR', 0x21, none, -1),
    plain('STORE_FAST_N', 0x22, number, -1),
    plain('STORE_DEREF', 0x23, number, -1),
    plain('STORE_NAME', 0x24, name16, -1),
    plain('STORE_GLOBAL', 0x25, name16, -1),
    plain('STORE_ATTR', 0x26, name16, -2),
    plain('STORE_SUBSCR', 0x27, none, -3),
    plain('DELETE_FAST', 0x28, number, 0),
    plain('DELETE_DEREF', 0x29, number, 0),
    plain('DELETE_NAME', 0x2a, name16, 0),
    plain('DELETE_GLOBAL', 0x2b, name16, 0),
    plain('DUP_TOP', 0x30, none, 1),
    plain('DUP_TOP_TWO', 0x31, none, 2),
    plain('POP_TOP', 0x32, none, -1),
    plain('ROT_TWO', 0x33, none, 0),
    plain('ROT_THREE', 0x34, none, 0),
    { name: 'JUMP', code: 0x35, ...jump('always'), stack: { constant: 0 } },
    { name: 'POP_JUMP_IF_TRUE', code: 0x36, ...jump('conditional'), stack: { constant: -1 } },
    { name: 'POP_JUMP_IF_FALSE', code: 0x37, ...jump('conditional'), stack: { constant: -1 } },
    {
      name: 'JUMP_IF_TRUE_OR_POP',
      code: 0x38,
      ...jump('conditional'),
      stack: { constant: -1 },
      stackTaken: { constant: 0 },
    },
    {
      name: 'JUMP_IF_FALSE_OR_POP',
      code: 0x39,
      ...jump('conditional'),
      stack: { constant: -1 },
      stackTaken: { constant: 0 },
    },
    {
      name: 'SETUP_WITH',
      code: 0x3d,
      operand: unsignedLabel,
      jump: forwardJump('label'),
      stack: { constant: 2 },
    },
    // On the way that meets no exception: __exit__ and its two words go, None stays for END_FINALLY.
    plain('WITH_CLEANUP', 0x3e, none, -2),
    {
      name: 'SETUP_EXCEPT',
      code: 0x3f,
      operand: unsignedLabel,
      jump: forwardJump('label'),
      stack: { constant: 0 },
    },
    {
      name: 'SETUP_FINALLY',
      code: 0x40,
      operand: unsignedLabel,
      jump: forwardJump('label'),
      stack: { constant: 0 },
    },
    plain('END_FINALLY', 0x41, none, -1),
    plain('GET_ITER', 0x42, none, 0),
    {
      name: 'FOR_ITER',
      code: 0x43,
      operand: unsignedLabel,
      jump: forwardJump('conditional'),
      stack: { constant: 1 },
      stackTaken: { constant: -iteratorSlots },
    },
    plain('POP_BLOCK', 0x44, none, 0),
    plain('POP_EXCEPT', 0x45, none, 0),
    // The byte behind the label counts the exception handlers to unwind; its top bit says that an iterator is popped.
    {
      name: 'UNWIND_JUMP',
      code: 0x46,
      operand: signedLabel,
      skipped: 1,
      jump: signedJump('label'),
      stack: { constant: 0 },
      interrupts: 'backward',
    },
    plain('GET_ITER_STACK', 0x47, none, iteratorSlots - 1),
    counted('BUILD_TUPLE', 0x50, 1, [operand(-1)]),
    counted('BUILD_LIST', 0x51, 1, [operand(-1)]),
    plain('BUILD_MAP', 0x53, number, 1),
    plain('STORE_MAP', 0x54, none, -2),
    counted('BUILD_SET', 0x56, 1, [operand(-1)]),
    // The low two bits say what is built: 0 a list, 1 a dictionary, 2 a set.
    counted('STORE_COMP', 0x57, -1, [{ times: -1, low: 0, width: 2, equals: 1 }]),
    // Made of 2 or else 3 entries.
    counted('BUILD_SLICE', 0x58, -2, [{ times: 1, low: 0, width: 32, equals: 2 }]),
    counted('UNPACK_SEQUENCE', 0x59, -1, [operand(1)]),
    counted('UNPACK_EX', 0x5a, 0, [
      { times: 1, low: 0, width: 8 },
      { times: 1, low: 8, width: 8 },
    ]),
    plain('RETURN_VALUE', 0x5b, none, -1),
    {
      name: 'RAISE_VARARGS',
      code: 0x5c,
      operand: byte,
      stack: { constant: 0, terms: [operand(-1)] },
    },
    plain('YIELD_VALUE', 0x5d, none, 0),
    plain('YIELD_FROM', 0x5e, none, -1),
    plain('MAKE_FUNCTION', 0x60, number, 1),
    plain('MAKE_FUNCTION_DEFARGS', 0x61, number, -1),
    // The byte behind the operand counts the variables closed over, which are popped: n more than told here.
    { ...plain('MAKE_CLOSURE', 0x62, number, 1), skipped: 1 },
    { ...plain('MAKE_CLOSURE_DEFARGS', 0x63, number, -1), skipped: 1 },
    { name: 'CALL_FUNCTION', code: 0x64, ...call, stack: { constant: 0, terms: argumentCounts } },
    { name: 'CALL_FUNCTION_VAR_KW', code: 0x65, ...call, stack: { constant: -2, terms: argumentCounts } },
    { name: 'CALL_METHOD', code: 0x66, ...call, stack: { constant: -1, terms: argumentCounts } },
    { name: 'CALL_METHOD_VAR_KW', code: 0x67, ...call, stack: { constant: -3, terms: argumentCounts } },
    plain('IMPORT_NAME', 0x68, name16, -1),
    plain('IMPORT_FROM', 0x69, name16, 1),
    plain('IMPORT_STAR', 0x6a, none, -1),
    range('LOAD_CONST_SMALL_INT_MULTI', 0x70, 64, 16, 1),
    range('LOAD_FAST_MULTI', 0xb0, 16, 0, 1),
    range('STORE_FAST_MULTI', 0xc0, 16, 0, -1),
    // Operands number the operators as `unaryOperators` and `binaryOperators` do.
    range('UNARY_OP_MULTI', 0xd0, 7, 0, 0),
    range('BINARY_OP_MULTI', 0xd7, 36, 0, -1),
  ],
};

/** What the operand of UNARY_OP_MULTI stands for: `mp_unary_op_t` of py/runtime0.h. */
export const unaryOperators = ['bool', 'len', 'hash', 'positive', 'negative', 'invert', 'not'] as const;

/** What the operand of BINARY_OP_MULTI stands for: `mp_binary_op_t` of py/runtime0.h. The compiler emits all but three: divmod, not in, is not. */
export const binaryOperators = [
  'or',
  'xor',
  'and',
  'shift_left',
  'shift_right',
  'add',
  'subtract',
  'multiply',
  'floor_divide',
  'true_divide',
  'modulo',
  'power',
  'divmod',
  'inplace_or',
  'inplace_xor',
  'inplace_and',
  'inplace_shift_left',
  'inplace_shift_right',
  'inplace_add',
  'inplace_subtract',
  'inplace_multiply',
  'inplace_floor_divide',
  'inplace_true_divide',
  'inplace_modulo',
  'inplace_power',
  'less',
  'more',
  'equal',
  'less_equal',
  'more_equal',
  'not_equal',
  'in',
  'is',
  'exception_match',
  'not_in',
  'is_not',
] as const;
