import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { compareVersions, tools, versionSuffices } from './catalogue.js';
import { doctor } from './doctor.js';
import { findTool } from './find.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'adder-find-'));
  vi.stubEnv('PATH', folder);
  vi.stubEnv('XDG_DATA_HOME', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** An executable on the PATH that prints one line. */
function install(name: string, line: string, where = folder): string {
  const path = join(where, name);
  writeFileSync(path, `#!/bin/sh\necho '${line}'\n`);
  chmodSync(path, 0o755);
  return path;
}

const installs = (name: string): RegExp => new RegExp(`(apt-get|brew) install ${name}`);

describe('findTool', () => {
  it('gives path and version', async () => {
    const path = install('verilator_bin', 'Verilator 5.006 2023-01-22 rev (Debian 5.006-3)');
    expect(await findTool('verilator')).toMatchObject({ name: 'verilator', path, version: '5.006' });
  });

  it('says how to install what is missing', async () => {
    await expect(findTool('verilator')).rejects.toThrow(
      /^T01: Verilator is not installed: there is no verilator_bin/,
    );
    await expect(findTool('verilator')).rejects.toThrow(installs('verilator'));
  });

  it('finds what was installed in the meantime', async () => {
    await expect(findTool('yosys')).rejects.toThrow(/^T01/);
    install('yosys', 'Yosys 0.23 (git sha1 7ce5011c24b)');
    expect(await findTool('yosys')).toMatchObject({ version: '0.23' });
  });

  it('refuses an old version', async () => {
    const path = install('verilator_bin', 'Verilator 4.038 2020-07-11 rev v4.036');
    await expect(findTool('verilator')).rejects.toThrow(
      new RegExp(`^T02: Verilator 4.038 at ${path} will not do, Adder needs 5.006 or newer`),
    );
  });

  it('passes over another series of Python', async () => {
    install('python3', 'Python 3.12.1');
    await expect(findTool('python')).rejects.toThrow(/^T02: CPython 3.11 3.12.1 at .* needs 3.11.x/);
    const path = install('python3.11', 'Python 3.11.2');
    expect(await findTool('python')).toMatchObject({ path, version: '3.11.2' });
  });

  it('knows the RISC-V compiler by its version, whatever its packager wrote in front of it', async () => {
    const path = install('riscv64-elf-gcc', 'riscv64-elf-gcc (GCC 9.9) 13.2.0');
    expect(await findTool('crossCompiler')).toMatchObject({ path, version: '13.2.0' });
    rmSync(path);
    vi.stubEnv('PATH', `${folder}:`);
    await expect(findTool('crossCompiler')).rejects.toThrow(
      installs('(gcc-riscv64-unknown-elf|riscv64-elf-gcc)'),
    );
  });

  it('passes over an old version ahead of a new one on PATH', async () => {
    const second = mkdtempSync(join(folder, 'second-'));
    vi.stubEnv('PATH', `${folder}:${second}`);
    install('yosys', 'Yosys 0.9');
    const path = install('yosys', 'Yosys 0.40', second);
    expect(await findTool('yosys')).toMatchObject({ path, version: '0.40' });
  });

  it('refuses a program that does not say its version', async () => {
    install('iverilog', 'Hello');
    await expect(findTool('iverilog')).rejects.toThrow(/^T04: .*iverilog does not say which version/);
  });
});

describe('doctor', () => {
  it('reports every tool, found or not', async () => {
    install('g++', 'g++ (Debian 12.2.0-14) 12.2.0');
    install('vvp', 'Icarus Verilog runtime version 10.3 (stable)');
    const rows = new Map((await doctor()).map((row) => [row.name, row]));
    expect([...rows.keys()]).toEqual([...Object.keys(tools), 'pinnedYosys']);
    expect(rows.get('pinnedYosys')).toMatchObject({ found: true, version: '0.55' });
    expect(rows.get('compiler')).toMatchObject({ found: true, version: '12.2.0', problem: undefined });
    expect(rows.get('vvp')).toMatchObject({
      found: false,
      wanted: '11.0 or newer',
      problem: expect.stringContaining('10.3') as string,
      install: expect.stringMatching(installs('i')) as string,
    });
    expect(rows.get('verilator')).toMatchObject({ found: false, path: undefined, version: undefined });
  });
});

describe('versions', () => {
  it.each([
    ['5.006', '5.006', 0],
    ['5.006', '5.010', -1],
    ['5.1', '5.006', -1],
    ['5.6', '5.006', 0],
    ['12', '11.2.1', 1],
    ['11.0', '11', 0],
  ])('compares %s with %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
  });

  it('takes a series by whole numbers', () => {
    expect(versionSuffices('3.11.9', tools.python)).toBe(true);
    expect(versionSuffices('3.110.1', tools.python)).toBe(false);
  });
});
