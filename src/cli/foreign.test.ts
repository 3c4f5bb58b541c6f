/** `adder regress --rtl`: Verilog in a folder is judged like our own. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from './program.js';

let folder = '';
let told = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adder-foreign-'));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const judge = async (): Promise<number> => {
  told = '';
  const rtl = join(folder, 'boxing-unit');
  return runCommandLine(`regress boxing-unit --rtl ${rtl} --transactions 200 --seed 1`.split(' '));
};

describe('regress --rtl', () => {
  it('passes the Verilog of the default configuration without being told its parameters', async () => {
    expect(await runCommandLine(['generate', 'boxing-unit', '--out', folder])).toBe(0);
    expect(await judge()).toBe(0);
    expect(told).toMatch(/boxing-unit +default +passed/);
  });

  it('fails a design with a mistake, and says how to repeat it', async () => {
    const file = join(folder, 'boxing-unit', 'boxing_unit.v');
    const right = readFileSync(file, 'utf8');
    const wrong = right.replace('& divider_rounds_down;', '& !divider_rounds_down;');
    expect(wrong).not.toBe(right);
    writeFileSync(file, wrong);
    expect(await judge()).toBe(1);
    expect(told).toContain('the answer differs from the golden model');
    expect(told).toMatch(/repeat +adder regress boxing-unit --configuration default --seed 1 .*--rtl /);
  });
});
