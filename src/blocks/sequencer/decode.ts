import {
  bitsFor,
  bool,
  bundle,
  constant,
  mux,
  uint,
  type Bool,
  type Builder,
  type Signal,
  type UInt,
} from '../../hdl/index.js';
import { anyOf } from '../../library/gates.js';
import { operationShape } from '../tagged-alu/asks.js';
import type { dispatchedShape } from '../dispatch-unit/dispatch-stream.js';
import type { Frame } from './frame.js';
import { actionShape, operatorShape, pushedShape, type actionKinds, type Microcode } from './microcode.js';
import { reasonShape, type Sizes } from './shapes.js';
import { firstReason, nameReasons } from './stop-reasons.js';

type Kind = (typeof actionKinds)[number];

/** What a bytecode asks of the parts of the sequencer; all of it is known before it is executed. */
export const decodedShape = ({ stackEntries }: Pick<Sizes, 'stackEntries'>) =>
  bundle({
    /** It is not executed, for this reason, unless there is one that counts more; `bad_index` has its place further down. */
    refused: bool(),
    reason: reasonShape,
    badIndex: bool(),
    /** Words that it needs at the top of the stack; of `copies` and `swaps` the depth as well. */
    needs: uint(bitsFor(stackEntries + 1)),
    pushes: bool(),
    pushesTwo: bool(),
    /** Pops whatever the answer is. */
    pops: bool(),
    joins: bool(),
    swaps: bool(),
    rotates: bool(),
    copies: bool(),
    usesLocal: bool(),
    loadsLocal: bool(),
    storesLocal: bool(),
    deletesLocal: bool(),
    usesConstant: bool(),
    jumps: bool(),
    jumpsIf: bool(),
    /** Of `jumpsIf`: compares with None, jumps when it holds, keeps what was tested if it jumps. */
    testsNone: bool(),
    when: bool(),
    keeps: bool(),
    /** Puts the answer of `operation` on the stack. */
    computes: bool(),
    operation: operationShape,
    rightIsZero: bool(),
    negates: bool(),
    pushed: pushedShape,
    /** The integer that it pushes is no small integer. */
    tooLarge: bool(),
  });

export type Decoded = Signal<ReturnType<typeof decodedShape>>;

/** Decodes a bytecode while it is taken. Combinational: two lookups in tables of constants, one after the other. */
export function decode(
  m: Builder,
  p: Sizes,
  code: Microcode,
  frame: Pick<Frame, 'hasLocal' | 'hasConstant'>,
  integerBits: number,
  { opcode, operand, status }: Signal<ReturnType<typeof dispatchedShape>>,
) {
  const row = m
    .memory('actions', actionShape, { depth: 256, initial: code.actions })
    .readAsynchronous(opcode, { name: 'row' });
  const is = (...kinds: readonly [Kind, ...Kind[]]): Bool => row.kind.oneOf(...kinds);
  const { inColumn } = m.name({
    inColumn: code.hasLargerOperands
      ? operand
          .slice<number>(code.operandBits, 32 - code.operandBits)
          .any()
          .not()
      : constant(bool(), 1),
  });
  const operator = code.columns.reduce((others, content, index) => {
    const column = m
      .memory(`operators${index + 1}`, operatorShape, { depth: content.length, initial: content })
      .readAsynchronous(operand.truncate<number>(code.operandBits), { name: `operator${index + 1}` });
    return mux(row.column.eq(index + 1), { ...column, known: column.known.and(inColumn) }, others);
  }, row.operator);

  const depthBits = bitsFor(p.stackEntries + 1);
  const beyondRegisters = is('copy').and(operand.eq(p.stackEntries)).or(operand.gt(p.stackEntries));
  const { badDepth } = m.name({
    badDepth: code.hasOperandDepth
      ? row.needsOperand.and(operand.any().not().or(beyondRegisters))
      : constant(bool(), 0),
  });
  const index = operand.truncate<number>(32);
  const computes = is('unary', 'binary');
  const usesLocal = is('load_local', 'store_local', 'delete_local');
  const usesConstant = is('load_constant');
  const needs = row.needs.extend<number>(depthBits);

  const refusals = nameReasons(m, [
    ['interrupted', status.eq('interrupted')],
    ['unknown_opcode', status.eq('unknown_opcode')],
    ['fetch_error', status.eq('fetch_error')],
    ['bad_operand', status.eq('bad_operand')],
    ['unsupported', anyOf([is('unsupported'), computes.and(operator.known.not()), badDepth])],
  ]);
  const { stopsByBadIndex } = m.name({
    stopsByBadIndex: anyOf([
      usesLocal.and(frame.hasLocal(index).not()),
      usesConstant.and(frame.hasConstant(index).not()),
    ]),
  });
  const { tooLarge } = m.name({ tooLarge: exceeds(operand.truncate<number>(32), integerBits) });
  const { operation, rightIsZero, negates } = operator;
  return {
    refused: anyOf(refusals.map(([, holds]) => holds)),
    reason: firstReason(refusals.slice(0, -1), constant(reasonShape, 'unsupported')),
    badIndex: stopsByBadIndex,
    needs: code.hasOperandDepth ? mux(row.needsOperand, operand.truncate<number>(depthBits), needs) : needs,
    pushes: is('load_local', 'load_constant', 'push', 'copy'),
    pushesTwo: is('copy_two'),
    pops: is('store_local', 'pop'),
    joins: is('binary'),
    swaps: is('swap'),
    rotates: is('rotate_three'),
    copies: is('copy'),
    usesLocal,
    loadsLocal: is('load_local'),
    storesLocal: is('store_local'),
    deletesLocal: is('delete_local'),
    usesConstant,
    jumps: is('jump'),
    jumpsIf: is('jump_if'),
    testsNone: row.testsNone,
    when: row.when,
    keeps: row.keeps,
    computes,
    operation,
    rightIsZero,
    negates,
    pushed: row.pushed,
    tooLarge: is('push').and(row.pushed.eq('small_int')).and(tooLarge),
  };
}

/** A signed number is none of so many bits. */
function exceeds(number: UInt, bits: number): Bool {
  if (bits >= number.width) return constant(bool(), 0);
  const signs = number.slice<number>(bits - 1, number.width - bits + 1);
  return signs.any().and(signs.all().not());
}
