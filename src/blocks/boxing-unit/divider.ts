import {
  bitsFor,
  bool,
  concat,
  mux,
  register,
  sint,
  uint,
  type Bool,
  type Builder,
  type SInt,
  type UInt,
} from '../../hdl/index.js';

export interface DivisionPorts {
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
  const { prepares, ...division } = divide(m, bitsPerCycle, ports);
  const { isLast } = m.name({ isLast: step.eq(steps - 1) });
  finished.next(busy.and(prepares.not()).and(isLast));
  m.when(start, () => {
    busy.next(1);
    heldTag.next(tag);
  })
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
  { start, a, b, modulo }: DivisionPorts,
): Division & { readonly prepares: Bool } {
  const width = a.width;
  const padded = divisionSteps(width, bitsPerCycle) * bitsPerCycle;
  const { prepares, wantsModulo } = m.registers({
    prepares: register(bool(), { noReset: 'what it sets is read only after a start' }),
    wantsModulo: register(bool(), { noReset: 'read only after a start' }),
  });
  const { dividend, divisor, remainder, quotient } = m.registers({
    dividend: register(sint(width), { noReset: 'read only after a start' }),
    divisor: register(sint(width), { noReset: 'read only after a start' }),
    remainder: register(uint(width), { noReset: 'read only after a start' }),
    quotient: register(uint(padded), { noReset: 'read only after a start' }),
  });
  const { sizeOfDivisor } = m.name({ sizeOfDivisor: magnitude(divisor) });

  // Each step brings down a bit of the dividend, subtracts where it can, and makes a bit of the quotient.
  let rest: UInt = remainder;
  let bits: UInt = quotient;
  for (let index = 0; index < bitsPerCycle; index++) {
    const { grown, difference, fits } = m.scope(`digit${bitsPerCycle - 1 - index}`, () => {
      const { grown } = m.name({ grown: concat(rest, bits.bit(padded - 1)) });
      const { difference } = m.name({
        difference: grown.subtractWrap(sizeOfDivisor.extend<number>(width + 1)),
      });
      return { grown, difference, fits: m.name({ fits: difference.bit(width).not() }).fits };
    });
    rest = mux(fits, difference, grown).truncate<number>(width);
    bits = padded === 1 ? concat(fits) : concat(bits.truncate<number>(padded - 1), fits);
  }
  const { restNext, bitsNext } = m.name({ restNext: rest, bitsNext: bits });

  prepares.next(start);
  m.when(start, () => {
    dividend.next(a);
    divisor.next(b);
    wantsModulo.next(modulo);
  })
    .elseWhen(prepares, () => {
      remainder.next(0);
      quotient.next(magnitude(dividend).extend<number>(padded));
    })
    .otherwise(() => {
      remainder.next(restNext);
      quotient.next(bitsNext);
    });

  // Rounding: where the signs differ and something is left, the quotient is one further down, the rest on the other side.
  const { signsDiffer, isExact } = m.name({
    signsDiffer: dividend.negative().xor(divisor.negative()),
    isExact: remainder.any().not(),
  });
  const { roundsDown } = m.name({ roundsDown: signsDiffer.and(isExact.not()) });
  const size = quotient.truncate<number>(width);
  // -(size + 1) is ~size, and -size is ~size + 1.
  const flooredQuotient = mux(signsDiffer, size.not().addWrap(isExact.asUInt().extend<number>(width)), size);
  const { leftOver } = m.name({
    leftOver: mux(roundsDown, sizeOfDivisor.subtractWrap(remainder), remainder),
  });
  const { flooredModulo } = m.name({ flooredModulo: mux(divisor.negative(), negated(leftOver), leftOver) });
  const { result } = m.name({ result: mux(wantsModulo, flooredModulo, flooredQuotient).asSInt() });
  const { overflows } = m.name({
    overflows: wantsModulo
      .not()
      .and(signsDiffer.not())
      .and(size.bit(width - 1)),
  });
  return { prepares, result, overflows };
}

/** The absolute value, which always fits unsigned. */
function magnitude(value: SInt): UInt {
  return mux(value.negative(), value.negateWrap(), value).asUInt();
}

function negated(value: UInt): UInt {
  return value.asSInt().negateWrap().asUInt();
}
