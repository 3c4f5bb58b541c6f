/** The blocks of an accelerator, attached: the units that do its operations. */
import type { Bool, Builder } from '../../hdl/index.js';
import type { Attached } from './attach.js';
import type { UnitName } from './operations.js';
import { allocatorUnits } from './unit-allocator.js';
import { barrierUnits } from './unit-barrier.js';
import { boxingUnitOf } from './unit-boxing.js';
import { cacheUnits, type SnoopedWrite } from './unit-cache.js';
import { dispatchUnits, interpreterUnits } from './unit-interpreter.js';
import { markerUnits } from './unit-marker.js';
import { refcountUnits } from './unit-refcount.js';
import { sweeperUnits } from './unit-sweeper.js';
import type { Unit, UnitInputs } from './units.js';

export type Units = Partial<Record<UnitName, (inputs: UnitInputs) => Unit>>;

export interface UnitsOptions {
  readonly snoop: SnoopedWrite | undefined;
  readonly fence: Bool;
  readonly opening: (high: Bool) => void;
}

/** Makes the instances of the blocks; their units are made by the fabric. */
export function unitsOf(m: Builder, attached: Attached, options: UnitsOptions): Units {
  const { p } = attached;
  const units: Units = {};
  if (p.boxing) units.boxing = (inputs) => boxingUnitOf(m, attached, inputs);
  if (p.cache) Object.assign(units, cacheUnits(m, attached, options));
  if (p.dispatch && !p.sequencer) Object.assign(units, dispatchUnits(m, attached));
  const interpreter = p.sequencer ? interpreterUnits(m, attached) : undefined;
  if (p.marker) Object.assign(units, markerUnits(m, attached));
  const sweeper = p.sweeper ? sweeperUnits(m, attached, { runsToHost: !p.allocator }) : undefined;
  Object.assign(units, interpreter?.units, sweeper?.units);
  if (p.allocator) Object.assign(units, allocatorUnits(m, attached, sweeper?.runs));
  if (p.refcount) Object.assign(units, refcountUnits(m, attached, interpreter?.references));
  if (p.barrier) Object.assign(units, barrierUnits(m, attached));
  return units;
}
