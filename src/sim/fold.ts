/**
 * Simplifications that cutting wide values into pieces, and fixing clocks and resets, call for. The netlist's own
 * passes have had their turn before.
 */
import type { OperatorName } from '../netlist/operator.js';
import { ones, type Value, type Values } from './value.js';

type Rule = (values: Values, operands: readonly Value[], width: number, low: number) => Value | undefined;

/** A simpler value for the operation, or undefined when there is none. */
export function fold(
  values: Values,
  operator: OperatorName,
  width: number,
  operands: readonly Value[],
  low: number,
): Value | undefined {
  return rules[operator]?.(values, operands, width, low);
}

const isZero = (value: Value | undefined): boolean => value?.kind === 'constant' && value.constant === 0n;
const isOnes = (value: Value | undefined): boolean =>
  value?.kind === 'constant' && value.constant === ones(value.width);
const isOperation = (value: Value | undefined, operator: OperatorName): value is Value =>
  value?.kind === 'operation' && value.operator === operator;

/** An amount that is known: the shift is wiring. */
function constantShift(rule: (values: Values, a: Value, amount: number) => Value): Rule {
  return (values, [a, amount]) =>
    a && amount?.kind === 'constant'
      ? rule(values, a, amount.constant >= BigInt(a.width) ? a.width : Number(amount.constant))
      : undefined;
}

const rules: Partial<Record<OperatorName, Rule>> = {
  not: (_values, [a]) => (isOperation(a, 'not') ? a.operands[0] : undefined),
  and: (_values, [a, b]) => {
    if (isZero(a) || isOnes(b)) return a;
    if (isZero(b) || isOnes(a)) return b;
    return a === b ? a : undefined;
  },
  or: (_values, [a, b]) => {
    if (isZero(a) || isOnes(b)) return b;
    if (isZero(b) || isOnes(a)) return a;
    return a === b ? a : undefined;
  },
  xor: (values, [a, b], width) => {
    if (isZero(a)) return b;
    if (isZero(b)) return a;
    if (a && isOnes(b)) return values.not(a);
    if (b && isOnes(a)) return values.not(b);
    return a === b ? values.constant(width, 0n) : undefined;
  },
  add: (_values, [a, b]) => (isZero(a) ? b : isZero(b) ? a : undefined),
  subtract: (_values, [a, b]) => (isZero(b) ? a : undefined),
  equal: (values, [a, b]) => oneBitEquality(values, a, b),
  notEqual: (values, [a, b]) => {
    const equal = oneBitEquality(values, a, b);
    return equal && values.not(equal);
  },
  reduceOr: (_values, [a]) => (a?.width === 1 ? a : undefined),
  reduceAnd: (_values, [a]) => (a?.width === 1 ? a : undefined),
  reduceXor: (_values, [a]) => (a?.width === 1 ? a : undefined),
  shiftLeft: constantShift((values, a, amount) =>
    concat(values, [slice(values, a, 0, a.width - amount), zeros(values, amount)]),
  ),
  shiftRight: constantShift((values, a, amount) =>
    concat(values, [zeros(values, amount), slice(values, a, amount, a.width - amount)]),
  ),
  shiftRightSigned: constantShift((values, a, amount) => {
    const kept = Math.max(a.width - amount, 1);
    return values.operation('signExtend', a.width, [values.slice(a, a.width - kept, kept)]);
  }),
  mux: (values, [condition, high, low]) => {
    if (!condition || !high || !low) return undefined;
    if (condition.kind === 'constant') return condition.constant === 0n ? low : high;
    if (high === low) return high;
    if (isOperation(condition, 'not') && condition.operands[0])
      return values.mux(condition.operands[0], low, high);
    if (high.width !== 1) return undefined;
    if (isOnes(high)) return values.or(condition, low);
    if (isZero(high)) return values.and(values.not(condition), low);
    if (isOnes(low)) return values.or(values.not(condition), high);
    return isZero(low) ? values.and(condition, high) : undefined;
  },
  concat: (values, operands, width) => foldConcat(values, operands, width),
  slice: (values, [a], width, low) => a && foldSlice(values, a, width, low),
  zeroExtend: (values, [a], width) => {
    if (a?.width === width) return a;
    return isOperation(a, 'zeroExtend') ? values.operation('zeroExtend', width, a.operands) : undefined;
  },
  signExtend: (_values, [a], width) => (a?.width === width ? a : undefined),
};

function oneBitEquality(values: Values, a: Value | undefined, b: Value | undefined): Value | undefined {
  if (!a || !b) return undefined;
  if (a === b) return values.constant(1, 1n);
  if (a.width !== 1) return undefined;
  if (b.kind === 'constant') return isZero(b) ? values.not(a) : a;
  if (a.kind === 'constant') return isZero(a) ? values.not(b) : b;
  return undefined;
}

/** Parts may be undefined (no bits); the first is the most significant. */
function concat(values: Values, parts: readonly (Value | undefined)[]): Value {
  const present = parts.filter((part) => part !== undefined);
  const width = present.reduce((total, part) => total + part.width, 0);
  return values.operation('concat', width, present);
}

function zeros(values: Values, width: number): Value | undefined {
  return width > 0 ? values.constant(width, 0n) : undefined;
}

function slice(values: Values, a: Value, low: number, width: number): Value | undefined {
  return width > 0 ? values.slice(a, low, width) : undefined;
}

/** Neighbours that belong together become one, and leading zeros an extension. */
function foldConcat(values: Values, operands: readonly Value[], width: number): Value | undefined {
  const [first] = operands;
  if (operands.length === 1) return first;
  const parts: Value[] = [];
  for (const operand of operands) {
    const above = parts.at(-1);
    const joined = above && join(values, above, operand);
    if (joined) parts[parts.length - 1] = joined;
    else parts.push(operand);
  }
  if (parts.length === 1) return parts[0];
  if (isZero(parts[0])) return values.operation('zeroExtend', width, [concat(values, parts.slice(1))]);
  return parts.length < operands.length ? values.operation('concat', width, parts) : undefined;
}

function join(values: Values, above: Value, below: Value): Value | undefined {
  if (above.kind === 'constant' && below.kind === 'constant') {
    const value = (above.constant << BigInt(below.width)) | below.constant;
    return values.constant(above.width + below.width, value);
  }
  if (!isOperation(above, 'slice') || !isOperation(below, 'slice')) return undefined;
  const [a] = above.operands;
  if (!a || a !== below.operands[0] || above.low !== below.low + below.width) return undefined;
  return values.slice(a, below.low, above.width + below.width);
}

function foldSlice(values: Values, a: Value, width: number, low: number): Value | undefined {
  if (width === a.width) return a;
  const [inner] = a.operands;
  if (a.kind !== 'operation' || !inner) return undefined;
  switch (a.operator) {
    case 'slice':
      return values.slice(inner, a.low + low, width);
    case 'zeroExtend':
      if (low >= inner.width) return values.constant(width, 0n);
      if (low + width <= inner.width) return values.slice(inner, low, width);
      return values.operation('zeroExtend', width, [values.slice(inner, low, inner.width - low)]);
    case 'signExtend':
      return low + width <= inner.width ? values.slice(inner, low, width) : undefined;
    case 'concat': {
      const parts: Value[] = [];
      let top = a.width;
      for (const part of a.operands) {
        const bottom = top - part.width;
        const from = Math.max(bottom, low);
        const to = Math.min(top, low + width);
        if (from < to) parts.push(values.slice(part, from - bottom, to - from));
        top = bottom;
      }
      return concat(values, parts);
    }
    default:
      return undefined;
  }
}
