import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from './run.js';

const shell = { title: 'the shell', path: '/bin/sh' };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'adder-run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Waits for a file with a process id in it, written by a grandchild. */
async function grandchild(): Promise<number> {
  const file = join(folder, 'pid');
  while (!existsSync(file) || readFileSync(file, 'utf8').trim() === '') await pause();
  return Number(readFileSync(file, 'utf8'));
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 10));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A killed process whose parent is gone may wait for init to collect it.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Starts a grandchild that would live for a minute, as g++ starts cc1plus. */
const withGrandchild = ['-c', 'sleep 60 & echo $! > pid; wait'];

describe('run', () => {
  it('captures both outputs and hands over the input', async () => {
    expect(await run(shell, ['-c', 'cat; echo oops >&2'], { input: 'hello' })).toEqual({
      stdout: 'hello',
      stderr: 'oops',
      exitCode: 0,
    });
  });

  it('fails in the words of the program', async () => {
    await expect(run(shell, ['-c', 'echo reason >&2; exit 7'])).rejects.toThrow(
      /^T03: the shell exited with code 7:\n {2}reason/,
    );
    await expect(run(shell, ['-c', 'kill -SEGV $$'])).rejects.toThrow(
      /^T03: the shell was killed by SIGSEGV/,
    );
    await expect(run({ title: 'nothing', path: '/nowhere/nothing' }, [])).rejects.toThrow(
      /^T03: nothing did not start: .*ENOENT/,
    );
  });

  it('takes other exit codes for an answer when told so', async () => {
    expect(await run(shell, ['-c', 'exit 1'], { accept: [0, 1] })).toMatchObject({ exitCode: 1 });
  });

  it('does not pass arguments through a shell', async () => {
    const { stdout } = await run({ title: 'echo', path: '/bin/echo' }, ['$HOME; `id`']);
    expect(stdout).toBe('$HOME; `id`');
  });

  it('kills the children of a program when aborted', async () => {
    const controller = new AbortController();
    const running = run(shell, withGrandchild, { cwd: folder, signal: controller.signal });
    const pid = await grandchild();
    expect(isAlive(pid)).toBe(true);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    while (isAlive(pid)) await pause();
  });

  it('does not start when already aborted', async () => {
    await expect(
      run(shell, ['-c', 'exit 0'], { signal: AbortSignal.abort(new Error('late')) }),
    ).rejects.toThrow('late');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('takes everything along when %s ends us', async (signal) => {
    const script = `
      import { run } from ${JSON.stringify(new URL('./run.ts', import.meta.url).href)};
      await run(${JSON.stringify(shell)}, ${JSON.stringify(withGrandchild)}, { cwd: ${JSON.stringify(folder)} });`;
    const parent = execa(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      reject: false,
    });
    const pid = await grandchild();
    parent.kill(signal);
    expect(await parent).toMatchObject({ signal });
    while (isAlive(pid)) await pause();
  });
});
