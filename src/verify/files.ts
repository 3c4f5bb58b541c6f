/** Output files, written whole or not at all. */
import { mkdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AdderError } from '../netlist/error.js';

export interface OutputFile {
  /** Relative to the output folder. */
  readonly path: string;
  readonly text: string;
}

/** One that is no text, such as a bitstream. */
export interface BinaryFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface WriteOptions {
  /** The option that chooses the folder, for the message; default `--out`. */
  readonly option?: string;
  readonly signal?: AbortSignal;
}

/**
 * Writes the files below `folder`: each into a temporary file beside its place first, and all are renamed only when every
 * one has been written, so that an interrupted or failing run leaves nothing half-written. Unchanged files are left alone.
 *
 * @returns the paths that changed
 * @throws AdderError F01 where the folder cannot be written; the signal's reason when aborted
 */
export async function writeFiles(
  folder: string,
  files: readonly (OutputFile | BinaryFile)[],
  { option = '--out', signal }: WriteOptions = {},
): Promise<string[]> {
  const pending: { temporary: string; path: string }[] = [];
  const made: string[] = [];
  try {
    for (const file of files) {
      signal?.throwIfAborted();
      const path = join(folder, file.path);
      const content = 'text' in file ? Buffer.from(file.text) : file.bytes;
      if (await holds(path, content)) continue;
      made.push(...(await makeFolder(dirname(path))));
      const temporary = `${path}.${process.pid}.part`;
      pending.push({ temporary, path });
      await writeFile(temporary, content);
    }
    signal?.throwIfAborted();
    for (const { temporary, path } of pending) await rename(temporary, path);
  } catch (error) {
    for (const { temporary } of pending) await rm(temporary, { force: true }).catch(() => undefined);
    for (const path of made.reverse()) await rmdir(path).catch(() => undefined);
    signal?.throwIfAborted();
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new AdderError(
      {
        code: 'F01',
        what: `cannot write to '${folder}': ${reasons[code] ?? message}`,
        fix: `Choose another folder with ${option}`,
      },
      { cause: error },
    );
  }
  return pending.map(({ path }) => path);
}

/**
 * Makes a folder with those above it and returns the ones that were not there, outermost first. Node's own recursion never
 * ends in file systems like /proc, which answer "no such folder" below one that is there.
 */
async function makeFolder(path: string): Promise<string[]> {
  try {
    await mkdir(path);
    return [path];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await isFolder(path))) return [];
    if (code !== 'ENOENT' || dirname(path) === path || (await isFolder(dirname(path)))) throw error;
  }
  const above = await makeFolder(dirname(path));
  await mkdir(path);
  return [...above, path];
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file of that name is there',
  EISDIR: 'a folder has the name of a file',
  ENAMETOOLONG: 'the path is too long',
  ENOSPC: 'the disk is full',
};

/** Does the file stand there with this content already? */
async function holds(path: string, content: Uint8Array): Promise<boolean> {
  const there = await readFile(path).catch(() => undefined);
  return there?.equals(content) ?? false;
}
