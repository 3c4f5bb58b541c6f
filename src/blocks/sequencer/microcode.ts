/** The sequencer's microcode: a set's micro-actions as the content of two read-only memories. */
import {
  actionOf,
  type MicroProgram,
  type Operator,
  type OperatorChoice,
} from '../../bytecode/micro-actions.js';
import type { Opcode } from '../../bytecode/opcode.js';
import { opcodeTable } from '../../bytecode/table.js';
import { bool, bundle, enumeration, uint, type Value } from '../../hdl/index.js';
import { operationShape } from '../tagged-alu/asks.js';
import type { Sizes } from './shapes.js';

export const actionKinds = [
  'unsupported',
  'nothing',
  'load_local',
  'load_constant',
  'store_local',
  'delete_local',
  'push',
  'pop',
  'copy',
  'copy_two',
  'swap',
  'rotate_three',
  'unary',
  'binary',
  'jump',
  'jump_if',
] as const;

export const kindShape = enumeration(actionKinds);
export const pushedShape = enumeration(['small_int', 'name', 'none', 'true', 'false', 'null']);

/** What the tagged ALU is asked; not `known`: nothing, the host does it. */
export const operatorShape = bundle({
  known: bool(),
  operation: operationShape,
  rightIsZero: bool(),
  negates: bool(),
});

/** What an opcode does; by opcode. */
export const actionShape = bundle({
  kind: kindShape,
  /** Words of the stack that it needs; of `copy` and `swap` the depth as well. */
  needs: uint(2),
  /** Of `copy` and `swap`: as many words as the operand says. */
  needsOperand: bool(),
  /** Of `unary`, `binary` and `jump_if`, unless a column of the operators has it. */
  operator: operatorShape,
  /** 0: the operator above; else which column, from 1. */
  column: uint(2),
  pushed: pushedShape,
  /** Of `jump_if`: compares with None, jumps when it holds, keeps what was tested if it jumps. */
  testsNone: bool(),
  when: bool(),
  keeps: bool(),
});

type Action = Value<typeof actionShape>;
type OperatorWord = Value<typeof operatorShape>;

const noOperator: OperatorWord = { known: 0, operation: 'add', rightIsZero: 0, negates: 0 };

const host: Action = {
  kind: 'unsupported',
  needs: 0,
  needsOperand: 0,
  operator: noOperator,
  column: 0,
  pushed: 'small_int',
  testsNone: 0,
  when: 0,
  keeps: 0,
};

export interface Microcode {
  /** One for each of the 256 opcodes. */
  readonly actions: readonly Action[];
  /** Lists of operators that operands count in; each as long as a power of two. */
  readonly columns: readonly (readonly OperatorWord[])[];
  /** How deep one exchanges, at most the words held. */
  readonly deepestSwap: number;
  /** Whether there are bytecodes whose operand says how deep. */
  readonly hasOperandDepth: boolean;
  /** Bits of an operand that reach all columns; larger operands have no operator. */
  readonly operandBits: number;
  /** Whether there are opcodes with such operands. */
  readonly hasLargerOperands: boolean;
}

/** The microcode of a set, without what a configuration's units cannot do. */
export function microcodeOf(
  program: MicroProgram,
  sizes: Pick<Sizes, 'multiplier' | 'divider' | 'stackEntries'>,
): Microcode {
  const lists: (readonly (Operator | undefined)[])[] = [];
  const word = (operator: Operator | undefined): OperatorWord =>
    operator && isComputed(operator, sizes)
      ? {
          known: 1,
          operation: operator.operation,
          rightIsZero: operator.rightIsZero ? 1 : 0,
          negates: operator.negates ? 1 : 0,
        }
      : noOperator;
  const columnOf = (list: readonly (Operator | undefined)[]): number => {
    if (!lists.includes(list)) lists.push(list);
    return lists.indexOf(list) + 1;
  };
  const chosen = (choice: OperatorChoice): Pick<Action, 'operator' | 'column'> =>
    isList(choice)
      ? { operator: noOperator, column: columnOf(choice) }
      : { operator: word(choice), column: 0 };

  const table = opcodeTable(program.set);
  const actions = table.map((opcode): Action => {
    const action = opcode && actionOf(program, opcode);
    if (!action) return host;
    const { kind } = action;
    switch (kind) {
      case 'copy':
      case 'swap':
        return action.depth === 'operand'
          ? { ...host, kind, needsOperand: 1 }
          : { ...host, kind, needs: action.depth };
      case 'unary':
        return { ...host, kind, needs: 1, ...chosen(action.operator) };
      case 'binary':
        return { ...host, kind, needs: 2, ...chosen(action.operator) };
      case 'jump_if':
        return {
          ...host,
          kind,
          needs: 1,
          operator: word({ operation: action.test === 'none' ? 'is' : 'truth' }),
          testsNone: action.test === 'none' ? 1 : 0,
          when: action.when ? 1 : 0,
          keeps: action.keeps ? 1 : 0,
        };
      case 'push':
        return { ...host, kind, pushed: action.what };
      default:
        return { ...host, kind, needs: needs[kind] ?? 0 };
    }
  });
  const hasOperandDepth = actions.some(({ needsOperand }) => needsOperand === 1);
  const deepestSwap = Math.max(
    1,
    ...actions
      .filter(({ kind }) => kind === 'swap')
      .map(({ needs: words, needsOperand }) => (needsOperand === 1 ? sizes.stackEntries : (words as number))),
  );
  const length = Math.max(2, ...lists.map((list) => list.length));
  const operandBits = 32 - Math.clz32(length - 1);
  return {
    actions,
    columns: lists.map((list) =>
      Array.from({ length: 2 ** operandBits }, (_, operand) => word(list[operand])),
    ),
    deepestSwap,
    hasOperandDepth,
    operandBits,
    hasLargerOperands: table.some(
      (opcode, code) => opcode && actions[code]?.column !== 0 && !isWithin(opcode, 2 ** operandBits),
    ),
  };
}

/** Whether an opcode's operands are all among the first `count` numbers. */
function isWithin({ operand, codes = 1 }: Opcode, count: number): boolean {
  return operand.kind === 'range' && operand.excess === 0 && codes <= count;
}

const needs: Partial<Record<(typeof actionKinds)[number], number>> = {
  store_local: 1,
  pop: 1,
  copy_two: 2,
  rotate_three: 3,
};

function isComputed(
  { operation }: Operator,
  { multiplier, divider }: Pick<Sizes, 'multiplier' | 'divider'>,
): boolean {
  if (operation === 'mul') return multiplier !== 'none';
  return (operation !== 'floor_div' && operation !== 'modulo') || divider !== 'none';
}

function isList(choice: OperatorChoice): choice is readonly (Operator | undefined)[] {
  return Array.isArray(choice);
}
