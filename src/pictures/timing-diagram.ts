/** A window of a simulation as a timing diagram, in the form that WaveDrom takes. */
import type { StreamPort } from '../netlist/node.js';
import { textWidth } from './text-width.js';
import type { Window } from './window.js';

/** How the values of a bus are shown: in hexadecimal, as numbers, or by names. */
export type Notation =
  | 'hex'
  | 'unsigned'
  | 'signed'
  | {
      /** By what they stand for. */
      readonly names: Readonly<Record<string, number>>;
      /** The lowest bit that counts for it, default 0. */
      readonly from?: number;
    };

/** One or more rows of a timing diagram. */
export type Lane =
  /** A port, or several side by side under a name. */
  | {
      readonly port: string;
      readonly as?: Notation;
    }
  /** A stream: its `valid`, its `ready`, and the fields named. Of an offer that waits and one that is taken the colours differ. */
  | {
      readonly stream: string;
      readonly fields?: Readonly<Record<string, Notation>>;
    };

/** A moment of a block's verification that is worth looking at. */
export interface TimingScene {
  /** Of the block's verification; it comes fresh from a reset. */
  readonly scenario: string;
  /** Where they are not the defaults: sizes at which something shows in a short time. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  /**
   * The window begins `before` cycles (default 1; fewer directly after the reset) ahead of the `nth` cycle (default 1) in which this stream transfers, or this
   * port of one bit is high.
   */
  readonly start: { readonly at: string; readonly nth?: number; readonly before?: number };
  /** At most 32. */
  readonly cycles: number;
  readonly lanes: readonly Lane[];
  /** Width of a cycle: 2 to 4 (default 3) times 20 pixels. */
  readonly scale?: number;
}

interface WaveRow {
  readonly name: string;
  readonly wave: string;
  readonly data?: readonly string[];
}

export interface WaveJson {
  readonly signal: readonly (WaveRow | readonly [string, ...WaveRow[]] | Record<string, never>)[];
  readonly foot: { readonly tock: number; readonly text?: string };
  readonly config: { readonly hscale: number; readonly skin: 'narrow' };
}

/** Pixels of the unit of `scale`, and of the letters. */
const step = 20;
export const labelSize = 11;

const waiting = '3';
const taken = '5';
const plain = '2';
const legend = 'blue: taken in this cycle – yellow: offered, waits for ready – hatched: no offer';

/** The rows of a scene, from what was recorded of it. */
export function waveJson(window: Window, scene: TimingScene): WaveJson {
  const scale = scene.scale ?? 3;
  const rows = scene.lanes.flatMap((lane): WaveJson['signal'][number][] =>
    'stream' in lane
      ? [[lane.stream, ...streamRows(window, lane.stream, lane.fields ?? {}, scale)], {}]
      : [portRow(window, lane.port, lane.as ?? 'hex', scale)],
  );
  // Streams stand apart from each other, and nothing below the last.
  if (Object.keys(rows.at(-1) ?? {}).length === 0) rows.pop();
  const streams = scene.lanes.some((lane) => 'stream' in lane);
  const clock = { name: window.clock, wave: `p${'.'.repeat(window.cycles - 1)}` };
  return {
    signal: [clock, ...rows],
    foot: { tock: 0, ...(streams && { text: legend }) },
    config: { hscale: scale, skin: 'narrow' },
  };
}

function streamRows(
  window: Window,
  name: string,
  fields: Readonly<Record<string, Notation>>,
  scale: number,
): WaveRow[] {
  const stream = window.stream(name);
  const valid = window.values(stream.valid);
  const ready = stream.ready === undefined ? valid : window.values(stream.ready);
  const kinds = valid.map((offered, cycle) => {
    if (offered === 0n) return 'x';
    return ready[cycle] === 1n ? taken : waiting;
  });
  const handshakes = stream.ready === undefined ? ['valid'] : ['valid', 'ready'];
  return [
    ...handshakes.map((wire) => ({
      name: wire,
      wave: bitWave(wire === 'valid' ? valid : ready),
    })),
    ...Object.entries(fields).map(([field, notation]) => {
      const { port, width } = fieldOf(stream, field, window);
      return busRow({ name: field, values: window.values(port), kinds, width, notation, scale });
    }),
  ];
}

function fieldOf(
  stream: StreamPort,
  field: string,
  window: Window,
): { readonly port: string; readonly width: number } {
  const found = stream.payload.find((each) => each.field === field);
  return (
    found ??
    window.noSuch(
      `field '${field}' of stream '${stream.name}'`,
      stream.payload.map((each) => each.field),
    )
  );
}

function portRow(window: Window, port: string, notation: Notation, scale: number): WaveRow {
  const values = window.values(port);
  const width = window.width(port);
  if (width === 1 && typeof notation === 'string') return { name: port, wave: bitWave(values) };
  return busRow({ name: port, values, kinds: values.map(() => plain), width, notation, scale });
}

/** `0` and `1` where they change, `.` where they do not. */
export function bitWave(values: readonly bigint[]): string {
  return values.map((value, cycle) => (value === values[cycle - 1] ? '.' : value.toString())).join('');
}

interface Bus {
  readonly name: string;
  readonly values: readonly bigint[];
  /** WaveDrom's letter for each cycle: `x` for a value that means nothing. */
  readonly kinds: readonly string[];
  readonly width: number;
  readonly notation: Notation;
  readonly scale: number;
}

/** A value that is taken is a piece of its own, even where the next one is the same. */
function busRow({ name, values, kinds, width, notation, scale }: Bus): WaveRow {
  let wave = '';
  const pieces: { readonly value: bigint; length: number }[] = [];
  for (const [cycle, value] of values.entries()) {
    const kind = kinds[cycle] ?? 'x';
    const same =
      kind === kinds[cycle - 1] && (kind === 'x' || (kind !== taken && value === values[cycle - 1]));
    wave += same ? '.' : kind;
    const last = pieces.at(-1);
    if (kind === 'x') continue;
    if (same && last) last.length++;
    else pieces.push({ value, length: 1 });
  }
  const data = pieces.map(({ value, length }) => labelOf(value, width, notation, length * scale));
  return { name, wave, data };
}

function labelOf(value: bigint, width: number, notation: Notation, steps: number): string {
  if (notation === 'hex') return fitted(value.toString(16), steps, 'end');
  if (notation === 'unsigned') return fitted(value.toString(), steps, 'end');
  if (notation === 'signed') return fitted(BigInt.asIntN(width, value).toString(), steps, 'end');
  const code = value >> BigInt(notation.from ?? 0);
  const [name] = Object.entries(notation.names).find(([, each]) => BigInt(each) === code) ?? [];
  return name === undefined ? fitted(code.toString(16), steps, 'end') : fitted(name, steps, 'beginning');
}

/** Of a number that is too long for its piece the low digits stay, which differ; of a name its beginning. */
function fitted(text: string, steps: number, keep: 'beginning' | 'end'): string {
  const room = steps * step - 10;
  if (textWidth(text, labelSize) <= room) return text;
  for (let letters = text.length - 1; letters > 1; letters--) {
    const cut = keep === 'end' ? `…${text.slice(-letters)}` : `${text.slice(0, letters)}…`;
    if (textWidth(cut, labelSize) <= room) return cut;
  }
  return keep === 'end' ? text.slice(-2) : text.slice(0, 2);
}
