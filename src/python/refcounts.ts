/** Increments and decrements of real Python programs, as `refcounts.py` recorded them in `refcounts.fixture.json`. */
import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import type { Interpreter } from './interpreter.js';

const recorderPath = fileURLToPath(new URL('refcounts.py', import.meta.url));
export const refcountsPath = fileURLToPath(new URL('refcounts.fixture.json', import.meta.url));

export interface RefcountTrace {
  /** `algorithms` of our own, or modules of the standard `library`. */
  readonly group: string;
  readonly name: string;
  /** Bytecodes executed while it was recorded. */
  readonly bytecodes: number;
  /** Different objects. */
  readonly objects: number;
  /** 2 * object + 1 for an increment, 2 * object for a decrement; objects are numbered as they appear. */
  readonly updates: Int32Array;
}

interface Row extends Omit<RefcountTrace, 'updates'> {
  readonly updates: number;
  readonly data: string;
}

/** Records anew. Addresses differ from run to run, and with them what is reused: the figures hardly do. */
export async function recordRefcounts(python: Interpreter): Promise<string> {
  return `${await python.run(recorderPath)}\n`;
}

export async function readRefcounts(): Promise<RefcountTrace[]> {
  return parseRefcounts(await readFile(refcountsPath, 'utf8'));
}

export function parseRefcounts(text: string): RefcountTrace[] {
  return (JSON.parse(text) as Row[]).map(({ data, updates, ...row }) => ({
    ...row,
    updates: decode(inflateSync(Buffer.from(data, 'base64')), updates),
  }));
}

/** The format is that of `refcounts.py`: distances in a list with the most recently changed object in front. */
function decode(bytes: Uint8Array, count: number): Int32Array {
  const updates = new Int32Array(count);
  const recent: number[] = [];
  let at = 0;
  let number = 0;
  let shift = 0;
  for (const byte of bytes) {
    number |= (byte & 127) << shift;
    shift += 7;
    if (byte >= 128) continue;
    const distance = number >> 1;
    const object = distance === recent.length ? distance : (recent.splice(distance, 1)[0] ?? 0);
    recent.unshift(object);
    updates[at++] = 2 * object + (number & 1);
    number = 0;
    shift = 0;
  }
  if (at !== count) throw new Error(`a trace of ${count} updates has ${at}`);
  return updates;
}
