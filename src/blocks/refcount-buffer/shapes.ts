/** Parameters and shapes of the reference-count buffer. */
import { bool, bundle, choice, flag, integer, sint, uint, type ValuesOf } from '../../hdl/index.js';
import { memoryRequest, memoryResponse } from '../../library/memory-port.js';
import { operationBits, refusalBits, statusBits } from './operations.js';

export const parameters = {
  entries: integer(16, { min: 1, max: 64, documentation: 'objects whose net change is kept' }),
  changeBits: integer(8, { min: 2, max: 16, documentation: "bits of a net change, two's complement" }),
  inFlight: integer(4, {
    min: 1,
    max: 16,
    documentation: 'headers that are read, changed and written at a time',
  }),
  zeroDepth: integer(16, { min: 1, max: 256, documentation: 'reports of zeros that wait for the host' }),
  addressBits: integer(32, { min: 16, max: 52, documentation: 'bits of an address, in bytes' }),
  dataBits: choice([32, 64, 128], 'bits of a word of the memory port'),
  tagBits: integer(4, { min: 1, max: 8, documentation: 'bits of a tag on the memory port' }),
  headerBits: choice([32, 64], 'bits of the header: the first word of an object, aligned to its own size'),
  countPosition: integer(0, { min: 0, max: 62, documentation: 'lowest bit of the count in the header' }),
  countBits: integer(32, { min: 2, max: 64, documentation: 'bits of the count' }),
  immortal: flag(true, 'a count of all ones is never changed again, and a sum that is too great becomes one'),
  counterBits: integer(32, {
    min: 0,
    max: 64,
    documentation: 'bits of a performance counter; 0 leaves them out',
  }),
};

export type Sizes = ValuesOf<typeof parameters>;

/** What is wrong with a combination of parameters that are legal one by one. */
export function check({
  headerBits,
  dataBits,
  countPosition,
  countBits,
  inFlight,
  tagBits,
}: Pick<Sizes, 'headerBits' | 'dataBits' | 'countPosition' | 'countBits' | 'inFlight' | 'tagBits'>):
  string | undefined {
  if (headerBits > dataBits)
    return `a header of ${headerBits} bits does not fit the memory's words of ${dataBits}: set dataBits to ${headerBits}`;
  if (countPosition + countBits > headerBits)
    return `a count of ${countBits} bits from bit ${countPosition} on is not within a header of ${headerBits} bits`;
  if (inFlight > 2 ** tagBits)
    return `${inFlight} headers in flight need ${inFlight} tags, but tagBits ${tagBits} gives ${2 ** tagBits}`;
  return undefined;
}

/** Payloads of the streams. */
export function shapesOf(p: Sizes) {
  const address = uint(p.addressBits);
  const change = sint(p.changeBits);
  const sizes = { addressBits: p.addressBits, dataBits: p.dataBits, tagBits: p.tagBits, maxBeats: 1 };
  return {
    address,
    change,
    update: bundle({ address, increment: bool() }),
    zero: bundle({ address, settled: bool() }),
    refused: bundle({ address, change, status: uint(refusalBits) }),
    command: bundle({ operation: uint(operationBits) }),
    done: bundle({ status: uint(statusBits) }),
    heap: bundle({ base: address, limit: address }),
    memoryRequest: memoryRequest(sizes),
    memoryResponse: memoryResponse(sizes),
  };
}

export type Shapes = ReturnType<typeof shapesOf>;
