/** Blocks from a file outside of Adder: `adder generate ./my-block.ts`. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { register } from 'tsx/esm/api';
import { AdderError } from '../netlist/error.js';
import type { CatalogueEntry, Verification } from '../blocks/index.js';
import type { Block } from '../hdl/index.js';

/** Is the name a path rather than the name of a block? */
export function isBlockFile(name: string): boolean {
  return /[\\/]|\.[cm]?[jt]s$/.test(name);
}

/**
 * The blocks that a file exports. A `BlockVerification` among the exports makes its block one that can be regressed.
 *
 * @throws AdderError F02 where there is no such file, F03 where it cannot be loaded, F04 where it exports no block
 */
export async function loadBlocks(file: string): Promise<CatalogueEntry[]> {
  const path = resolve(file);
  if (!existsSync(path))
    throw new AdderError({
      code: 'F02',
      what: `there is no file '${file}'`,
      fix: 'Give the path of a TypeScript file',
    });
  const exported = Object.values(await importFile(file, path));
  const verifications = exported.filter(isVerification);
  const entries = exported.filter(isBlock).map((block): CatalogueEntry => {
    const verification = verifications.find((candidate) => candidate.block === block);
    return { name: block.name.replaceAll('_', '-'), block, ...(verification ? { verification } : {}) };
  });
  if (entries.length > 0) return entries;
  throw new AdderError({
    code: 'F04',
    what: `'${file}' exports no block`,
    fix: "Write: export const myBlock = block('my_block', ...)",
  });
}

async function importFile(file: string, path: string): Promise<Record<string, unknown>> {
  // Registered for the whole process rather than a namespace, so that the file and we share one copy of the language.
  const unregister = register();
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof AdderError) throw error;
    const [firstLine = 'an unknown error'] = (error instanceof Error ? error.message : String(error)).split(
      '\n',
    );
    throw new AdderError(
      {
        code: 'F03',
        what: `cannot load '${file}': ${firstLine}`,
        fix: 'Mend the file; tsc says more about types',
      },
      { cause: error },
    );
  } finally {
    await unregister();
  }
}

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && 'elaborate' in value && 'parameters' in value;
}

function isVerification(value: unknown): value is Verification {
  return (
    typeof value === 'object' &&
    value !== null &&
    'block' in value &&
    'create' in value &&
    'scenarios' in value
  );
}
