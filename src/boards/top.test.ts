import { expect, it } from 'vitest';
import { operations } from '../blocks/accelerator/operations.js';
import { lintWithIcarus, simulateWithIcarus } from '../tools/iverilog.js';
import { formatMessage } from '../tools/message.js';
import { lintWithVerilator } from '../tools/verilator.js';
import { findBoard } from './board.js';
import { boardFiles, constraintsOf, topName } from './files.js';

const board = findBoard('hx8k-breakout');
const cyclesPerBit = 8;
const { verilog } = boardFiles(board, { clock: board.clock, baud: board.clock / cyclesPerBit });
const source = { name: verilog.path, text: verilog.text };

/** Types a line at the pins as a terminal does, with a clock and nothing else, and prints what it hears. */
const bench = (line: string): string => `
\`timescale 1ns / 1ns
module terminal;
  reg clk = 1'b0;
  always #5 clk = ~clk;
  reg rx = 1'b1;
  wire tx;
  wire [7:0] led;
  ${topName} board (.clk(clk), .rx(rx), .tx(tx), .led(led));

  integer bit_number;
  task send(input [7:0] letter);
    begin
      rx = 1'b0;
      #(${cyclesPerBit} * 10);
      for (bit_number = 0; bit_number < 8; bit_number = bit_number + 1) begin
        rx = letter[bit_number];
        #(${cyclesPerBit} * 10);
      end
      rx = 1'b1;
      #(${cyclesPerBit} * 10);
    end
  endtask

  reg [7:0] heard;
  integer place;
  always @(negedge tx) begin : hear
    #(${cyclesPerBit} * 15);
    for (place = 0; place < 8; place = place + 1) begin
      heard[place] = tx;
      #(${cyclesPerBit} * 10);
    end
    $write("%c", heard);
  end

  initial begin
    #6000;
${[...line].map((letter) => `    send(8'd${letter.charCodeAt(0)});`).join('\n')}
    #30000;
    $display("leds %b", led);
    $finish;
  end
endmodule
`;

it('the top comes up by itself, from unknown state, and answers at its pins', async () => {
  const { boxing_add: add } = operations;
  const text = bench(`c ${add.code.toString(16)} 1 b 15\r`);
  const printed = await simulateWithIcarus([source, { name: 'terminal.v', text }], { top: 'terminal' });
  expect(printed.replaceAll('\r', '')).toContain('= 1 00 0000001f\n');
  // Nothing unknown; activity, and no trouble.
  expect(printed).toMatch(/leds 000000[01][01]/);
});

it('no tool has anything to say against the top', async () => {
  const top = { top: topName };
  expect((await lintWithIcarus([source], top)).map(formatMessage)).toEqual([]);
  expect((await lintWithVerilator([source], top)).map(formatMessage)).toEqual([]);
});

it('constraints name every pin once, as the tool of the board reads them', () => {
  expect(constraintsOf(board, board.clock)).toContain('set_io rx B10\nset_io tx B12\nset_io led[0] B5\n');
  const ulx3s = findBoard('ulx3s-25f');
  const lpf = constraintsOf(ulx3s, ulx3s.clock);
  for (const line of [
    'FREQUENCY PORT "clk" 25 MHZ;',
    'LOCATE COMP "rx" SITE "M1";',
    'LOCATE COMP "tx" SITE "L4";',
    'IOBUF PORT "led[7]" IO_TYPE=LVCMOS33;',
  ])
    expect(lpf.split('\n')).toContain(line);
  for (const { pins } of [board, ulx3s]) {
    const all = [pins.clock, pins.rx, pins.tx, ...pins.leds];
    expect(new Set(all).size).toBe(all.length);
  }
});
