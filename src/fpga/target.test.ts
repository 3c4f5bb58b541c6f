import { expect, it } from 'vitest';
import { excessOf } from './estimate.js';
import { areaOf } from './synthesise.js';
import { findTarget, targets } from './target.js';

it('counts what cells of each family take', () => {
  const area = (name: string, cells: Record<string, number>) => areaOf(cells, findTarget(name).family);
  expect(area('hx8k', { SB_LUT4: 7, SB_DFF: 1, SB_DFFESR: 2, SB_CARRY: 5, SB_RAM40_4K: 4 })).toEqual({
    ...{ luts: 7, flipFlops: 3, carries: 5, blockRams: 4, distributedRams: 0, dsps: 0 },
  });
  // A carry cell of ECP5 takes two look-up tables, 16 x 4 bits of memory four.
  expect(area('ecp5-25k', { LUT4: 10, CCU2C: 3, TRELLIS_DPR16X4: 2, TRELLIS_FF: 9, MULT18X18D: 4 })).toEqual({
    ...{ luts: 24, flipFlops: 9, carries: 3, blockRams: 0, distributedRams: 2, dsps: 4 },
  });
  expect(area('xilinx-7', { LUT6: 3, LUT2: 1, FDRE: 8, CARRY4: 2, RAMB18E1: 1, DSP48E1: 1 })).toEqual({
    ...{ luts: 4, flipFlops: 8, carries: 2, blockRams: 1, distributedRams: 0, dsps: 1 },
  });
});

it('tells each resource of which a device has too few', () => {
  const area = { luts: 8000, flipFlops: 10, carries: 0, blockRams: 33, distributedRams: 0, dsps: 0 };
  expect(excessOf(area, findTarget('hx8k').capacity)).toEqual([
    { resource: 'luts', needed: 8000, available: 7680 },
    { resource: 'blockRams', needed: 33, available: 32 },
  ]);
  expect(excessOf(area, findTarget('gowin').capacity)).toEqual([]);
});

it('knows targets by their names', () => {
  expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length);
  expect(() => findTarget('virtex')).toThrow(
    /^U08: there is no target 'virtex'\. The targets are hx8k, up5k, /,
  );
});
