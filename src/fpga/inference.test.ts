/** Block RAM where READMEs promise it; the FPGA tests prove it of all blocks and families. */
import { describe, expect, it } from 'vitest';
import { catalogue } from '../blocks/index.js';
import { memoryClaims } from './memories.js';
import { expectInference } from './testing-inference.js';

describe('on iCE40', () => {
  it.each(['allocator', 'inline-cache', 'write-barrier'])('%s has its block RAM', async (name) => {
    await expectInference(name, 'hx8k');
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
