/** What the tools make of the Verilog of each block: no complaint, and block RAM where a README promises it. */
import { describe, expect, it, vi } from 'vitest';
import { catalogue } from '../blocks/index.js';
import { lintWithIcarus } from '../tools/iverilog.js';
import { formatMessage } from '../tools/message.js';
import { inTemporaryFolder, writeSources } from '../tools/scratch.js';
import { lintWithVerilator } from '../tools/verilator.js';
import { checkWithYosys, runYosys } from '../tools/yosys.js';
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

  // A memory read in a clock cycle of its own, which Yosys then maps to the block RAM of iCE40.
  it.each([
    ['allocator', 'one block RAM of 256 words', 1],
    ['inline-cache', 'one a way', 4],
    ['write-barrier', 'one a way', 4],
  ])('becomes block RAM where the README says so: %s, %s', async (name, _, memories) => {
    const { block } = catalogue.find((entry) => entry.name === name) ?? {};
    if (!block) throw new Error(`there is no ${name}`);
    const design = elaborate(block, {});
    const files = verilogOf(design);
    const script =
      `read_verilog ${files.map((file) => file.name).join(' ')}; hierarchy -top ${design.module.name}; proc; opt -full; ` +
      `memory_dff; memory_collect; select -assert-min ${memories} t:$mem_v2 r:RD_CLK_ENABLE=1'1 %i; ` +
      `synth_ice40 -top ${design.module.name} -run flatten:map_ffram; select -assert-min ${memories} t:SB_RAM40_4K`;
    const result = await inTemporaryFolder(async (folder) => {
      await writeSources(folder, files);
      return runYosys(script, folder);
    });
    expect(result.messages).toEqual([]);
    expect(result.passed).toBe(true);
  });
});
