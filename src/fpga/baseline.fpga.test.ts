/** Area and speed of all blocks, held to the committed figures. */
import { expect, it } from 'vitest';
import { pinnedYosys } from '../tools/yosys-pinned.js';
import { compareWithBaseline } from './baseline.js';
import { committedItems, readBaselines } from './committed.js';
import { estimateAll } from './estimate.js';

it('no block has become larger or slower without a reason', { timeout: 40 * 60_000 }, async () => {
  const estimates = await estimateAll(committedItems(), { yosys: pinnedYosys(), seeds: 3 });
  // To change them: npm run fpga:baseline -- --reason "why" <blocks>
  expect(compareWithBaseline(readBaselines(), estimates)).toEqual([]);
});
