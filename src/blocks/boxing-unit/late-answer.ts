/** Simple answers a cycle later: shifts are computed meanwhile. */
import {
  bool,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type Enumerated,
  type UInt,
} from '../../hdl/index.js';
import type { Layout } from '../../formats/index.js';
import { statusShape } from '../tagged-alu/asks.js';
import type { Status } from '../tagged-alu/operations.js';
import { finishShift, type PreparedShift } from '../tagged-alu/shifter.js';
import { smallIntWord } from '../tagged-alu/words.js';

export interface Answer {
  readonly value: UInt;
  readonly status: Enumerated<Status>;
  readonly tag: UInt;
}

/** The answer of the cycle before, or the shift where it was one; `value` is 0 then. Latency 1 cycle. */
export function afterShift(
  m: Builder,
  layout: Layout,
  given: Bool,
  { value, status, tag }: Answer,
  shift: PreparedShift | undefined,
): { readonly made: Bool; readonly answer: Answer } {
  const noReset = 'read only after a request';
  const { made } = m.registers({ made: register(bool(), { reset: 0 }) });
  const held = m.registers({
    value: register(uint<number>(value.width), { noReset }),
    status: register(statusShape, { noReset }),
    tag: register(uint<number>(tag.width), { noReset }),
  });
  made.next(given);
  held.value.next(value);
  held.status.next(status);
  held.tag.next(tag);
  if (!shift) return { made, answer: held };

  const prepared = m.scope('shift', () =>
    m.registers({
      entering: register(uint<number>(shift.entering.width), { noReset }),
      amount: register(uint<number>(shift.amount.width), { noReset }),
      isHuge: register(bool(), { noReset }),
      losesAll: register(bool(), { noReset }),
      sign: register(bool(), { noReset }),
      left: register(bool(), { noReset }),
      gives: register(bool(), { noReset }),
    }),
  );
  prepared.entering.next(shift.entering);
  prepared.amount.next(shift.amount);
  prepared.isHuge.next(shift.isHuge);
  prepared.losesAll.next(shift.losesAll);
  prepared.sign.next(shift.sign);
  prepared.left.next(shift.left);
  prepared.gives.next(shift.gives);
  const shifted = m.scope('shift', () => finishShift(m, prepared));
  const ofShift = mux(shifted.overflows, constant(statusShape, 'overflow'), 'ok');
  return {
    made,
    answer: {
      value: held.value.or(smallIntWord(layout, shifted.result, shifted.answers)),
      status: mux(prepared.gives, ofShift, held.status),
      tag: held.tag,
    },
  };
}
