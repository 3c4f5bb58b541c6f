/**
 * Writes the generated tables of the accelerator's README anew: operations, statuses, registers, counters, interrupts.
 *
 *     npx tsx scripts/write-accelerator-tables.ts
 */
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { accelerator } from '../src/blocks/accelerator/hardware.js';
import { withTables } from '../src/blocks/accelerator/documentation.js';

const path = new URL('../src/blocks/accelerator/README.md', import.meta.url).pathname;
const readme = withTables(await readFile(path, 'utf8'), accelerator.resolve());
await writeFile(path, await format(readme, { ...(await resolveConfig(path)), filepath: path }));
