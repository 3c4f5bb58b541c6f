import { describe, expect, it } from 'vitest';
import { Graph } from '../netlist/testing-graph.js';
import { simulateWithIcarus } from '../tools/iverilog.js';
import { inTemporaryFolder, writeSources } from '../tools/scratch.js';
import { runYosys } from '../tools/yosys.js';
import { printVerilog } from './index.js';

describe('what the tools make of the printed Verilog', () => {
  it('lets simulators complain about a broken assertion, and only outside reset', async () => {
    const g = new Graph('watched');
    g.property('holds', g.input('good', 1), { message: '100% good' });
    const bench = `
\`define ADDER_ON_FAILURE
module bench;
  reg clk = 0, rst = 1, good = 0;
  watched dut (.clk(clk), .rst(rst), .good(good));
  always #1 clk = ~clk;
  initial begin #4 rst = 0; good = 1; #4 good = 0; #2 $finish; end
endmodule
`;
    const output = await simulateWithIcarus([{ name: 'bench.v', text: bench }, ...printVerilog(g.module)], {
      top: 'bench',
    });
    expect(output.split('\n').filter((line) => line.includes('holds'))).toEqual([
      'bench.dut.holds failed at time 9: 100% good',
    ]);
  });

  it.each(['old', 'new', 'never'] as const)(
    "makes a synchronous read port of a memory that is 'onCollision: %s', whatever its depth",
    async (onCollision) => {
      const g = new Graph('ram');
      const [enable, data, mask] = [g.input('enable', 1), g.input('data', 16), g.input('mask', 2)];
      const [at, from] = [g.input('at', 6), g.input('from', 6)];
      const memory = g.memory('words', 16, 40);
      g.write(memory, { enable, address: at, data, mask });
      g.output('word', 16, g.read(memory, from, { onCollision, enable, name: 'word_read' }));
      // Both assertions of the script fail with a message where the read is a wire, or the memory has become registers.
      const script =
        'read_verilog ram.v; hierarchy -top ram; proc; opt -full; memory_dff; memory_collect; ' +
        "select -assert-count 1 t:$mem_v2 r:RD_CLK_ENABLE=1'1 %i";
      const result = await inTemporaryFolder(async (folder) => {
        await writeSources(folder, printVerilog(g.module));
        return runYosys(script, folder);
      });
      expect(result.messages).toEqual([]);
      expect(result.passed).toBe(true);
    },
  );
});
