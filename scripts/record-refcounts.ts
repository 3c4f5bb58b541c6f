/**
 * Records the reference counts of real Python programs and compares what a buffer removes of them with the fixture
 * src/python/refcounts.fixture.json, or writes it anew.
 *
 *     npx tsx scripts/record-refcounts.ts [--write]
 *
 * Needs a CPython 3.11 of 64 bits on PATH. Exit code 1 if a figure is more than 2 points away or Python cannot be run, 2 for a
 * mistake on the command line.
 */
import { rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { removedShare } from '../src/blocks/refcount-buffer/programs.js';
import { AdderError } from '../src/netlist/error.js';
import { systemPython } from '../src/python/interpreter.js';
import { parseRefcounts, readRefcounts, recordRefcounts, refcountsPath } from '../src/python/refcounts.js';

const mostPoints = 2;

async function main(write: boolean): Promise<number> {
  const python = await systemPython();
  const text = await recordRefcounts(python);
  const recorded = parseRefcounts(text);
  if (write) {
    await writeFile(`${refcountsPath}.new`, text);
    await rename(`${refcountsPath}.new`, refcountsPath);
    console.log(`Recorded with ${python.description}: ${refcountsPath}`);
    return 0;
  }
  const known = new Map((await readRefcounts()).map((trace) => [trace.name, trace]));
  let differ = known.size === recorded.length ? 0 : 1;
  for (const trace of recorded) {
    const before = known.get(trace.name);
    const [now, then] = [trace, before].map((one) => (one ? 100 * removedShare(one, 16) : NaN)) as [
      number,
      number,
    ];
    const isNear = Math.abs(now - then) <= mostPoints;
    if (!isNear) differ++;
    console.log(
      `${trace.name.padEnd(14)} ${now.toFixed(1)} % removed by 16 entries, recorded ${then.toFixed(1)} %`,
    );
  }
  console.log(
    differ === 0
      ? `${python.description} does what the fixture says.`
      : `${python.description} does not do what the fixture says. Run with --write and look at the difference.`,
  );
  return differ === 0 ? 0 : 1;
}

function parse(): { write: boolean } | string {
  try {
    return parseArgs({ options: { write: { type: 'boolean', default: false } } }).values;
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
    process.exitCode = await main(options.write);
  } catch (error) {
    if (!(error instanceof AdderError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
