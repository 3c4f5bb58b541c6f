import {
  bitsFor,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type SInt,
  type UInt,
} from '../../hdl/index.js';
import { divide, divisionSteps } from '../boxing-unit/divider.js';
import { iterativeProduct, pipelinedProduct } from '../boxing-unit/multiplier.js';
import type { Sizes } from './shapes.js';

/** All but `start` stand still until it has finished. */
export interface ComputePins {
  /** Takes the operands in this cycle; only one at a time. */
  readonly start: Bool;
  /** Wants a product, else a quotient or a remainder. */
  readonly multiplies: Bool;
  readonly modulo: Bool;
  readonly a: SInt;
  /** Not 0 where it divides. */
  readonly b: SInt;
}

export interface Computed {
  /** The result is there, in this cycle only; means something only after a start. */
  readonly finished: Bool;
  readonly result: UInt;
  readonly overflows: Bool;
}

interface Unit {
  /** From the start to the result. */
  readonly cycles: number;
  readonly result: UInt;
  readonly overflows: Bool;
}

/** Multiplier and divider, whichever there are: latencies are theirs. Undefined where there is neither. */
export function computeUnits(m: Builder, p: Sizes, pins: ComputePins): Computed | undefined {
  const { start, multiplies, modulo, a, b } = pins;
  if (p.multiplier === 'none' && p.divider === 'none') return undefined;
  const width = a.width;
  const productCycles =
    (p.multiplier === 'pipelined' ? p.multiplierStages : Math.ceil(width / p.multiplierBitsPerCycle)) + 1;
  const quotientCycles = divisionSteps(width, p.dividerBitsPerCycle) + 2;
  // What is under way has a known end, so one count serves all, and nothing that a reset left behind can end it.
  const count = uint<number>(bitsFor(Math.max(productCycles, quotientCycles)));
  const { left } = m.registers({ left: register(count, { noReset: 'read only after a start' }) });
  const units: Unit[] = [];
  if (p.multiplier !== 'none') {
    const product = m.scope('multiplier', () =>
      p.multiplier === 'pipelined'
        ? pipelinedProduct(m, p.multiplierStages, a, b)
        : iterativeProduct(m, p.multiplierBitsPerCycle, { start, isLast: left.eq(1), a, b }),
    );
    const upper = product.asUInt().slice<number>(width - 1, product.width - width + 1);
    units.push({
      cycles: productCycles,
      result: product.asUInt().truncate<number>(width),
      ...m.name({ overflows: upper.any().and(upper.all().not()) }),
    });
  }
  if (p.divider !== 'none') {
    const { result, overflows } = m.scope('divider', () =>
      divide(m, p.dividerBitsPerCycle, { start, a, b, modulo }),
    );
    units.push({ cycles: quotientCycles, result: result.asUInt(), overflows });
  }
  const [first, second] = units;
  if (!first) return undefined;
  const cycles = (unit: Unit) => constant(count, unit.cycles - 1);
  m.when(start, () =>
    left.next(second ? mux(multiplies, cycles(first), cycles(second)) : cycles(first)),
  ).otherwise(() => left.next(left.subtractWrap(1)));
  return {
    finished: left.any().not(),
    result: second ? mux(multiplies, first.result, second.result) : first.result,
    overflows: second ? mux(multiplies, first.overflows, second.overflows) : first.overflows,
  };
}
