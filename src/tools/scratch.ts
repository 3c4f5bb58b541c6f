/** Folders that live as long as one call. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdderError } from '../netlist/error.js';
import type { VerilogSource } from './message.js';

/** Runs `work` in an empty folder that is gone afterwards, also after an error or an abort. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'adder-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws AdderError F10 where two sources have one name or a name is a path */
export async function writeSources(folder: string, sources: readonly VerilogSource[]): Promise<void> {
  const names = new Set<string>();
  for (const { name } of sources) {
    if (names.has(name) || !/^\w[\w.-]*$/.test(name)) {
      throw new AdderError({
        code: 'F10',
        what: names.has(name)
          ? `two Verilog files are called '${name}'`
          : `'${name}' is not a plain file name`,
        fix: 'Give every Verilog file a name of its own, of letters, digits, and _ . -',
      });
    }
    names.add(name);
  }
  await mkdir(folder, { recursive: true });
  await Promise.all(sources.map(({ name, text }) => writeFile(join(folder, name), text)));
}
