/**
 * Checks that src/bytecode/cpython-3.11.fixture.json is what CPython 3.11 says of its opcodes, and that
 * cpython-3.11-functions.fixture.json beside it is what it makes of functions.py, and functions-results.fixture.json what these
 * functions return, or writes them anew.
 *
 *     npx tsx scripts/record-bytecode.ts [--write] [--python system|pyodide|any]
 *
 * `any`, the default, is a CPython 3.11 on PATH, or else npm's pyodide. Exit code 1 if the fixture differs or Python cannot
 * be run, 2 for a mistake on the command line. MicroPython's fixture has a recorder of its own: record-micropython.ts.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  fixturePath,
  functionsFixturePath,
  recordFunctions,
  recordOpcodes,
  recordResults,
  resultsFixturePath,
} from '../src/bytecode/cpython-oracle.js';
import { AdderError } from '../src/netlist/error.js';
import { anyPython, pyodidePython, systemPython } from '../src/python/interpreter.js';

const interpreters = { system: systemPython, pyodide: pyodidePython, any: anyPython };

const fixtures = [
  [fixturePath, recordOpcodes],
  [functionsFixturePath, recordFunctions],
  [resultsFixturePath, recordResults],
] as const;

async function main(write: boolean, choice: keyof typeof interpreters): Promise<number> {
  const python = await interpreters[choice]();
  let differences = 0;
  for (const [path, record] of fixtures) {
    const recorded = await record(python);
    if (write) {
      await writeFile(`${path}.new`, recorded);
      await rename(`${path}.new`, path);
      console.log(`Recorded with ${python.description}: ${path}`);
      continue;
    }
    const same = recorded === (await readFile(path, 'utf8'));
    if (!same) differences++;
    console.log(
      same
        ? `${python.description} says what ${path} says.`
        : `${python.description} does not say what ${path} says. Run with --write and look at the difference.`,
    );
  }
  return differences > 0 ? 1 : 0;
}

function parse(): { write: boolean; python: keyof typeof interpreters } | string {
  try {
    const { write, python } = parseArgs({
      options: { write: { type: 'boolean', default: false }, python: { type: 'string', default: 'any' } },
    }).values;
    if (python === 'system' || python === 'pyodide' || python === 'any') return { write, python };
    return `--python is system, pyodide or any, not ${python}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const options = parse();
if (typeof options === 'string') {
  console.error(options);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await main(options.write, options.python);
  } catch (error) {
    if (!(error instanceof AdderError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
