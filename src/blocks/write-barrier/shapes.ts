/** Parameters and shapes of the write barrier. */
import { bool, bundle, choice, integer, uint, type ValuesOf } from '../../hdl/index.js';
import { layoutOf } from '../../formats/index.js';
import { operationBits, remembering, statusBits } from './operations.js';

export const parameters = {
  addressBits: integer(32, { min: 16, max: 64, documentation: 'bits of an address, in bytes' }),
  wordBits: choice([32, 64], 'bits of a stored value'),
  format: choice(
    ['micropython', 'micropython-1.9.2', 'nan-boxing', 'addresses'],
    'which values are pointers: a value format, or every value is an address',
  ),
  remember: choice(remembering, 'which address of a store is remembered'),
  granuleBits: integer(2, {
    min: 0,
    max: 15,
    documentation: 'low bits of it that do not count: 2 for a slot of 4 bytes, 9 for a card of 512',
  }),
  sets: integer(16, { min: 1, max: 1024, powerOfTwo: true, documentation: 'sets of the table' }),
  ways: integer(4, { min: 1, max: 8, documentation: 'granules in a set' }),
  depth: integer(64, { min: 1, max: 1024, documentation: 'entries of the buffer' }),
  counterBits: integer(32, {
    min: 0,
    max: 64,
    documentation: 'bits of a performance counter; 0 leaves them out',
  }),
};

export type Sizes = ValuesOf<typeof parameters>;

/** What is wrong with a combination of parameters that are legal one by one. */
export function check({
  addressBits,
  wordBits,
  format,
  granuleBits,
  sets,
}: Pick<Sizes, 'addressBits' | 'wordBits' | 'format' | 'granuleBits' | 'sets'>): string | undefined {
  if (format !== 'addresses' && !layoutOf(format, wordBits))
    return `format ${format} has no words of ${wordBits} bits: set wordBits to 64`;
  const number = addressBits - granuleBits;
  if (number <= Math.log2(sets))
    return `the number of a granule has ${number} bits (addressBits - granuleBits), too few for ${sets} sets: it needs ${Math.log2(sets) + 1}`;
  return undefined;
}

/** Payloads of the streams, and the granule that a way holds. */
export function shapesOf(p: Sizes) {
  const address = uint(p.addressBits);
  const tagBits = p.addressBits - p.granuleBits - Math.log2(p.sets);
  return {
    address,
    store: bundle({ object: address, slot: address, value: uint<number>(p.wordBits) }),
    remembered: bundle({ address }),
    command: bundle({ operation: uint(operationBits) }),
    done: bundle({ status: uint(statusBits) }),
    range: bundle({ base: address, limit: address }),
    entry: bundle({ valid: bool(), tag: uint(tagBits) }),
  };
}
