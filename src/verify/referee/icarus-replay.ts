/**
 * Replay in four-state on Icarus: state starts unknown there, where the engines start with random values. What is unknown
 * may not reach the outside where it counts: after the first reset every output must have the recorded value, the
 * payload of a stream whenever its `valid` is high.
 */
import { simulateWithIcarus } from '../../tools/iverilog.js';
import { locating, withPlaces, type VerilogDesign } from './design.js';
import { pinMap } from './pins.js';
import { renderTestbench, type StreamInterface } from './testbench.js';
import { renderVectors, takeFrames, type FourStateTrace } from './vectors.js';

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
  /** What assertions of the design have printed, each of ours once. */
  readonly complaints: readonly string[];
}

const testbench = 'adder_replay';
/** Assertions speak and let the replay go on. */
const onFailure = { name: 'adder_on_failure.v', text: '`define ADDER_ON_FAILURE\n' };

/**
 * Replays at most `limit` frames, which are held in memory.
 *
 * @throws AdderError T01..T06 for trouble with Icarus; the signal's reason when aborted
 */
export async function replayOnIcarus(
  design: VerilogDesign,
  top: StreamInterface,
  trace: FourStateTrace,
  {
    limit = 500,
    signal,
    unknownOf = () => [],
  }: {
    readonly limit?: number;
    readonly signal?: AbortSignal;
    /** Which bits of the frames are not compared, see `findUnknown`. */
    readonly unknownOf?: (frames: readonly Uint32Array[]) => readonly Uint32Array[];
  } = {},
): Promise<FourStateResult> {
  const pins = pinMap(design.top, trace.clocks, trace.layout);
  const frames = takeFrames(trace, limit);
  if (frames.length === 0) return { cycles: 0, differences: [], complaints: [] };
  const sources = [
    onFailure,
    ...design.sources,
    { name: `${testbench}.v`, text: renderTestbench(testbench, pins, top, frames.length) },
    {
      name: `${testbench}.hex`,
      text: renderVectors(pins, top, [{ title: '', frames, unknown: unknownOf(frames) }]),
    },
  ];
  const output = await locating(design, () => simulateWithIcarus(sources, { top: testbench, signal }));
  const differences = [...output.matchAll(/^cycle (\d+): (\w+) is (\w+), expected (\w+)$/gm)].map(
    ([, cycle, port = '', got = '', expected = '']) => ({ cycle: Number(cycle), port, expected, got }),
  );
  const cycles = differences[0]?.cycle ?? Number(/^PASS: (\d+) cycles$/m.exec(output)?.[1] ?? Number.NaN);
  if (Number.isNaN(cycles)) throw new Error(`the testbench ended without a verdict:\n${output}`);
  return { cycles, differences, complaints: complaintsIn(output).map((text) => withPlaces(design, text)) };
}

/** Of `$error`, and of the assertions that Adder prints; of the latter those that fail again and again only once. */
function complaintsIn(output: string): string[] {
  const ofOthers = [...output.matchAll(/^(?:ERROR|FATAL): .*(?:\n +\S.*)*/gm)].map(([text]) => text);
  const ofOurs = new Map<string, string>();
  for (const [text, path = ''] of output.matchAll(/^(\S+) failed at time \d+: .*$/gm))
    if (!ofOurs.has(path)) ofOurs.set(path, text);
  return [...ofOthers, ...ofOurs.values()];
}
