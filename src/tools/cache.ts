/**
 * A content-addressed store of build results outside the repository: `$ADDER_CACHE`, else `$XDG_CACHE_HOME/adder`, else
 * `~/.cache/adder`. An entry is a folder named by the hash of everything it was made from, so it is never out of date.
 * Entries appear whole or not at all, also with several runs at once and with Ctrl-C in the middle.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AdderError } from '../netlist/error.js';

export interface CacheEntry {
  readonly folder: string;
  /** False when this call has built it. */
  readonly hit: boolean;
}

export function cacheRoot(): string {
  const { ADDER_CACHE: own = '', XDG_CACHE_HOME: shared = '' } = process.env;
  if (own !== '') return own;
  return join(shared === '' ? join(homedir(), '.cache') : shared, 'adder');
}

/**
 * The entry for `ingredients` (anything JSON can hold). Where there is none, `populate` fills an empty folder that then
 * becomes the entry; if it throws, nothing remains.
 *
 * @throws AdderError T07 where the cache cannot be written, and what `populate` throws
 */
export function cached(
  kind: string,
  ingredients: unknown,
  populate: (folder: string) => Promise<void>,
): Promise<CacheEntry> {
  const key = createHash('sha256').update(JSON.stringify(ingredients)).digest('hex').slice(0, 40);
  const folder = join(cacheRoot(), kind, key);
  const running = underWay.get(folder);
  if (running) return running;
  const entry = lookUp(folder, populate).finally(() => underWay.delete(folder));
  underWay.set(folder, entry);
  return entry;
}

const underWay = new Map<string, Promise<CacheEntry>>();

async function lookUp(folder: string, populate: (folder: string) => Promise<void>): Promise<CacheEntry> {
  if (await exists(folder)) {
    const now = new Date();
    await utimes(folder, now, now).catch(() => undefined); // a read-only cache still serves
    return { folder, hit: true };
  }
  const temporary = await temporaryFolder();
  try {
    await populate(temporary);
    await mkdir(join(folder, '..'), { recursive: true });
    await rename(temporary, folder);
  } catch (error) {
    // Another process was faster: its entry is as good as ours.
    const lost = ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (!lost || !(await exists(folder))) throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return { folder, hit: false };
}

async function temporaryFolder(): Promise<string> {
  const parent = join(cacheRoot(), 'tmp');
  try {
    await mkdir(parent, { recursive: true });
    await sweep();
    return await mkdtemp(join(parent, 'build-'));
  } catch (error) {
    throw new AdderError(
      {
        code: 'T07',
        what: `cannot write the cache of builds at ${cacheRoot()} (${(error as Error).message})`,
        fix: 'Point the environment variable ADDER_CACHE to a folder that can be written',
      },
      { cause: error },
    );
  }
}

const day = 24 * 60 * 60 * 1000;
let swept: Promise<void> | undefined;

/** Once a process, removes what killed runs left behind and what nobody has used for a month. */
function sweep(): Promise<void> {
  swept ??= (async () => {
    const root = cacheRoot();
    for (const kind of await readdir(root)) {
      const limit = Date.now() - (kind === 'tmp' ? 1 : 30) * day;
      for (const name of await readdir(join(root, kind)).catch(() => [])) {
        const entry = join(root, kind, name);
        const age = await stat(entry).catch(() => undefined);
        if (age && age.mtimeMs < limit) await rm(entry, { recursive: true, force: true });
      }
    }
  })();
  return swept;
}

async function exists(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
}
