/** The bitstream of the large board: five minutes the first time, seconds from the cache. */
import { expect, it } from 'vitest';
import { nativeYosys } from '../tools/yosys.js';
import { findBoard } from './board.js';
import { buildBoard } from './build.js';

it(
  'the demo of ULX3S becomes a bitstream that runs at the clock of the board',
  { timeout: 30 * 60_000 },
  async () => {
    const board = findBoard('ulx3s-25f');
    const { placement, bitstream } = await buildBoard(
      board,
      { clock: board.clock, baud: 115_200 },
      { yosys: await nativeYosys(), seed: 1 },
    );
    expect(placement.frequency).toBeGreaterThan(board.clock / 1e6);
    expect(placement.used.TRELLIS_COMB?.available).toBe(24_288);
    // All of it is there: entries in block RAM, the boxing unit's multiplier; clock, rx, tx and LEDs at pins.
    expect(placement.used.DP16KD?.used).toBeGreaterThan(0);
    expect(placement.used.MULT18X18D?.used).toBeGreaterThan(0);
    expect(placement.used.TRELLIS_IO?.used).toBe(11);
    expect(bitstream.path).toBe('ulx3s-25f.bit');
    // The preamble that every ECP5 bitstream begins with, behind its comment.
    const begin = Buffer.from(bitstream.bytes.subarray(0, 64));
    expect(begin.includes(Buffer.from([0xff, 0xff, 0xbd, 0xb3]))).toBe(true);
  },
);
