/** Parameters, widths and ports of the marker. */
import {
  bitsFor,
  bool,
  bundle,
  choice,
  input,
  integer,
  output,
  sink,
  source,
  uint,
  type ValuesOf,
} from '../../hdl/index.js';
import { memoryRequest, memoryResponse, type MemoryPortSizes } from '../../library/memory-port.js';
import { counterIndexBits, operationBits, requestKindBits, statusBits } from './operations.js';

export const parameters = {
  layout: choice(['micropython', 'headers'], 'where objects, pointers and marks stand in the heap'),
  granuleBytes: choice([16, 8], 'bytes of the heap that one mark stands for'),
  addressBits: integer(32, { min: 16, max: 32, documentation: 'bits of a byte address' }),
  dataBits: choice([32, 64, 128], 'bits of a memory word'),
  inFlight: integer(64, { min: 1, max: 64, powerOfTwo: true, documentation: 'memory requests in flight' }),
  burstBeats: integer(8, {
    min: 1,
    max: 64,
    powerOfTwo: true,
    documentation: 'most memory words that one request asks for',
  }),
  queueDepth: integer(64, {
    min: 8,
    max: 1024,
    powerOfTwo: true,
    documentation: 'entries of the work queue that are kept on chip',
  }),
  markWords: integer(256, {
    min: 2,
    max: 1024,
    powerOfTwo: true,
    documentation: 'memory words of the table of marks that are kept on chip',
  }),
  counterBits: integer(32, {
    min: 0,
    max: 64,
    documentation: 'bits of a performance counter; 0 leaves the counters out',
  }),
};

export type Parameters = ValuesOf<typeof parameters>;

/** A sentence for parameters that do not fit together. */
export function checkParameters({ layout, granuleBytes, dataBits }: Parameters): string | undefined {
  if (layout === 'micropython' && granuleBytes !== 16)
    return `the layout micropython has granules of 16 bytes, not ${granuleBytes}`;
  if (dataBits > 8 * granuleBytes)
    return `a memory word of ${dataBits} bits is more than a granule of ${granuleBytes} bytes`;
  return undefined;
}

/** Why registers have no reset: the stage after it is `clear`, which sets them and grants nothing. */
export const clearedFirst = 'cleared in the first cycle after reset';

/** Bits of a count that `done` reports. */
export const countBits = 32;

/** More of one kind than this are never needed, even where that many requests may be in flight. */
const mostSlots = 64;

/** Widths and numbers that follow from the parameters. */
export function sizesOf(p: Parameters) {
  const wordBytes = p.dataBits / 8;
  const granuleShift = Math.log2(p.granuleBytes);
  const isConservative = p.layout === 'micropython';
  /** Bits of the table of marks for one granule. */
  const markBits = isConservative ? 2 : 1;
  const granulesPerWord = p.dataBits / markBits;
  const objectSlots = Math.min(p.inFlight, mostSlots / 2);
  const markSlots = 2 * objectSlots;
  const slotBits = bitsFor(markSlots);
  return {
    ...p,
    dataBits: p.dataBits as number,
    isConservative,
    wordBytes,
    wordShift: Math.log2(wordBytes),
    lanes: p.dataBits / 32,
    granuleShift,
    granuleBits: p.addressBits - granuleShift,
    markBits,
    granulesPerWord,
    positionBits: Math.log2(granulesPerWord),
    /** Granules of a byte of the table, as a shift. */
    byteShift: isConservative ? 2 : 3,
    lineBits: Math.log2(p.markWords),
    wordAddressBits: p.addressBits - Math.log2(wordBytes),
    /** Bursts, and headers, that are under way. */
    objectSlots,
    /** Words of the table of marks that are under way, there or back. */
    markSlots,
    slotBits,
    tagBits: requestKindBits + slotBits,
    beatBits: bitsFor(p.burstBeats),
    queueBits: Math.log2(p.queueDepth),
  };
}

export type Sizes = ReturnType<typeof sizesOf>;

/** Sizes of the marker's memory port, for who connects it. */
export function memoryPortSizes({
  addressBits,
  dataBits,
  inFlight,
  burstBeats,
}: Omit<MemoryPortSizes, 'tagBits' | 'maxBeats'> &
  Pick<Parameters, 'inFlight' | 'burstBeats'>): MemoryPortSizes {
  const tagBits = requestKindBits + bitsFor(Math.min(2 * inFlight, mostSlots));
  return { addressBits, dataBits, tagBits, maxBeats: burstBeats };
}

export function doneShape(addressBits: number) {
  return bundle({
    status: uint(statusBits),
    address: uint<number>(addressBits),
    objects: uint(countBits),
    words: uint(countBits),
    highWater: uint(countBits),
    stallCycles: uint(countBits),
  });
}

export function portsOf(p: Parameters) {
  const sizes = memoryPortSizes(p);
  return {
    command: sink(bundle({ operation: uint(operationBits) })),
    done: source(doneShape(32)),
    roots: sink(bundle({ word: uint(32), last: bool() })),
    memoryRequest: source(memoryRequest(sizes)),
    memoryResponse: sink(memoryResponse(sizes)),
    heapBase: input(uint(p.addressBits)),
    heapEnd: input(uint(p.addressBits)),
    markBase: input(uint(p.addressBits)),
    spillBase: input(uint(p.addressBits)),
    spillEnd: input(uint(p.addressBits)),
    pause: input(bool()),
    paused: output(bool()),
    ...(p.counterBits > 0
      ? {
          counterIndex: input(uint(counterIndexBits)),
          counterValue: output(uint(p.counterBits)),
          counterClear: input(bool()),
        }
      : {}),
  };
}
