/** Who reads and writes memory: the masters of an accelerator, in the order of their numbers, and the sizes of its memory port. */
import { arbiterTagBits } from '../../library/memory-arbiter.js';
import type { MemoryPortSizes } from '../../library/memory-port.js';
import { parameters as dispatchParameters } from '../dispatch-unit/parameters.js';
import { memoryPortSizes as markerSizes } from '../gc-marker/shapes.js';
import type { AcceleratorParameters } from './parameters.js';

export type MasterName = 'fetch' | 'sequencer' | 'marker' | 'sweeper' | 'refcount';

export interface Master {
  readonly name: MasterName;
  readonly tagBits: number;
  readonly maxBeats: number;
}

/** Tags of blocks that need few of them. */
export const sequencerTagBits = 1;
export const sweeperTagBits = 2;
export const refcountTagBits = 4;

function markerTagBits({
  addressBits,
  memoryBits,
  markerInFlight,
  markerBurstBeats,
}: AcceleratorParameters): number {
  const sizes = { addressBits, dataBits: memoryBits, inFlight: markerInFlight, burstBeats: markerBurstBeats };
  return markerSizes(sizes).tagBits;
}

/** The masters, fetch first. */
export function mastersOf(p: AcceleratorParameters): readonly Master[] {
  const all: readonly (Master | undefined)[] = [
    p.dispatch
      ? { name: 'fetch', tagBits: dispatchParameters.tagBits.default, maxBeats: p.dispatchBurstBeats }
      : undefined,
    p.sequencer ? { name: 'sequencer', tagBits: sequencerTagBits, maxBeats: 1 } : undefined,
    p.marker ? { name: 'marker', tagBits: markerTagBits(p), maxBeats: p.markerBurstBeats } : undefined,
    p.sweeper ? { name: 'sweeper', tagBits: sweeperTagBits, maxBeats: p.sweeperMaxBeats } : undefined,
    p.refcount ? { name: 'refcount', tagBits: refcountTagBits, maxBeats: 1 } : undefined,
  ];
  return all.filter((master) => master !== undefined);
}

/** Sizes of the port that the arbiter makes of them; undefined where nobody needs memory. */
export function jointSizes(p: AcceleratorParameters): MemoryPortSizes | undefined {
  const masters = mastersOf(p);
  if (masters.length === 0) return undefined;
  return {
    addressBits: p.addressBits,
    dataBits: p.memoryBits,
    tagBits: arbiterTagBits(masters.map(({ tagBits }) => tagBits)),
    maxBeats: Math.max(...masters.map(({ maxBeats }) => maxBeats)),
  };
}

/** Sizes of the accelerator's memory port, whose tags are numbers of slots. */
export function memorySizes(p: AcceleratorParameters): MemoryPortSizes | undefined {
  const joint = jointSizes(p);
  return joint && { ...joint, tagBits: Math.log2(p.memoryTags) };
}
