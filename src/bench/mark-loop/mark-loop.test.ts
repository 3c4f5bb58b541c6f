import { describe, expect, it } from 'vitest';
import { drawHeapGraph, liveObjects } from '../../testing/heap-graph.js';
import { makeHeapImage, type HeapImage } from '../../testing/heap-image.js';
import { Random } from '../../testing/random.js';
import { compareMarking, heaps, latencies } from './compare.js';
import { markInC } from './mark-loop.js';

/** The image's memory with the marks of these objects, written from the layouts' text. */
function marked(
  { memory, layout, granuleBytes, heapBase, markBase, addresses }: HeapImage,
  live: Uint8Array,
) {
  const bytes = new Uint8Array(memory.words.slice().buffer);
  live.forEach((isLive, object) => {
    if (isLive === 0) return;
    const granule = ((addresses[object] as number) - heapBase) / granuleBytes;
    const perByte = layout === 'headers' ? 8 : 4;
    const at = markBase - memory.base + Math.floor(granule / perByte);
    const mark = layout === 'headers' ? 1 << (granule % 8) : 3 << (2 * (granule % 4));
    bytes[at] = (bytes[at] as number) | mark;
  });
  return new Uint32Array(bytes.buffer);
}

describe('the mark loop in C', () => {
  it.each([
    ['micropython', 16, 1],
    ['micropython', 16, 2],
    ['headers', 8, 3],
    ['headers', 16, 4],
  ] as const)(
    'marks in the layout %s, granules of %i bytes, what is live, and nothing else',
    async (layout, granuleBytes, seed) => {
      const random = new Random(seed);
      const graph = drawHeapGraph(random, { objects: 1500, roots: 20 });
      const image = makeHeapImage(graph, random, { layout, granuleBytes });
      const live = liveObjects(graph);
      const { objects, words, instructions } = await markInC(image);
      expect(objects).toBe(live.reduce((sum, flag) => sum + flag, 0));
      expect(objects).toBeGreaterThan(300);
      expect(instructions).toBeGreaterThan(20 * objects);
      expect(Buffer.compare(Buffer.from(words.buffer), Buffer.from(marked(image, live).buffer))).toBe(0);
    },
  );
});

describe('the marker', () => {
  it.each(heaps)(
    'marks $layout ($granuleBytes bytes) as C does, in a fifth of the cycles or less',
    async (heap) => {
      const comparisons = await compareMarking(heap, 2000, 16);
      expect(comparisons.map(({ latency }) => latency)).toEqual(latencies);
      for (const { ratio, objects } of comparisons) {
        expect(objects).toBeGreaterThan(900);
        expect(ratio).toBeGreaterThanOrEqual(5);
      }
    },
  );
});
