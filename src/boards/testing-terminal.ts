import type { VerilogSource } from '../tools/message.js';
import { topName } from './files.js';

/** Cycles of a bit in the benches. */
export const cyclesPerBit = 8;

/** The module of the bench. */
export const benchName = 'terminal';

/** Types a line at the pins as a terminal does, with a clock and nothing else, and prints what it hears. */
export const terminalBench = (line: string): VerilogSource => ({
  name: `${benchName}.v`,
  text: `
\`timescale 1ns / 1ns
module ${benchName};
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
${Array.from(Buffer.from(line, 'latin1'), (byte) => `    send(8'd${byte});`).join('\n')}
    #30000;
    $display("leds %b", led);
    $finish;
  end
endmodule
`,
});
