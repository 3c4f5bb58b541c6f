/** FuseSoC itself runs the targets of the cores. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { axi4LiteSlave } from '../blocks/axi4-lite-slave/hardware.js';
import { verification as axi4LiteSlaveVerification } from '../blocks/axi4-lite-slave/stimulus.js';
import { boxingUnit } from '../blocks/boxing-unit/hardware.js';
import { verification as boxingUnitVerification } from '../blocks/boxing-unit/stimulus.js';
import type { CatalogueEntry } from '../blocks/index.js';
import { taggedAlu } from '../blocks/tagged-alu/hardware.js';
import { findTool } from '../tools/find.js';
import { run, type RunResult } from '../tools/run.js';
import { entryOf, handoffOf, writeExport } from './testing-export.js';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const verified = (block: { readonly name: string }, verification: unknown): CatalogueEntry => ({
  ...entryOf(block),
  verification: verification as NonNullable<CatalogueEntry['verification']>,
});
const entries = [
  verified(axi4LiteSlave, axi4LiteSlaveVerification),
  verified(boxingUnit, boxingUnitVerification),
  { ...entryOf(taggedAlu), within: 'boxing-unit' },
];

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'adder-fusesoc-'));
  for (const entry of entries) await writeExport(join(folder, 'cores'), entry, 'fusesoc');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Neither the settings nor the libraries of whoever runs the tests count; nothing is fetched, since no core depends on another. */
async function fusesoc(...args: string[]): Promise<RunResult> {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  return run(await findTool('fusesoc'), ['--cores-root', join(folder, 'cores'), ...args], {
    cwd: folder,
    accept: [0, 1, 2],
    environment: { HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home, XDG_DATA_HOME: home },
  });
}

const nameOf = (entry: CatalogueEntry): string => `adder:blocks:${handoffOf(entry).top}:0.1.0`;

describe.each(entries)('the core of $name', (entry) => {
  it('lints', async () => {
    const { stdout, stderr, exitCode } = await fusesoc('run', '--target', 'lint', nameOf(entry));
    expect(exitCode).toBe(0);
    expect(`${stdout}${stderr}`).not.toMatch(/%Warning|%Error|WARNING|ERROR/);
  });

  it('sets a project of Vivado up', async () => {
    const { stdout, stderr, exitCode } = await fusesoc('run', '--setup', '--target', 'vivado', nameOf(entry));
    expect(exitCode).toBe(0);
    expect(`${stdout}${stderr}`).not.toMatch(/WARNING|ERROR/);
  });
});

describe('the target synth', () => {
  it.each(entries.filter(({ name }) => name !== 'boxing-unit'))('runs Yosys for $name', async (entry) => {
    const { stdout, exitCode } = await fusesoc('run', '--target', 'synth', nameOf(entry));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/SB_LUT4 +[1-9]/);
  });
});

describe('the target sim', () => {
  it.each(entries.slice(0, 2))('passes for $name', async (entry) => {
    const { stdout, exitCode } = await fusesoc('run', '--target', 'sim', nameOf(entry));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^PASS: \d+ cycles$/m);
  });

  it('fails where a vector is wrong', async () => {
    const [entry] = entries as [CatalogueEntry];
    const file = join(folder, 'cores', 'axi4-lite-slave', 'sim', 'tb_axi4_lite_slave.hex');
    const right = readFileSync(file, 'utf8');
    const lines = right.split('\n');
    const line = lines.findLastIndex((text) => text.startsWith('1_'));
    // The last column is whether the block takes a response.
    lines[line] = (lines[line] ?? '').replace(/[01]$/, (digit) => (digit === '1' ? '0' : '1'));
    expect(lines.join('\n')).not.toBe(right);
    writeFileSync(file, lines.join('\n'));
    try {
      const { stdout, exitCode } = await fusesoc('run', '--clean', '--target', 'sim', nameOf(entry));
      expect(stdout).toMatch(/^cycle \d+: \w+ is \w+, expected \w+$/m);
      expect(exitCode).not.toBe(0);
    } finally {
      writeFileSync(file, right);
    }
  });

  it('fails where the Verilog is wrong', async () => {
    const [entry] = entries as [CatalogueEntry];
    const file = join(folder, 'cores', 'axi4-lite-slave', 'rtl', 'axi4_lite_slave.v');
    const right = readFileSync(file, 'utf8');
    const wrong = right.replace(
      /assign register_response_ready = (.*);/,
      'assign register_response_ready = !($1);',
    );
    expect(wrong).not.toBe(right);
    writeFileSync(file, wrong);
    try {
      const { stdout, exitCode } = await fusesoc('run', '--clean', '--target', 'sim', nameOf(entry));
      expect(stdout).toMatch(/^cycle \d+: \w+ is \w+, expected \w+$/m);
      expect(exitCode).not.toBe(0);
    } finally {
      writeFileSync(file, right);
    }
  });

  it('is not there for a block that is verified in another one, and the core says so', async () => {
    const core = readFileSync(join(folder, 'cores', 'tagged-alu', 'tagged_alu.core'), 'utf8');
    expect(core).toContain(
      '# There is no target sim: the block is verified inside of boxing-unit, whose core has one.',
    );
    const { exitCode } = await fusesoc('run', '--target', 'sim', nameOf(entries[2] as CatalogueEntry));
    expect(exitCode).not.toBe(0);
  });
});
