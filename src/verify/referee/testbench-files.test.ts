import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { altered, disturb, record, shape } from './fixture.js';
import { testbenchFiles } from './testbench-files.js';

// What `make` builds is not cached.
vi.setConfig({ testTimeout: 60_000 });

/** Names that are legal Verilog and no members of Verilator's class: a Makefile for people builds the plain design. */
const rename = (text: string): string => text.replace(/\beval\b/g, 'enable').replace(/\bname\b/g, 'addend');
const verilog = altered('assign skew = (total_a - total_b) ^ (last_a - last_b);', "assign skew = 8'd0;");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adder-testbench-'));
  mkdirSync(join(folder, 'rtl'));
  for (const { name, text } of verilog.sources) writeFileSync(join(folder, 'rtl', name), rename(text));
  write('good', recorded());
  const wrong = recorded();
  disturb(wrong, 60, 'sum', 4);
  write('wrong', wrong);
});
afterAll(() => rmSync(folder, { recursive: true }));

function recorded() {
  const { clocks, layout, chunks } = record(1, 150);
  const offset = 1 + (layout.find(({ name }) => name === 'skew')?.offset ?? 0);
  for (const frame of chunks) frame[offset] = 0;
  return { clocks, layout: layout.map((place) => ({ ...place, name: rename(place.name) })), chunks };
}

function write(name: string, trace: ReturnType<typeof recorded>): void {
  mkdirSync(join(folder, name));
  const files = testbenchFiles({
    top: shape,
    trace,
    limit: 100,
    sources: ['lane.v', 'mixer.v'],
    rtl: '../rtl',
  });
  for (const { path, text } of files) writeFileSync(join(folder, name, path), text);
}

const make = (name: string, target: string) =>
  execa('make', [target], { cwd: join(folder, name), reject: false, all: true });

describe('testbenches for people', () => {
  it('pass on Icarus', async () => {
    const { exitCode, all } = await make('good', 'icarus');
    expect(all).toContain('PASS 100 cycles');
    expect(exitCode).toBe(0);
  });

  it('fail on Icarus', async () => {
    const { exitCode, all } = await make('wrong', 'icarus');
    expect(all).toMatch(/^DIFFERENCE 60 sum /m);
    expect(exitCode).not.toBe(0);
  });

  it('pass and fail on Verilator', async () => {
    const right = await make('good', 'verilator');
    expect(right.all).toContain('PASS 100 cycles');
    expect(right.exitCode).toBe(0);
    // The two differ in their vectors only.
    cpSync(join(folder, 'good', 'build'), join(folder, 'wrong', 'build'), {
      recursive: true,
      preserveTimestamps: true,
    });
    const { all, exitCode } = await execa(join(folder, 'wrong', 'build', 'Vmixer'), {
      cwd: join(folder, 'wrong'),
      reject: false,
      all: true,
    });
    expect(all).toMatch(/^DIFFERENCE 60 sum /m);
    expect(exitCode).toBe(1);
  });

  it('give the same bytes again', () => {
    const [first, second] = [recorded(), recorded()].map((trace) =>
      testbenchFiles({ top: shape, trace, limit: 100, sources: ['lane.v', 'mixer.v'], rtl: '../rtl' }),
    );
    expect(first).toEqual(second);
    expect(readFileSync(join(folder, 'good', 'Makefile'), 'utf8')).toContain('$(RTL)/lane.v $(RTL)/mixer.v');
  });
});
