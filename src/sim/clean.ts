/**
 * Which values must be clean (no bit set above their width), so that only those are masked that somebody needs so.
 */
import type { Effect } from './lower.js';
import { valuesOf } from './specialize.js';
import type { Value } from './value.js';

export interface Cleanliness {
  /** Somebody needs this value clean. */
  readonly isWanted: Uint8Array;
  /** It masks its result itself rather than have its operands clean. */
  readonly masksItself: Uint8Array;
}

/** It fills its wasm type, so that no bit is above it. */
export const isFull = (value: Value): boolean => value.width === 32 || value.width === 64;

/** Operators whose results can have bits above their width although no operand has. */
function isDirtyByNature(value: Value): boolean {
  if (value.kind !== 'operation' || isFull(value)) return false;
  switch (value.operator) {
    case 'add':
    case 'subtract':
    case 'multiplySigned':
    case 'shiftLeft':
    case 'shiftRightSigned':
    case 'signExtend':
      return true;
    default:
      return false;
  }
}

export function cleanliness(
  all: readonly Value[],
  effects: readonly Effect[],
  uses: Uint32Array,
): Cleanliness {
  const isWanted = new Uint8Array(all.length);
  const masksItself = new Uint8Array(all.length);
  const want = (value: Value | undefined): void => {
    if (value) isWanted[value.id] = 1;
  };
  const isCostly = (value: Value): boolean => isDirtyByNature(value) && !isWanted[value.id];

  for (const effect of effects) valuesOf(effect).forEach(want);
  for (let id = all.length - 1; id >= 0; id--) {
    const value = all[id];
    if (!value || uses[id] === 0) continue;
    const wanted = isWanted[id] === 1 && !isFull(value);
    const { operands } = value;
    const [a, b] = operands;
    if (value.kind === 'memoryRead') want(a);
    if (value.kind !== 'operation') continue;
    switch (value.operator) {
      case 'not':
        if (wanted || value.width === 1) want(a);
        break;
      case 'and':
        if (value.width === 1) operands.forEach(want);
        else if (wanted && a && b) want(isCostly(a) || (b.kind === 'constant' && !isCostly(b)) ? b : a);
        break;
      case 'mux':
      case 'or':
      case 'xor': {
        const merged = value.operator === 'mux' ? operands.slice(1) : operands;
        if (value.operator === 'mux') want(a);
        if (value.width === 1) operands.forEach(want);
        if (!wanted) break;
        if (merged.filter(isCostly).length > 1) masksItself[id] = 1;
        else merged.forEach(want);
        break;
      }
      case 'shiftLeft':
      case 'shiftRightSigned':
        want(b);
        break;
      case 'slice':
        if (wanted && value.low + value.width === a?.width) want(a);
        break;
      case 'concat':
        operands.slice(1).forEach(want);
        if (wanted) want(a);
        break;
      case 'zeroExtend':
        want(a);
        break;
      case 'signExtend':
        if (a?.width === 1) want(a);
        break;
      case 'add':
      case 'subtract':
      case 'multiplySigned':
      case 'lessSigned':
      case 'lessOrEqualSigned':
        break;
      default: // comparisons, right shift, reductions, unsigned product: every bit of every operand counts
        operands.forEach(want);
    }
  }
  return { isWanted, masksItself };
}
