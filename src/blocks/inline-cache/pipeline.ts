/** What is known of the set that was read, carried along to the cycle in which its comparison is known. */
import { bool, register, uint, type Bool, type Builder, type Signal, type UInt } from '../../hdl/index.js';
import type { Shapes } from './shapes.js';

export interface SetRead {
  /** A lookup was accepted. */
  readonly fresh: Bool;
  /** It was accepted in a walk cycle. */
  readonly walked: Bool;
  readonly readSet: UInt;
}

/** A condition, some cycles later; low after reset. */
export function later(m: Builder, name: string, condition: Bool, cycles: number): Bool {
  if (cycles === 0) return condition;
  const before = later(m, `${name}Before`, condition, cycles - 1);
  const made = m.registers({ [name]: register(bool(), { reset: 0 }) })[name];
  if (!made) throw new RangeError(`no register ${name}`);
  made.next(before);
  return made;
}

/** The same, in the cycle after the entries were registered: a walk that has begun by then counts, too. */
export function whenFound(m: Builder, { fresh, walked, readSet }: SetRead, walking: Bool): SetRead {
  const found = m.registers({
    foundFresh: register(bool(), { reset: 0 }),
    foundWalked: register(bool(), { noReset: 'read only while foundFresh' }),
    foundSet: register(uint(readSet.width), { noReset: 'read only after a set was found' }),
  });
  found.foundFresh.next(fresh);
  found.foundWalked.next(walked.or(walking));
  found.foundSet.next(readSet);
  return { fresh: found.foundFresh, walked: found.foundWalked, readSet: found.foundSet };
}

/** The key, in the cycle after the entries were registered. */
export function keyWhenFound(
  m: Builder,
  shape: Shapes['key'],
  wanted: Signal<Shapes['key']>,
): Signal<Shapes['key']> {
  const { foundKey } = m.registers({
    foundKey: register(shape, { noReset: 'read only after a set was found' }),
  });
  foundKey.next(wanted);
  return foundKey;
}

/** The same, in the cycle after the parts of the comparison were registered. */
export function whenCompared(m: Builder, { fresh, walked, readSet }: SetRead): SetRead {
  const compared = m.registers({
    comparedFresh: register(bool(), { reset: 0 }),
    comparedWalked: register(bool(), { noReset: 'read only while comparedFresh' }),
    comparedSet: register(uint(readSet.width), { noReset: 'read only after a set was compared' }),
  });
  compared.comparedFresh.next(fresh);
  compared.comparedWalked.next(walked);
  compared.comparedSet.next(readSet);
  return { fresh: compared.comparedFresh, walked: compared.comparedWalked, readSet: compared.comparedSet };
}
