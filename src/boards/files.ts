/** What a board's tools read: the Verilog of its demo, the top with its pins, and where these are. */
import { elaborate, verilogOf } from '../verify/design.js';
import type { OutputFile } from '../verify/files.js';
import { render } from '../verify/referee/template.js';
import type { Board } from './board.js';
import { demoOf } from './demo.js';

/** The module with the pins. */
export const topName = 'adder_board';

/** Verilator wants a file a module. */
const oneFile = '// verilator lint_off DECLFILENAME\n';

export interface BoardRate {
  /** In Hz. */
  readonly clock: number;
  readonly baud: number;
}

export interface BoardFiles {
  /** All modules, the top last. */
  readonly verilog: OutputFile;
  readonly constraints: OutputFile;
}

/** @throws AdderError P02, P03 for a rate that the clock cannot give */
export function boardFiles(board: Board, { clock, baud }: BoardRate): BoardFiles {
  const design = elaborate(demoOf(board), { clock, baud });
  const top = render('board-top.v', {
    title: board.title,
    top: topName,
    design: design.module.name,
    highestLed: board.pins.leds.length - 1,
  });
  return {
    verilog: {
      path: `${board.name}.v`,
      text: [oneFile, ...verilogOf(design).map(({ text }) => text), top].join('\n'),
    },
    constraints: { path: `${board.name}.${board.constraints}`, text: constraintsOf(board, clock) },
  };
}

/** Where the ports of the top are. */
export function constraintsOf({ title, pins, constraints }: Board, clock: number): string {
  const places: readonly (readonly [port: string, pin: string])[] = [
    ['clk', pins.clock],
    ['rx', pins.rx],
    ['tx', pins.tx],
    ...pins.leds.map((pin, index): [string, string] => [`led[${index}]`, pin]),
  ];
  if (constraints === 'pcf')
    return [
      `# ${title}; rx and tx are seen from the FPGA.`,
      ...places.map(([port, pin]) => `set_io ${port} ${pin}`),
      '',
    ].join('\n');
  return [
    `# ${title}; rx and tx are seen from the FPGA.`,
    `FREQUENCY PORT "clk" ${clock / 1e6} MHZ;`,
    ...places.flatMap(([port, pin]) => [
      `LOCATE COMP "${port}" SITE "${pin}";`,
      `IOBUF PORT "${port}" IO_TYPE=LVCMOS33${port === 'rx' ? ' PULLMODE=UP' : ''};`,
    ]),
    '',
  ].join('\n');
}
