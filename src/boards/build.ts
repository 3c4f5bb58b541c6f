/** From a board to its bitstream. */
import { findTarget } from '../fpga/target.js';
import { packBitstream, placeAndRoute, placerOf, type Placement } from '../fpga/place.js';
import { synthesise } from '../fpga/synthesise.js';
import type { Area } from '../fpga/target.js';
import { findTool } from '../tools/find.js';
import type { Yosys } from '../tools/yosys.js';
import type { BinaryFile } from '../verify/files.js';
import type { Board } from './board.js';
import { boardFiles, topName, type BoardRate } from './files.js';

export interface BuildOptions {
  readonly yosys: Yosys;
  /** Of the placer. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Told before each step, which may take minutes. */
  readonly onStep?: ((step: string) => void) | undefined;
}

export interface BoardBuild {
  /** What synthesis made of it. */
  readonly area: Area;
  readonly placement: Placement;
  readonly bitstream: BinaryFile;
}

/** The file that the board's loader takes. */
export function bitstreamName(board: Board): string {
  return `${board.name}.${placerOf(findTarget(board.target)).packer.extension}`;
}

/**
 * Synthesises, places and packs the demo of a board, which has to run at the clock.
 *
 * @throws AdderError P02, P03 for a wrong rate; T08 where it does not fit or is too slow; T01..T05 where a tool is missing, breaks
 * down or refuses
 */
export async function buildBoard(
  board: Board,
  rate: BoardRate,
  { yosys, seed, signal, onStep }: BuildOptions,
): Promise<BoardBuild> {
  const target = findTarget(board.target);
  const { verilog, constraints } = boardFiles(board, rate);
  // Whoever lacks a tool should hear of it before synthesis has taken its minutes.
  const { tool, packer } = placerOf(target);
  await findTool(tool);
  await findTool(packer.tool);
  onStep?.('synthesis');
  const files = [{ name: verilog.path, text: verilog.text }];
  const { netlist, area } = await synthesise({ top: topName, files }, target, { yosys, signal });
  onStep?.('place and route');
  const placement = await placeAndRoute(target, {
    netlist,
    seed,
    frequency: rate.clock / 1e6,
    constraints: constraints.text,
    package: board.package,
    mustMeet: true,
    signal,
  });
  onStep?.('bitstream');
  const bytes = await packBitstream(target, placement.placed, signal);
  return { area, placement, bitstream: { path: bitstreamName(board), bytes } };
}
