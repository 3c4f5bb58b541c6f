/** Output files, written whole or not at all. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AdderError } from '../netlist/error.js';

export interface OutputFile {
  /** Relative to the output folder. */
  readonly path: string;
  readonly text: string;
}

/**
 * Writes the files below `folder`: each into a temporary file beside its place first, and all are renamed only when every
 * one has been written, so that an interrupted or failing run leaves nothing half-written. Unchanged files are left alone.
 *
 * @returns the paths that changed
 * @throws AdderError F01 where the folder cannot be written
 */
export async function writeFiles(folder: string, files: readonly OutputFile[]): Promise<string[]> {
  const pending: { temporary: string; path: string }[] = [];
  try {
    for (const { path: relative, text } of files) {
      const path = join(folder, relative);
      if ((await readFile(path, 'utf8').catch(() => undefined)) === text) continue;
      await mkdir(dirname(path), { recursive: true });
      const temporary = `${path}.${process.pid}.part`;
      pending.push({ temporary, path });
      await writeFile(temporary, text);
    }
    for (const { temporary, path } of pending) await rename(temporary, path);
  } catch (error) {
    for (const { temporary } of pending) await rm(temporary, { force: true });
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new AdderError(
      {
        code: 'F01',
        what: `cannot write to '${folder}': ${reasons[code] ?? message}`,
        fix: 'Choose another folder with --out',
      },
      { cause: error },
    );
  }
  return pending.map(({ path }) => path);
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file of that name is there',
  ENOSPC: 'the disk is full',
};
