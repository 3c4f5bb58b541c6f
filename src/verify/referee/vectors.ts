/**
 * Port traces as text that every simulator reads ($readmemh) and people too: one line a cycle, one hexadecimal number a
 * port, joined by `_`, under a head that names the columns.
 */
import type { PortPlace } from '../../testing/device.js';
import { wordsOf, type PinMap } from './pins.js';
import type { StreamInterface } from './testbench.js';
import type { TraceHeader } from './replay.js';

/** A port trace without the state it began in. */
export type FourStateTrace = Pick<TraceHeader, 'clocks' | 'layout'> & {
  readonly chunks: Iterable<Uint32Array>;
};

/** Frames that belong together, under a heading in the file. */
export interface Section {
  /** Empty for none. */
  readonly title: string;
  readonly frames: readonly Uint32Array[];
  /** Like the frames, with ones where the bit of an output is unknown; its digit is then `z`, which is not compared. */
  readonly unknown?: readonly Uint32Array[];
}

/** One number of a vector. It takes whole hexadecimal digits, so it begins at a multiple of four bits. */
export interface Column {
  readonly name: string;
  /** In bits. */
  readonly width: number;
  /** Its lowest bit in the vector. */
  readonly low: number;
}

export interface VectorFormat {
  /** Of a whole vector, in bits. */
  readonly width: number;
  /** 1: compare the outputs in this cycle. */
  readonly check: Column;
  /** 1: this clock ticks at the end of the cycle. */
  readonly clocks: readonly Column[];
  /** Resets too. */
  readonly inputs: readonly Column[];
  /** Expected values. */
  readonly outputs: readonly Column[];
}

const digitsOf = (width: number): number => Math.ceil(width / 4);

/** Where everything stands in a vector; the first column in the highest bits. */
export function vectorFormat({ clocks, inputs, outputs }: PinMap): VectorFormat {
  const single = clocks.map(({ name }) => ({ name, width: 1 }));
  const ordered = [{ name: 'check', width: 1 }, ...single, ...inputs, ...outputs];
  const width = ordered.reduce((sum, column) => sum + 4 * digitsOf(column.width), 0);
  let end = width;
  const columns = ordered.map((column): Column => {
    end -= 4 * digitsOf(column.width);
    return { name: column.name, width: column.width, low: end };
  });
  const [check, ...rest] = columns as [Column, ...Column[]];
  const inputsEnd = clocks.length + inputs.length;
  return {
    width,
    check,
    clocks: rest.slice(0, clocks.length),
    inputs: rest.slice(clocks.length, inputsEnd),
    outputs: rest.slice(inputsEnd),
  };
}

/** The text of the vector file. */
export function renderVectors(pins: PinMap, top: StreamInterface, sections: readonly Section[]): string {
  const { clocks, inputs, outputs } = pins;
  const isChecked = resetWatch(top, inputs);
  const lines = head(pins);
  let cycle = 0;
  for (const { title, frames, unknown } of sections) {
    if (title !== '') lines.push(`// Cycle ${cycle}: ${title}`);
    for (const [index, frame] of frames.entries()) {
      const ticking = clocks.map((_, bit) => ((frame[0] ?? 0) >>> bit) & 1);
      const mask = unknown?.[index];
      const values = [
        ...inputs.map((place) => digitsIn(frame, place)),
        ...outputs.map((place) => hide(digitsIn(frame, place), mask && digitsIn(mask, place))),
      ];
      lines.push([isChecked(frame) ? 1 : 0, ...ticking, ...values].join('_'));
    }
    cycle += frames.length;
  }
  return `${lines.join('\n')}\n`;
}

const digitsIn = (frame: Uint32Array, place: PortPlace): string =>
  valueOf(frame, place).toString(16).padStart(digitsOf(place.width), '0');

/** `z` in place of each digit that is not 0 in the mask. */
const hide = (digits: string, mask = ''): string =>
  digits.replaceAll(/./g, (digit, index: number) => ((mask[index] ?? '0') === '0' ? digit : 'z'));

function head({ top, clocks, inputs, outputs }: PinMap): string[] {
  const rows = [
    ['check', '1: compare the outputs in this cycle'],
    ...clocks.map(({ name }) => [name, '1: ticks at the end of this cycle']),
    ...inputs.map(({ name, width, direction }) => [name, `${direction}, ${bits(width)}`]),
    ...outputs.map(({ name, width }) => [name, `expected output, ${bits(width)}`]),
  ];
  const widest = Math.max(...rows.map(([name = '']) => name.length));
  return [
    `// Vectors of ${top}: one line a cycle, in hexadecimal. The columns:`,
    ...rows.map(
      ([name = '', meaning], index) =>
        `// ${String(index + 1).padStart(3)}  ${name.padEnd(widest)}  ${meaning}`,
    ),
    '//',
  ];
}

const bits = (width: number): string => (width === 1 ? '1 bit' : `${width} bits`);

/** The first frames of a trace, at most `limit` of them. */
export function takeFrames({ layout, chunks }: FourStateTrace, limit = Infinity): Uint32Array[] {
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

/** Says of one frame after the other whether every reset has been through by then. */
export function resetWatch(
  { clocks }: StreamInterface,
  inputs: readonly PortPlace[],
): (frame: Uint32Array) => boolean {
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
