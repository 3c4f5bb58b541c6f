/** Random heaps in the layout `headers`, and how one is put into memory. */
import type { Random } from '../../testing/index.js';
import { weighted } from '../../testing/index.js';
import { headersHeap } from '../../formats/index.js';
import type { HeapPlace } from './model.js';
import type { SweeperParameters } from './parameters.js';

/** What a header may have wrong. */
export type Damage = 'none' | 'zero_size' | 'beyond_end' | 'overlap' | 'bad_form' | 'bad_map';

type Style = 'realistic' | 'dense' | 'sparse' | 'full' | 'empty' | 'large';

const styles = weighted<Style>([
  [6, 'realistic'],
  [2, 'dense'],
  [2, 'sparse'],
  [1, 'full'],
  [1, 'empty'],
  [2, 'large'],
]);

export interface ObjectWriter {
  write8(address: number, value: number): void;
  write32(address: number, value: number): void;
}

/** The header of an object of `words` words: any of the forms that such an object may have. */
export function drawHeader(random: Random, words: number): number {
  const { forms, map, mapSize, size } = headersHeap;
  const form = words < 64 && random.bits(1) ? forms.map : random.pick([forms.all, forms.none]);
  if (form !== forms.map) return (form | (words << size.position)) >>> 0;
  const pointers = Math.min(words - 1, map.width);
  const named = pointers === 0 ? 0 : random.bits(pointers);
  return (form | (words << mapSize.position) | (named << map.position)) >>> 0;
}

/** Writes marked objects and the bitmap; the dead are what was in memory before. Gives whether the damage could be done. */
export function writeObjects(
  random: Random,
  { granuleBytes, dataBits }: SweeperParameters,
  place: HeapPlace,
  damage: Damage,
  memory: ObjectWriter,
): void {
  const granules = (place.heapEnd - place.heapBase) / granuleBytes;
  const marks = new Uint8Array(Math.ceil(granules / dataBits) * (dataBits / 8));
  const perGranule = granuleBytes / 4;
  const style = styles.pick(random);
  const starts: number[] = [];
  const sizes: number[] = [];
  for (let at = 0; at < granules && style !== 'empty';) {
    at += gapOf(random, style);
    const most = (granules - at) * perGranule;
    if (most <= 0) break;
    const words = Math.min(sizeOf(random, style), most);
    starts.push(at);
    sizes.push(words);
    at += Math.ceil(words / perGranule);
  }
  const damaged = damage === 'none' ? -1 : random.below(Math.max(1, starts.length));
  starts.forEach((start, index) => {
    marks[start >> 3] = (marks[start >> 3] as number) | (1 << (start & 7));
    const words = sizes[index] as number;
    let header = drawHeader(random, words);
    if (index === damaged) {
      const { forms, size } = headersHeap;
      const next = starts[index + 1] ?? granules;
      if (damage === 'zero_size') header = random.pick([forms.map, forms.all, forms.none]);
      if (damage === 'bad_form') header = (random.nextInt32() | 3) >>> 0;
      if (damage === 'bad_map')
        header = (forms.map | ((words % 8) << 2) | (0x80000000 >>> random.below(8))) >>> 0;
      if (damage === 'beyond_end')
        header =
          (forms.all | (random.pick([(granules - start) * perGranule + 1, 2 ** 30 - 1]) << size.position)) >>>
          0;
      if (damage === 'overlap')
        header = (forms.none | (((next - start) * perGranule + 1) << size.position)) >>> 0;
    }
    memory.write32(place.heapBase + start * granuleBytes, header);
  });
  // Bits beyond the last granule are noise.
  for (let bit = granules; bit < 8 * marks.length; bit++)
    if (random.bits(1)) marks[bit >> 3] = (marks[bit >> 3] as number) | (1 << (bit & 7));
  marks.forEach((value, byte) => memory.write8(place.markBase + byte, value));
}

function gapOf(random: Random, style: Style): number {
  switch (style) {
    case 'full':
    case 'empty':
      return 0;
    case 'dense':
      return random.bits(2) === 0 ? 1 : 0;
    case 'sparse':
      return random.below(200);
    case 'large':
      return random.below(30);
    case 'realistic':
      return random.bits(2) === 0 ? random.below(24) : random.bits(1);
  }
}

function sizeOf(random: Random, style: Style): number {
  if (style === 'large') return 1 + random.below(400);
  if (style === 'dense') return 1 + random.below(4);
  return random.bits(5) === 0 ? 1 + random.below(120) : 1 + random.below(12);
}
