/** What CPython 3.11 says of its own bytecode: of its opcodes (a fixture), and of its whole standard library (asked anew each time). */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Interpreter } from '../python/interpreter.js';
import { runPython } from '../tools/python.js';

const recorderPath = fileURLToPath(new URL('../../src/bytecode/opcodes.py', import.meta.url));
const libraryPath = fileURLToPath(new URL('../../src/bytecode/library.py', import.meta.url));
const functionsRecorderPath = fileURLToPath(
  new URL('../../src/bytecode/record-functions.py', import.meta.url),
);
const resultsRecorderPath = fileURLToPath(new URL('../../src/bytecode/record-results.py', import.meta.url));
export const fixturePath = fileURLToPath(
  new URL('../../src/bytecode/cpython-3.11.fixture.json', import.meta.url),
);
export const functionsFixturePath = fileURLToPath(
  new URL('../../src/bytecode/cpython-3.11-functions.fixture.json', import.meta.url),
);

export const resultsFixturePath = fileURLToPath(
  new URL('../../src/bytecode/functions-results.fixture.json', import.meta.url),
);

export interface RecordedOpcode {
  readonly code: number;
  readonly caches: number;
  readonly jumps: boolean;
  /** Change of the stack's depth for each of `operands`; null where there is no such operand. */
  readonly next: readonly (number | null)[];
  readonly taken: readonly (number | null)[];
  readonly specialized: Readonly<Record<string, number>>;
}

export interface RecordedOpcodes {
  readonly version: string;
  readonly haveArgument: number;
  readonly extendedArgument: number;
  readonly absoluteJumps: readonly number[];
  readonly operands: readonly number[];
  readonly opcodes: Readonly<Record<string, RecordedOpcode>>;
}

/** Records anew: what is to be in the fixture, to the last bit. */
export async function recordOpcodes(python: Interpreter): Promise<string> {
  return `${await python.run(recorderPath)}\n`;
}

/** One function of functions.py, compiled by CPython 3.11. */
export interface CpythonFunction {
  /** As in functions.py; `<module>`, `<lambda>`, ... for what has no name. A name may occur more than once. */
  readonly name: string;
  /** Positional and keyword-only ones. */
  readonly arguments: number;
  readonly locals: number;
  /** Entries of the stack that it needs. */
  readonly stack: number;
  readonly constants: readonly (number | boolean | null | { readonly type: string })[];
  /** `co_code` in hexadecimal: nothing specialised in it. */
  readonly code: string;
}

/** Records anew: what is to be in the fixture of functions, to the last bit. */
export async function recordFunctions(python: Interpreter): Promise<string> {
  return `${await python.run(functionsRecorderPath)}\n`;
}

export async function readFunctions(): Promise<CpythonFunction[]> {
  return JSON.parse(await readFile(functionsFixturePath, 'utf8')) as CpythonFunction[];
}

/** A call of a function of functions.py. */
export interface RecordedCall {
  readonly name: string;
  readonly arguments: readonly (number | boolean | null)[];
  /** What CPython returned, as `repr` writes it. */
  readonly result: string;
}

/** Records anew: what is to be in the fixture of results, to the last bit. */
export async function recordResults(python: Interpreter): Promise<string> {
  return `${await python.run(resultsRecorderPath)}\n`;
}

export async function readResults(): Promise<RecordedCall[]> {
  return JSON.parse(await readFile(resultsFixturePath, 'utf8')) as RecordedCall[];
}

export async function readOpcodes(): Promise<RecordedOpcodes> {
  return JSON.parse(await readFile(fixturePath, 'utf8')) as RecordedOpcodes;
}

export interface LibraryModule {
  readonly name: string;
  /** Of each code object. */
  readonly code: readonly Uint8Array[];
  /** SHA-256 of what the disassembler found; see library.py. */
  readonly digest: string;
}

/**
 * The code of Python's standard library and what `dis` finds in it.
 *
 * @param sample so many modules only, always the same
 * @throws AdderError T01, T02 where there is no CPython 3.11 on PATH
 */
export async function readLibrary(sample?: number): Promise<LibraryModule[]> {
  const printed = await runPython(libraryPath, sample === undefined ? [] : ['--sample', `${sample}`]);
  return printed.split('\n').map((line) => {
    const [name = '', text = '', digest = ''] = line.split(' ');
    const bytes = Buffer.from(text, 'base64');
    const code: Uint8Array[] = [];
    for (let at = 0; at < bytes.length;) {
      const size = bytes.readUInt32LE(at);
      code.push(bytes.subarray(at + 4, at + 4 + size));
      at += 4 + size;
    }
    return { name, code, digest };
  });
}
