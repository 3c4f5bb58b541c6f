import { describe, expect, it } from 'vitest';
import { lintWithIcarus, simulateWithIcarus } from './iverilog.js';
import { formatMessage } from './message.js';
import { lintWithVerilator } from './verilator.js';
import { checkWithYosys } from './yosys.js';

const wrap = (body: string) => [
  {
    name: 'unit.v',
    text: `\`default_nettype none
module unit (input wire clk, input wire [3:0] a, output wire [3:0] y);
${body}
endmodule
\`default_nettype wire
`,
  },
];
const clean = wrap('  reg [3:0] q;\n  always @(posedge clk) q <= a;\n  assign y = q;');
const twoDrivers = wrap(
  '  wire [3:0] x;\n  assign x = a;\n  assign x = {a[0], a[3:1]};\n  assign y = x & {4{clk}};',
);
const truncation = wrap("  wire [4:0] sum = {1'b0, a} + {4'd0, clk};\n  assign y = sum;");
const syntax = wrap('  assign y = a +;');
const top = { top: 'unit' };

describe('lint', () => {
  it('is silent about a clean design', async () => {
    expect(await lintWithVerilator(clean, top)).toEqual([]);
    expect(await lintWithIcarus(clean, top)).toEqual([]);
    expect(await checkWithYosys(clean, top)).toMatchObject({ passed: true, messages: [] });
  });

  it('knows file, line and rule of what Verilator sees', async () => {
    const messages = await lintWithVerilator(truncation, top);
    const width = messages.find(({ rule }) => rule === 'WIDTH');
    expect(width).toMatchObject({ severity: 'warning', file: 'unit.v', line: 4, column: 12 });
    expect(width && formatMessage(width)).toMatch(/^unit\.v:4:12: WIDTH: Operator ASSIGNW expects 4 bits/);
  });

  it('sees several drivers with Yosys', async () => {
    const { passed, messages } = await checkWithYosys(twoDrivers, top);
    expect(passed).toBe(false);
    expect(messages.map(({ text }) => text).join('\n')).toMatch(
      /multiple conflicting drivers for unit\.\\\w/,
    );
  });

  it.each([
    ['Verilator', () => lintWithVerilator(syntax, top)],
    ['Icarus', () => lintWithIcarus(syntax, top)],
    ['Yosys', async () => (await checkWithYosys(syntax, top)).messages],
  ])('knows where %s finds a syntax error', async (_, lint) => {
    expect((await lint())[0]).toMatchObject({ severity: 'error', file: 'unit.v', line: 3 });
  });

  it('names what is wrong with the files themselves', async () => {
    await expect(lintWithVerilator([...clean, ...clean], top)).rejects.toThrow(
      /^F10: two Verilog files are called/,
    );
    await expect(lintWithIcarus([{ name: '../x.v', text: '' }], top)).rejects.toThrow(
      /^F10: '\.\.\/x\.v' is not/,
    );
  });
});

describe('simulation with Icarus', () => {
  it('gives what was printed, also from a data file', async () => {
    const text = `module hello; reg [7:0] m [0:1]; initial begin $readmemh("m.hex", m); $display("%h", m[1]); $finish; end endmodule`;
    const sources = [
      { name: 'hello.v', text },
      { name: 'm.hex', text: '12\nab\n' },
    ];
    expect(await simulateWithIcarus(sources, { top: 'hello' })).toContain('ab');
  });

  it('refuses with the messages of Icarus', async () => {
    await expect(simulateWithIcarus(syntax, top)).rejects.toThrow(/^T06: .*unit\.v:3: /s);
  });
});
