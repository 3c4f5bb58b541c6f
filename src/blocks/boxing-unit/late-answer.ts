/** Simple answers a cycle later: shifts are computed meanwhile. */
import {
  bool,
  constant,
  mux,
  register,
  sint,
  uint,
  type Bool,
  type Builder,
  type Enumerated,
  type SInt,
  type UInt,
} from '../../hdl/index.js';
import type { Layout } from '../../formats/index.js';
import { statusShape } from '../tagged-alu/asks.js';
import type { Status } from '../tagged-alu/operations.js';
import { shiftBothWays } from '../tagged-alu/shifter.js';
import { smallIntWord } from '../tagged-alu/words.js';

export interface Answer {
  readonly value: UInt;
  readonly status: Enumerated<Status>;
  readonly tag: UInt;
}

export interface Shift {
  readonly left: Bool;
  /** What was asked is a shift of `a` by `b`, which is not negative. */
  readonly given: Bool;
  readonly a: SInt;
  readonly b: SInt;
}

/** The answer of the cycle before, or the shift where it was one; `value` is 0 then. Latency 1 cycle. */
export function afterShift(
  m: Builder,
  layout: Layout,
  given: Bool,
  { value, status, tag }: Answer,
  shift: Shift | undefined,
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

  const asked = m.registers({
    left: register(bool(), { noReset }),
    shifts: register(bool(), { noReset }),
    a: register(sint<number>(shift.a.width), { noReset }),
    b: register(sint<number>(shift.b.width), { noReset }),
  });
  asked.left.next(shift.left);
  asked.shifts.next(shift.given);
  asked.a.next(shift.a);
  asked.b.next(shift.b);
  const shifted = m.scope('shift', () => shiftBothWays(m, asked.a, asked.b, asked.left, asked.shifts));
  const ofShift = mux(shifted.overflows, constant(statusShape, 'overflow'), 'ok');
  return {
    made,
    answer: {
      value: held.value.or(smallIntWord(layout, shifted.result, shifted.answers)),
      status: mux(asked.shifts, ofShift, held.status),
      tag: held.tag,
    },
  };
}
