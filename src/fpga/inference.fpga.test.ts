/** Inference is proved: what memories, multipliers and registers of each block become. */
import { describe, expect, it } from 'vitest';
import { catalogue } from '../blocks/index.js';
import { elaborate, verilogOf } from '../verify/design.js';
import { inferenceOf, memoriesOf, registerBits } from './inference.js';
import { memoryClaims, memoryTargets } from './memories.js';
import { findTarget } from './target.js';

const cases = Object.keys(memoryClaims).flatMap((name) =>
  memoryTargets.map((target) => [name, target] as const),
);

describe.concurrent('on each FPGA', () => {
  it.each(cases)('%s for %s', { timeout: 300_000 }, async (name, targetName) => {
    const { block } = catalogue.find((entry) => entry.name === name) ?? {};
    const claim = memoryClaims[name];
    if (!block || !claim) throw new Error(`there is no ${name}`);
    const { module } = elaborate(block, {});
    const inference = await inferenceOf(module, verilogOf(elaborate(block, {})), findTarget(targetName));
    const column = memoryTargets.indexOf(targetName);
    expect(inference.memories).toEqual(
      Object.fromEntries(Object.entries(claim.memories).map(([memory, kinds]) => [memory, kinds[column]])),
    );
    expect(inference.latches).toEqual([]);
    expect(inference.dsps).toBe(targetName === 'hx8k' ? 0 : claim.dsps);
    const bypass = claim.bypassBits[column];
    // Yosys maps the flip-flops of Xilinx only after its look-up tables.
    if (bypass === undefined) return;
    const inRegisters = memoriesOf(module)
      .filter(({ path }) => inference.memories[path] === 'registers')
      .reduce((sum, { memory }) => sum + memory.depth * memory.width, 0);
    expect(inference.flipFlops).toBeLessThanOrEqual(registerBits(module) + inRegisters + bypass);
  });
});

it('has a claim about every block but those that are made of others', () => {
  const made = [
    'interpreter-core',
    'accelerator',
    'accelerator-axi',
    'accelerator-wishbone',
    'accelerator-xif',
  ];
  const names = catalogue.map(({ name }) => name).filter((name) => !made.includes(name));
  expect(Object.keys(memoryClaims)).toEqual(names);
});
