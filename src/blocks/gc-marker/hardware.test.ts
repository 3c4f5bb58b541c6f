import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { drawHeapGraph, liveObjects, makeHeapImage, Random, type HeapImage } from '../../testing/index.js';
import { gcMarker } from './hardware.js';
import { chainImage, measureMarking } from './measure.js';
import { operations, statuses } from './operations.js';
import type { MarkerParameters } from './parameters.js';

const graph = drawHeapGraph(new Random(1), { objects: 3000, roots: 16 });
const isLive = liveObjects(graph);
const live = isLive.reduce((sum, flag) => sum + flag, 0);

const imageOf = (layout: HeapImage['layout'], granuleBytes = 16): HeapImage =>
  makeHeapImage(graph, new Random(2), { layout, granuleBytes, spare: 16_384 });

/** Objects whose mark in memory is not what it has to be. */
function wronglyMarked(
  { layout, memory, markBase, heapBase, granuleBytes, addresses }: HeapImage,
  expected: Uint8Array,
): number[] {
  const wrong: number[] = [];
  expected.forEach((flag, object) => {
    const granule = ((addresses[object] as number) - heapBase) / granuleBytes;
    const isMarked =
      layout === 'headers'
        ? (memory.read8(markBase + (granule >>> 3)) >>> (granule & 7)) & 1
        : (memory.read8(markBase + (granule >>> 2)) >>> (2 * (granule & 3) + 1)) & 1;
    if (isMarked !== flag) wrong.push(object);
  });
  return wrong;
}

const goal = 0.85;

describe.each(['micropython', 'headers'] as const)('marking a heap of the layout %s', (layout) => {
  it.each([1, 20, 60])('reaches its share of the bound at a latency of %d', (latency) => {
    const image = imageOf(layout);
    const { status, objects, cycles, bound, transferred } = measureMarking(image, {}, latency);
    expect([status, objects]).toEqual([statuses.ok, live]);
    expect(wronglyMarked(image, isLive)).toEqual([]);
    expect(bound / cycles).toBeGreaterThan(goal);
    // With the default parameters latencies like these do not bound it: only the words a cycle do.
    expect(transferred / cycles).toBeGreaterThan(goal);
  });

  it('reaches it where the requests in flight bound it', () => {
    const { cycles, bound, transferred } = measureMarking(imageOf(layout), { inFlight: 8 }, 60);
    expect(bound / cycles).toBeGreaterThan(goal);
    expect(transferred / cycles).toBeLessThan(0.4);
  });
});

it('marks a chain of a million objects that ends where it begins, with one entry of the queue', () => {
  const objects = 1_000_000;
  const image = chainImage(objects);
  const cost = measureMarking(image, { inFlight: 2, markWords: 4 }, 1);
  expect([cost.status, cost.objects, cost.highWater]).toEqual([statuses.ok, objects, 1]);
  expect(wronglyMarked(image, new Uint8Array(objects).fill(1))).toEqual([]);
  // Nothing overlaps in a chain.
  expect(cost.cycles / objects).toBeLessThan(14);
}, 120_000);

describe('the latencies of the marker', () => {
  const device = simulate(gcMarker.elaborate({ markWords: 32 }), { seed: 3 });
  const until = (name: string): number => {
    for (let cycle = 0; cycle < 1000; cycle++) {
      device.cycle();
      if (device.port(name).get() !== 0) return cycle;
    }
    throw new Error(`${name} never is 1`);
  };

  it('take the first command when the marks on chip are emptied after reset', () => {
    device.reset(2);
    expect(until('command_ready')).toBe(32 + 2);
  });

  it('answer an unknown operation 2 cycles after it was accepted', () => {
    device.port('command_valid').set(1);
    device.port('command_operation').set(1);
    expect(until('command_ready')).toBe(0);
    device.port('command_valid').set(0);
    expect(until('done_valid')).toBe(1);
    expect(device.port('done_status').get()).toBe(statuses.unknown_operation);
    device.port('done_ready').set(1);
    device.cycle();
  });

  it('take roots 2 cycles after the acceptance of a command', () => {
    device.port('command_valid').set(1);
    device.port('command_operation').set(operations.mark);
    expect(until('command_ready')).toBe(0);
    device.port('command_valid').set(0);
    expect(until('roots_ready')).toBe(1);
  });
});

describe('the parameters of the marker', () => {
  it.each<[Partial<MarkerParameters>, string]>([
    [{ inFlight: 3 }, 'inFlight cannot be 3. It takes a power of two from 1 to 64'],
    [{ burstBeats: 128 }, 'burstBeats cannot be 128. It takes a power of two from 1 to 64'],
    [{ queueDepth: 4 }, 'queueDepth cannot be 4. It takes a power of two from 8 to 1024'],
    [{ markWords: 1 }, 'markWords cannot be 1. It takes a power of two from 2 to 1024'],
    [{ addressBits: 33 }, 'addressBits cannot be 33. It takes a whole number from 16 to 32'],
    [{ dataBits: 256 as never }, 'dataBits cannot be 256. It takes 32, 64 or 128'],
    [{ granuleBytes: 32 as never }, 'granuleBytes cannot be 32. It takes 16 or 8'],
    [{ layout: 'bitmap' as never }, 'layout cannot be bitmap. It takes micropython or headers'],
    [{ counterBits: 65 }, 'counterBits cannot be 65. It takes a whole number from 0 to 64'],
    [{ granuleBytes: 8 }, 'the layout micropython has granules of 16 bytes, not 8'],
    [
      { layout: 'headers', granuleBytes: 8, dataBits: 128 },
      'a memory word of 128 bits is more than a granule of 8 bytes',
    ],
  ])('refuse %o', (given, message) => {
    expect(() => gcMarker.resolve(given)).toThrow(message);
  });
});
