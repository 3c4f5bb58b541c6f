/** CPython 3.11 wherever it is found: the system's, or pyodide's (CPython 3.11.3 as WebAssembly, in Node). */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AdderError } from '../netlist/error.js';
import { findTool } from '../tools/find.js';
import { runPython } from '../tools/python.js';

export interface Interpreter {
  /** For people: `CPython 3.11.7`. */
  readonly description: string;
  /** Runs the file as a program; resolves to what it prints, without the last newline. */
  run(file: string): Promise<string>;
}

/** @throws AdderError T01, T02 where there is no CPython 3.11 on PATH */
export async function systemPython(): Promise<Interpreter> {
  const { version } = await findTool('python');
  return { description: `CPython ${version}`, run: (file) => runPython(file) };
}

/**
 * Needs no Python and no network, only a development dependency of ours.
 *
 * @throws AdderError T20 where it is not installed
 */
export async function pyodidePython(): Promise<Interpreter> {
  const { loadPyodide, version } = await import('pyodide').catch((cause: unknown) => {
    throw new AdderError(
      {
        code: 'T20',
        what: "npm's pyodide, which is CPython 3.11 in Node, is not installed",
        fix: "Run npm ci in Adder's checkout",
      },
      { cause },
    );
  });
  return {
    description: `pyodide ${version}`,
    async run(file) {
      const indexURL = dirname(fileURLToPath(import.meta.resolve('pyodide')));
      const python = await loadPyodide({ indexURL });
      const printed: string[] = [];
      python.setStdout({ batched: (line) => printed.push(line) });
      try {
        // Its globals are those of __main__, so this is as running the file.
        python.runPython(await readFile(file, 'utf8'), { filename: file });
      } catch (cause) {
        const traceback = cause instanceof Error ? cause.message.trim() : String(cause);
        throw new AdderError({ code: 'T21', what: `${file} failed on pyodide:\n${traceback}\n` }, { cause });
      }
      return printed.join('\n');
    },
  };
}

/** The system's CPython 3.11, or else pyodide. */
export async function anyPython(): Promise<Interpreter> {
  try {
    return await systemPython();
  } catch (error) {
    if (error instanceof AdderError) return pyodidePython();
    throw error;
  }
}
