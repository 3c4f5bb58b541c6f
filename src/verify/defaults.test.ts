import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultTestbenches, defaultVerilog } from './defaults.js';
import type { OutputFile } from './files.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Paths that are missing, different, or too many in a committed folder. `build/` is what `make` leaves there. */
function drift(folder: string, wanted: readonly OutputFile[]): string[] {
  const texts = new Map(wanted.map(({ path, text }) => [path, text]));
  const entries = existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    : [];
  const present = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, folder, '/').length))
    .filter((path) => !path.includes('/build/') && !path.endsWith('.vcd'));
  return [
    ...present.filter((path) => texts.get(path) !== readFileSync(join(root, folder, path), 'utf8')),
    ...wanted.map(({ path }) => path).filter((path) => !present.includes(path)),
  ];
}

describe('what is committed', () => {
  it('is the Verilog that the blocks give', () => {
    expect(drift('rtl-out', defaultVerilog()), 'mended by: npm run adder -- generate').toEqual([]);
  });

  it('is the testbenches that the blocks give', async () => {
    expect(drift('testbenches', await defaultTestbenches()), 'mended by: npm run adder -- testbench').toEqual(
      [],
    );
  });
});
