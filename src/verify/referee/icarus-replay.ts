/**
 * Replay in four-state on Icarus: state starts unknown there, where the engines start with random values. What is unknown
 * may not reach the outside where it counts: after the first reset every output must have the recorded value, the
 * payload of a stream whenever its `valid` is high.
 */
import type { Module } from '../../netlist/node.js';
import type { PortPlace } from '../../testing/device.js';
import { simulateWithIcarus } from '../../tools/iverilog.js';
import type { VerilogSource } from '../../tools/message.js';
import type { VerilogDesign } from './design.js';
import { pinMap, rangeOf, wordsOf, type Pin, type PinMap } from './pins.js';
import type { TraceHeader } from './replay.js';
import { render } from './template.js';

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
}

/** What the testbench has to know of the design beside its ports. */
export type StreamInterface = Pick<Module, 'clocks' | 'streams'>;

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
  const sources = [...design.sources, ...icarusTestbench(pins, top, frames)];
  const output = await simulateWithIcarus(sources, { top: testbench, signal });
  const differences = [...output.matchAll(/^DIFFERENCE (\d+) (\w+) (\w+) (\w+)$/gm)].map(
    ([, cycle, port = '', expected = '', got = '']) => ({ cycle: Number(cycle), port, expected, got }),
  );
  const cycles = differences[0]?.cycle ?? Number(/^PASS (\d+)$/m.exec(output)?.[1] ?? Number.NaN);
  if (Number.isNaN(cycles)) throw new Error(`the testbench ended without a verdict:\n${output}`);
  return { cycles, differences };
}

/** The testbench and its vectors. */
export function icarusTestbench(
  pins: PinMap,
  top: StreamInterface,
  frames: readonly Uint32Array[],
  name = testbench,
): VerilogSource[] {
  const { clocks, inputs, outputs } = pins;
  const expected = (pin: Pin): string => `${pin.pin}_expected`;
  const ports = [...inputs, ...outputs];
  const vectorWidth = 1 + Math.max(1, clocks.length) + ports.reduce((sum, { width }) => sum + width, 0);
  const gates = validOfPayload(top, outputs, expected);
  const text = render('icarus-replay.v', {
    top: pins.top,
    testbench: name,
    vectors: `${name}.hex`,
    vectorTop: vectorWidth - 1,
    lastCycle: frames.length - 1,
    clockRange: rangeOf(Math.max(1, clocks.length)),
    inputs: inputs.map((pin) => ({ ...pin, range: rangeOf(pin.width) })),
    outputs: outputs.map((pin) => ({
      ...pin,
      range: rangeOf(pin.width),
      expected: expected(pin),
      condition: differs(pin, expected(pin), gates.get(pin.name), top),
    })),
    connections: [
      ...clocks.map((clock, index) => ({
        name: clock.name,
        expression: clocks.length === 1 ? 'clocks' : `clocks[${index}]`,
      })),
      ...ports.map((pin) => ({ name: pin.name, expression: pin.pin })),
    ],
  });
  return [
    { name: `${name}.v`, text },
    { name: `${name}.hex`, text: vectors(pins, top, frames, vectorWidth) },
  ];
}

/** By the name of a payload port of an offering stream: the expectation of that stream's `valid`. */
function validOfPayload(
  { streams }: StreamInterface,
  outputs: readonly Pin[],
  expected: (pin: Pin) => string,
): Map<string, string> {
  const gates = new Map<string, string>();
  for (const { role, valid, payload } of streams) {
    const pin = outputs.find(({ name }) => name === valid);
    if (role === 'source' && pin) for (const { port } of payload) gates.set(port, expected(pin));
  }
  return gates;
}

function differs(
  { pin }: Pin,
  expected: string,
  valid: string | undefined,
  { clocks }: StreamInterface,
): string {
  // Nothing ever makes the state of a design without a reset known: there only known bits can differ.
  const difference = clocks.some(({ reset }) => reset)
    ? `${pin} !== ${expected}`
    : `(|(${pin} ^ ${expected})) === 1'b1`;
  return ['checked', ...(valid === undefined ? [] : [valid]), difference].join(' && ');
}

/** One line of hexadecimal a frame, in the order in which the testbench takes it apart. */
function vectors(
  { clocks, inputs, outputs }: PinMap,
  top: StreamInterface,
  frames: readonly Uint32Array[],
  width: number,
): string {
  const isChecked = resetWatch(top, inputs);
  const digits = Math.ceil(width / 4);
  const lines = frames.map((frame) => {
    let vector = isChecked(frame) ? 1n : 0n;
    vector = (vector << BigInt(Math.max(1, clocks.length))) | BigInt(frame[0] ?? 0);
    for (const place of [...inputs, ...outputs])
      vector = (vector << BigInt(place.width)) | valueOf(frame, place);
    return vector.toString(16).padStart(digits, '0');
  });
  return `${lines.join('\n')}\n`;
}

/** Says of one frame after the other whether every reset has been through by then. */
function resetWatch({ clocks }: StreamInterface, inputs: readonly Pin[]): (frame: Uint32Array) => boolean {
  const pending = clocks.flatMap(({ reset }, bit) => {
    const place = inputs.find(({ name }) => name === reset?.name);
    return reset && place
      ? [{ place, active: reset.activeLow ? 0n : 1n, bit, seen: false, over: false }]
      : [];
  });
  return (frame) => {
    for (const reset of pending) {
      const isActive = valueOf(frame, reset.place) === reset.active;
      if (reset.seen && !isActive) reset.over = true;
      if (isActive && ((frame[0] ?? 0) >>> reset.bit) & 1) reset.seen = true;
    }
    return pending.every(({ over }) => over);
  };
}

function valueOf(frame: Uint32Array, { offset, width }: PortPlace): bigint {
  let value = 0n;
  for (let word = wordsOf(width) - 1; word >= 0; word--)
    value = (value << 32n) | BigInt(frame[1 + offset + word] ?? 0);
  return value;
}

function takeFrames({ layout, chunks }: FourStateTrace, limit: number): Uint32Array[] {
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
