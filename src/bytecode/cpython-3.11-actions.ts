/** What the sequencer does of CPython 3.11's bytecodes; facts of Python's `dis` module and of Python/ceval.c. */
import { cpython311 } from './cpython-3.11.js';
import type { MicroAction, MicroProgram, Operator } from './micro-actions.js';

/** By the operand of BINARY_OP (`opcode._nb_ops`): matrix product, power and true division are the host's. */
const arithmetic: readonly (Operator | undefined)[] = [
  { operation: 'add' },
  { operation: 'bit_and' },
  { operation: 'floor_div' },
  { operation: 'shift_left' },
  undefined,
  { operation: 'mul' },
  { operation: 'modulo' },
  { operation: 'bit_or' },
  undefined,
  { operation: 'shift_right' },
  { operation: 'sub' },
  undefined,
  { operation: 'bit_xor' },
];

/** By the operand of COMPARE_OP: `dis.cmp_op`. */
const comparisons: readonly Operator[] = [
  { operation: 'lt' },
  { operation: 'le' },
  { operation: 'eq' },
  { operation: 'ne' },
  { operation: 'gt' },
  { operation: 'ge' },
];

const jumpIf = (test: 'truth' | 'none', when: boolean): MicroAction => ({ kind: 'jump_if', test, when });

export const cpython311Actions: MicroProgram = {
  set: cpython311,
  frame: { locals: 'ascending', stackPointer: 'free' },
  actions: {
    NOP: { kind: 'nothing' },
    RESUME: { kind: 'nothing' },
    POP_TOP: { kind: 'pop' },
    PUSH_NULL: { kind: 'push', what: 'null' },
    COPY: { kind: 'copy', depth: 'operand' },
    SWAP: { kind: 'swap', depth: 'operand' },
    LOAD_CONST: { kind: 'load_constant' },
    LOAD_FAST: { kind: 'load_local' },
    STORE_FAST: { kind: 'store_local' },
    DELETE_FAST: { kind: 'delete_local' },
    UNARY_POSITIVE: { kind: 'unary', operator: { operation: 'add', rightIsZero: true } },
    UNARY_NEGATIVE: { kind: 'unary', operator: { operation: 'neg' } },
    UNARY_NOT: { kind: 'unary', operator: { operation: 'truth', negates: true } },
    UNARY_INVERT: { kind: 'unary', operator: { operation: 'invert' } },
    // From 13 on the operators are those in place, which integers do not tell apart.
    BINARY_OP: { kind: 'binary', operator: [...arithmetic, ...arithmetic] },
    COMPARE_OP: { kind: 'binary', operator: comparisons },
    IS_OP: { kind: 'binary', operator: [{ operation: 'is' }, { operation: 'is_not' }] },
    JUMP_FORWARD: { kind: 'jump' },
    JUMP_BACKWARD: { kind: 'jump' },
    JUMP_BACKWARD_NO_INTERRUPT: { kind: 'jump' },
    JUMP_IF_FALSE_OR_POP: { kind: 'jump_if', test: 'truth', when: false, keeps: true },
    JUMP_IF_TRUE_OR_POP: { kind: 'jump_if', test: 'truth', when: true, keeps: true },
    POP_JUMP_FORWARD_IF_FALSE: jumpIf('truth', false),
    POP_JUMP_FORWARD_IF_TRUE: jumpIf('truth', true),
    POP_JUMP_FORWARD_IF_NONE: jumpIf('none', true),
    POP_JUMP_FORWARD_IF_NOT_NONE: jumpIf('none', false),
    POP_JUMP_BACKWARD_IF_FALSE: jumpIf('truth', false),
    POP_JUMP_BACKWARD_IF_TRUE: jumpIf('truth', true),
    POP_JUMP_BACKWARD_IF_NONE: jumpIf('none', true),
    POP_JUMP_BACKWARD_IF_NOT_NONE: jumpIf('none', false),
  },
};
