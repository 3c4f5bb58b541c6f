/** Parameters and sizes of the sweeper. */
import { bitsFor, bundle, choice, flag, integer, uint, type UInt, type ValuesOf } from '../../hdl/index.js';
import type { MemoryPortSizes } from '../../library/memory-port.js';
import { layouts, operationBits, statusBits } from './operations.js';

export const parameters = {
  layout: choice(layouts, 'what the heap looks like'),
  granuleBytes: choice([16, 8], 'bytes of a granule'),
  addressBits: integer(32, { min: 16, max: 64, documentation: 'bits of a byte address' }),
  dataBits: integer(64, {
    min: 32,
    max: 128,
    powerOfTwo: true,
    documentation: 'bits of a word of the memory port',
  }),
  tagBits: integer(2, { min: 2, max: 8, documentation: 'bits of a tag of the memory port' }),
  maxBeats: integer(8, {
    min: 1,
    max: 256,
    powerOfTwo: true,
    documentation: 'most words that one read asks for',
  }),
  bufferWords: integer(32, { min: 2, max: 1024, powerOfTwo: true, documentation: 'words fetched ahead' }),
  writesInFlight: integer(32, {
    min: 2,
    max: 256,
    powerOfTwo: true,
    documentation: 'writes sent and not yet answered',
  }),
  runDepth: integer(4, { min: 2, max: 64, documentation: 'runs that wait to be taken' }),
  minimumRun: integer(1, { min: 1, max: 256, documentation: 'shortest run, in granules, that is given' }),
  finalisers: flag(true, 'whether objects may have finalisers (layout micropython only)'),
  counterBits: integer(32, {
    min: 0,
    max: 64,
    documentation: 'bits of a performance counter; 0 leaves them out',
  }),
};

export type Parameters = ValuesOf<typeof parameters>;

/** A sentence about parameters that do not fit together. */
export function wrongTogether({
  layout,
  granuleBytes,
  bufferWords,
  maxBeats,
}: Parameters): string | undefined {
  if (layout === 'micropython' && granuleBytes !== 16)
    return `granuleBytes is ${granuleBytes}, but blocks of the layout micropython have 16 bytes. Leave it at 16.`;
  return bufferWords < maxBeats
    ? `bufferWords is ${bufferWords}, less than the ${maxBeats} words of one read. Raise it, or lower maxBeats.`
    : undefined;
}

export interface Sizes extends MemoryPortSizes {
  /** Of a count of granules, and of the address of one. */
  readonly granuleBits: number;
  /** Bits of an address below a granule. */
  readonly granuleShift: number;
  /** Of the address of a word of the memory port. */
  readonly wordBits: number;
  /** Bits of an address below a word. */
  readonly byteBits: number;
  /** Granules that one word of the table tells of. */
  readonly perWord: number;
}

export function sizesOf({
  layout,
  granuleBytes,
  addressBits,
  dataBits,
  tagBits,
  maxBeats,
}: Parameters): Sizes {
  const byteBits = bitsFor(dataBits / 8);
  const granuleShift = bitsFor(granuleBytes);
  return {
    ...{ addressBits, dataBits, tagBits, maxBeats, byteBits, granuleShift },
    granuleBits: addressBits - granuleShift,
    wordBits: addressBits - byteBits,
    perWord: layout === 'micropython' ? dataBits / 2 : dataBits,
  };
}

/** Payloads of the streams. */
export function shapesOf({ addressBits, granuleBits }: Sizes) {
  return {
    command: bundle({ operation: uint(operationBits) }),
    done: bundle({ status: uint(statusBits), address: uint<number>(addressBits) }),
    run: bundle({ address: uint<number>(addressBits), granules: uint<number>(granuleBits) }),
    sampled: bundle({
      heapBase: uint<number>(addressBits),
      heapEnd: uint<number>(addressBits),
      markBase: uint<number>(addressBits),
    }),
    finaliser: bundle({ address: uint<number>(addressBits) }),
  };
}

/** What a command is to work on, as sampled with it: addresses of granules and of words. */
export interface Heap {
  readonly base: UInt;
  readonly granules: UInt;
  readonly marks: Stretch;
  readonly finalisers: Stretch;
}

/** Words of memory: the first, and the one behind the last. */
export interface Stretch {
  readonly first: UInt;
  readonly end: UInt;
}
