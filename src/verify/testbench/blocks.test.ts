import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { catalogue } from '../../blocks/index.js';
import { defaultTestbenches, defaultVerilog } from '../defaults.js';
import { elaborate } from '../design.js';
import { qualifierOf } from '../referee/testbench.js';
import { writeFiles, type OutputFile } from '../files.js';

// What `make` builds is not cached.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const verified = catalogue
  .filter(({ verification }) => verification)
  .map(({ name, block }) => ({ name, block }));

let folder: string;
let files: OutputFile[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'adder-testbenches-'));
  files = await defaultTestbenches();
  await writeFiles(join(folder, 'testbenches'), files);
  await writeFiles(join(folder, 'rtl-out'), defaultVerilog());
});
afterAll(() => rmSync(folder, { recursive: true }));

const make = (name: string, target: string) =>
  execa('make', [target], { cwd: join(folder, 'testbenches', name), reject: false, all: true });

/** Verilator's own runtime is the same for all: compiled for the first block only. */
function shareRuntime(name: string): void {
  const [first = name] = verified.map((each) => each.name);
  const build = (block: string): string => join(folder, 'testbenches', block, 'build');
  if (name === first || !existsSync(build(first))) return;
  mkdirSync(build(name), { recursive: true });
  // Newer than the makefile that Verilator is about to write, on which they depend.
  const soon = Date.now() / 1000 + 3600;
  for (const file of ['verilated.o', 'verilated_threads.o']) {
    if (!existsSync(join(build(first), file))) continue;
    cpSync(join(build(first), file), join(build(name), file));
    utimesSync(join(build(name), file), soon, soon);
  }
}

/** Turns over the lowest bit of an output in the last cycle in which it counts and is known; says what a testbench says of it. */
function corrupt(text: string, payload: string, qualifier: string): { text: string; complaint: string } {
  const lines = text.split('\n');
  const columns = lines.flatMap((line) => /^\/\/ +\d+ {2}(\w+)/.exec(line)?.[1] ?? []);
  const vectors = lines.flatMap((line, index) => (/^[01]_/.test(line) ? [index] : []));
  const cycle = vectors.findLastIndex((index) => {
    const values = lines[index]?.split('_') ?? [];
    return values[columns.indexOf(qualifier)] === '1' && !values[columns.indexOf(payload)]?.includes('z');
  });
  const at = vectors[cycle] ?? -1;
  const vector = (lines[at] ?? '').split('_');
  const column = columns.indexOf(payload);
  const digits = vector[column] ?? '';
  vector[column] = digits.slice(0, -1) + (Number.parseInt(digits.slice(-1), 16) ^ 1).toString(16);
  return {
    text: lines.with(at, vector.join('_')).join('\n'),
    complaint: `cycle ${cycle}: ${payload} is ${digits}, expected ${vector[column]}\nFAIL`,
  };
}

describe.each(verified)('the testbench of $name', ({ name, block }) => {
  const { module } = elaborate(block, {});
  // The wrappers are large: Verilator confirms their regressions, and its testbench is made as that of the accelerator is.
  const targets = name.startsWith('accelerator-') ? ['icarus'] : ['icarus', 'verilator'];
  /** What Verilator has built reads the vectors when it runs. */
  const runBuilt = () =>
    execa(`build/V${module.name}`, { cwd: join(folder, 'testbenches', name), reject: false, all: true });
  const vectors = (): string => join(folder, 'testbenches', name, `tb_${module.name}.hex`);

  it('is small', () => {
    const size = files
      .filter(({ path }) => path.startsWith(`${name}/`))
      .reduce((sum, { text }) => sum + text.length, 0);
    expect(size).toBeLessThan(500_000);
  });

  it(`passes on Icarus from unknown state${targets.length > 1 ? ', and on Verilator from two random states' : ''}`, async () => {
    const icarus = await make(name, 'icarus');
    expect(icarus.all).toMatch(/^PASS: \d{3,4} cycles$/m);
    expect(icarus.all).not.toMatch(/warning/i);
    expect(icarus.exitCode).toBe(0);
    if (!targets.includes('verilator')) return;
    shareRuntime(name);
    const verilator = await make(name, 'verilator');
    expect(verilator.all?.match(/^PASS: \d{3,4} cycles$/gm)).toHaveLength(2);
    expect(verilator.all).not.toMatch(/%warning/i);
    expect(verilator.exitCode).toBe(0);
  });

  it(`fails on ${targets.join(' and ')} where one bit differs`, async () => {
    const [output = '', qualifier = ''] =
      [...qualifierOf(module)].find(([name]) => !name.endsWith('_last')) ?? [];
    const { text, complaint } = corrupt(readFileSync(vectors(), 'utf8'), output, qualifier);
    writeFileSync(vectors(), text);
    for (const target of targets) {
      const { exitCode, all } = await (target === 'icarus' ? make(name, target) : runBuilt());
      expect(all).toContain(complaint);
      expect(exitCode).not.toBe(0);
    }
  });
});
