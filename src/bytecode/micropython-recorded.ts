/** What MicroPython 1.9.2 makes of functions.py, as scripts/record-micropython.ts recorded it. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const fixturePath = fileURLToPath(new URL('micropython-1.9.2.fixture.json', import.meta.url));

export interface RecordedFunction {
  /** As in functions.py; `<module>`, `<lambda>`, ... for what has no name. A name may occur more than once. */
  readonly name: string;
  /** Positional and keyword-only ones. */
  readonly arguments: number;
  /** Words of locals and stack together: `n_state`. Local k is in word `n_state` - 1 - k. */
  readonly state: number;
  /** Locals that closures share; of those the code below holds for cells only. */
  readonly cells: number;
  /** The instructions, in hexadecimal, without the prelude. */
  readonly code: string;
  /** As MicroPython's disassembler prints them: offset, opcode, and the operand where it is a number of this code's own. */
  readonly instructions: readonly (
    readonly [offset: number, opcode: string] | readonly [offset: number, opcode: string, operand: number]
  )[];
}

export interface MicropythonFixture {
  readonly source: string;
  /** Codes by names as in py/bc0.h. */
  readonly opcodes: Readonly<Record<string, number>>;
  /** How many codes each range has. */
  readonly ranges: Readonly<Record<string, number>>;
  /** In the order of their numbers. */
  readonly unaryOperators: readonly string[];
  readonly binaryOperators: readonly string[];
  readonly functions: readonly RecordedFunction[];
}

export async function readMicropython(): Promise<MicropythonFixture> {
  return JSON.parse(await readFile(fixturePath, 'utf8')) as MicropythonFixture;
}

/** The instructions of a function's code. */
export function codeOf({ code }: RecordedFunction): Uint8Array {
  return Uint8Array.from(Buffer.from(code, 'hex'));
}
