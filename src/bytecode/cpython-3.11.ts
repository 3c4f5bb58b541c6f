/**
 * CPython 3.11: code units of two bytes, opcode and operand; EXTENDED_ARG puts 8 bits in front of the next operand. Facts of
 * Python's own modules `opcode` and `dis` (3.11.7), which `cpython-3.11.test.ts` asks again, and of Python/ceval.c (where it
 * looks at its eval breaker).
 */
import type { BytecodeSet, Jump, Opcode, StackEffect, StackTerm } from './opcode.js';

/** What differs between opcodes, in short. */
interface Entry {
  /** Change of the depth of the stack, or its constant part. */
  readonly stack: number;
  readonly terms?: readonly StackTerm[];
  readonly taken?: number;
  /** CACHE units behind it. */
  readonly caches?: number;
  readonly jump?: Jump;
  readonly call?: boolean;
  readonly prefix?: boolean;
  readonly interrupts?: 'always';
}

/** Opcodes below this have no operand: `opcode.HAVE_ARGUMENT`. */
const haveArgument = 90;

const operand = (times: number): StackTerm => ({ times, low: 0, width: 32 });
const bit = (times: number, low: number): StackTerm => ({ times, low, width: 1 });

const jump = (kind: Jump['kind'], direction: 'forward' | 'backward'): Jump => ({
  kind,
  direction,
  unit: 2,
  from: 'next',
});

const forward = { jump: jump('conditional', 'forward') };
const backward = { jump: jump('conditional', 'backward'), interrupts: 'always' } as const;

const entries: Readonly<Record<string, readonly [code: number, entry: Entry]>> = {
  POP_TOP: [1, { stack: -1 }],
  PUSH_NULL: [2, { stack: 1 }],
  NOP: [9, { stack: 0 }],
  UNARY_POSITIVE: [10, { stack: 0 }],
  UNARY_NEGATIVE: [11, { stack: 0 }],
  UNARY_NOT: [12, { stack: 0 }],
  UNARY_INVERT: [15, { stack: 0 }],
  BINARY_SUBSCR: [25, { stack: -1, caches: 4 }],
  GET_LEN: [30, { stack: 1 }],
  MATCH_MAPPING: [31, { stack: 1 }],
  MATCH_SEQUENCE: [32, { stack: 1 }],
  MATCH_KEYS: [33, { stack: 1 }],
  PUSH_EXC_INFO: [35, { stack: 1 }],
  CHECK_EXC_MATCH: [36, { stack: 0 }],
  CHECK_EG_MATCH: [37, { stack: 0 }],
  WITH_EXCEPT_START: [49, { stack: 1 }],
  GET_AITER: [50, { stack: 0 }],
  GET_ANEXT: [51, { stack: 1 }],
  BEFORE_ASYNC_WITH: [52, { stack: 1 }],
  BEFORE_WITH: [53, { stack: 1 }],
  END_ASYNC_FOR: [54, { stack: -2 }],
  STORE_SUBSCR: [60, { stack: -3, caches: 1 }],
  DELETE_SUBSCR: [61, { stack: -2 }],
  GET_ITER: [68, { stack: 0 }],
  GET_YIELD_FROM_ITER: [69, { stack: 0 }],
  PRINT_EXPR: [70, { stack: -1 }],
  LOAD_BUILD_CLASS: [71, { stack: 1 }],
  LOAD_ASSERTION_ERROR: [74, { stack: 1 }],
  RETURN_GENERATOR: [75, { stack: 0 }],
  LIST_TO_TUPLE: [82, { stack: 0 }],
  RETURN_VALUE: [83, { stack: -1 }],
  IMPORT_STAR: [84, { stack: -1 }],
  SETUP_ANNOTATIONS: [85, { stack: 0 }],
  YIELD_VALUE: [86, { stack: 0 }],
  ASYNC_GEN_WRAP: [87, { stack: 0 }],
  PREP_RERAISE_STAR: [88, { stack: -1 }],
  POP_EXCEPT: [89, { stack: -1 }],
  STORE_NAME: [90, { stack: -1 }],
  DELETE_NAME: [91, { stack: 0 }],
  UNPACK_SEQUENCE: [92, { stack: -1, terms: [operand(1)], caches: 1 }],
  FOR_ITER: [93, { stack: 1, taken: -1, ...forward }],
  UNPACK_EX: [
    94,
    {
      stack: 0,
      terms: [
        { times: 1, low: 0, width: 8 },
        { times: 1, low: 8, width: 24 },
      ],
    },
  ],
  STORE_ATTR: [95, { stack: -2, caches: 4 }],
  DELETE_ATTR: [96, { stack: -1 }],
  STORE_GLOBAL: [97, { stack: -1 }],
  DELETE_GLOBAL: [98, { stack: 0 }],
  SWAP: [99, { stack: 0 }],
  LOAD_CONST: [100, { stack: 1 }],
  LOAD_NAME: [101, { stack: 1 }],
  BUILD_TUPLE: [102, { stack: 1, terms: [operand(-1)] }],
  BUILD_LIST: [103, { stack: 1, terms: [operand(-1)] }],
  BUILD_SET: [104, { stack: 1, terms: [operand(-1)] }],
  BUILD_MAP: [105, { stack: 1, terms: [operand(-2)] }],
  LOAD_ATTR: [106, { stack: 0, caches: 4 }],
  COMPARE_OP: [107, { stack: -1, caches: 2 }],
  IMPORT_NAME: [108, { stack: -1 }],
  IMPORT_FROM: [109, { stack: 1 }],
  JUMP_FORWARD: [110, { stack: 0, jump: jump('always', 'forward') }],
  JUMP_IF_FALSE_OR_POP: [111, { stack: -1, taken: 0, ...forward }],
  JUMP_IF_TRUE_OR_POP: [112, { stack: -1, taken: 0, ...forward }],
  POP_JUMP_FORWARD_IF_FALSE: [114, { stack: -1, ...forward }],
  POP_JUMP_FORWARD_IF_TRUE: [115, { stack: -1, ...forward }],
  LOAD_GLOBAL: [116, { stack: 1, terms: [bit(1, 0)], caches: 5 }],
  IS_OP: [117, { stack: -1 }],
  CONTAINS_OP: [118, { stack: -1 }],
  RERAISE: [119, { stack: -1 }],
  COPY: [120, { stack: 1 }],
  BINARY_OP: [122, { stack: -1, caches: 1 }],
  SEND: [123, { stack: 0, taken: -1, ...forward }],
  LOAD_FAST: [124, { stack: 1 }],
  STORE_FAST: [125, { stack: -1 }],
  DELETE_FAST: [126, { stack: 0 }],
  POP_JUMP_FORWARD_IF_NOT_NONE: [128, { stack: -1, ...forward }],
  POP_JUMP_FORWARD_IF_NONE: [129, { stack: -1, ...forward }],
  RAISE_VARARGS: [130, { stack: 0, terms: [operand(-1)] }],
  GET_AWAITABLE: [131, { stack: 0 }],
  MAKE_FUNCTION: [132, { stack: 0, terms: [bit(-1, 0), bit(-1, 1), bit(-1, 2), bit(-1, 3)] }],
  BUILD_SLICE: [133, { stack: -1, terms: [{ times: -1, low: 0, width: 32, equals: 3 }] }],
  JUMP_BACKWARD_NO_INTERRUPT: [134, { stack: 0, jump: jump('always', 'backward') }],
  MAKE_CELL: [135, { stack: 0 }],
  LOAD_CLOSURE: [136, { stack: 1 }],
  LOAD_DEREF: [137, { stack: 1 }],
  STORE_DEREF: [138, { stack: -1 }],
  DELETE_DEREF: [139, { stack: 0 }],
  JUMP_BACKWARD: [140, { stack: 0, jump: jump('always', 'backward'), interrupts: 'always' }],
  CALL_FUNCTION_EX: [142, { stack: -2, terms: [bit(-1, 0)], call: true, interrupts: 'always' }],
  EXTENDED_ARG: [144, { stack: 0, prefix: true }],
  LIST_APPEND: [145, { stack: -1 }],
  SET_ADD: [146, { stack: -1 }],
  MAP_ADD: [147, { stack: -2 }],
  LOAD_CLASSDEREF: [148, { stack: 1 }],
  COPY_FREE_VARS: [149, { stack: 0 }],
  RESUME: [151, { stack: 0 }],
  MATCH_CLASS: [152, { stack: -2 }],
  // The field's value 4 says that a format specification was pushed: FVS_MASK and FVS_HAVE_SPEC of ceval.h.
  FORMAT_VALUE: [155, { stack: 0, terms: [bit(-1, 2)] }],
  BUILD_CONST_KEY_MAP: [156, { stack: 0, terms: [operand(-1)] }],
  BUILD_STRING: [157, { stack: 1, terms: [operand(-1)] }],
  LOAD_METHOD: [160, { stack: 1, caches: 10 }],
  LIST_EXTEND: [162, { stack: -1 }],
  SET_UPDATE: [163, { stack: -1 }],
  DICT_MERGE: [164, { stack: -1 }],
  DICT_UPDATE: [165, { stack: -1 }],
  PRECALL: [166, { stack: 0, terms: [operand(-1)], caches: 1 }],
  CALL: [171, { stack: -1, caches: 4, call: true, interrupts: 'always' }],
  KW_NAMES: [172, { stack: 0 }],
  POP_JUMP_BACKWARD_IF_NOT_NONE: [173, { stack: -1, ...backward }],
  POP_JUMP_BACKWARD_IF_NONE: [174, { stack: -1, ...backward }],
  POP_JUMP_BACKWARD_IF_FALSE: [175, { stack: -1, ...backward }],
  POP_JUMP_BACKWARD_IF_TRUE: [176, { stack: -1, ...backward }],
};

/**
 * The forms that the specialising interpreter writes into hot code: the opcode's byte changes, length and operand do not.
 * (Where one form does the work of two instructions, the second one stands behind it as ever.)
 */
const specialized: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  BINARY_OP: {
    BINARY_OP_ADAPTIVE: 3,
    BINARY_OP_ADD_FLOAT: 4,
    BINARY_OP_ADD_INT: 5,
    BINARY_OP_ADD_UNICODE: 6,
    BINARY_OP_INPLACE_ADD_UNICODE: 7,
    BINARY_OP_MULTIPLY_FLOAT: 8,
    BINARY_OP_MULTIPLY_INT: 13,
    BINARY_OP_SUBTRACT_FLOAT: 14,
    BINARY_OP_SUBTRACT_INT: 16,
  },
  BINARY_SUBSCR: {
    BINARY_SUBSCR_ADAPTIVE: 17,
    BINARY_SUBSCR_DICT: 18,
    BINARY_SUBSCR_GETITEM: 19,
    BINARY_SUBSCR_LIST_INT: 20,
    BINARY_SUBSCR_TUPLE_INT: 21,
  },
  CALL: { CALL_ADAPTIVE: 22, CALL_PY_EXACT_ARGS: 23, CALL_PY_WITH_DEFAULTS: 24 },
  COMPARE_OP: {
    COMPARE_OP_ADAPTIVE: 26,
    COMPARE_OP_FLOAT_JUMP: 27,
    COMPARE_OP_INT_JUMP: 28,
    COMPARE_OP_STR_JUMP: 29,
  },
  EXTENDED_ARG: { EXTENDED_ARG_QUICK: 34 },
  JUMP_BACKWARD: { JUMP_BACKWARD_QUICK: 38 },
  LOAD_ATTR: {
    LOAD_ATTR_ADAPTIVE: 39,
    LOAD_ATTR_INSTANCE_VALUE: 40,
    LOAD_ATTR_MODULE: 41,
    LOAD_ATTR_SLOT: 42,
    LOAD_ATTR_WITH_HINT: 43,
  },
  LOAD_CONST: { LOAD_CONST__LOAD_FAST: 44 },
  LOAD_FAST: { LOAD_FAST__LOAD_CONST: 45, LOAD_FAST__LOAD_FAST: 46 },
  LOAD_GLOBAL: { LOAD_GLOBAL_ADAPTIVE: 47, LOAD_GLOBAL_BUILTIN: 48, LOAD_GLOBAL_MODULE: 55 },
  LOAD_METHOD: {
    LOAD_METHOD_ADAPTIVE: 56,
    LOAD_METHOD_CLASS: 57,
    LOAD_METHOD_MODULE: 58,
    LOAD_METHOD_NO_DICT: 59,
    LOAD_METHOD_WITH_DICT: 62,
    LOAD_METHOD_WITH_VALUES: 63,
  },
  PRECALL: {
    PRECALL_ADAPTIVE: 64,
    PRECALL_BOUND_METHOD: 65,
    PRECALL_BUILTIN_CLASS: 66,
    PRECALL_BUILTIN_FAST_WITH_KEYWORDS: 67,
    PRECALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS: 72,
    PRECALL_NO_KW_BUILTIN_FAST: 73,
    PRECALL_NO_KW_BUILTIN_O: 76,
    PRECALL_NO_KW_ISINSTANCE: 77,
    PRECALL_NO_KW_LEN: 78,
    PRECALL_NO_KW_LIST_APPEND: 79,
    PRECALL_NO_KW_METHOD_DESCRIPTOR_FAST: 80,
    PRECALL_NO_KW_METHOD_DESCRIPTOR_NOARGS: 81,
    PRECALL_NO_KW_METHOD_DESCRIPTOR_O: 113,
    PRECALL_NO_KW_STR_1: 121,
    PRECALL_NO_KW_TUPLE_1: 127,
    PRECALL_NO_KW_TYPE_1: 141,
    PRECALL_PYFUNC: 143,
  },
  RESUME: { RESUME_QUICK: 150 },
  STORE_ATTR: {
    STORE_ATTR_ADAPTIVE: 153,
    STORE_ATTR_INSTANCE_VALUE: 154,
    STORE_ATTR_SLOT: 158,
    STORE_ATTR_WITH_HINT: 159,
  },
  STORE_FAST: { STORE_FAST__LOAD_FAST: 161, STORE_FAST__STORE_FAST: 167 },
  STORE_SUBSCR: { STORE_SUBSCR_ADAPTIVE: 168, STORE_SUBSCR_DICT: 169, STORE_SUBSCR_LIST_INT: 170 },
  UNPACK_SEQUENCE: {
    UNPACK_SEQUENCE_ADAPTIVE: 177,
    UNPACK_SEQUENCE_LIST: 178,
    UNPACK_SEQUENCE_TUPLE: 179,
    UNPACK_SEQUENCE_TWO_TUPLE: 180,
  },
};

const base: readonly Opcode[] = Object.entries(entries).map(([name, [code, entry]]) => ({
  name,
  code,
  operand: code < haveArgument ? { kind: 'none', bytes: 1 } : { kind: 'fixed', bytes: 1, excess: 0 },
  skipped: 2 * (entry.caches ?? 0),
  stack: effect(entry.stack, entry.terms),
  ...(entry.taken !== undefined && { stackTaken: effect(entry.taken) }),
  ...(entry.jump && { jump: entry.jump }),
  ...(entry.call && { call: true }),
  ...(entry.prefix && { prefix: true }),
  ...(entry.interrupts && { interrupts: entry.interrupts }),
}));

function effect(constant: number, terms?: readonly StackTerm[]): StackEffect {
  return { constant, ...(terms && { terms }) };
}

export const cpython311: BytecodeSet = {
  name: 'cpython-3.11',
  documentation:
    'CPython 3.11: 16-bit code units, EXTENDED_ARG, CACHE units skipped, specialised forms included',
  opcodes: [
    ...base,
    ...base.flatMap((opcode) =>
      Object.entries(specialized[opcode.name] ?? {}).map(([name, code]) => ({
        ...opcode,
        name,
        code,
        specializes: opcode.name,
      })),
    ),
  ],
};
