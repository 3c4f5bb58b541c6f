/** What tests ask of the bitstream of any board. */
import { expect } from 'vitest';
import { nativeYosys } from '../tools/yosys.js';
import type { Board } from './board.js';
import { buildBoard, type BoardBuild } from './build.js';

/** What every bitstream of a family begins with, behind its comment. */
const preambles = { pcf: [0x7e, 0xaa, 0x99, 0x7e], lpf: [0xff, 0xff, 0xbd, 0xb3] } as const;

/** Builds the demo of a board, which must run at the board's clock and become a bitstream; tells the steps, too. */
export async function builtForItsClock(board: Board): Promise<BoardBuild & { readonly steps: string[] }> {
  const steps: string[] = [];
  const build = await buildBoard(
    board,
    { clock: board.clock, baud: 115_200 },
    { yosys: await nativeYosys(), seed: 1, onStep: (step) => steps.push(step) },
  );
  expect(build.placement.frequency).toBeGreaterThan(board.clock / 1e6);
  const begin = Buffer.from(build.bitstream.bytes.subarray(0, 64));
  expect(begin.includes(Buffer.from(preambles[board.constraints]))).toBe(true);
  return { ...build, steps };
}
