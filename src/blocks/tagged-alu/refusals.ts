import { constant, mux, type Bool, type Builder, type Enumerated } from '../../hdl/index.js';
import { allOf, anyOf } from '../../library/gates.js';
import { statusShape, type Asks } from './asks.js';
import type { Operand } from './operand.js';
import type { Status } from './operations.js';

/** Why an operation is refused, when, and with which status; undefined for never. */
export type Refusal = readonly [reason: string, applies: Bool | undefined, status: Status];

/** The status of the first refusal that applies, `ok` if none does. Combinational. */
export function firstRefusal(m: Builder, refusals: readonly Refusal[]): Enumerated<Status> {
  const possible = refusals.flatMap(([reason, applies, status]) => {
    if (!applies) return [];
    const name = `refuses_${reason}`;
    return [{ applies: m.name({ [name]: applies })[name] ?? applies, status }];
  });
  return possible.reduceRight<Enumerated<Status>>(
    (others, { applies, status }) => mux(applies, constant(statusShape, status), others),
    constant(statusShape, 'ok'),
  );
}

export interface KindRefusals {
  /** An operand is of a kind that the operation does not take. */
  readonly mismatches: Bool;
  /** The operation on two kinds that it takes needs floating point; undefined in formats without floats. */
  readonly needsFloat: Bool | undefined;
  /**
   * The operation answers a truth value and takes its operands: what the others say together with the operation, said again for those
   * that answer so, because fewer gates lead there.
   */
  readonly givesTruth: Bool;
}

/** What the kinds of the operands decide. Combinational. */
export function refuseKinds(m: Builder, asks: Asks, a: Operand, b: Operand): KindRefusals {
  const asked = m.name({
    wantsIntegers: asks('bit_and', 'bit_or', 'bit_xor', 'shift_left', 'shift_right'),
    wantsNumbers: asks('add', 'sub', 'mul', 'floor_div', 'modulo', 'lt', 'le', 'gt', 'ge'),
    wantsEquality: asks('eq', 'ne'),
    wantsIdentity: asks('is', 'is_not'),
  });
  const { wantsIntegers, wantsNumbers, wantsEquality, wantsIdentity } = asked;

  const isNumber = ({ isInteger, is }: Operand): Bool => anyOf([isInteger, is.float]);
  // The object that a pointer leads to decides what it is equal to.
  const isOpaque = ({ is }: Operand): Bool => anyOf([is.pointer, is.malformed]);
  const misfits = (x: Operand, integer: Bool, number: Bool): Bool =>
    anyOf([
      integer.and(x.isInteger.not()),
      number.and(isNumber(x).not()),
      wantsEquality.and(isOpaque(x)),
      x.is.malformed && wantsIdentity.and(x.is.malformed),
    ]);
  const hasTruth = anyOf([isNumber(a), a.is.none]);

  const { aMisfits, bMisfits } = m.name({
    aMisfits: anyOf([
      misfits(a, wantsIntegers.or(asks('unbox_int', 'invert')), wantsNumbers.or(asks('neg'))),
      a.is.float ? asks('unbox_float').and(a.is.float.not()) : asks('unbox_float'),
      asks('unbox_bool').and(a.is.bool.not()),
      asks('truth').and(hasTruth.not()),
    ]),
    bMisfits: misfits(b, wantsIntegers, wantsNumbers),
  });
  const floatMeetsNumber =
    a.is.float && b.is.float && allOf([isNumber(a), isNumber(b), a.is.float.or(b.is.float)]);
  const isMalformed = a.is.malformed && b.is.malformed && a.is.malformed.or(b.is.malformed);
  const { givesTruth } = m.name({
    givesTruth: anyOf([
      allOf([asks('lt', 'le', 'gt', 'ge'), a.isInteger, b.isInteger]),
      allOf([wantsEquality, isOpaque(a).or(isOpaque(b)).not(), floatMeetsNumber?.not()]),
      allOf([wantsIdentity, isMalformed?.not()]),
      asks('truth').and(hasTruth),
    ]),
  });
  // `mismatches` counts first, so that operands of an arithmetic operation are numbers here.
  const needsFloat =
    a.is.float &&
    b.is.float &&
    floatMeetsNumber &&
    anyOf([
      wantsNumbers.and(a.is.float.or(b.is.float)),
      wantsEquality.and(floatMeetsNumber),
      asks('neg').and(a.is.float),
    ]);
  return { mismatches: aMisfits.or(bMisfits), needsFloat, givesTruth };
}
