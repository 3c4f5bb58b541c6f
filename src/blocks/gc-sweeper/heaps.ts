/** Random heaps in the layout `micropython`, and how one is put into memory. */
import type { Random } from '../../testing/index.js';
import { weighted } from '../../testing/index.js';
import type { HeapPlace } from './model.js';
import type { SweeperParameters } from './parameters.js';

export const blockKinds = { free: 0, head: 1, tail: 2, marked: 3 } as const;
const { free, head, tail, marked } = blockKinds;

/** A heap: what each block is, and which have a finaliser bit. Made once, filled often. */
export interface BlockHeap {
  readonly kinds: Uint8Array;
  readonly finalisers: Uint8Array;
  blocks: number;
}

export const newBlockHeap = (most: number): BlockHeap => ({
  kinds: new Uint8Array(most),
  finalisers: new Uint8Array(most),
  blocks: 0,
});

type Style = 'realistic' | 'crumbs' | 'free' | 'marked' | 'dead' | 'one' | 'combs' | 'long';

const styles = weighted<Style>([
  [8, 'realistic'],
  [3, 'crumbs'],
  [1, 'free'],
  [1, 'marked'],
  [1, 'dead'],
  [1, 'one'],
  [1, 'combs'],
  [3, 'long'],
]);

/** Fills a heap of `blocks` blocks. */
export function randomHeap(random: Random, heap: BlockHeap, blocks: number): void {
  heap.blocks = blocks;
  const style = styles.pick(random);
  const finaliserMask = random.pick([0, 0, 31, 3, 1]); // none, few, many, half of all blocks
  for (let at = 0; at < blocks; at++)
    heap.finalisers[at] = finaliserMask !== 0 && (random.nextInt32() & finaliserMask) === 0 ? 1 : 0;
  const { kinds } = heap;
  const put = (at: number, kind: number, length: number): number => {
    const end = Math.min(at + length, blocks);
    if (at < end) kinds[at] = kind;
    for (let next = at + 1; next < end; next++) kinds[next] = kind === free ? free : tail;
    return end;
  };
  switch (style) {
    case 'free':
      put(0, free, blocks);
      break;
    case 'marked':
    case 'dead':
      for (let at = 0; at < blocks;) at = put(at, style === 'dead' ? head : marked, 1 + random.below(4));
      break;
    case 'one':
      put(0, random.pick([head, marked]), blocks);
      break;
    case 'combs':
      for (let at = 0; at < blocks; at++) kinds[at] = at & 1 ? marked : random.pick([free, head]);
      break;
    case 'crumbs':
      for (let at = 0; at < blocks;) at = put(at, random.pick([free, head, marked]), 1 + random.below(3));
      break;
    case 'long':
      for (let at = 0; at < blocks;) at = put(at, random.pick([free, head, marked]), 1 + random.below(150));
      break;
    case 'realistic':
      // Small objects with a long tail of large ones; the living and the dead lie in clusters.
      for (let at = 0, lives = 0, left = 0; at < blocks; left--) {
        if (left === 0) {
          left = 1 + random.below(12);
          lives = random.below(4);
        }
        const draw = random.bits(5);
        const length = draw < 20 ? 1 + (draw & 1) : draw < 31 ? 2 + random.below(6) : 1 + random.below(64);
        const kind = random.bits(3) === 0 ? free : random.below(3) < lives ? marked : head;
        at = put(at, kind, length);
      }
      break;
  }
}

/** Makes a tail of a block that follows no object, somewhere; false where there is none. */
export function orphanOne(random: Random, heap: BlockHeap): boolean {
  if (heap.blocks === 0) return false;
  const from = random.below(heap.blocks);
  for (let tries = 0; tries < heap.blocks; tries++) {
    const at = (from + tries) % heap.blocks;
    if (at === 0 || heap.kinds[at - 1] === free) {
      heap.kinds[at] = tail;
      return true;
    }
  }
  return false;
}

/** Bytes of the words that hold so many bits. */
export const wordBytes = ({ dataBits }: Pick<SweeperParameters, 'dataBits'>, bits: number): number =>
  (Math.ceil(bits / dataBits) * dataBits) / 8;

/** Writes table and finaliser bits, byte by byte; what lies beyond the last block is noise. */
export function writeHeap(
  random: Random,
  parameters: SweeperParameters,
  heap: BlockHeap,
  place: HeapPlace,
  write8: (address: number, value: number) => void,
): void {
  const { kinds, finalisers, blocks } = heap;
  const tableBytes = wordBytes(parameters, 2 * blocks);
  for (let byte = 0; byte < tableBytes; byte++) {
    let value = 0;
    for (let quarter = 0; quarter < 4; quarter++) {
      const block = 4 * byte + quarter;
      value |= (block < blocks ? (kinds[block] as number) : random.bits(2)) << (2 * quarter);
    }
    write8(place.markBase + byte, value);
  }
  if (!parameters.finalisers) return;
  const bitBytes = wordBytes(parameters, blocks);
  for (let byte = 0; byte < bitBytes; byte++) {
    let value = 0;
    for (let bit = 0; bit < 8; bit++) {
      const block = 8 * byte + bit;
      value |= (block < blocks ? (finalisers[block] as number) : random.bits(1)) << bit;
    }
    write8(place.finaliserBase + byte, value);
  }
}
