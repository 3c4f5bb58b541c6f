/** The unit that reads and writes registers for commands. */
import { bool, constant, mux, register, uint, type Bool, type Builder, type UInt } from '../../hdl/index.js';
import { exceeds } from './bits.js';
import { operations } from './operations.js';
import { offsetBits, registerBits } from './register.js';
import { ownStatuses, statusBits } from './statuses.js';
import type { Unit, UnitInputs } from './units.js';

/** The access that a command asks for, from the cycle after it was taken until it is made. */
export interface CommandAccess {
  readonly pending: Bool;
  readonly write: Bool;
  readonly offset: UInt;
  readonly data: UInt;
}

/** Makes the unit; the access happens in the first cycle in which it is pending, `answer` being its result. */
export function registerUnit(
  m: Builder,
  { command, offered, taken }: UnitInputs,
  answer: { readonly data: UInt; readonly error: Bool },
  tell: (access: CommandAccess) => void,
): Unit {
  const stage = m.machine('stage', ['idle', 'access', 'answer']);
  const { write, offset, data, tag, failed, result } = m.registers({
    write: register(bool(), { noReset: 'read only after a command was taken' }),
    offset: register(uint<number>(command.a.width), { noReset: 'read only after a command was taken' }),
    data: register(uint<number>(registerBits), { noReset: 'read only after a command was taken' }),
    tag: register(uint<number>(command.tag.width), { noReset: 'read only after a command was taken' }),
    failed: register(bool(), { noReset: 'read only after an access' }),
    result: register(uint<number>(registerBits), { noReset: 'read only after an access' }),
  });
  // An offset beyond the map is no register, whatever its low bits say.
  const { beyond } = m.name({ beyond: exceeds(offset, offsetBits) });
  stage.states({
    idle: () =>
      m.when(offered, () => {
        stage.go('access');
        write.next(command.operation.eq(operations.register_write.code));
        offset.next(command.a);
        data.next(command.b.truncate(registerBits));
        tag.next(command.tag);
      }),
    access: () => {
      stage.go('answer');
      failed.next(answer.error.or(beyond));
      result.next(answer.data);
    },
    answer: () => m.when(taken, () => stage.go('idle')),
  });
  tell({ pending: stage.in('access'), write, offset: offset.truncate<number>(offsetBits), data });
  const width = command.a.width;
  return {
    ready: stage.in('idle'),
    valid: stage.in('answer'),
    word: mux(failed, constant(uint<number>(width), 0), width > registerBits ? result.extend(width) : result),
    status: mux(failed, constant(uint<number>(statusBits), ownStatuses.bad_register), ownStatuses.ok),
    tag,
  };
}
