import { expect, it } from 'vitest';
import { operations } from '../blocks/accelerator/operations.js';
import { lintWithIcarus, simulateWithIcarus } from '../tools/iverilog.js';
import { formatMessage } from '../tools/message.js';
import { lintWithVerilator } from '../tools/verilator.js';
import { findBoard } from './board.js';
import { boardFiles, constraintsOf, topName } from './files.js';
import { benchName, cyclesPerBit, terminalBench } from './testing-terminal.js';

const board = findBoard('hx8k-breakout');
const { verilog } = boardFiles(board, { clock: board.clock, baud: board.clock / cyclesPerBit });
const source = { name: verilog.path, text: verilog.text };

it('the top comes up by itself, from unknown state, and answers at its pins', async () => {
  const { boxing_add: add } = operations;
  const bench = terminalBench(`c ${add.code.toString(16)} 1 b 15\r`);
  const printed = await simulateWithIcarus([source, bench], { top: benchName });
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
