/** The header of an object in the layout `headers`. */
import { mux, type Bool, type Builder, type UInt } from '../../hdl/index.js';
import { headersHeap } from '../../formats/index.js';

export interface ObjectHeader {
  /** In granules, rounded up; meaningful in a header that is sound. */
  readonly granules: UInt;
  readonly isEmpty: Bool;
  /** The form is none, or the map names words that the object does not have. */
  readonly isBad: Bool;
}

const wordBytes = 4;

/** Reads a header; the granules are told in `width` bits, enough for any size. */
export function readHeader(m: Builder, header: UInt, granuleBytes: number, width: number): ObjectHeader {
  const { form, forms, mapSize, map, size } = headersHeap;
  const field = ({ position, width: bits }: { readonly position: number; readonly width: number }): UInt =>
    header.slice<number>(position, bits);
  const isMap = field(form).eq(forms.map);
  const isKnown = field(form).le(forms.none);
  const wordsPerGranule = granuleBytes / wordBytes;
  const { objectWords } = m.name({
    objectWords: mux(isMap, field(mapSize).extend<number>(size.width), field(size)),
  });
  const rounded = objectWords.addFull(wordsPerGranule - 1);
  // Bit i of the map is word i + 1: with the header's own bit below, what lies beyond the size must be 0.
  const named = field(map)
    .extend<number>(map.width + 1)
    .shiftLeft(1);
  const isBeyond = named.shiftRight(field(mapSize)).any();
  return {
    granules: rounded.shiftRight(Math.log2(wordsPerGranule)).extend<number>(width),
    isEmpty: objectWords.any().not(),
    isBad: isKnown.not().or(isMap.and(isBeyond)),
  };
}

/** Bits that hold the granules of the largest object, and an address added to them. */
export const endBits = (granuleBits: number): number => Math.max(granuleBits, headersHeap.size.width + 1) + 1;

/** The 32 bits of a memory word in which the header of an object stands that begins at this granule. */
export function headerIn(data: UInt, granule: UInt, granuleBytes: number): UInt {
  const first = data.truncate<number>(32);
  if (data.width / 8 <= granuleBytes) return first;
  return mux(granule.bit(0), data.slice<number>(64, 32), first);
}
