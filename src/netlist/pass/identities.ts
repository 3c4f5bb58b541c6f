/** What an operation equals when some of its operands are constant, equal to each other, or of a known form. */
import { allOnes, constant, operation, slice } from '../make.js';
import type { Node, Operation } from '../node.js';
import type { OperatorName } from '../operator.js';
import type { Emit } from './fold.js';

/** An equal, simpler node, or undefined where none is known. New operations go through `emit`. */
type Identity = (operation: Operation, emit: Emit) => Node | undefined;

const isZero = (node: Node): boolean => node.kind === 'constant' && node.value === 0n;
const isOnes = (node: Node): boolean => node.kind === 'constant' && node.value === allOnes(node.width);
const isOperation = (node: Node, operator: OperatorName): node is Operation =>
  node.kind === 'operation' && node.operator === operator;

function isSame(a: Node, b: Node): boolean {
  return (
    a === b || (a.kind === 'constant' && b.kind === 'constant' && a.value === b.value && a.width === b.width)
  );
}

const isInverse = (a: Node, b: Node): boolean =>
  (isOperation(a, 'not') && a.operands[0] === b) || (isOperation(b, 'not') && b.operands[0] === a);

const zero = ({ width, source }: Node): Node => constant(width, 0n, source);
const ones = ({ width, source }: Node): Node => constant(width, allOnes(width), source);

function invert(node: Node, at: Node, emit: Emit): Node {
  return emit(operation('not', [node], node.width, at.source));
}

type Rule2 = (a: Node, b: Node, op: Operation, emit: Emit) => Node | undefined;

/** An identity of a two-operand operator. */
function binary(rule: Rule2): Identity {
  return (op, emit) => {
    const [a, b] = op.operands;
    return a && b && rule(a, b, op, emit);
  };
}

/** The rule tried both ways round. */
function commutative(rule: Rule2): Identity {
  return binary((a, b, op, emit) => rule(a, b, op, emit) ?? rule(b, a, op, emit));
}

const equality = (isEqual: boolean): Identity =>
  commutative((a, b, op, emit) => {
    if (isSame(a, b)) return constant(1, isEqual ? 1n : 0n, op.source);
    if (a.width !== 1 || b.kind !== 'constant') return undefined;
    return (b.value === 1n) === isEqual ? a : invert(a, op, emit);
  });

const irreflexive: Identity = binary((a, b, op) => (isSame(a, b) ? zero(op) : undefined));
const reflexive: Identity = binary((a, b, op) => (isSame(a, b) ? ones(op) : undefined));

const shift = (fillsWithSign: boolean): Identity =>
  binary((a, amount, op) => {
    if (isZero(amount) || isZero(a)) return a;
    const out = amount.kind === 'constant' && amount.value >= BigInt(op.width);
    return out && !fillsWithSign ? zero(op) : undefined;
  });

const ofOneBit: Identity = ({ operands: [a] }) => (a?.width === 1 ? a : undefined);

const mux: Identity = (op, emit) => {
  const [condition, high, low] = op.operands;
  if (!condition || !high || !low) return undefined;
  if (condition.kind === 'constant') return condition.value === 1n ? high : low;
  if (isSame(high, low)) return high;
  if (op.width === 1 && isOnes(high) && isZero(low)) return condition;
  if (op.width === 1 && isZero(high) && isOnes(low)) return invert(condition, op, emit);
  const again = (operands: readonly Node[]): Node => emit(operation('mux', operands, op.width, op.source));
  const [inverted] = isOperation(condition, 'not') ? condition.operands : [];
  if (inverted) return again([inverted, low, high]);
  // An arm that asks the same question again already knows the answer.
  if (isOperation(high, 'mux') && high.operands[0] === condition && high.operands[1])
    return again([condition, high.operands[1], low]);
  if (isOperation(low, 'mux') && low.operands[0] === condition && low.operands[2])
    return again([condition, high, low.operands[2]]);
  return undefined;
};

/** Longer concatenations are not flattened further: a chain of n would cost n squared. */
const longestFlat = 64;

const concat: Identity = (op, emit) => {
  const parts: Node[] = [];
  let flattened = false;
  for (const operand of op.operands) {
    const isInner =
      isOperation(operand, 'concat') && operand.name === undefined && operand.operands.length <= longestFlat;
    if (isInner && parts.length + operand.operands.length <= longestFlat) flattened = true;
    const inner =
      isInner && parts.length + operand.operands.length <= longestFlat ? operand.operands : [operand];
    for (const part of inner) {
      const above = parts.at(-1);
      const joined = above && join(above, part, emit);
      if (joined) parts[parts.length - 1] = joined;
      else parts.push(part);
    }
  }
  const [first] = parts;
  if (parts.length === 1) return first;
  const isShorter = flattened || parts.length < op.operands.length;
  return isShorter ? emit(operation('concat', parts, op.width, op.source)) : undefined;
};

/** Neighbours in a concatenation as one node: two constants, or two slices that meet. */
function join(above: Node, below: Node, emit: Emit): Node | undefined {
  const width = above.width + below.width;
  if (above.kind === 'constant' && below.kind === 'constant')
    return constant(width, (above.value << BigInt(below.width)) | below.value, above.source);
  if (!isOperation(above, 'slice') || !isOperation(below, 'slice')) return undefined;
  const [of] = above.operands;
  const meet = of !== undefined && of === below.operands[0] && above.low === below.low + below.width;
  return meet ? emit(slice(of, below.low, width, above.source)) : undefined;
}

const sliceOf: Identity = (op, emit) => {
  const [of] = op.operands;
  if (of?.width === op.width) return of;
  if (of?.kind !== 'operation') return undefined;
  const take = (node: Node, low: number, width: number): Node => emit(slice(node, low, width, op.source));
  const [inner] = of.operands;
  if (!inner) return undefined;
  if (of.operator === 'slice') return take(inner, of.low + op.low, op.width);
  if (of.operator === 'concat') return sliceOfConcat(op, of, take, emit);
  if (of.operator !== 'zeroExtend' && of.operator !== 'signExtend') return undefined;
  if (op.low + op.width <= inner.width) return take(inner, op.low, op.width);
  if (op.low === 0) return emit(operation(of.operator, [inner], op.width, op.source));
  if (op.low < inner.width) return undefined;
  if (of.operator === 'zeroExtend') return zero(op);
  return op.width === 1 ? take(inner, inner.width - 1, 1) : undefined;
};

/** Only where whole parts are taken, or bits of one: a slice through several would need one more for each end. */
function sliceOfConcat(
  op: Operation,
  of: Operation,
  take: (node: Node, low: number, width: number) => Node,
  emit: Emit,
): Node | undefined {
  const whole: Node[] = [];
  const top = op.low + op.width;
  let low = of.width;
  for (const part of of.operands) {
    low -= part.width;
    if (low <= op.low && top <= low + part.width) return take(part, op.low - low, op.width);
    const isInside = op.low <= low && low + part.width <= top;
    if (isInside) whole.push(part);
    else if (op.low < low + part.width && low < top) return undefined;
  }
  return emit(operation('concat', whole, op.width, op.source));
}

const extend: Identity = (op, emit) => {
  const [of] = op.operands;
  if (!of || of.width === op.width) return of;
  if (!isOperation(of, 'zeroExtend') && !isOperation(of, op.operator)) return undefined;
  const [inner] = of.operands;
  // A zero-extended value has a clear sign bit, so any extension of it goes on with zeros.
  if (!inner || inner.width === of.width) return undefined;
  return emit(operation(of.operator, [inner], op.width, op.source));
};

export const identities: Readonly<Partial<Record<OperatorName, Identity>>> = {
  not: ({ operands: [a] }) => (a && isOperation(a, 'not') ? a.operands[0] : undefined),
  and: commutative((a, b, op) => {
    if (isZero(b) || isInverse(a, b)) return zero(op);
    return isOnes(b) || isSame(a, b) ? a : undefined;
  }),
  or: commutative((a, b, op) => {
    if (isOnes(b) || isInverse(a, b)) return ones(op);
    return isZero(b) || isSame(a, b) ? a : undefined;
  }),
  xor: commutative((a, b, op, emit) => {
    if (isSame(a, b)) return zero(op);
    if (isInverse(a, b)) return ones(op);
    if (isZero(b)) return a;
    return isOnes(b) ? invert(a, op, emit) : undefined;
  }),
  add: commutative((a, b) => (isZero(b) ? a : undefined)),
  subtract: binary((a, b, op) => (isSame(a, b) ? zero(op) : isZero(b) ? a : undefined)),
  multiply: commutative((a, b, op, emit) => {
    if (isZero(b)) return zero(op);
    const isOne = b.kind === 'constant' && b.value === 1n;
    return isOne ? emit(operation('zeroExtend', [a], op.width, op.source)) : undefined;
  }),
  multiplySigned: commutative((_a, b, op) => (isZero(b) ? zero(op) : undefined)),
  equal: equality(true),
  notEqual: equality(false),
  less: binary((a, b, op) => (isSame(a, b) || isZero(b) || isOnes(a) ? zero(op) : undefined)),
  lessOrEqual: binary((a, b, op) => (isSame(a, b) || isZero(a) || isOnes(b) ? ones(op) : undefined)),
  lessSigned: irreflexive,
  lessOrEqualSigned: reflexive,
  shiftLeft: shift(false),
  shiftRight: shift(false),
  shiftRightSigned: shift(true),
  reduceAnd: ofOneBit,
  reduceOr: ofOneBit,
  reduceXor: ofOneBit,
  mux,
  concat,
  slice: sliceOf,
  zeroExtend: extend,
  signExtend: extend,
};
