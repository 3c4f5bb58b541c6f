/** The accelerator's parameters: its own, and those of the blocks in it under their block's name. */
import { choice, flag, integer, type Parameter, type ParameterSet, type ValuesOf } from '../../hdl/index.js';
import { parameters as allocatorParameters } from '../allocator/shapes.js';
import { parameters as refcountParameters } from '../refcount-buffer/shapes.js';
import { parameters as sequencerParameters } from '../sequencer/shapes.js';
import { boxingUnit } from '../boxing-unit/hardware.js';
import { parameters as dispatchParameters } from '../dispatch-unit/parameters.js';
import { parameters as markerParameters } from '../gc-marker/shapes.js';
import { parameters as sweeperParameters } from '../gc-sweeper/shapes.js';
import { parameters as barrierParameters } from '../write-barrier/shapes.js';
import { inlineCache } from '../inline-cache/hardware.js';
import { groupNames } from '../tagged-alu/groups.js';
import { wordParameters } from '../tagged-alu/hardware.js';

/** `{ sets }` under the prefix `cache` is `{ cacheSets }`. */
type Prefixed<Prefix extends string, P, Left extends keyof P> = {
  readonly [K in Exclude<keyof P, Left> & string as `${Prefix}${Capitalize<K>}`]: P[K];
};

/** Parameters of a block under a prefix, without those that the accelerator gives to all blocks alike. */
function prefixed<Prefix extends string, P extends ParameterSet, const Left extends keyof P>(
  prefix: Prefix,
  parameters: P,
  without: readonly Left[],
): Prefixed<Prefix, P, Left> {
  return Object.fromEntries(
    Object.entries<Parameter>(parameters)
      .filter(([name]) => !(without as readonly string[]).includes(name))
      .map(([name, parameter]) => [prefixedName(prefix, name), parameter]),
  ) as Prefixed<Prefix, P, Left>;
}

function prefixedName(prefix: string, name: string): string {
  return `${prefix}${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

/** The values for an instance of the block, from those of the accelerator. */
export function unprefixed<P extends ParameterSet>(
  prefix: string,
  parameters: P,
  values: Readonly<Record<string, unknown>>,
): Partial<ValuesOf<P>> {
  return Object.fromEntries(
    Object.keys(parameters)
      .filter((name) => prefixedName(prefix, name) in values)
      .map((name) => [name, values[prefixedName(prefix, name)]]),
  ) as Partial<ValuesOf<P>>;
}

export const parameters = {
  ...wordParameters,
  addressBits: integer(32, { min: 16, max: 32, documentation: 'bits of a byte address in memory' }),
  memoryBits: choice([32, 64, 128], 'bits of a word of the memory port'),
  memoryTags: integer(32, {
    min: 2,
    max: 64,
    powerOfTwo: true,
    documentation: 'tags of the memory port: streams of requests that may be answered out of order',
  }),
  tagBits: integer(4, { min: 1, max: 8, documentation: "bits of a command's tag" }),
  responseQueueDepth: integer(8, {
    min: 2,
    max: 64,
    documentation: 'commands of the command port whose responses are not yet taken',
  }),
  registerQueueDepth: integer(4, {
    min: 1,
    max: 64,
    documentation: 'commands submitted through registers whose responses are not yet taken',
  }),
  counterBits: integer(32, {
    min: 0,
    max: 32,
    documentation: 'bits of a performance counter; 0 leaves them out',
  }),
  boxing: flag(true, 'the boxing unit is in'),
  ...prefixed('boxing', boxingUnit.parameters, ['width', 'format', 'tagBits', 'counterBits', ...groupNames]),
  cache: flag(true, 'the inline-cache table is in'),
  ...prefixed('cache', inlineCache.parameters, [
    'addressBits',
    'counterBits',
    'counterStorage',
    'answerLatency',
  ]),
  bytecodeSet: sequencerParameters.set,
  dispatch: flag(true, 'the dispatch unit is in'),
  ...prefixed('dispatch', dispatchParameters, ['addressBits', 'dataBits', 'tagBits', 'counterBits']),
  sequencer: flag(true, 'the sequencer is in, which directs the dispatch unit'),
  ...prefixed('sequencer', sequencerParameters, [
    'set',
    'width',
    'format',
    'addressBits',
    'handlerBits',
    'dataBits',
    'tagBits',
    'counterBits',
  ]),
  heapLayout: markerParameters.layout,
  granuleBytes: markerParameters.granuleBytes,
  marker: flag(true, 'the marker is in; width 32 only'),
  ...prefixed('marker', markerParameters, [
    'layout',
    'granuleBytes',
    'addressBits',
    'dataBits',
    'counterBits',
  ]),
  rootQueueDepth: integer(16, { min: 1, max: 256, documentation: 'roots that wait for the marker' }),
  sweeper: flag(true, 'the sweeper is in'),
  ...prefixed('sweeper', sweeperParameters, [
    'layout',
    'granuleBytes',
    'addressBits',
    'dataBits',
    'tagBits',
    'counterBits',
  ]),
  allocator: flag(true, 'the allocator is in, which takes the runs of the sweeper'),
  ...prefixed('allocator', allocatorParameters, ['granuleBytes', 'addressBits', 'counterBits']),
  barrier: flag(true, 'the write barrier is in'),
  ...prefixed('barrier', barrierParameters, ['addressBits', 'wordBits', 'format', 'counterBits']),
  refcount: flag(true, 'the reference-count buffer is in'),
  ...prefixed('refcount', refcountParameters, ['addressBits', 'dataBits', 'tagBits', 'counterBits']),
};

export type AcceleratorParameters = ValuesOf<typeof parameters>;

/** A sentence for each rule between parameters that is broken. */
export function checkParameters(p: AcceleratorParameters): string | undefined {
  const tooWide = (['cacheSiteBits', 'cacheShapeBits', 'cacheValueBits', 'cacheContextBits'] as const).find(
    (name) => p[name] > p.width,
  );
  if (p.cache && tooWide !== undefined)
    return `${tooWide} cannot be ${p[tooWide]}: it travels in a word of ${p.width} bits; give ${p.width} or less`;
  if (p.cache && p.cacheKindBits > 7)
    return 'cacheKindBits cannot be 8: the status tells kinds of up to 7 bits';
  if (p.sequencer && !p.dispatch) return 'the sequencer needs the dispatch unit: give dispatch true';
  if (p.sequencer && p.sequencerReferenceCounts === 'stream' && !p.refcount)
    return 'sequencerReferenceCounts stream needs the reference-count buffer: give refcount true';
  if (p.dispatch && p.dispatchHandlerBits > 32)
    return `dispatchHandlerBits cannot be ${p.dispatchHandlerBits}: an entry of the jump table is written through one register of 32 bits`;
  if (p.width !== 32 && p.marker)
    return 'the marker reads pointers of 32 bits: leave it out, or give width 32';
  return undefined;
}
