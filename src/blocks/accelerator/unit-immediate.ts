/** A unit whose operations are done in the cycle in which they are taken, or refused. */
import { bool, constant, mux, register, uint, type Bool, type Builder, type UInt } from '../../hdl/index.js';
import { anyOf } from '../../library/gates.js';
import { operations, type OperationName } from './operations.js';
import { ownStatuses, statusBits } from './statuses.js';
import type { Unit, UnitInputs } from './units.js';

export interface ImmediateCase {
  readonly operation: OperationName;
  /** Whether it can be done now. */
  readonly can: Bool;
  /** What it is answered with if not. */
  readonly otherwise: 'busy' | 'empty';
  /** While high and it cannot be done, the command waits instead: what is in the way goes without the host. */
  readonly waits?: Bool;
  /** Of the response, where it was done. */
  readonly word?: UInt;
  /** The same; `ok` unless told. */
  readonly status?: UInt;
  /** Told when it is done: to make a stream's handshake with, and to keep what the response does not tell. */
  readonly does: (now: Bool) => void;
}

/** One command a cycle, answered in the next. */
export function immediateUnit(m: Builder, inputs: UnitInputs, cases: readonly ImmediateCase[]): Unit {
  const { command, offered, taken } = inputs;
  const width = command.a.width;
  const { answers } = m.registers({ answers: register(bool(), { reset: 0 }) });
  const { word, status, tag } = m.registers({
    word: register(uint<number>(width), { noReset: 'read only while it answers' }),
    status: register(uint<number>(statusBits), { noReset: 'read only while it answers' }),
    tag: register(uint<number>(command.tag.width), { noReset: 'read only while it answers' }),
  });
  const { free } = m.name({ free: answers.not().or(taken) });
  const { may } = m.name({ may: offered.and(free) });
  const none = constant(bool(), 0);
  const each = cases.map((one) => {
    const name = `is_${one.operation}`;
    const { [name]: asked = none } = m.name({ [name]: command.operation.eq(operations[one.operation].code) });
    const { [`does_${one.operation}`]: does = none } = m.name({
      [`does_${one.operation}`]: may.and(asked).and(one.can),
    });
    one.does(does);
    return { ...one, asked, does };
  });
  const waiting = each.flatMap(({ asked, can, waits }) => (waits ? [asked.and(can.not()).and(waits)] : []));
  const ready = waiting.length > 0 ? free.and(m.name({ waits: anyOf(waiting) }).waits.not()) : free;
  const { accepted } = m.name({ accepted: offered.and(ready) });
  answers.next(accepted.or(answers.and(taken.not())));
  m.when(accepted, () => {
    tag.next(command.tag);
    const zero = constant(uint<number>(width), 0);
    word.next(
      each.reduce<UInt>((others, { does, word: own }) => (own ? mux(does, own, others) : others), zero),
    );
    status.next(
      each.reduce<UInt>(
        (others, { asked, can, status: own, otherwise }) =>
          mux(
            asked,
            mux(can, own ?? constant(uint<number>(statusBits), ownStatuses.ok), ownStatuses[otherwise]),
            others,
          ),
        constant(uint<number>(statusBits), ownStatuses.ok),
      ),
    );
  });
  return { ready, valid: answers, word, status, tag };
}
