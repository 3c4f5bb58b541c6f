import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeFiles } from './files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'adder-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const files = [
  { path: 'a/first.v', text: 'first' },
  { path: 'b/c/second.v', text: 'second' },
];

describe('writeFiles', () => {
  test('makes the folders and tells what changed', async () => {
    const out = join(folder, 'new/out');
    expect(await writeFiles(out, files)).toEqual([join(out, 'a/first.v'), join(out, 'b/c/second.v')]);
    expect(readFileSync(join(out, 'b/c/second.v'), 'utf8')).toBe('second');
    writeFileSync(join(out, 'a/first.v'), 'edited');
    expect(await writeFiles(out, files)).toEqual([join(out, 'a/first.v')]);
    expect(readdirSync(out, { recursive: true }).sort()).toEqual([
      'a',
      'a/first.v',
      'b',
      'b/c',
      'b/c/second.v',
    ]);
  });

  test('writes nothing where one file cannot be written, and leaves nothing behind', async () => {
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a/first.v'), 'before');
    writeFileSync(join(folder, 'b'), 'in the way');
    await expect(writeFiles(folder, files, { option: '--there' })).rejects.toThrow(
      `F01: cannot write to '${folder}': a part of the path is a file. Choose another folder with --there.`,
    );
    expect(readFileSync(join(folder, 'a/first.v'), 'utf8')).toBe('before');
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['a', 'a/first.v', 'b']);
  });

  test('tells that a name is too long', async () => {
    await expect(writeFiles(folder, [{ path: `${'a'.repeat(300)}.v`, text: '' }])).rejects.toThrow(
      /F01: cannot write to '.*': the path is too long\. Choose another folder with --out/,
    );
  });

  test('writes nothing after an interruption', async () => {
    const controller = new AbortController();
    const out = join(folder, 'out');
    // Asked for when the temporary files of the others have been written.
    const late = { path: 'late.v', text: 'late' };
    const interrupting = Object.defineProperty({ ...late }, 'text', {
      get: () => {
        controller.abort(new Error('Ctrl-C'));
        return 'late';
      },
    });
    await expect(writeFiles(out, [...files, interrupting], { signal: controller.signal })).rejects.toThrow(
      'Ctrl-C',
    );
    expect(existsSync(out)).toBe(false);
  });

  test('ends where the file system has no folders to make', async () => {
    await expect(writeFiles('/proc/adder/out', files)).rejects.toThrow(
      /^F01: cannot write to '\/proc\/adder\/out'/,
    );
  });
});
