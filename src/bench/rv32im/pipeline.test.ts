import { beforeAll, describe, expect, it } from 'vitest';
import { DataCache } from './data-cache.js';
import { Pipeline, type MemorySystem } from './pipeline.js';
import { callFunction, type Program } from './program.js';
import { buildFunctions, free, machineFor } from './testing-functions.js';

let program: Program;
beforeAll(async () => {
  program = await buildFunctions();
});

/** Cycles beyond one an instruction, without those of the code that calls the function and of its return. */
function stalls(name: string, args: readonly number[], memory: Partial<MemorySystem> = {}): number {
  const pipeline = new Pipeline({ latency: 1, portBytes: 4, cache: undefined, ...memory });
  const machine = machineFor(program, { observers: [pipeline] });
  callFunction(machine, program, name, args);
  return pipeline.cycles - machine.retired - (2 + 2);
}

describe('the pipeline', () => {
  it.each([
    ['do_add', [1, 2], 0],
    ['do_mul', [1, 2], 2],
    ['do_remu', [1, 2], 33],
    ['do_beq', [1, 2], 1],
    ['do_beq', [1, 1], 2],
    ['back', [10], 9 * 2],
    ['load_lw', [free], 0],
    ['use', [free], 1],
    ['use_later', [free], 0],
    ['zero', [free], 0],
  ])('stalls in %s of %o for %i cycles', (name, args, expected) => {
    expect(stalls(name, args)).toBe(expected);
  });

  it('waits for memory at every load without a cache, and never at a store', () => {
    expect(stalls('load_lw', [free], { latency: 20 })).toBe(19);
    expect(stalls('use', [free], { latency: 20 })).toBe(19 + 1);
    expect(stalls('store_sw', [free + 2048], { latency: 20 })).toBe(0);
  });

  it('waits for a line where the cache has none, for loads and stores', () => {
    const cache = { size: 1024, line: 32, ways: 2 };
    expect(stalls('load_lw', [free], { latency: 20, cache })).toBe(20 + 7);
    expect(stalls('store_sw', [free + 2048], { latency: 20, cache })).toBe(20 + 7);
    expect(stalls('load_lw', [free], { latency: 60, portBytes: 16, cache })).toBe(60 + 1);
    // Two lines, eight words each.
    expect(stalls('walk', [free, 16], { latency: 20, cache }) - stalls('walk', [free, 16])).toBe(2 * 27);
  });
});

describe('the data cache', () => {
  it('keeps the lines used last', () => {
    const cache = new DataCache({ size: 128, line: 16, ways: 2 }); // four sets
    const set = (line: number): number => 0x8000_0000 + 64 * line;
    const hits = [0, 1, 0, 2, 0, 1, 2].map((line) => cache.access(set(line) + 12));
    //             -  -  +  ends 1, +, ends 2, ends 0
    expect(hits).toEqual([false, false, true, false, true, false, false]);
    expect(cache.access(set(0) + 16)).toBe(false);
    expect([cache.hits, cache.misses]).toEqual([2, 6]);
  });

  it('agrees with a list of lines by age', () => {
    const sizes = { size: 512, line: 32, ways: 4 };
    const cache = new DataCache(sizes);
    const ages = new Map<number, number[]>();
    let state = 1;
    for (let access = 0; access < 5000; access++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      const address = (state >>> 8) % 4096;
      const line = Math.floor(address / sizes.line);
      const set = line % (sizes.size / sizes.line / sizes.ways);
      const lines = ages.get(set) ?? [];
      expect(cache.access(address)).toBe(lines.includes(line));
      ages.set(set, [line, ...lines.filter((other) => other !== line)].slice(0, sizes.ways));
    }
  });

  it('refuses sizes that are not powers of two', () => {
    expect(() => new DataCache({ size: 1000, line: 32, ways: 2 })).toThrow(/powers of two/);
  });
});
