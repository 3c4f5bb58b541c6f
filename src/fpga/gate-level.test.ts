/** Blocks after synthesis, judged by their golden models: the small ones here, the others in the tests of the FPGA tools. */
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { catalogue } from '../blocks/index.js';
import { inTemporaryFolder } from '../tools/scratch.js';
import { nativeYosys } from '../tools/yosys.js';
import { elaborate, verilogOf } from '../verify/design.js';
import { regressForeign } from '../verify/foreign-regression.js';
import { gateLevel } from './gate-level.js';
import { synthesise } from './synthesise.js';
import { findTarget } from './target.js';

vi.setConfig({ testTimeout: 120_000 });

const hx8k = findTarget('hx8k');

/** Regresses what Yosys makes of a block; `change` works on its netlist first. */
async function regressGates(name: string, transactions: number, change = (text: string): string => text) {
  const { block, verification } = catalogue.find((entry) => entry.name === name) ?? {};
  if (!block || !verification) throw new Error(`there is no ${name}`);
  const yosys = await nativeYosys();
  const design = elaborate(block, {});
  const { module } = design;
  const { bare } = await synthesise({ top: module.name, files: verilogOf(design), module }, hx8k, { yosys });
  const gates = await gateLevel(bare, module.name, hx8k, yosys);
  if (!gates) throw new Error('there are no models');
  return inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, gates.name), change(gates.text));
    const request = { verification, parameters: {}, configuration: 'default', seed: 1, transactions };
    return regressForeign({ ...request, block: name, engines: [] } as never, folder);
  });
}

describe('after synthesis for iCE40 it is still right', () => {
  const buses = ['axi4-lite-slave', 'axi4-master', 'wishbone-slave', 'wishbone-master', 'xif-bridge'];
  it.each([...buses, 'memory-arbiter'])('%s', async (name) => {
    const result = await regressGates(name, 2000);
    expect(result.failure).toBeUndefined();
    expect(result.passed).toBe(true);
    expect(result.transactions).toBeGreaterThan(2000);
  });

  it('would tell a wrong gate', async () => {
    // One truth table read with two of its inputs swapped.
    const change = (text: string): string => {
      const swapped = text.replace(/ = (\w+(?:\[\d+\])?) \? (s\d\w*|[^:;]+) : ([^;]+);/, ' = $1 ? $3 : $2;');
      expect(swapped).not.toBe(text);
      return swapped;
    };
    expect((await regressGates('axi4-lite-slave', 2000, change)).passed).toBe(false);
  });
});
