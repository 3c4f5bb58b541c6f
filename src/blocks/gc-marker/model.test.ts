import { describe, expect, it } from 'vitest';
import {
  drawHeapGraph,
  liveObjects,
  makeHeapImage,
  MemoryImage,
  Random,
  type HeapImage,
} from '../../testing/index.js';
import { gcMarker } from './hardware.js';
import { isBadConfiguration, MarkerModel, type MarkingTask } from './model.js';
import type { MarkerParameters } from './parameters.js';

const parametersOf = (given: Partial<MarkerParameters>): MarkerParameters => gcMarker.resolve(given);

const taskOf = (image: HeapImage): MarkingTask => ({
  heapBase: image.heapBase,
  heapEnd: image.heapEnd,
  markBase: image.markBase,
  spillBase: image.spareBase,
  spillEnd: image.spareBase,
  roots: Array.from(image.roots),
});

describe.each([
  ['micropython', 16],
  ['headers', 8],
  ['headers', 16],
] as const)('the model of %s with granules of %d bytes', (layout, granuleBytes) => {
  it.each([1, 2, 3])('marks of a random graph what the graph says is live, seed %d', (seed) => {
    const random = new Random(seed);
    const graph = drawHeapGraph(random, { objects: 3000, roots: 12 });
    const live = liveObjects(graph);
    const image = makeHeapImage(graph, random, { layout, granuleBytes });
    const model = new MarkerModel(parametersOf({ layout, granuleBytes }));
    model.mark(image.memory, taskOf(image));
    const wrong: number[] = [];
    for (let object = 0; object < live.length; object++) {
      const granule = ((image.addresses[object] ?? 0) - image.heapBase) / granuleBytes;
      const mark =
        layout === 'headers'
          ? ((model.marks[granule >>> 3] ?? 0) >>> (granule & 7)) & 1
          : ((model.marks[granule >>> 2] ?? 0) >>> (2 * (granule & 3))) & 3;
      if (mark !== (layout === 'headers' ? live[object] : live[object] === 1 ? 3 : 1)) wrong.push(object);
    }
    expect(wrong).toEqual([]);
    expect(model.objects).toBe(live.reduce((sum, flag) => sum + flag, 0));
    expect(model.badPointers.size + model.badHeaders.size).toBe(0);
  });
});

/** A heap of four granules at 0x1000, its table at 0x2000, everything 0. */
function tiny(layout: MarkerParameters['layout'], roots: readonly number[]) {
  const memory = new MemoryImage(0x1000, 0x1100);
  const task = { heapBase: 0x1000, heapEnd: 0x1040, markBase: 0x2000, spillBase: 0, spillEnd: 0, roots };
  const model = new MarkerModel(parametersOf({ layout }));
  return { memory, task, model, mark: () => model.mark(memory, task) };
}

describe('a heap written by hand', () => {
  it('micropython: head, tail, head, free', () => {
    const { memory, model, mark } = tiny('micropython', [0x1000, 0x1010, 0x1030, 0x1004, 0x0ff0, 0x1040]);
    memory.write8(0x2000, 0b00_01_10_01);
    memory.write32(0x101c, 0x1020);
    mark();
    expect(model.marks[0]).toBe(0b00_11_10_11);
    expect([model.objects, model.words, model.entries]).toEqual([2, 12, 2]);
  });

  it('micropython: an object over two words of the table has an entry for each', () => {
    const memory = new MemoryImage(0x1000, 0x1100);
    const model = new MarkerModel(parametersOf({}));
    memory.write8(0x2003, 0b10_01_00_00); // head in block 14, tails in 15 and 16
    memory.write8(0x2004, 0b10);
    model.mark(memory, {
      ...{ heapBase: 0x1000, heapEnd: 0x1200, markBase: 0x2000, spillBase: 0, spillEnd: 0 },
      roots: [0x10e0],
    });
    expect([model.objects, model.words, model.entries]).toEqual([1, 12, 2]);
  });

  it('headers: a map, its leaf, and what is no pointer of it', () => {
    const { memory, model, mark } = tiny('headers', [0x1000, 0, 7]);
    memory.write32(0x1000, (0b100 << 8) | (4 << 2)); // four words, the last one a pointer
    memory.write32(0x1004, 0x1030);
    memory.write32(0x100c, 0x1020);
    memory.write32(0x1020, (2 << 2) | 2);
    mark();
    expect(model.marks[0]).toBe(0b0101);
    expect([model.objects, model.words]).toEqual([2, 1]);
    expect(model.badPointers.size + model.badHeaders.size).toBe(0);
  });

  it.each([
    ['no form', 3],
    ['no words', 1],
    ['beyond the end', (17 << 2) | 1],
    ['a map beyond the object', (0b1000 << 8) | (4 << 2)],
  ])('headers: a bad header, %s', (_, header) => {
    const { memory, model, mark } = tiny('headers', [0x1000]);
    memory.write32(0x1000, header);
    mark();
    expect([...model.badHeaders]).toEqual([0x1000]);
    expect(model.marks[0]).toBe(1);
  });

  it.each([0x0ff0, 0x1008, 0x1040, 0xffff_fff0])('headers: the bad pointer %d', (root) => {
    const { model, mark } = tiny('headers', [root]);
    mark();
    expect([...model.badPointers]).toEqual([root]);
  });
});

describe('addresses', () => {
  const good: MarkingTask = {
    ...{ heapBase: 0x1000, heapEnd: 0x1040, markBase: 0x2001, spillBase: 0x2008, spillEnd: 0x2010 },
    roots: [],
  };
  it.each<[Partial<MarkingTask>, boolean]>([
    [{}, false],
    [{ heapBase: 0x1008 }, true],
    [{ heapEnd: 0x1044 }, true],
    [{ heapEnd: 0xff0 }, true],
    [{ heapEnd: 0x1000 }, false],
    [{ spillBase: 0x2002 }, true],
    [{ spillEnd: 0x2012 }, true],
    [{ spillEnd: 0x2004 }, true],
    [{ spillEnd: 0x2008 }, false],
    [{ markBase: 0xffff_fffe }, false],
    [{ markBase: 0xffff_ffff }, true],
  ])('%o', (change, bad) => {
    expect(isBadConfiguration(parametersOf({}), { ...good, ...change })).toBe(bad);
  });
});
