/** Which bits of a trace's outputs nothing has made known: they differ with the state before the first reset. */
import type { Module } from '../../netlist/node.js';
import { simulate } from '../../sim/index.js';
import type { PortPlace } from '../../testing/device.js';
import { wordsOf } from './pins.js';
import { qualifierOf } from './testbench.js';
import { resetWatch } from './vectors.js';

/**
 * An unknown bit stays unnoticed when it is the same in all of them. Half of them differ from the trace in a bit that is
 * simply a bit of state, so one in 2^16 does.
 */
const initialStates = 16;

export interface Unknown {
  /** Like each frame, with ones where the bit of an output is unknown and does not count. */
  readonly bits: readonly Uint32Array[];
  /** The first output that counts in a cycle in which it is unknown. */
  readonly counting?: { readonly cycle: number; readonly output: string };
}

/**
 * Replays a trace from other initial states. What does not count: everything until the reset is over; then what has a
 * qualifier, and a ready while there is no valid.
 *
 * @param frames from the first cycle on, as `TraceRecorder` has them
 */
export function findUnknown(module: Module, frames: readonly Uint32Array[], seed: number): Unknown {
  const bits = frames.map((frame) => new Uint32Array(frame.length));
  const device = simulate(module);
  const { portArea, portLayout } = device;
  const outputs = Math.min(
    portArea.length,
    ...portLayout.flatMap(({ direction, offset }) => (direction === 'output' ? [offset] : [])),
  );
  for (let state = 1; state <= initialStates; state++) {
    device.startOver(seed + state);
    frames.forEach((frame, cycle) => {
      portArea.set(frame.subarray(1, 1 + outputs));
      device.cycle();
      const differing = bits[cycle] ?? new Uint32Array(frame.length);
      for (let word = outputs; word < portArea.length; word++)
        differing[1 + word] = (differing[1 + word] ?? 0) | ((portArea[word] ?? 0) ^ (frame[1 + word] ?? 0));
    });
  }
  const counting = takeBackWhatCounts(module, portLayout, frames, bits);
  return { bits, ...(counting && { counting }) };
}

/** Clears the bits of outputs that count in their cycle, and returns the first one. */
function takeBackWhatCounts(
  module: Module,
  portLayout: readonly PortPlace[],
  frames: readonly Uint32Array[],
  unknown: readonly Uint32Array[],
): Unknown['counting'] {
  const outputs = portLayout.filter(({ direction }) => direction === 'output');
  const isChecked = resetWatch(
    module,
    portLayout.filter(({ direction }) => direction !== 'output'),
  );
  const mayBeUnknown = qualification(module, portLayout);
  let first: Unknown['counting'];
  frames.forEach((frame, cycle) => {
    if (!isChecked(frame)) return;
    for (const { name, width, offset } of outputs) {
      const words = unknown[cycle]?.subarray(1 + offset, 1 + offset + wordsOf(width));
      if (!words?.some((word) => word !== 0) || mayBeUnknown(name, frame)) continue;
      words.fill(0);
      first ??= { cycle, output: name };
    }
  });
  return first;
}

function qualification(
  module: Module,
  layout: readonly PortPlace[],
): (output: string, frame: Uint32Array) => boolean {
  const qualifiers = qualifierOf(module);
  const valids = new Map(
    module.streams.flatMap(({ role, valid, ready }) =>
      role === 'sink' && ready !== undefined ? [[ready, valid] as const] : [],
    ),
  );
  const offsets = new Map(layout.map(({ name, offset }) => [name, 1 + offset]));
  return (output, frame) => {
    const valid = valids.get(output);
    return valid === undefined ? qualifiers.has(output) : frame[offsets.get(valid) ?? 0] === 0;
  };
}
