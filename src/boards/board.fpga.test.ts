/** Bitstreams of boards: minutes the first time, seconds from the cache. */
import { describe, expect, it, vi } from 'vitest';
import { gateLevel } from '../fpga/gate-level.js';
import { synthesise } from '../fpga/synthesise.js';
import { findTarget } from '../fpga/target.js';
import { simulateWithIcarus } from '../tools/iverilog.js';
import { nativeYosys } from '../tools/yosys.js';
import { findBoard } from './board.js';
import { boardFiles, topName } from './files.js';
import { builtForItsClock } from './testing-bitstream.js';
import { benchName, cyclesPerBit, terminalBench } from './testing-terminal.js';

vi.setConfig({ testTimeout: 1_200_000 });

const board = findBoard('hx8k-breakout');

describe('the demo of the HX8K breakout board', () => {
  it('becomes a bitstream that runs at the clock of the board', async () => {
    const { placement, bitstream, area, steps } = await builtForItsClock(board);
    expect(steps).toEqual(['synthesis', 'place and route', 'bitstream']);
    const cells = placement.used.ICESTORM_LC;
    expect(cells?.available).toBe(7680);
    expect(cells?.used).toBeLessThanOrEqual(7680);
    expect(area.luts).toBeGreaterThan(2000);
    // Clock, rx, tx and LEDs.
    expect(placement.used.SB_IO?.used).toBe(11);
    expect(bitstream.path).toBe('hx8k-breakout.bin');
    expect(bitstream.bytes.length).toBeGreaterThan(100_000);
  });

  it('still answers at its pins when it is made of gates', async () => {
    const target = findTarget(board.target);
    const yosys = await nativeYosys();
    const { verilog } = boardFiles(board, { clock: board.clock, baud: board.clock / cyclesPerBit });
    const files = [{ name: verilog.path, text: verilog.text }];
    const { bare } = await synthesise({ top: topName, files }, target, { yosys });
    const gates = await gateLevel(bare, topName, target, yosys);
    if (!gates) throw new Error('there are no models');
    const printed = await simulateWithIcarus([gates, terminalBench('c 8 1 b 15\r')], { top: benchName });
    expect(printed.replaceAll('\r', '')).toContain('= 1 00 0000001f\n');
  });
});
