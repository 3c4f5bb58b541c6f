/** Which bits of a recording's outputs nothing has made known: they differ with the state before the first reset. */
import { AdderError } from '../../netlist/error.js';
import type { Module } from '../../netlist/node.js';
import { simulate } from '../../sim/index.js';
import { wordsOf } from '../referee/pins.js';
import { qualifierOf } from '../referee/testbench.js';
import { resetWatch } from '../referee/vectors.js';

/**
 * An unknown bit stays unnoticed when it is the same in all of them. Half of them differ from the recording in a bit that is
 * simply a bit of state, so one in 2^16 does.
 */
const initialStates = 16;

/**
 * Replays a recording from other initial states.
 *
 * @param frames from the first cycle on, as `TraceRecorder` has them
 * @returns like each frame, with ones where the bit of an output is unknown
 * @throws AdderError V25 for an output that counts in a cycle in which it is unknown
 */
export function findUnknown(module: Module, frames: readonly Uint32Array[], seed: number): Uint32Array[] {
  const unknown = frames.map((frame) => new Uint32Array(frame.length));
  for (let state = 1; state <= initialStates; state++) {
    const device = simulate(module, { seed: seed + state });
    const inputs = device.portLayout.filter(({ direction }) => direction !== 'output');
    const inputWords = inputs.reduce((sum, { width }) => sum + wordsOf(width), 0);
    const { portArea } = device;
    frames.forEach((frame, cycle) => {
      portArea.set(frame.subarray(1, 1 + inputWords));
      device.cycle();
      const differing = unknown[cycle] as Uint32Array;
      for (let word = inputWords; word < portArea.length; word++)
        differing[1 + word] = (differing[1 + word] ?? 0) | ((portArea[word] ?? 0) ^ (frame[1 + word] ?? 0));
    });
  }
  refuseWhatCounts(module, frames, unknown);
  return unknown;
}

/** Unknown may be: before the end of the reset anything; then what is qualified, and a ready while there is no valid. */
function refuseWhatCounts(
  module: Module,
  frames: readonly Uint32Array[],
  unknown: readonly Uint32Array[],
): void {
  const { portLayout } = simulate(module);
  const qualifiers = qualifierOf(module);
  for (const { role, valid, ready } of module.streams)
    if (role === 'sink' && ready !== undefined) qualifiers.set(ready, valid);
  const offsetOf = new Map(portLayout.map(({ name, offset }) => [name, 1 + offset]));
  const isChecked = resetWatch(
    module,
    portLayout.filter(({ direction }) => direction !== 'output'),
  );
  frames.forEach((frame, cycle) => {
    if (!isChecked(frame)) return;
    for (const { name, width, offset, direction } of portLayout) {
      if (direction !== 'output') continue;
      const words = unknown[cycle]?.subarray(1 + offset, 1 + offset + wordsOf(width));
      if (!words?.some((word) => word !== 0)) continue;
      const qualifier = qualifiers.get(name);
      const isQualifiedBySink = module.ports.some((port) => port.kind === 'input' && port.name === qualifier);
      if (qualifier !== undefined && (!isQualifiedBySink || frame[offsetOf.get(qualifier) ?? 0] === 0))
        continue;
      throw new AdderError({
        code: 'V25',
        what: `in cycle ${cycle} of its testbench the output '${name}' of ${module.name} depends on the state before the reset`,
        source: module.ports.find((port) => port.name === name)?.source,
        fix: 'Reset the registers that it comes from; or, if it counts only while another output is high, name that one as its `qualifier`',
      });
    }
  });
}
