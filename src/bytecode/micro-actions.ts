/**
 * What the sequencer does for an opcode, as data: hardware is decoded from it. A set's actions are a table of their own
 * (`cpython-3.11-actions.ts`), by opcode name; opcodes without an entry are left to the host. Golden models never read them.
 */
import type { BytecodeSet, Opcode } from './opcode.js';

/** Operations of the tagged ALU that bytecodes ask for, by its names. */
export type OperationName =
  | 'add'
  | 'sub'
  | 'neg'
  | 'invert'
  | 'bit_and'
  | 'bit_or'
  | 'bit_xor'
  | 'truth'
  | 'shift_left'
  | 'shift_right'
  | 'is'
  | 'is_not'
  | 'mul'
  | 'floor_div'
  | 'modulo'
  | 'lt'
  | 'le'
  | 'eq'
  | 'ne'
  | 'gt'
  | 'ge';

/** One operation of the tagged ALU, on one or two words of the stack. */
export interface Operator {
  readonly operation: OperationName;
  /** The right operand is the small integer 0 and not from the stack: `+x` is x + 0. */
  readonly rightIsZero?: boolean;
  /** The answer is a truth value, and the opposite of it is meant: `not x`. */
  readonly negates?: boolean;
}

/** The operator, or the list that the operand counts in; undefined where the operand means what the host does. */
export type OperatorChoice = Operator | readonly (Operator | undefined)[];

/** How far down the stack, the top being 1; `operand`: as the operand says. */
export type Depth = number | 'operand';

/** What of the bytecode's operand, or of nothing, is pushed. */
export type Pushed = 'small_int' | 'name' | 'none' | 'true' | 'false' | 'null';

export type MicroAction =
  /** No effect on anything but the pc. */
  | { readonly kind: 'nothing' }
  /** Pushes the local variable, or the constant, that the operand numbers. */
  | { readonly kind: 'load_local' | 'load_constant' }
  /** Pops into the local variable that the operand numbers. */
  | { readonly kind: 'store_local' }
  /** Makes a bound local variable unbound. */
  | { readonly kind: 'delete_local' }
  | { readonly kind: 'push'; readonly what: Pushed }
  | { readonly kind: 'pop' }
  /** Pushes what lies at that depth. */
  | { readonly kind: 'copy'; readonly depth: Depth }
  /** Pushes the two topmost words again. */
  | { readonly kind: 'copy_two' }
  /** Exchanges the top with what lies at that depth. */
  | { readonly kind: 'swap'; readonly depth: Depth }
  /** The top goes below the two words under it. */
  | { readonly kind: 'rotate_three' }
  /** Replaces the top by the answer. */
  | { readonly kind: 'unary'; readonly operator: OperatorChoice }
  /** Replaces the two topmost words by the answer; the top is the right operand. */
  | { readonly kind: 'binary'; readonly operator: OperatorChoice }
  | { readonly kind: 'jump' }
  /** Jumps if the top, taken as a truth value or compared with None, is as `when` says. */
  | {
      readonly kind: 'jump_if';
      readonly test: 'truth' | 'none';
      readonly when: boolean;
      /** What was tested stays on the stack where the jump is taken. */
      readonly keeps?: boolean;
    };

/** Where an interpreter of the set has its frame's parts. */
export interface FrameConventions {
  /** Local variable n lies n words above or below local variable 0. */
  readonly locals: 'ascending' | 'descending';
  /** The stack grows upwards; the stack pointer is the address of the topmost word, or of the first free one. */
  readonly stackPointer: 'top' | 'free';
}

export interface MicroProgram {
  readonly set: BytecodeSet;
  readonly frame: FrameConventions;
  /** By opcode name. */
  readonly actions: Readonly<Record<string, MicroAction>>;
}

/** The action of an opcode: its own, or that of the opcode which it specialises. */
export function actionOf({ actions }: MicroProgram, { name, specializes }: Opcode): MicroAction | undefined {
  return actions[name] ?? (specializes === undefined ? undefined : actions[specializes]);
}
