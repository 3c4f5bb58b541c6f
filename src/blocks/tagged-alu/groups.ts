/** Groups of operations that a configuration can leave out, shared by the hardware, the golden models and the stimulus. */
import { flag, type FlagParameter } from '../../hdl/parameters.js';
import { operationBits, operations, type Operation } from './operations.js';

export const groups = {
  arithmetic: ['add', 'sub', 'neg'],
  logic: ['invert', 'bit_and', 'bit_or', 'bit_xor'],
  shifts: ['shift_left', 'shift_right'],
  comparison: ['lt', 'le', 'eq', 'ne', 'gt', 'ge', 'is', 'is_not'],
  conversion: [
    'box_int',
    'box_float',
    'box_bool',
    'box_none',
    'unbox_int',
    'unbox_float',
    'unbox_bool',
    'type_of',
    'truth',
  ],
  multiplication: ['mul'],
  division: ['floor_div', 'modulo'],
} as const satisfies Record<string, readonly Operation[]>;

export type Group = keyof typeof groups;
export const groupNames = Object.keys(groups) as readonly Group[];

/** Which groups are in; one that is not mentioned is. */
export type Groups = Readonly<Partial<Record<Group, boolean>>>;

/** One flag for each group, all on by default. */
export const groupParameters = Object.fromEntries(
  groupNames.map((group) => [group, flag(true, `the operations ${groups[group].join(', ')} are in`)]),
) as Readonly<Record<Group, FlagParameter>>;

/** A sentence where every group is left out. */
export function checkGroups(given: Groups): string | undefined {
  return groupNames.some((group) => given[group] ?? true)
    ? undefined
    : `every group of operations is left out; set one of ${groupNames.join(', ')}`;
}

/** The operations of the groups that are in. */
export function operationsOf(given: Groups): ReadonlySet<Operation> {
  return new Set<Operation>(
    groupNames.filter((group) => given[group] ?? true).flatMap((group) => groups[group]),
  );
}

/** By code, whether it is that of an operation that is in. */
export function isInByCode(given: Groups): readonly boolean[] {
  const included = operationsOf(given);
  const codes = new Set<number>([...included].map((name) => operations[name]));
  return Array.from({ length: 2 ** operationBits }, (_, code) => codes.has(code));
}
