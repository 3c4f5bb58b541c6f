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

interface Case {
  readonly name: string;
  readonly target: string;
  readonly transactions: number;
  /** Works on the netlist first. */
  readonly change?: (text: string) => string;
}

/** Regresses what Yosys makes of a block. */
async function regressGates({ name, target: targetName, transactions, change = (text) => text }: Case) {
  const target = findTarget(targetName);
  const { block, verification } = catalogue.find((entry) => entry.name === name) ?? {};
  if (!block || !verification) throw new Error(`there is no ${name}`);
  const yosys = await nativeYosys();
  const design = elaborate(block, {});
  const { module } = design;
  const { bare } = await synthesise({ top: module.name, files: verilogOf(design), module }, target, {
    yosys,
  });
  const gates = await gateLevel(bare, module.name, target, yosys);
  if (!gates) throw new Error('there are no models');
  return inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, gates.name), change(gates.text));
    const request = { verification, parameters: {}, configuration: 'default', seed: 1, transactions };
    return regressForeign({ ...request, block: name, engines: [] } as never, folder);
  });
}

const blocks = [
  'axi4-lite-slave',
  'axi4-master',
  'wishbone-slave',
  'wishbone-master',
  'xif-bridge',
  'memory-arbiter',
];

describe('after synthesis it is still right', () => {
  const onBoth = blocks.flatMap((name) => ['hx8k', 'ecp5-25k'].map((target) => ({ name, target })));
  it.each(onBoth)('$name for $target', async ({ name, target }) => {
    const result = await regressGates({ name, target, transactions: 2000 });
    expect(result.failure).toBeUndefined();
    expect(result.passed).toBe(true);
    expect(result.transactions).toBeGreaterThan(2000);
  });

  it.each(['hx8k', 'ecp5-25k'])('would tell a wrong gate of %s', async (target) => {
    // One truth table read with two of its inputs swapped.
    const change = (text: string): string => {
      const swapped = text.replace(/ = (\w+(?:\[\d+\])?) \? (s\d\w*|[^:;]+) : ([^;]+);/, ' = $1 ? $3 : $2;');
      expect(swapped).not.toBe(text);
      return swapped;
    };
    const wrong = await regressGates({ name: 'axi4-lite-slave', target, transactions: 2000, change });
    expect(wrong.passed).toBe(false);
  });
});
