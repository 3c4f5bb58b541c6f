/** What opcodes mean to the golden interpreter, by their names: written from Python's and MicroPython's documentation. */
import { binaryOperators, opcodeTable, unaryOperators, type BytecodeSet } from '../../bytecode/index.js';
import { operations } from '../tagged-alu/operations.js';

/** Opcodes that the sequencer's README has; 0 is everything else. */
export const meanings = {
  other: 0,
  nothing: 1,
  loadFast: 2,
  storeFast: 3,
  deleteFast: 4,
  loadConst: 5,
  smallInt: 6,
  string: 7,
  none: 8,
  false: 9,
  true: 10,
  null: 11,
  pop: 12,
  duplicate: 13,
  duplicateTwo: 14,
  rotateTwo: 15,
  rotateThree: 16,
  copy: 17,
  swap: 18,
  unaryMicropython: 19,
  binaryMicropython: 20,
  positive: 21,
  negative: 22,
  not: 23,
  invert: 24,
  binaryOp: 25,
  compareOp: 26,
  isOp: 27,
  jump: 28,
  popJumpIfTrue: 29,
  popJumpIfFalse: 30,
  jumpIfTrueOrPop: 31,
  jumpIfFalseOrPop: 32,
  popJumpIfNone: 33,
  popJumpIfNotNone: 34,
} as const;

const byName: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'micropython-1.9.2': {
    LOAD_CONST_FALSE: meanings.false,
    LOAD_CONST_NONE: meanings.none,
    LOAD_CONST_TRUE: meanings.true,
    LOAD_CONST_SMALL_INT: meanings.smallInt,
    LOAD_CONST_SMALL_INT_MULTI: meanings.smallInt,
    LOAD_CONST_STRING: meanings.string,
    LOAD_CONST_OBJ: meanings.loadConst,
    LOAD_NULL: meanings.null,
    LOAD_FAST_N: meanings.loadFast,
    LOAD_FAST_MULTI: meanings.loadFast,
    STORE_FAST_N: meanings.storeFast,
    STORE_FAST_MULTI: meanings.storeFast,
    DELETE_FAST: meanings.deleteFast,
    DUP_TOP: meanings.duplicate,
    DUP_TOP_TWO: meanings.duplicateTwo,
    POP_TOP: meanings.pop,
    ROT_TWO: meanings.rotateTwo,
    ROT_THREE: meanings.rotateThree,
    JUMP: meanings.jump,
    POP_JUMP_IF_TRUE: meanings.popJumpIfTrue,
    POP_JUMP_IF_FALSE: meanings.popJumpIfFalse,
    JUMP_IF_TRUE_OR_POP: meanings.jumpIfTrueOrPop,
    JUMP_IF_FALSE_OR_POP: meanings.jumpIfFalseOrPop,
    UNARY_OP_MULTI: meanings.unaryMicropython,
    BINARY_OP_MULTI: meanings.binaryMicropython,
  },
  'cpython-3.11': {
    NOP: meanings.nothing,
    RESUME: meanings.nothing,
    POP_TOP: meanings.pop,
    PUSH_NULL: meanings.null,
    COPY: meanings.copy,
    SWAP: meanings.swap,
    LOAD_CONST: meanings.loadConst,
    LOAD_FAST: meanings.loadFast,
    STORE_FAST: meanings.storeFast,
    DELETE_FAST: meanings.deleteFast,
    UNARY_POSITIVE: meanings.positive,
    UNARY_NEGATIVE: meanings.negative,
    UNARY_NOT: meanings.not,
    UNARY_INVERT: meanings.invert,
    BINARY_OP: meanings.binaryOp,
    COMPARE_OP: meanings.compareOp,
    IS_OP: meanings.isOp,
    JUMP_FORWARD: meanings.jump,
    JUMP_BACKWARD: meanings.jump,
    JUMP_BACKWARD_NO_INTERRUPT: meanings.jump,
    JUMP_IF_TRUE_OR_POP: meanings.jumpIfTrueOrPop,
    JUMP_IF_FALSE_OR_POP: meanings.jumpIfFalseOrPop,
    POP_JUMP_FORWARD_IF_TRUE: meanings.popJumpIfTrue,
    POP_JUMP_FORWARD_IF_FALSE: meanings.popJumpIfFalse,
    POP_JUMP_FORWARD_IF_NONE: meanings.popJumpIfNone,
    POP_JUMP_FORWARD_IF_NOT_NONE: meanings.popJumpIfNotNone,
    POP_JUMP_BACKWARD_IF_TRUE: meanings.popJumpIfTrue,
    POP_JUMP_BACKWARD_IF_FALSE: meanings.popJumpIfFalse,
    POP_JUMP_BACKWARD_IF_NONE: meanings.popJumpIfNone,
    POP_JUMP_BACKWARD_IF_NOT_NONE: meanings.popJumpIfNotNone,
  },
};

/** By code. */
export function meaningOf(set: BytecodeSet): number[] {
  const named = byName[set.name] ?? {};
  return opcodeTable(set).map((opcode) =>
    opcode ? (named[opcode.name] ?? named[opcode.specializes ?? ''] ?? meanings.other) : meanings.other,
  );
}

const { add, sub, mul, floor_div, modulo, shift_left, shift_right, bit_and, bit_or, bit_xor } = operations;
const { lt, le, eq, ne, gt, ge, is, is_not } = operations;

/** The operator that no unit here computes. */
export const noOperator = -1;

/** Operators of MicroPython's `mp_binary_op_t`, by their names there without `inplace_`. */
const micropython: Readonly<Record<string, number>> = {
  or: bit_or,
  xor: bit_xor,
  and: bit_and,
  shift_left,
  shift_right,
  add,
  subtract: sub,
  multiply: mul,
  floor_divide: floor_div,
  modulo,
  less: lt,
  more: gt,
  equal: eq,
  less_equal: le,
  more_equal: ge,
  not_equal: ne,
  is,
  is_not,
};

/** By the operand of BINARY_OP_MULTI. */
export const binaryOfMicropython: readonly number[] = binaryOperators.map(
  (name) => micropython[name.replace('inplace_', '')] ?? noOperator,
);

/** By the operand of UNARY_OP_MULTI. */
export const unaryOfMicropython: readonly number[] = unaryOperators.map(
  (name) =>
    (
      ({
        positive: meanings.positive,
        negative: meanings.negative,
        invert: meanings.invert,
        not: meanings.not,
      }) as Readonly<Record<string, number>>
    )[name] ?? (name === 'bool' ? meanings.true : meanings.other),
);

/** By the operand of BINARY_OP: `opcode._nb_ops` lists `+ & // << @ * % | ** >> - / ^` and the same in place. */
const symbols = [
  add,
  bit_and,
  floor_div,
  shift_left,
  noOperator,
  mul,
  modulo,
  bit_or,
  noOperator,
  shift_right,
  sub,
  noOperator,
  bit_xor,
];
export const binaryOfCPython: readonly number[] = [...symbols, ...symbols];

/** By the operand of COMPARE_OP: `opcode.cmp_op`. */
export const comparisonsOfCPython: readonly number[] = [lt, le, eq, ne, gt, ge];
