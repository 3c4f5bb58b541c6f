import { enumeration, type Bool, type Builder, type Enumerated } from '../../hdl/index.js';
import { anyOf } from './gates.js';
import { operationBits, operations, statusBits, statuses, type Operation } from './operations.js';

export const operationShape = enumeration(operations, { width: operationBits });
export const statusShape = enumeration(statuses, { width: statusBits });

/** High while one of these operations is asked for. */
export type Asks = (first: Operation, ...others: readonly Operation[]) => Bool;

/** Whether it boxes, unboxes or tells a type: bytecodes do not ask for that. */
const isBoxing = (name: Operation): boolean => operations[name] <= operations.type_of;

/** Decodes the operation: one bit for each, `asks_add`, `asks_sub` and so on; `boxes`: those of boxing too. */
export function decodeOperation(m: Builder, operation: Enumerated<Operation>, boxes: boolean): Asks {
  const names = (Object.keys(operations) as Operation[]).filter((name) => boxes || !isBoxing(name));
  const decoded = m.scope('asks', () =>
    m.name(Object.fromEntries(names.map((name) => [name, operation.eq(name)])) as Record<Operation, Bool>),
  );
  return (first, ...others) => anyOf(decoded[first], ...others.map((name) => decoded[name]));
}

/** High for a code that is no operation's. */
export function isUnassigned(operation: Enumerated<Operation>): Bool {
  const assigned: readonly number[] = Object.values(operations);
  const code = operation.asUInt();
  return Array.from({ length: 2 ** operationBits }, (_, value) => value)
    .filter((value) => !assigned.includes(value))
    .map((value) => code.eq(value))
    .reduce((any, one) => any.or(one));
}

/**
 * High for `these` operations, low for `those`, and for the rest as it happens: fewer bits of the code have to be looked
 * at, which is what a control signal in front of a carry chain wants.
 */
export function distinguish(
  operation: Enumerated<Operation>,
  these: readonly Operation[],
  those: readonly Operation[],
): Bool {
  const tells = (mask: number): boolean => {
    const seen = new Set(these.map((name) => operations[name] & mask));
    return !those.some((name) => seen.has(operations[name] & mask));
  };
  const [mask] = Array.from({ length: 2 ** operationBits }, (_, value) => value)
    .filter(tells)
    .sort((a, b) => population(a) - population(b) || a - b);
  if (mask === undefined) throw new RangeError('an operation is in both lists');
  const looked = operation.asUInt().and(mask);
  const wanted = [...new Set(these.map((name) => operations[name] & mask))];
  return wanted.map((value) => looked.eq(value)).reduce((any, one) => any.or(one));
}

function population(mask: number): number {
  return mask.toString(2).replaceAll('0', '').length;
}
