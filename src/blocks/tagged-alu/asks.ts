import { bool, constant, enumeration, type Bool, type Builder, type Enumerated } from '../../hdl/index.js';
import { anyOf } from '../../library/gates.js';
import { operationBits, operations, statusBits, statuses, type Operation } from './operations.js';

export const operationShape = enumeration(operations, { width: operationBits });
export const statusShape = enumeration(statuses, { width: statusBits });

/** High while one of these operations is asked for. */
export type Asks = (first: Operation, ...others: readonly Operation[]) => Bool;

/** Whether it boxes, unboxes or tells a type: bytecodes do not ask for that. */
export function isBoxing(name: Operation): boolean {
  return operations[name] <= operations.type_of;
}

/** Decodes the operation: one bit for each that is in, `asks_add`, `asks_sub` and so on; those left out are never asked for. */
export function decodeOperation(
  m: Builder,
  operation: Enumerated<Operation>,
  included: ReadonlySet<Operation>,
): Asks {
  const decoded = m.scope('asks', () =>
    m.name(Object.fromEntries([...included].map((name) => [name, operation.eq(name)]))),
  );
  return (...names) => {
    const [first, ...others] = names.flatMap((name) => decoded[name] ?? []);
    return first ? anyOf([first, ...others]) : constant(bool(), 0);
  };
}

/** High for a code that no operation has, or one that is left out. */
export function isLeftOut(operation: Enumerated<Operation>, included: ReadonlySet<Operation>): Bool {
  const assigned = new Set<number>([...included].map((name) => operations[name]));
  const code = operation.asUInt();
  return Array.from({ length: 2 ** operationBits }, (_, value) => value)
    .filter((value) => !assigned.has(value))
    .map((value) => code.eq(value))
    .reduce((any, one) => any.or(one));
}

/**
 * High for `these` operations, low for `those`, and for the rest as it happens: fewer bits of the code have to be looked
 * at, which is what a control signal in front of a carry chain wants. Operations that are left out count as neither.
 */
export function distinguish(
  operation: Enumerated<Operation>,
  these: readonly Operation[],
  those: readonly Operation[],
  included: ReadonlySet<Operation>,
): Bool {
  const [high, low] = [these, those].map((names) => names.filter((name) => included.has(name)));
  if (!high || !low || high.length === 0) return constant(bool(), 0);
  if (low.length === 0) return constant(bool(), 1);
  const tells = (mask: number): boolean => {
    const seen = new Set(high.map((name) => operations[name] & mask));
    return !low.some((name) => seen.has(operations[name] & mask));
  };
  const [mask] = Array.from({ length: 2 ** operationBits }, (_, value) => value)
    .filter(tells)
    .sort((a, b) => population(a) - population(b) || a - b);
  if (mask === undefined) throw new RangeError('an operation is in both lists');
  const looked = operation.asUInt().and(mask);
  const wanted = [...new Set(high.map((name) => operations[name] & mask))];
  return wanted.map((value) => looked.eq(value)).reduce((any, one) => any.or(one));
}

function population(mask: number): number {
  return mask.toString(2).replaceAll('0', '').length;
}
