/** How tests prove what a block's memories, multipliers and registers become. */
import { expect } from 'vitest';
import { catalogue } from '../blocks/index.js';
import { elaborate, verilogOf } from '../verify/design.js';
import { inferenceOf, memoriesOf, registerBits } from './inference.js';
import { memoryClaims, memoryTargets } from './memories.js';
import { findTarget } from './target.js';

/** Holds a block with its defaults to what `memories.ts` claims of it. */
export async function expectInference(
  name: string,
  targetName: (typeof memoryTargets)[number],
): Promise<void> {
  const { block } = catalogue.find((entry) => entry.name === name) ?? {};
  const claim = memoryClaims[name];
  if (!block || !claim) throw new Error(`there is no ${name}`);
  const design = elaborate(block, {});
  const inference = await inferenceOf(design.module, verilogOf(design), findTarget(targetName));
  const column = memoryTargets.indexOf(targetName);
  expect(inference.memories).toEqual(
    Object.fromEntries(Object.entries(claim.memories).map(([memory, kinds]) => [memory, kinds[column]])),
  );
  expect(inference.latches).toEqual([]);
  expect(inference.dsps).toBe(targetName === 'hx8k' ? 0 : claim.dsps);
  const bypass = claim.bypassBits[column];
  // Yosys maps the flip-flops of Xilinx only after its look-up tables.
  if (bypass === undefined) return;
  const inRegisters = memoriesOf(design.module)
    .filter(({ path }) => inference.memories[path] === 'registers')
    .reduce((sum, { memory }) => sum + memory.depth * memory.width, 0);
  expect(inference.flipFlops).toBeLessThanOrEqual(registerBits(design.module) + inRegisters + bypass);
}
