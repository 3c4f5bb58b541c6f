/** Layout `micropython`: from an entry of the work queue to the blocks that are to be read, and where their object may go on. */
import {
  bool,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { entryBitsOf } from './mark-update.js';
import type { Stretch } from './object-bursts.js';
import { clearedFirst, type Sizes } from './shapes.js';

export function makeBlocks(
  m: Builder,
  sizes: Sizes,
  by: {
    readonly heapBase: UInt;
    readonly markBase: UInt;
    readonly granules: UInt;
    /** The youngest entry of the work queue. */
    readonly entry: UInt;
    readonly available: Bool;
    readonly stretchTaken: Bool;
    readonly continuationTaken: Bool;
    readonly enabled: Bool;
    readonly clear: Bool;
  },
) {
  const { positionBits, granuleBits, granuleShift, wordShift, wordAddressBits, addressBits } = sizes;
  return m.scope('blocks', () => {
    const { valid, continued } = m.registers({
      valid: register(bool(), { noReset: clearedFirst }),
      continued: register(bool(), { noReset: 'read only while valid' }),
    });
    const { entry } = m.registers({
      entry: register(uint(entryBitsOf(sizes)), { noReset: 'read only while valid' }),
    });
    const { pops } = m.name({
      pops: by.available.and(valid.not().or(by.stretchTaken)).and(by.enabled),
    });
    m.when(by.stretchTaken, () => valid.next(0));
    m.when(by.continuationTaken, () => continued.next(1));
    m.when(pops, () => {
      valid.next(1);
      continued.next(0);
      entry.next(by.entry);
    });
    m.when(by.clear, () => valid.next(0));

    const block = entry.slice(positionBits, granuleBits);
    const extent = entry.truncate(positionBits);
    // Of the block in its word of the table.
    const position = concat(by.markBase.truncate(wordShift), constant(uint(sizes.byteShift), 0))
      .truncate(positionBits)
      .addWrap(block.truncate(positionBits));
    const { toWordEnd } = m.name({ toWordEnd: extent.all() });
    // Blocks less one.
    const { further } = m.name({ further: mux(toWordEnd, position.not(), extent) });
    const { following } = m.name({
      following: block
        .extend(granuleBits + 1)
        .addWrap(further.extend(granuleBits + 1))
        .addWrap(1),
    });
    const { goesOn } = m.name({
      goesOn: valid
        .and(toWordEnd)
        .and(continued.not())
        .and(following.lt(by.granules.extend(granuleBits + 1))),
    });
    const address = by.heapBase.addWrap(concat(block, constant(uint(granuleShift), 0)));
    const beatShift = granuleShift - wordShift;
    const beats = beatShift > 0 ? concat(further, constant(uint(beatShift), 2 ** beatShift - 1)) : further;
    const stretch: Stretch = {
      wordAddress: address.slice(wordShift, addressBits - wordShift),
      beats: beats.extend(wordAddressBits),
    };
    return {
      pops,
      stretch,
      offers: valid.and(goesOn.not()).and(by.enabled),
      continuation: { valid: goesOn.and(by.enabled), granule: following.truncate(granuleBits) },
      empty: valid.not(),
    };
  });
}
