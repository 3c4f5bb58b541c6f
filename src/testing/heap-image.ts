/** Heap graphs as the contents of memory, in each heap layout of `src/formats`. */
import { headersHeap, micropythonHeap, type HeapLayoutName } from '../formats/heap-layouts.js';
import type { HeapGraph } from './heap-graph.js';
import { MemoryImage } from './memory-image.js';
import type { Random } from './random.js';

export interface HeapImageOptions {
  readonly layout: HeapLayoutName;
  /** 8 or 16 in the layout `headers`, 16 in `micropython`. */
  readonly granuleBytes: number;
  /** Where the memory begins; a multiple of 16. */
  readonly base?: number;
  /** Share of granules left free between objects, 0 to 0.9; default 0.2. */
  readonly free?: number;
  /** Bytes behind the heap, for whoever needs room there; a multiple of 16, default 0. */
  readonly spare?: number;
}

/** A memory with a heap in it: first the table of marks, then the heap, then the spare bytes. */
export interface HeapImage {
  readonly layout: HeapLayoutName;
  readonly granuleBytes: number;
  readonly memory: MemoryImage;
  /** The allocation table or the mark bitmap: no object is marked. */
  readonly markBase: number;
  readonly markBytes: number;
  readonly heapBase: number;
  readonly heapEnd: number;
  readonly spareBase: number;
  /** Of each object of the graph, by its number. */
  readonly addresses: Float64Array;
  /** In granules. */
  readonly sizes: Int32Array;
  /** Addresses of the graph's roots. */
  readonly roots: Float64Array;
}

const mapWords = headersHeap.map.width;
const mapSizes = 2 ** headersHeap.mapSize.width;

/** Places the objects in the order of their numbers, with gaps, and writes them and the table. */
export function makeHeapImage(graph: HeapGraph, random: Random, options: HeapImageOptions): HeapImage {
  const { layout, granuleBytes, base = 0x2000_0000, free = 0.2, spare = 0 } = options;
  const objects = graph.start.length - 1;
  const hasHeaders = layout === 'headers';
  const granuleOf = new Int32Array(objects);
  const sizes = new Int32Array(objects);
  let granules = 0;
  for (let object = 0; object < objects; object++) {
    while (random.chance(free)) granules++;
    const words =
      (graph.start[object + 1] as number) - (graph.start[object] as number) + (hasHeaders ? 1 : 0);
    const size = Math.ceil((4 * words) / granuleBytes);
    granuleOf[object] = granules;
    sizes[object] = size;
    granules += size;
  }
  const markBytes = Math.ceil((granules * (hasHeaders ? 1 : micropythonHeap.kindBits)) / 8);
  const heapBase = base + Math.ceil((markBytes + 16) / 16) * 16;
  const heapEnd = heapBase + granules * granuleBytes;
  const spareBase = Math.ceil(heapEnd / 16) * 16;
  const memory = new MemoryImage(base, spareBase + spare - base);
  const addresses = Float64Array.from(granuleOf, (granule) => heapBase + granule * granuleBytes);
  const write = hasHeaders ? writeHeaderObject : writeBlocks;
  for (let object = 0; object < objects; object++) write(graph, object, addresses, memory, random);
  if (!hasHeaders)
    for (let object = 0; object < objects; object++)
      for (let block = 0; block < (sizes[object] as number); block++) {
        const { head, tail } = micropythonHeap.kinds;
        const index = (granuleOf[object] as number) + block;
        const at = base + (index >>> 2);
        memory.write8(at, memory.read8(at) | ((block === 0 ? head : tail) << (2 * (index & 3))));
      }
  return {
    layout,
    granuleBytes,
    memory,
    markBase: base,
    markBytes,
    heapBase,
    heapEnd,
    spareBase,
    addresses,
    sizes,
    roots: Float64Array.from(graph.roots, (root) => addresses[root] as number),
  };
}

/** What stands in words that are no pointers: small integers and names. */
function drawData(random: Random): number {
  const draw = random.nextInt32();
  return draw & 1 ? draw : (draw & ~3) | 2;
}

function writeBlocks(
  { start, words }: HeapGraph,
  object: number,
  addresses: Float64Array,
  memory: MemoryImage,
  random: Random,
): void {
  let at = addresses[object] as number;
  const end = start[object + 1] as number;
  for (let word = start[object] as number; word < end; word++, at += 4) {
    const target = words[word] as number;
    memory.write32(at, target < 0 ? drawData(random) : (addresses[target] as number));
  }
}

function writeHeaderObject(
  graph: HeapGraph,
  object: number,
  addresses: Float64Array,
  memory: MemoryImage,
  random: Random,
): void {
  const { start, words } = graph;
  const address = addresses[object] as number;
  const first = start[object] as number;
  const count = (start[object + 1] as number) - first;
  let map = 0;
  let pointers = 0;
  let lastPointer = -1;
  for (let word = 0; word < count; word++) {
    const target = words[first + word] as number;
    memory.write32(address + 4 * (word + 1), target < 0 ? drawData(random) : (addresses[target] as number));
    if (target < 0) continue;
    pointers++;
    lastPointer = word;
    if (word < mapWords) map |= 1 << word;
  }
  const { forms, form, mapSize, map: mapField, size } = headersHeap;
  const fitsMap = lastPointer < mapWords && count + 1 < mapSizes;
  const header =
    pointers === 0
      ? (forms.none << form.position) | ((count + 1) << size.position)
      : pointers === count || !fitsMap
        ? (forms.all << form.position) | ((count + 1) << size.position)
        : (forms.map << form.position) | ((count + 1) << mapSize.position) | (map << mapField.position);
  memory.write32(address, header);
}
