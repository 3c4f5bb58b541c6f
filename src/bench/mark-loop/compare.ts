/** The marker against the mark loop in C, on one heap and with one memory. */
import { measureMarking } from '../../blocks/gc-marker/measure.js';
import { drawHeapGraph } from '../../testing/heap-graph.js';
import { makeHeapImage } from '../../testing/heap-image.js';
import { Random } from '../../testing/random.js';
import type { Measurement } from '../measure.js';
import type { MemorySystem } from '../rv32im/pipeline.js';
import { markInC } from './mark-loop.js';

/** Cycles until the first word of an answer. */
export const latencies = [1, 20, 60] as const;

/** Heaps that both mark: layout and bytes of a granule. */
export const heaps = [
  { layout: 'micropython', granuleBytes: 16 },
  { layout: 'headers', granuleBytes: 8 },
  { layout: 'headers', granuleBytes: 16 },
] as const;

export type Heap = (typeof heaps)[number];

export interface MarkComparison {
  readonly latency: number;
  readonly objects: number;
  /** Of the core with the cache or without, whichever is faster. */
  readonly cyclesInC: number;
  readonly cyclesInCWithCache: number;
  readonly cyclesInCWithoutCache: number;
  readonly instructionsInC: number;
  readonly cyclesOfMarker: number;
  /** So many times fewer cycles takes the marker. */
  readonly ratio: number;
}

const cache = { size: 16384, line: 32, ways: 2 };
/** The marker's default: the memory delivers one such word a cycle, to the core too. */
const dataBits = 32;
const portBytes = dataBits / 8;
const seed = 1;

/** Marks one heap both ways with a memory of each latency; what is marked must be the same. */
export async function compareMarking(heap: Heap, objects: number, roots: number): Promise<MarkComparison[]> {
  const random = new Random(seed);
  const graph = drawHeapGraph(random, { objects, roots });
  const image = makeHeapImage(graph, random, { ...heap, spare: 1 << 16 });
  const unmarked = image.memory.words.slice();
  const memories = latencies.flatMap((latency): MemorySystem[] => [
    { latency, portBytes, cache },
    { latency, portBytes, cache: undefined },
  ]);
  const inC = await markInC(image, memories);
  const heapWords = (image.spareBase - image.memory.base) / 4;
  return latencies.map((latency, index) => {
    image.memory.words.set(unmarked);
    const marker = measureMarking(image, { dataBits }, latency);
    const difference = inC.words.findIndex((word, at) => at < heapWords && word !== image.memory.words[at]);
    if (marker.status !== 0 || difference >= 0)
      throw new Error(`the marker (status ${marker.status}) and C differ in word ${difference}`);
    const [withCache = NaN, withoutCache = NaN] = inC.pipelines
      .slice(2 * index, 2 * index + 2)
      .map(({ cycles }) => cycles);
    const cyclesInC = Math.min(withCache, withoutCache);
    return {
      latency,
      objects: marker.objects,
      cyclesInC,
      cyclesInCWithCache: withCache,
      cyclesInCWithoutCache: withoutCache,
      instructionsInC: inC.instructions,
      cyclesOfMarker: marker.cycles,
      ratio: cyclesInC / marker.cycles,
    };
  });
}

/** A heap of 20,000 objects as real ones are: about a megabyte. */
export async function markAgainstC(): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const heap of heaps)
    for (const { ratio, ...details } of await compareMarking(heap, 20_000, 64))
      measurements.push({
        name: `mark ${heap.layout} (${heap.granuleBytes} bytes), latency ${details.latency}`,
        unit: `times fewer cycles than C on a small core (${details.cyclesOfMarker} and ${details.cyclesInC})`,
        value: ratio,
        details,
        target: { atLeast: 5 },
      });
  return measurements;
}
