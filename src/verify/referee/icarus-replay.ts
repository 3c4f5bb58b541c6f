/**
 * Replay in four-state on Icarus: state starts unknown there, where the engines start with random values. What is unknown
 * may not reach the outside where it counts: after the first reset every output must have the recorded value, the
 * payload of a stream whenever its `valid` is high.
 */
import { simulateWithIcarus } from '../../tools/iverilog.js';
import { locating, withPlaces, type VerilogDesign } from './design.js';
import { pinMap, wordsOf } from './pins.js';
import type { TraceHeader } from './replay.js';
import { renderTestbench, type StreamInterface } from './testbench.js';
import { renderVectors } from './vectors.js';

export type FourStateTrace = Pick<TraceHeader, 'clocks' | 'layout'> & {
  readonly chunks: Iterable<Uint32Array>;
};

export interface FourStateDifference {
  readonly cycle: number;
  readonly port: string;
  /** In hexadecimal; a digit with unknown bits is `x` or `X`. */
  readonly expected: string;
  readonly got: string;
}

export interface FourStateResult {
  readonly cycles: number;
  /** Of the first cycle in which anything differed; empty where all agreed. */
  readonly differences: readonly FourStateDifference[];
  /** What assertions of the design ($error) have printed. */
  readonly complaints: readonly string[];
}

const testbench = 'adder_replay';

/**
 * Replays at most `limit` frames, which are held in memory.
 *
 * @throws AdderError T01..T06 for trouble with Icarus; the signal's reason when aborted
 */
export async function replayOnIcarus(
  design: VerilogDesign,
  top: StreamInterface,
  trace: FourStateTrace,
  { limit = 500, signal }: { readonly limit?: number; readonly signal?: AbortSignal } = {},
): Promise<FourStateResult> {
  const pins = pinMap(design.top, trace.clocks, trace.layout);
  const frames = takeFrames(trace, limit);
  if (frames.length === 0) return { cycles: 0, differences: [], complaints: [] };
  const sources = [
    ...design.sources,
    { name: `${testbench}.v`, text: renderTestbench(testbench, pins, top, frames.length) },
    { name: `${testbench}.hex`, text: renderVectors(pins, top, frames) },
  ];
  const output = await locating(design, () => simulateWithIcarus(sources, { top: testbench, signal }));
  const differences = [...output.matchAll(/^DIFFERENCE (\d+) (\w+) (\w+) (\w+)$/gm)].map(
    ([, cycle, port = '', expected = '', got = '']) => ({ cycle: Number(cycle), port, expected, got }),
  );
  const cycles = differences[0]?.cycle ?? Number(/^PASS (\d+) cycles$/m.exec(output)?.[1] ?? Number.NaN);
  if (Number.isNaN(cycles)) throw new Error(`the testbench ended without a verdict:\n${output}`);
  const complaints = [...output.matchAll(/^(?:ERROR|FATAL): .*(?:\n +\S.*)*/gm)].map(([text]) =>
    withPlaces(design, text),
  );
  return { cycles, differences, complaints };
}

/** The first frames of a trace, at most `limit` of them. */
export function takeFrames({ layout, chunks }: FourStateTrace, limit: number): Uint32Array[] {
  const words = 1 + layout.reduce((sum, { width }) => sum + wordsOf(width), 0);
  const frames: Uint32Array[] = [];
  for (const chunk of chunks) {
    for (let at = 0; at + words <= chunk.length; at += words) {
      if (frames.length === limit) return frames;
      frames.push(chunk.subarray(at, at + words));
    }
  }
  return frames;
}
