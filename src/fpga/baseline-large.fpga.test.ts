/** Area and speed of the large blocks, held to the committed figures: npm run fpga:baseline changes them, with a reason. */
import { expect, it } from 'vitest';
import { smallBlocks, worsened } from './testing-baseline.js';

it('no large block has become larger or slower without a reason', { timeout: 40 * 60_000 }, async () => {
  expect(await worsened((block) => !smallBlocks.includes(block))).toEqual([]);
});
