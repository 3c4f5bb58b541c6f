import { expect, it } from 'vitest';
import { block, bool, hardware, input, output, register, uint } from '../hdl/index.js';
import { elaborate, verilogOf } from '../verify/design.js';
import { describePath, netLines } from './critical-path.js';
import type { PathStep } from './place.js';

const adder = block('adder_under_test', { documentation: 'Adds to what it holds.' }, () =>
  hardware({
    ports: { amount: input(uint(8)), enable: input(bool()), total: output(uint(8)) },
    build({ amount, enable, total }, m) {
      const { held } = m.registers({ held: register(uint(8), { reset: 0 }) });
      const { sum } = m.name({ sum: held.addWrap(amount) });
      m.when(enable, () => held.next(sum));
      total.is(held);
    },
  }),
);

const design = elaborate(adder, {});
const files = verilogOf(design);
const verilog = files[0]?.text.split('\n') ?? [];
const lineOf = (name: string): string => {
  const index = verilog.findIndex((line) => new RegExp(`(wire|reg) .*\\b${name}\\b`).test(line));
  expect(index).toBeGreaterThan(0);
  return `adder_under_test.v:${index + 1}.3-${index + 1}.20`;
};
const lines = netLines(
  JSON.stringify({
    modules: {
      adder_under_test: {
        netnames: {
          held: { attributes: { src: lineOf('held') } },
          sum: { attributes: { src: lineOf('sum') } },
          sum_SB_LUT4_O_I2: { attributes: {} },
        },
      },
    },
  }),
  'adder_under_test',
);

const step = (type: string, delay: number, cell: string, net?: string): PathStep => ({
  ...{ type, delay, from: { cell, port: 'O' }, to: { cell, port: 'I0' } },
  ...(net === undefined ? {} : { net }),
});

it('tells ends and kept nets by the names of the Verilog and the lines of TypeScript', () => {
  const path = describePath(
    [
      step('clk-to-q', 0.5, 'from_amount_SB_DFF_Q_3_DFFLC'),
      step('routing', 1, 'block.sum_SB_LUT4_O_LC', 'from_amount[3]'),
      step('logic', 0.25, 'block.sum_SB_LUT4_O_LC'),
      step('routing', 1, 'block.sum_SB_LUT4_O_1_LC', 'block.sum_SB_LUT4_O_I2[3]'),
      step('logic', 0.25, 'block.sum_SB_LUT4_O_1_LC'),
      step('routing', 1, 'block.held_SB_DFFESR_Q_2_DFFLC', 'block.sum[7]'),
      step('setup', 0.25, 'block.held_SB_DFFESR_Q_2_DFFLC'),
    ],
    lines,
    files,
  );
  expect(path.points.map(({ name, at }) => [name, at])).toEqual([
    ['port amount', 0.5],
    ['sum[7]', 4],
    ['held', 4.25],
  ]);
  expect(path.points[0]?.place).toBeUndefined();
  expect(path.points[1]?.place).toMatch(/^src\/fpga\/critical-path\.test\.ts:12:/);
  expect(path.points[2]?.place).toMatch(/^src\/fpga\/critical-path\.test\.ts:11:/);
  expect(path).toMatchObject({ total: 4.25, logic: 1.25, routing: 3, levels: 2 });
});
