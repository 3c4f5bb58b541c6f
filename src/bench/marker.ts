/** How near the marker comes to what its memory allows, on heaps as real ones are. */
import { measureMarking, type MarkingCost } from '../blocks/gc-marker/measure.js';
import { statuses } from '../blocks/gc-marker/operations.js';
import { drawHeapGraph } from '../testing/heap-graph.js';
import { makeHeapImage } from '../testing/heap-image.js';
import { Random } from '../testing/random.js';
import { heaps, latencies, type Heap } from './mark-loop/compare.js';
import type { Measurement } from './measure.js';

const objects = 8000;
const seed = 1;

/** Marks one heap with a memory of each latency, by a marker whose parameters are the defaults but for `given`. */
export function markHeap(
  heap: Heap,
  given: Parameters<typeof measureMarking>[1] = {},
): (MarkingCost & { readonly latency: number })[] {
  const random = new Random(seed);
  const graph = drawHeapGraph(random, { objects, roots: 32 });
  const image = makeHeapImage(graph, random, { ...heap, spare: 1 << 16 });
  const unmarked = image.memory.words.slice();
  return latencies.map((latency) => {
    image.memory.words.set(unmarked);
    const cost = measureMarking(image, given, latency);
    if (cost.status !== statuses.ok) throw new Error(`marking ends with status ${cost.status}`);
    return { latency, ...cost };
  });
}

/** Share of the bound for each layout at each latency. */
export function markingThroughput(): Measurement[] {
  return heaps.flatMap((heap) =>
    markHeap(heap).map(({ latency, cycles, bound, transferred, requests, ...counts }) => ({
      name: `marker: ${heap.layout}, granules of ${heap.granuleBytes}, latency ${latency}`,
      unit: 'of the bound',
      value: bound / cycles,
      details: {
        cycles,
        cyclesAnObject: Math.round((100 * cycles) / counts.objects) / 100,
        wordsACycle: Math.round((1000 * transferred) / cycles) / 1000,
        bound: Math.round(bound),
        transferred,
        ...counts,
        ...requests,
      },
      target: { atLeast: 0.85 },
    })),
  );
}
