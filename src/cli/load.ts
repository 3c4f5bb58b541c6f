/** Blocks from a file outside of Adder: `adder generate ./my-block.ts`. */
import { statSync } from 'node:fs';
import { register } from 'node:module';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AdderError } from '../netlist/error.js';
import { authorPlace } from './author.js';
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
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new AdderError({
      code: 'F02',
      what: `there is no file '${file}'`,
      fix: 'Give the path of a TypeScript file',
    });
  const exported = [...new Set(Object.values(await importFile(file, path)))];
  const verifications = exported.filter(isVerification);
  const entries = exported.filter(isBlock).map((block): CatalogueEntry => {
    const verification = verifications.find((candidate) => candidate.block === block);
    return { name: block.name.replaceAll('_', '-'), block, file, ...(verification ? { verification } : {}) };
  });
  if (entries.length > 0) return entries;
  throw new AdderError({
    code: 'F04',
    what: `'${file}' exports no block`,
    fix: "Write: export const myBlock = block('my_block', ...)",
  });
}

let ready: Promise<void> | undefined;

/** Teaches Node to read TypeScript; only asked for where a file is given, since it starts a thread and a process. */
function readTypeScript(): Promise<void> {
  ready ??= (async () => {
    const tsx = await import('tsx/esm/api');
    // Registered for the whole process rather than a namespace, so that the file and we share one copy of the language.
    tsx.register();
    register('./load-hooks.js', import.meta.url, { data: import.meta.url });
  })();
  return ready;
}

async function importFile(file: string, path: string): Promise<Record<string, unknown>> {
  await readTypeScript();
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof AdderError) throw error;
    throw new AdderError(
      {
        code: 'F03',
        what: `cannot load '${file}': ${reason(error)}`,
        fix: 'Mend the file; tsc may say more',
      },
      { cause: error },
    );
  }
}

/** One line, with the place where there is one. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A syntax error comes as a list, headed by how many they are.
  const syntax = /^(.*:\d+:\d+): ERROR: (.*)$/m.exec(error.message);
  if (syntax) return `${relative(process.cwd(), syntax[1] ?? '')}: ${syntax[2]}`;
  const place = authorPlace(error);
  const [sentence = ''] = error.message.split('\n');
  return `${place === undefined ? '' : `${place}: `}${sentence.replace(/\.$/, '')}`;
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
