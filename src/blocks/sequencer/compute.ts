import { mux, type Bool, type Builder, type SInt, type UInt } from '../../hdl/index.js';
import { iterativeDivider } from '../boxing-unit/divider.js';
import { iterativeMultiplier, pipelinedMultiplier } from '../boxing-unit/multiplier.js';
import type { Sizes } from './shapes.js';

export interface ComputePins {
  /** Takes the operands in this cycle; only one at a time. */
  readonly multiplies: Bool;
  readonly divides: Bool;
  readonly modulo: Bool;
  readonly a: SInt;
  /** Not 0 where it divides. */
  readonly b: SInt;
}

export interface Computed {
  /** The result is there, in this cycle only. */
  readonly finished: Bool;
  readonly result: UInt;
  readonly overflows: Bool;
}

/** Multiplier and divider, whichever there are: latencies are theirs. Undefined where there is neither. */
export function computeUnits(m: Builder, p: Sizes, pins: ComputePins): Computed | undefined {
  const { multiplies, divides, modulo, a, b } = pins;
  const width = a.width;
  const units: Computed[] = [];
  if (p.multiplier !== 'none') {
    const operands = { start: multiplies, a, b, tag: undefined };
    const { valid, product } = m.scope('multiplier', () =>
      p.multiplier === 'pipelined'
        ? pipelinedMultiplier(m, p.multiplierStages, operands)
        : iterativeMultiplier(m, p.multiplierBitsPerCycle, operands),
    );
    const upper = product.asUInt().slice<number>(width - 1, product.width - width + 1);
    units.push({
      finished: valid,
      result: product.asUInt().truncate<number>(width),
      ...m.name({ overflows: upper.any().and(upper.all().not()) }),
    });
  }
  if (p.divider !== 'none') {
    const { valid, result, overflows } = m.scope('divider', () =>
      iterativeDivider(m, p.dividerBitsPerCycle, { start: divides, a, b, modulo, tag: undefined }),
    );
    units.push({ finished: valid, result: result.asUInt(), overflows });
  }
  const [first, second] = units;
  if (!first || !second) return first;
  return {
    finished: first.finished.or(second.finished),
    result: mux(first.finished, first.result, second.result),
    overflows: mux(first.finished, first.overflows, second.overflows),
  };
}
