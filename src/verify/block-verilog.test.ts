/** What the tools make of the Verilog of each block: no complaint. */
import { describe, expect, it, vi } from 'vitest';
import { catalogue } from '../blocks/index.js';
import { lintWithIcarus } from '../tools/iverilog.js';
import { formatMessage } from '../tools/message.js';
import { lintWithVerilator } from '../tools/verilator.js';
import { checkWithYosys } from '../tools/yosys.js';
import { elaborate, verilogOf } from './design.js';

vi.setConfig({ testTimeout: 60_000 });

/** The accelerator's own module is inside its wrappers. */
const linted = catalogue.filter(({ name }) => name !== 'accelerator');

describe('the Verilog of a block', () => {
  it.each(linted)('has nothing that Verilator, Icarus or Yosys complains of: $name', async ({ block }) => {
    const design = elaborate(block, {});
    const files = verilogOf(design);
    const options = { top: design.module.name };
    const [verilator, icarus, yosys] = await Promise.all([
      lintWithVerilator(files, options),
      lintWithIcarus(files, options),
      checkWithYosys(files, options),
    ]);
    expect([...verilator, ...icarus, ...yosys.messages].map(formatMessage)).toEqual([]);
  });
});
