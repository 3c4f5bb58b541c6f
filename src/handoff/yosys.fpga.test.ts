/** The Yosys on PATH runs the scripts of every family. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { axi4LiteSlave } from '../blocks/axi4-lite-slave/hardware.js';
import { families } from '../fpga/target.js';
import { findTool } from '../tools/find.js';
import { run } from '../tools/run.js';
import { awkwardBlock, entryOf, handoffOf, writeExport } from './testing-export.js';

vi.setConfig({ testTimeout: 240_000 });

interface Netlist {
  readonly modules: Readonly<
    Record<
      string,
      {
        readonly attributes: Readonly<Record<string, string>>;
        readonly ports: Readonly<
          Record<string, { readonly direction: string; readonly bits: readonly unknown[] }>
        >;
        readonly cells: Readonly<Record<string, { readonly type: string }>>;
      }
    >
  >;
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adder-yosys-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A cell that only this family has. */
const cells: Readonly<Record<string, RegExp>> = {
  ice40hx: /^SB_DFF/,
  ice40up: /^SB_DFF/,
  ecp5: /^TRELLIS_FF$/,
  xilinx: /^FD[RSCP]E$/,
  gowin: /^DFF/,
  cyclonev: /^MISTRAL_FF$/,
};

describe('the scripts for Yosys', () => {
  it.each(families)('synthesise for $name', async ({ name }) => {
    const entry = entryOf(axi4LiteSlave);
    const { top, ports } = handoffOf(entry);
    const below = await writeExport(folder, entry, 'yosys');
    await run(await findTool('yosys'), ['-q', `yosys/${top}_${name}.ys`], { cwd: below });
    const { modules } = JSON.parse(readFileSync(join(below, `yosys/${top}_${name}.json`), 'utf8')) as Netlist;
    const found = modules[top];
    expect(
      Object.entries(found?.ports ?? {}).map(([port, { direction, bits }]) => [port, direction, bits.length]),
    ).toEqual(ports.map((port) => [port.name, port.direction, port.width]));
    const types = Object.values(found?.cells ?? {}).map(({ type }) => type);
    expect(types.filter((type) => cells[name]?.test(type)).length).toBeGreaterThan(20);
  });

  it('read a file with blanks and brackets in its name', async () => {
    const below = await writeExport(folder, awkwardBlock(), 'yosys');
    await run(await findTool('yosys'), ['-q', 'yosys/awkward_block_ice40hx.ys'], { cwd: below });
    const { modules } = JSON.parse(
      readFileSync(join(below, 'yosys/awkward_block_ice40hx.json'), 'utf8'),
    ) as Netlist;
    expect(Object.keys(modules)).toContain('awkward_block');
  });
});
