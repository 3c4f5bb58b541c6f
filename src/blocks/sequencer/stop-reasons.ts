/** Reasons to stop as hardware: conditions in the order in which they count. */
import { constant, mux, type Bool, type Builder, type Enumerated } from '../../hdl/index.js';
import type { Reason } from './reasons.js';
import { reasonShape } from './shapes.js';

export type ReasonHolds = readonly [reason: Reason, holds: Bool];

/** Gives each condition the name of its reason: `stops_by_overflow`. */
export function nameReasons(m: Builder, reasons: readonly ReasonHolds[]): readonly ReasonHolds[] {
  return reasons.map(([reason, holds]) => {
    const name = `stops_by_${reason}`;
    return [reason, m.name({ [name]: holds })[name] ?? holds];
  });
}

/** The first one that holds, else the one behind them. Combinational. */
export function firstReason(
  reasons: readonly ReasonHolds[],
  otherwise: Enumerated<Reason> = constant(reasonShape, 'overflow'),
): Enumerated<Reason> {
  return reasons.reduceRight(
    (others, [name, holds]) => mux(holds, constant(reasonShape, name), others),
    otherwise,
  );
}
