import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layOut } from '../../testing/area.js';
import { buildBench } from './bench.js';
import { design, record, shape } from './fixture.js';
import { buildDevice } from './foreign.js';
import { buildReplay } from './replay.js';

const still = {
  top: 'still',
  sources: [
    { name: 'still.v', text: 'module still (input wire clk, output wire one); assign one = 1; endmodule\n' },
  ],
};
const stillShape = {
  clocks: [{ name: 'clk', reset: undefined }],
  ports: shape.ports.filter(({ name }) => name === 'answer_valid').map((port) => ({ ...port, name: 'one' })),
};
const stillLayout = layOut({ name: 'still', ...stillShape }).layout;

describe('the C++ mains', () => {
  it.each([
    ['replay', () => buildReplay(design, record(1, 1))],
    ['replay without state', () => buildReplay(still, { clocks: ['clk'], layout: stillLayout, initial: [] })],
    ['device', () => buildDevice(design, shape)],
    ['device without inputs', () => buildDevice(still, stillShape)],
    ['bench', () => buildBench(still, stillShape)],
  ])('%s compiles without a warning', async (_, build) => {
    const { path } = await build();
    expect(await readFile(join(dirname(path), 'warnings.txt'), 'utf8')).toBe('');
  });
});
