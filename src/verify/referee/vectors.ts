/**
 * Port traces as text that any simulator reads ($readmemh): one line of hexadecimal a cycle. From the highest bit down:
 * whether outputs are compared in this cycle (1 bit), the clocks that tick (the last clock first; 1 bit where there is none),
 * resets and inputs, expected outputs, in the order of the port area.
 */
import type { PortPlace } from '../../testing/device.js';
import { wordsOf, type Pin, type PinMap } from './pins.js';
import type { StreamInterface } from './testbench.js';

/** Bits of a vector that say which clocks tick. */
export const clockBits = ({ clocks }: PinMap): number => Math.max(1, clocks.length);

/** Bits of a vector. */
export function vectorWidth(pins: PinMap): number {
  const ports = [...pins.inputs, ...pins.outputs];
  return 1 + clockBits(pins) + ports.reduce((sum, { width }) => sum + width, 0);
}

export function renderVectors(pins: PinMap, top: StreamInterface, frames: readonly Uint32Array[]): string {
  const { inputs, outputs } = pins;
  const isChecked = resetWatch(top, inputs);
  const digits = Math.ceil(vectorWidth(pins) / 4);
  const lines = frames.map((frame) => {
    let vector = isChecked(frame) ? 1n : 0n;
    vector = (vector << BigInt(clockBits(pins))) | BigInt(frame[0] ?? 0);
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
