import {
  bitsFor,
  bool,
  concat,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type SInt,
  type UInt,
} from '../../hdl/index.js';

export interface DivisionPorts {
  /** Lets the operands in: high with `start`, low from the next cycle on until the answer is there. Default: `start`. */
  readonly takes?: Bool;
  /** Takes the operands in this cycle; of one that is under way nothing remains. */
  readonly start: Bool;
  readonly a: SInt;
  /** Not 0. */
  readonly b: SInt;
  /** Wants the remainder, not the quotient. */
  readonly modulo: Bool;
}

export interface Division {
  /** floor(a / b), or a - b * floor(a / b), in as many bits as an operand has; see `overflows`. */
  readonly result: SInt;
  /** The quotient needs a bit more: the least integer divided by -1. */
  readonly overflows: Bool;
}

/** One answer, for one cycle. */
export interface Quotient extends Division {
  readonly valid: Bool;
  readonly tag: UInt;
  /** No start may come. */
  readonly busy: Bool;
}

/** Steps of a division of integers of this many bits. */
export function divisionSteps(width: number, bitsPerCycle: number): number {
  return Math.ceil(width / bitsPerCycle);
}

/**
 * Restoring division of two signed integers, rounded towards minus infinity as Python does, `bitsPerCycle` bits of the quotient
 * a cycle: one cycle takes the magnitudes, ceil(width / bitsPerCycle) divide them, and in the next one the answer is there.
 */
export function iterativeDivider(
  m: Builder,
  bitsPerCycle: number,
  { tag, ...ports }: DivisionPorts & { readonly tag: UInt },
): Quotient {
  const { start } = ports;
  const steps = divisionSteps(ports.a.width, bitsPerCycle);
  const { busy, finished, step } = m.registers({
    busy: register(bool(), { reset: 0 }),
    finished: register(bool(), { reset: 0 }),
    step: register(uint(bitsFor(steps)), { noReset: 'read only while busy' }),
  });
  const { heldTag } = m.registers({
    heldTag: register(uint(tag.width), { noReset: 'read only after a start' }),
  });
  // The operands are let in before it is known whether they will be divided.
  const { prepares, ...division } = divide(m, bitsPerCycle, { ...ports, takes: busy.not() });
  const { isLast } = m.name({ isLast: step.eq(steps - 1) });
  finished.next(busy.and(prepares.not()).and(isLast));
  m.when(busy.not(), () => heldTag.next(tag));
  m.when(start, () => busy.next(1))
    .elseWhen(prepares, () => step.next(0))
    .otherwise(() => {
      // Also while nothing is divided: what stands there then is not read.
      step.next(step.addWrap(1));
      m.when(isLast, () => busy.next(0));
    });
  return { valid: finished, ...division, tag: heldTag, busy };
}

/**
 * An {@link iterativeDivider} for a user who counts the cycles by itself: the answer is there `divisionSteps` + 2 cycles after
 * the start, in that cycle only.
 */
export function divide(
  m: Builder,
  bitsPerCycle: number,
  { start, takes = start, a, b, modulo }: DivisionPorts,
): Division & { readonly prepares: Bool } {
  const width = a.width;
  const padded = divisionSteps(width, bitsPerCycle) * bitsPerCycle;
  const { prepares, wantsModulo, signsDiffer, divisorNegative } = m.registers({
    prepares: register(bool(), { noReset: 'what it sets is read only after a start' }),
    wantsModulo: register(bool(), { noReset: 'read only after a start' }),
    signsDiffer: register(bool(), { noReset: 'read only after a start' }),
    divisorNegative: register(bool(), { noReset: 'read only after a start' }),
  });
  // Both operands are taken as they are; the next cycle makes magnitudes of them, the dividend's in the quotient's place.
  const { divisor, remainder, quotient } = m.registers({
    divisor: register(uint(width), { noReset: 'read only after a start' }),
    remainder: register(uint(width), { noReset: 'read only after a start' }),
    quotient: register(uint(padded), { noReset: 'read only after a start' }),
  });

  // Each step brings down a bit of the dividend, subtracts where it can, and makes a bit of the quotient.
  let rest: UInt = remainder;
  let bits: UInt = quotient;
  for (let index = 0; index < bitsPerCycle; index++) {
    const { grown, difference, fits } = m.scope(`digit${bitsPerCycle - 1 - index}`, () => {
      const { grown } = m.name({ grown: concat(rest, bits.bit(padded - 1)) });
      const { difference } = m.name({
        difference: grown.subtractWrap(divisor.extend<number>(width + 1)),
      });
      return { grown, difference, fits: m.name({ fits: difference.bit(width).not() }).fits };
    });
    rest = mux(fits, difference, grown).truncate<number>(width);
    bits = padded === 1 ? concat(fits) : concat(bits.truncate<number>(padded - 1), fits);
  }
  const { restNext, bitsNext } = m.name({ restNext: rest, bitsNext: bits });

  prepares.next(start);
  m.when(takes, () => {
    signsDiffer.next(a.negative().xor(b.negative()));
    divisorNegative.next(b.negative());
    divisor.next(b.asUInt());
    quotient.next(a.asUInt().extend<number>(padded));
    wantsModulo.next(modulo);
  })
    .elseWhen(prepares, () => {
      divisor.next(magnitude(divisor, divisorNegative));
      remainder.next(0);
      quotient.next(
        magnitude(quotient.truncate<number>(width), signsDiffer.xor(divisorNegative)).extend<number>(padded),
      );
    })
    .otherwise(() => {
      remainder.next(restNext);
      quotient.next(bitsNext);
    });

  // Rounding: where the signs differ and something is left, the quotient is one further down, the rest on the other side.
  const { isExact } = m.name({ isExact: remainder.any().not() });
  const { roundsDown } = m.name({ roundsDown: signsDiffer.and(isExact.not()) });
  const size = quotient.truncate<number>(width);
  // One adder for all: -size is ~size + 1, and -(size + 1) is ~size. Of the rest r by the divisor d it is r, -r, d - r or r - d.
  const { complements, adjusts, addsDivisor } = m.name({
    complements: mux(wantsModulo, divisorNegative.xor(roundsDown), signsDiffer),
    adjusts: mux(wantsModulo, divisorNegative.or(roundsDown), signsDiffer.and(isExact)),
    addsDivisor: wantsModulo.and(roundsDown),
  });
  const found = mux(wantsModulo, remainder, size);
  const { addend } = m.name({
    addend: mux(addsDivisor, mux(divisorNegative, divisor.not(), divisor), 0),
  });
  const { result } = m.name({
    result: mux(complements, found.not(), found)
      .addWrap(addend)
      .addWrap(adjusts.asUInt().extend<number>(width))
      .asSInt(),
  });
  const { overflows } = m.name({
    overflows: wantsModulo
      .not()
      .and(signsDiffer.not())
      .and(size.bit(width - 1)),
  });
  return { prepares, result, overflows };
}

/** The absolute value of a signed integer, which always fits unsigned. */
function magnitude(value: UInt, isNegative: Bool): UInt {
  return mux(isNegative, value.not(), value).addWrap(isNegative.asUInt().extend<number>(value.width));
}
