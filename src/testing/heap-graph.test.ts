import { describe, expect, it } from 'vitest';
import { headersHeap, micropythonHeap } from '../formats/index.js';
import { drawHeapGraph, liveObjects } from './heap-graph.js';
import { makeHeapImage } from './heap-image.js';
import { Random } from './random.js';

const graph = drawHeapGraph(new Random(1), { objects: 20_000, roots: 64 });
const objects = graph.start.length - 1;
const degrees = Array.from({ length: objects }, (_, object) =>
  graph.words
    .slice(graph.start[object], graph.start[object + 1])
    .reduce((sum, to) => sum + (to < 0 ? 0 : 1), 0),
);

describe('a random heap graph', () => {
  it('has the figures of real heaps', () => {
    const pointers = graph.words.filter((target) => target >= 0);
    const toLeaves = pointers.filter((target) => degrees[target] === 0).length;
    const tail = degrees.toSorted((a, b) => a - b)[Math.floor(0.99 * objects)] ?? 0;
    expect(pointers.length / objects).toBeGreaterThan(3.9);
    expect(pointers.length / objects).toBeLessThan(4.8);
    expect(toLeaves / pointers.length).toBeGreaterThan(0.54);
    expect(toLeaves / pointers.length).toBeLessThan(0.63);
    expect(tail).toBeGreaterThanOrEqual(13);
    expect(tail).toBeLessThanOrEqual(31);
  });

  it('leaves its garbage dead and most of the rest alive', () => {
    const live = liveObjects(graph).reduce((sum, flag) => sum + flag, 0) / objects;
    expect(live).toBeGreaterThan(0.5);
    expect(live).toBeLessThan(0.72);
  });
});

describe.each([
  ['micropython', 16],
  ['headers', 8],
  ['headers', 16],
] as const)('its image in the layout %s with granules of %d bytes', (layout, granuleBytes) => {
  const image = makeHeapImage(graph, new Random(2), { layout, granuleBytes, spare: 64 });
  const { memory, addresses, sizes } = image;

  it('has every pointer at its place', () => {
    const wrong: number[] = [];
    for (let object = 0; object < objects; object++) {
      const first = (addresses[object] ?? 0) + (layout === 'headers' ? 4 : 0);
      const start = graph.start[object] ?? 0;
      for (let word = start; word < (graph.start[object + 1] ?? 0); word++) {
        const target = graph.words[word] ?? -1;
        const value = memory.read32(first + 4 * (word - start));
        if (target >= 0 ? value !== addresses[target] : (value & 3) === 0) wrong.push(word);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('has objects that do not overlap, inside of the heap', () => {
    let end = image.heapBase;
    for (let object = 0; object < objects; object++) {
      expect(addresses[object]).toBeGreaterThanOrEqual(end);
      end = (addresses[object] ?? 0) + (sizes[object] ?? 0) * granuleBytes;
    }
    expect(end).toBe(image.heapEnd);
    expect(memory.bytes).toBe(image.spareBase + 64 - memory.base);
  });

  it('says in table or headers how long they are', () => {
    for (let object = 0; object < objects; object++) {
      const address = addresses[object] ?? 0;
      if (layout === 'headers') {
        const header = memory.read32(address);
        const form = header & 3;
        expect(form).not.toBe(3);
        const words = form === headersHeap.forms.map ? (header >>> 2) & 63 : header >>> 2;
        expect(Math.ceil((words * 4) / granuleBytes)).toBe(sizes[object]);
      } else {
        const { head, tail } = micropythonHeap.kinds;
        const first = (address - image.heapBase) / 16;
        for (let block = first; block < first + (sizes[object] ?? 0); block++)
          expect((memory.read8(image.markBase + (block >>> 2)) >>> (2 * (block & 3))) & 3).toBe(
            block === first ? head : tail,
          );
      }
    }
  });
});
