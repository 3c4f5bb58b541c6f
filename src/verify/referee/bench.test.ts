import { describe, expect, it, vi } from 'vitest';
import type { Module } from '../../netlist/node.js';
import { Source } from '../../netlist/source.js';
import { buildBench, runBench } from './bench.js';
import { design, shape } from './fixture.js';

const counter = {
  top: 'counter',
  sources: [
    {
      name: 'counter.v',
      text: `module counter (input wire clk, input wire rst, output reg [39:0] checksum);
  always @(posedge clk) if (rst) checksum <= 40'd0; else checksum <= checksum + 40'd1;
endmodule
`,
    },
  ],
};
const clk = { name: 'clk', reset: { name: 'rst', kind: 'synchronous', activeLow: false } } as const;
const checksum = { kind: 'output', name: 'checksum', width: 40, clock: clk, source: Source.none };
const top = { clocks: [clk], ports: [checksum as Module['ports'][number]] };

// With an empty cache, Verilator's runtime is compiled too.
vi.setConfig({ testTimeout: 60_000 });

describe('bench on Verilator', () => {
  it('runs as many cycles as asked, after a reset', async () => {
    const model = await buildBench(counter, top);
    const result = await runBench(model, 3_000_000);
    expect(result).toMatchObject({ cycles: 3_000_000, checksum: 3_000_000n });
    expect(result.cyclesPerSecond).toBeCloseTo(3_000_000 / result.seconds);
  });

  it('refuses a design that needs stimulus', async () => {
    await expect(buildBench(design, shape)).rejects.toThrow(
      /^V23: mixer .* 2 clocks, .* inputs eval, name, data, address/,
    );
  });
});
