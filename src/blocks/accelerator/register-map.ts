/** The one register map, as data: which registers there are with these parameters, where, and what their bits mean. */
import { collectorRegisters } from './registers-collector.js';
import { cacheRegisters } from './registers-cache.js';
import { interpreterRegisters } from './registers-interpreter.js';
import { systemRegisters } from './registers-system.js';
import { valueRegisters } from './registers-values.js';
import type { Register } from './register.js';
import type { AcceleratorParameters } from './parameters.js';

/** All registers, by rising offset. */
export function registerMap(p: AcceleratorParameters): readonly Register[] {
  const map = [
    ...systemRegisters(p),
    ...valueRegisters(p),
    ...cacheRegisters(p),
    ...interpreterRegisters(p),
    ...collectorRegisters(p),
  ].sort((a, b) => a.offset - b.offset);
  map.reduce((end, { name, offset, count = 1 }) => {
    if (offset < end) throw new RangeError(`register ${name} begins inside the one before it`);
    return offset + 4 * count;
  }, 0);
  return map;
}
