/** Inference is proved: what memories, multipliers and registers of each block become. */
import { describe, it } from 'vitest';
import { memoryClaims, memoryTargets } from './memories.js';
import { expectInference } from './testing-inference.js';

const cases = Object.keys(memoryClaims).flatMap((name) =>
  memoryTargets.map((target) => [name, target] as const),
);

describe.concurrent('on each FPGA', () => {
  it.each(cases)('%s for %s', { timeout: 300_000 }, expectInference);
});
