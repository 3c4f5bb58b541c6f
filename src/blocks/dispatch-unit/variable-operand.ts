/** Where an operand of variable length ends: at the first byte without its highest bit. */
import type { Bool, UInt } from '../../hdl/index.js';
import { mux } from '../../hdl/index.js';

/** Whether it could end at each of its bytes. */
export function variableEnds(operand: readonly UInt[]): Bool[] {
  return operand.map((each) => each.bit(7).not());
}

/** The option of the first byte that ends it; the last one when none does. */
export function atFirst(ends: readonly Bool[], options: readonly UInt[]): UInt {
  return options
    .slice(0, -1)
    .reduceRight<UInt>((others, option, at) => mux(ends[at] as Bool, option, others), options.at(-1) as UInt);
}
