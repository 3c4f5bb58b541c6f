/** Parameters and sizes of the allocator. */
import { bitsFor, bool, bundle, choice, integer, uint, type ValuesOf } from '../../hdl/index.js';
import { doneStatusBits, operationBits, reasonBits, statusBits } from './operations.js';

export const parameters = {
  granuleBytes: choice([16, 8], 'bytes of a granule'),
  addressBits: integer(32, { min: 16, max: 64, documentation: 'bits of a byte address' }),
  sizeBits: integer(16, { min: 5, max: 32, documentation: 'bits of a size in bytes, as it is asked for' }),
  classes: integer(16, {
    min: 1,
    max: 64,
    documentation: 'size classes: class c has blocks of c + 1 granules',
  }),
  depth: integer(16, {
    min: 2,
    max: 256,
    powerOfTwo: true,
    documentation: 'blocks that the list of a class holds',
  }),
  watermark: integer(8, { min: 0, max: 256, documentation: 'a list with fewer blocks is filled from runs' }),
  largest: integer(64, {
    min: 1,
    max: 4096,
    documentation: 'granules of the largest object from the nursery',
  }),
  surplusDepth: integer(4, { min: 2, max: 64, documentation: 'what waits to be handed to the host' }),
  counterBits: integer(32, {
    min: 0,
    max: 64,
    documentation: 'bits of a performance counter; 0 leaves them out',
  }),
};

export type Parameters = ValuesOf<typeof parameters>;

/** A sentence about parameters that do not fit together. */
export function wrongTogether(p: Parameters): string | undefined {
  const { sizeBits, addressBits, watermark, depth, largest, classes, granuleBytes } = p;
  if (sizeBits > addressBits)
    return `sizeBits is ${sizeBits}, more than the ${addressBits} bits of an address. Lower it.`;
  if (watermark > depth)
    return `watermark is ${watermark}, but a list holds ${depth} blocks. Lower it, or raise depth.`;
  if (largest < classes)
    return `largest is ${largest}, less than the ${classes} granules of the last class. Raise it, or lower classes.`;
  if (largest >= 2 ** (addressBits - bitsFor(granuleBytes)))
    return `largest is ${largest}, more granules than ${addressBits} bits address. Lower it.`;
  return undefined;
}

export interface Sizes {
  /** Bits of an address below a granule. */
  readonly granuleShift: number;
  /** Of a count of granules, and of the address of one. */
  readonly granuleBits: number;
  /** Of the granules of an object as it is asked for. */
  readonly askedBits: number;
  readonly classBits: number;
  readonly levelBits: number;
}

export function sizesOf({ granuleBytes, addressBits, sizeBits, classes, depth }: Parameters): Sizes {
  const granuleShift = bitsFor(granuleBytes);
  return {
    granuleShift,
    granuleBits: addressBits - granuleShift,
    askedBits: sizeBits - granuleShift + 1,
    classBits: bitsFor(classes),
    levelBits: bitsFor(depth + 1),
  };
}

/** Payloads of the streams. */
export function shapesOf({ addressBits, sizeBits }: Parameters, { granuleBits, granuleShift }: Sizes) {
  const address = uint<number>(addressBits);
  const granules = uint<number>(granuleBits);
  return {
    request: bundle({ size: uint<number>(sizeBits) }),
    answer: bundle({ status: uint(statusBits), address, granules }),
    memory: bundle({ address, granules }),
    surplus: bundle({ address, granules, reason: uint(reasonBits) }),
    command: bundle({ operation: uint(operationBits), address, granules }),
    done: bundle({ status: uint(doneStatusBits) }),
    answered: bundle({ status: uint(statusBits), block: granules, granules }),
    nursery: bundle({ start: granules, left: granules }),
    cut: bundle({ at: granules, offset: uint<number>(granuleShift), left: granules, isBad: bool() }),
  };
}
