import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cached, cacheRoot } from './cache.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'adder-cache-'));
  vi.stubEnv('ADDER_CACHE', root);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

const remains = (): string[] => readdirSync(join(root, 'tmp'));
const write = (text: string) => (folder: string) => writeFile(join(folder, 'result'), text);

describe('cacheRoot', () => {
  it('follows the XDG rules unless told otherwise', () => {
    expect(cacheRoot()).toBe(root);
    vi.stubEnv('ADDER_CACHE', '');
    vi.stubEnv('XDG_CACHE_HOME', '/somewhere');
    expect(cacheRoot()).toBe('/somewhere/adder');
    vi.stubEnv('XDG_CACHE_HOME', '');
    expect(cacheRoot()).toMatch(/\/\.cache\/adder$/);
  });
});

describe('cached', () => {
  it('builds once for the same ingredients, and again for others', async () => {
    const first = await cached('kind', ['a', 1], write('first'));
    const again = await cached('kind', ['a', 1], () => Promise.reject(new Error('built twice')));
    const other = await cached('kind', ['a', 2], write('other'));
    expect([first.hit, again.hit, other.hit]).toEqual([false, true, false]);
    expect(again.folder).toBe(first.folder);
    expect(await readFile(join(other.folder, 'result'), 'utf8')).toBe('other');
    expect(remains()).toEqual([]);
  });

  it('builds once when asked twice at the same time', async () => {
    const populate = vi.fn(write('once'));
    await Promise.all([cached('kind', 'x', populate), cached('kind', 'x', populate)]);
    expect(populate).toHaveBeenCalledTimes(1);
  });

  it('leaves nothing behind when the build fails, and tries again', async () => {
    const fail = async (folder: string) => {
      await writeFile(join(folder, 'half'), '');
      throw new Error('no');
    };
    await expect(cached('kind', 'x', fail)).rejects.toThrow('no');
    expect(remains()).toEqual([]);
    expect(await cached('kind', 'x', write('second'))).toMatchObject({ hit: false });
  });

  it('takes the entry of a process that was faster', async () => {
    const { folder } = await cached('kind', 'x', write('theirs'));
    rmSync(folder, { recursive: true });
    const entry = await cached('kind', 'x', async (own) => {
      await mkdir(folder);
      await writeFile(join(folder, 'result'), 'theirs');
      await writeFile(join(own, 'result'), 'ours');
    });
    expect(await readFile(join(entry.folder, 'result'), 'utf8')).toBe('theirs');
    expect(remains()).toEqual([]);
  });

  it('survives many processes that build the same', async () => {
    const script = `
      import { cached } from ${JSON.stringify(new URL('./cache.ts', import.meta.url).href)};
      import { writeFile } from 'node:fs/promises';
      const { folder } = await cached('kind', 'x', async (own) => {
        await writeFile(own + '/a', 'a');
        await new Promise((resolve) => setTimeout(resolve, 200));
        await writeFile(own + '/b', 'b');
      });
      console.log(folder);`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    const runs = await Promise.all([1, 2, 3].map(() => execa(process.execPath, args)));
    const [folder = '', ...others] = runs.map(({ stdout }) => stdout);
    expect(new Set(others)).toEqual(new Set([folder]));
    expect(readdirSync(folder).sort()).toEqual(['a', 'b']);
    expect(remains()).toEqual([]);
  });

  it('sweeps away what killed runs and forgotten designs left', async () => {
    vi.resetModules(); // it sweeps once a process
    const { cached: fresh } = await import('./cache.js');
    const old = {
      killed: join(root, 'tmp', 'build-1'),
      forgotten: join(root, 'kind', '1'),
      recent: join(root, 'kind', '2'),
    };
    const days = (count: number) => new Date(Date.now() - count * 24 * 3600 * 1000);
    for (const folder of Object.values(old)) await mkdir(folder, { recursive: true });
    await utimes(old.killed, days(2), days(2));
    await utimes(old.forgotten, days(31), days(31));
    await utimes(old.recent, days(29), days(29));
    await fresh('kind', 'x', write(''));
    expect([existsSync(old.killed), existsSync(old.forgotten), existsSync(old.recent)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('says what to do where it cannot write', async () => {
    writeFileSync(join(root, 'file'), '');
    vi.stubEnv('ADDER_CACHE', join(root, 'file'));
    await expect(cached('kind', 'x', write(''))).rejects.toThrow(/^T07: cannot write .*ADDER_CACHE/);
  });
});
