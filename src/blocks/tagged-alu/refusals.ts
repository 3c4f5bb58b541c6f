import { constant, mux, type Bool, type Builder, type Enumerated } from '../../hdl/index.js';
import { statusShape, type Asks } from './asks.js';
import { anyOf } from './gates.js';
import type { Operand } from './operand.js';
import type { Status } from './operations.js';

/** Why an operation is refused, when, and with which status; undefined for never. */
export type Refusal = readonly [reason: string, applies: Bool | undefined, status: Status];

/** The status of the first refusal that applies, and whether none does. Combinational. */
export function firstRefusal(
  m: Builder,
  refusals: readonly Refusal[],
): { readonly status: Enumerated<Status>; readonly isTaken: Bool } {
  const possible = refusals.flatMap(([reason, applies, status]) => {
    if (!applies) return [];
    const name = `refuses_${reason}`;
    return [{ applies: m.name({ [name]: applies })[name] ?? applies, status }];
  });
  const ok = constant(statusShape, 'ok');
  const isRefused = possible.map(({ applies }) => applies).reduce((any, applies) => any.or(applies));
  return {
    status: possible.reduceRight(
      (others, { applies, status }) => mux(applies, constant(statusShape, status), others),
      ok,
    ),
    ...m.name({ isTaken: isRefused.not() }),
  };
}

/**
 * Whether an operand is of a kind that the operation does not take, and whether the operation on two kinds that it
 * takes needs floating point (undefined in formats without floats). Combinational.
 */
export function refuseKinds(
  m: Builder,
  asks: Asks,
  a: Operand,
  b: Operand,
  boxes: boolean,
): { readonly mismatches: Bool; readonly needsFloat: Bool | undefined } {
  const asked = m.name({
    wantsIntegers: asks('bit_and', 'bit_or', 'bit_xor', 'shift_left', 'shift_right'),
    wantsNumbers: asks('add', 'sub', 'mul', 'floor_div', 'modulo', 'lt', 'le', 'gt', 'ge'),
    wantsEquality: asks('eq', 'ne'),
    wantsIdentity: asks('is', 'is_not'),
  });
  const { wantsIntegers, wantsNumbers, wantsEquality, wantsIdentity } = asked;

  const isNumber = ({ isInteger, is }: Operand): Bool => anyOf(isInteger, is.float);
  const misfits = (x: Operand, integer: Bool, number: Bool): Bool =>
    anyOf(
      integer.and(x.isInteger.not()),
      number.and(isNumber(x).not()),
      // The object that a pointer leads to decides what it is equal to.
      wantsEquality.and(anyOf(x.is.pointer, x.is.malformed)),
      x.is.malformed && wantsIdentity.and(x.is.malformed),
    );
  const hasTruth = anyOf(isNumber(a), a.is.none);

  const unboxed = boxes
    ? [
        a.is.float ? asks('unbox_float').and(a.is.float.not()) : asks('unbox_float'),
        asks('unbox_bool').and(a.is.bool.not()),
      ]
    : [];
  const { aMisfits, bMisfits } = m.name({
    aMisfits: anyOf(
      misfits(
        a,
        wantsIntegers.or(boxes ? asks('unbox_int', 'invert') : asks('invert')),
        wantsNumbers.or(asks('neg')),
      ),
      ...unboxed,
      asks('truth').and(hasTruth.not()),
    ),
    bMisfits: misfits(b, wantsIntegers, wantsNumbers),
  });
  const mismatches = aMisfits.or(bMisfits);
  if (!a.is.float || !b.is.float) return { mismatches, needsFloat: undefined };
  // `mismatches` counts first, so that operands of an arithmetic operation are numbers here.
  const ofTwo = wantsNumbers.or(wantsEquality.and(isNumber(a)).and(isNumber(b)));
  const needsFloat = ofTwo.and(a.is.float.or(b.is.float)).or(asks('neg').and(a.is.float));
  return { mismatches, needsFloat };
}
