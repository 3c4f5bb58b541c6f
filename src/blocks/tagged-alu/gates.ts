import type { Bool } from '../../hdl/index.js';

/** High when one of them is; those that the format does not have are undefined and left out. */
export function anyOf(first: Bool, ...others: readonly (Bool | undefined)[]): Bool {
  return others.reduce<Bool>((any, other) => (other ? any.or(other) : any), first);
}

/** High when all of them are; those that the format does not have are undefined and left out. */
export function allOf(first: Bool, ...others: readonly (Bool | undefined)[]): Bool {
  return others.reduce<Bool>((all, other) => (other ? all.and(other) : all), first);
}
