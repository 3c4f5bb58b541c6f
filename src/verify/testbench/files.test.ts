import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { altered, disturb, record, shape } from '../referee/fixture.js';
import { takeFrames } from '../referee/vectors.js';
import { testbenchFiles } from './files.js';
import type { Recording } from './record.js';

// What `make` builds is not cached.
vi.setConfig({ testTimeout: 120_000 });

/** Names that are legal Verilog and no members of Verilator's class: a Makefile for people builds the plain design. */
const rename = (text: string): string => text.replace(/\beval\b/g, 'enable').replace(/\bname\b/g, 'addend');
const verilog = altered('assign skew = (total_a - total_b) ^ (last_a - last_b);', "assign skew = 8'd0;");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adder-testbench-'));
  const rtl = join(folder, 'rtl');
  mkdirSync(rtl);
  for (const { name, text } of verilog.sources) writeFileSync(join(rtl, name), rename(text));
  writeFileSync(join(rtl, 'mixer.f'), 'lane.v\nmixer.v\n');
  write('good', recorded());
  write(
    'wrong',
    recorded((trace) => disturb(trace, 60, 'sum', 4)),
  );
  write(
    'wrong-wide',
    recorded((trace) => disturb(trace, 61, 'answer_data', 1, 2)),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Two sections of a design with two clocks, and with ports of 33 and 70 bits. */
function recorded(alter: (trace: ReturnType<typeof record>) => void = () => undefined): Recording {
  const trace = record(1, 100);
  const offset = 1 + (trace.layout.find(({ name }) => name === 'skew')?.offset ?? 0);
  for (const frame of trace.chunks) frame[offset] = 0;
  alter(trace);
  const frames = takeFrames(trace);
  return {
    clocks: trace.clocks,
    layout: trace.layout.map((place) => ({ ...place, name: rename(place.name) })),
    seed: 1,
    parameters: {},
    sections: [
      { name: 'both', description: 'From the reset on', frames: frames.slice(0, 40), unknown: [] },
      { name: '', description: 'Random traffic', frames: frames.slice(40), unknown: [] },
    ],
  };
}

const filesOf = (recording: Recording) =>
  testbenchFiles({ name: 'a-mixer', top: shape, recording, rtl: '../rtl' });

function write(name: string, recording: Recording): void {
  mkdirSync(join(folder, name));
  for (const { path, text } of filesOf(recording)) writeFileSync(join(folder, name, path), text);
}

const make = (name: string, ...args: string[]) =>
  execa('make', args, { cwd: join(folder, name), reject: false, all: true });

describe('testbenches for people', () => {
  it('pass on Icarus', async () => {
    const { exitCode, all } = await make('good', 'icarus');
    expect(all).toMatch(/^PASS: 100 cycles$/m);
    expect(all).not.toContain('warning');
    expect(exitCode).toBe(0);
  });

  it.each([
    ['wrong', /^cycle 60: sum is [0-9a-f]{9}, expected [0-9a-f]{9}\nFAIL$/m],
    ['wrong-wide', /^cycle 61: answer_data is [0-9a-f]{18}, expected [0-9a-f]{18}\nFAIL$/m],
  ])('fail on Icarus: %s', async (name, message) => {
    const { exitCode, all } = await make(name, 'icarus');
    expect(all).toMatch(message);
    expect(exitCode).not.toBe(0);
  });

  it('say the same on Verilator', async () => {
    const right = await make('good', 'verilator');
    expect(right.all?.match(/^PASS: 100 cycles$/gm)).toHaveLength(2);
    expect(right.all).not.toMatch(/warning/i);
    expect(right.exitCode).toBe(0);
    for (const name of ['wrong', 'wrong-wide']) {
      // They differ in their vectors only.
      cpSync(join(folder, 'good/build/Vmixer'), join(folder, name, 'build/Vmixer'));
      const { all, exitCode } = await execa('build/Vmixer', {
        cwd: join(folder, name),
        reject: false,
        all: true,
      });
      expect(all).toBe(readFileSync(join(folder, name, 'build/icarus.log'), 'utf8').trim());
      expect(exitCode).toBe(1);
    }
  });

  it('fail without their vectors', async () => {
    cpSync(join(folder, 'good'), join(folder, 'empty'), { recursive: true });
    rmSync(join(folder, 'empty/tb_mixer.hex'));
    const { exitCode, all } = await make('empty', 'icarus');
    expect(all).toContain('cannot read 100 vectors from tb_mixer.hex');
    expect(exitCode).not.toBe(0);
    const main = await execa('build/Vmixer', { cwd: join(folder, 'empty'), reject: false });
    expect(main.stdout).toBe('cannot read tb_mixer.hex\nFAIL');
    expect(main.exitCode).toBe(1);
  });

  it.each([
    ['icarus', 'Icarus Verilog is not installed'],
    ['verilator', 'Verilator is not installed'],
  ])('tell that the tool of make %s is missing', async (target, message) => {
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    const { exitCode, all } = await make('good', target, `PATH=${bin}`, 'SHELL=/bin/sh');
    expect(all).toContain(message);
    expect(exitCode).not.toBe(0);
  });

  it('tell that the Verilog is missing', async () => {
    const { exitCode, all } = await make('good', 'icarus', 'RTL=nowhere');
    expect(all).toContain('There is no nowhere/mixer.f: write it with "adder generate a-mixer"');
    expect(exitCode).not.toBe(0);
  });

  it('have vectors that people can read', () => {
    const vectors = readFileSync(join(folder, 'good/tb_mixer.hex'), 'utf8').split('\n');
    expect(vectors).toContain('//   1  check         1: compare the outputs in this cycle');
    expect(vectors).toContain('//   3  tock          1: ticks at the end of this cycle');
    expect(vectors).toContain('//   7  data          input, 70 bits');
    expect(vectors).toContain('//  11  sum           expected output, 33 bits');
    expect(vectors.indexOf('// Cycle 40: Random traffic')).toBeGreaterThan(
      vectors.indexOf('// Cycle 0: both: From the reset on'),
    );
    // Cycle 7 is the first after the reset.
    const checks = vectors.filter((line) => /^[01]_/.test(line)).map((line) => line[0]);
    expect(checks.indexOf('1')).toBe(7);
    expect(checks).toHaveLength(100);
  });

  it('give the same bytes again', () => {
    expect(filesOf(recorded())).toEqual(filesOf(recorded()));
  });
});
