/** A simulator of a design held by its pins. */
import { buildModel, type Model, type ModelRequest } from '../../tools/model.js';
import { locating, type VerilogDesign } from './design.js';
import { wrapper, wrapperName, type PinMap } from './pins.js';

export interface BuildRequest extends Omit<ModelRequest, 'title' | 'sources' | 'top' | 'tolerant'> {
  readonly pins: PinMap;
}

/** As `buildModel`; what Verilator has against the Verilog is told with the lines of TypeScript it comes from. */
export function buildDesign(design: VerilogDesign, { pins, ...request }: BuildRequest): Promise<Model> {
  const held = wrapper(pins);
  return locating(design, () =>
    buildModel({
      ...request,
      title: `simulation of ${design.top}`,
      sources: [...design.sources, held],
      top: wrapperName,
      // Where a port is wider or narrower than ours, it is not the same design.
      tolerant: design.foreign ? { exceptIn: [held.name] } : undefined,
    }),
  );
}
