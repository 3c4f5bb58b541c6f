/** The bitstream of the large board: five minutes the first time, seconds from the cache. */
import { expect, it } from 'vitest';
import { findBoard } from './board.js';
import { builtForItsClock } from './testing-bitstream.js';

it(
  'the demo of ULX3S becomes a bitstream that runs at the clock of the board',
  { timeout: 1_800_000 },
  async () => {
    const { placement, bitstream } = await builtForItsClock(findBoard('ulx3s-25f'));
    const { used } = placement;
    expect(used.TRELLIS_COMB?.available).toBe(24_288);
    // All of it is there: entries in block RAM, the boxing unit's multiplier; clock, rx, tx and LEDs at pins.
    expect(used.DP16KD?.used).toBeGreaterThan(0);
    expect(used.MULT18X18D?.used).toBeGreaterThan(0);
    expect(used.TRELLIS_IO?.used).toBe(11);
    expect(bitstream.path).toBe('ulx3s-25f.bit');
  },
);
