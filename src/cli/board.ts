import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { boards, findBoard, type Board } from '../boards/board.js';
import { bitstreamName, buildBoard, type BoardBuild } from '../boards/build.js';
import { Console } from '../boards/console.js';
import { boardFiles, type BoardRate } from '../boards/files.js';
import { AdderError } from '../netlist/error.js';
import type { Yosys } from '../tools/yosys.js';
import { writeFiles } from '../verify/files.js';
import { interruptible } from './exit.js';
import { checks, chosenYosys, examples, someText, wholeNumber, yosysOption } from './options.js';
import { paint, printJson, ProgressLine, table } from './output.js';

interface Arguments {
  board?: string;
  out?: string;
  clock?: number;
  baud: number;
  seed: number;
  bitstream: boolean;
  yosys: Yosys['kind'];
  type: string[];
  json: boolean;
}

export const boardCommand: CommandModule<object, Arguments> = {
  command: 'board [board]',
  describe: 'Bitstreams of a demo for FPGA boards, with a command line on the serial port',
  builder: (parser) =>
    parser
      .positional('board', { type: 'string', describe: 'name of a board; all are listed without it' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        defaultDescription: 'build/<board>',
        describe: 'folder to write to',
      })
      .option('clock', {
        requiresArg: true,
        defaultDescription: "the board's",
        describe: 'in Hz, of an oscillator that is not the usual one',
      })
      .option('baud', { requiresArg: true, default: 115_200, describe: 'bits a second on the serial port' })
      .option('seed', { requiresArg: true, default: 1, describe: 'seed of the placer' })
      .option('bitstream', {
        type: 'boolean',
        default: true,
        describe: 'make the bitstream; --no-bitstream writes Verilog and constraints alone',
      })
      .option('yosys', yosysOption)
      .option('type', {
        type: 'string',
        array: true,
        requiresArg: true,
        default: [],
        defaultDescription: 'nothing',
        describe: 'a line to be typed at the serial port of the simulated board; may be repeated',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' })
      .check(
        checks({
          board: someText,
          out: someText,
          clock: wholeNumber(1000, 1_000_000_000),
          baud: wholeNumber(50, 100_000_000),
          seed: wholeNumber(0),
        }),
      )
      .epilogue(
        examples(
          ['board', 'the boards'],
          ['board hx8k-breakout', 'a bitstream, with what loads it'],
          ['board ulx3s-25f --baud 1000000 --yosys native', 'a faster serial port, and a faster Yosys'],
          ["board hx8k-breakout --type 'c 8 1 b 15'", 'no board: 5 + 10 at its simulated serial port'],
        ),
      ) as never,
  handler: async (given) => {
    if (given.board === undefined) {
      listBoards(given);
      return;
    }
    const board = findBoard(given.board);
    if (given.type.length > 0) {
      await type(board, given);
      return;
    }
    const rate = { clock: given.clock ?? board.clock, baud: given.baud };
    const out = given.out ?? join('build', board.name);
    const progress = new ProgressLine();
    try {
      await interruptible((signal) => make(board, rate, { ...given, out, signal, progress }));
    } finally {
      progress.clear();
    }
  },
};

function listBoards({ type, out, json }: Arguments): void {
  if (type.length > 0 || out !== undefined)
    throw new AdderError({
      code: 'U10',
      what: 'no board is named',
      fix: `Name one of ${boards.map(({ name }) => name).join(', ')}`,
    });
  if (json) {
    printJson(boards);
    return;
  }
  const rows = boards.map(({ name, title, target, clock, pins }) => [
    paint('bold', name),
    title,
    target,
    `${clock / 1e6} MHz`,
    `${pins.rx}, ${pins.tx}`,
  ]);
  const header = ['board', '', 'FPGA', 'clock', 'rx, tx'];
  process.stdout.write(`${table(header, rows)}\n\nadder board <board> makes its bitstream.\n`);
}

interface MakeOptions {
  readonly out: string;
  readonly seed: number;
  readonly bitstream: boolean;
  readonly yosys: Yosys['kind'];
  readonly json: boolean;
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
}

async function make(board: Board, rate: BoardRate, options: MakeOptions): Promise<void> {
  const { out, seed, signal, progress, json } = options;
  const { verilog, constraints } = boardFiles(board, rate);
  const sources = [verilog, constraints];
  // Before the tools run: a folder that cannot be written is told at once, and the sources are there if one of them fails.
  await writeFiles(out, sources, { signal });
  let build: BoardBuild | undefined;
  if (options.bitstream) {
    const yosys = await chosenYosys(options.yosys);
    const onStep = (step: string): void => progress.show(`${board.name}: ${step}`);
    build = await buildBoard(board, rate, { yosys, seed, signal, onStep });
    await writeFiles(out, [build.bitstream], { signal });
  }
  progress.clear();
  const paths = [...sources, ...(build ? [build.bitstream] : [])].map(({ path }) => join(out, path));
  const load = build && `${board.loader} ${join(out, bitstreamName(board))}`;
  if (json)
    printJson({
      board: board.name,
      ...rate,
      files: paths,
      ...(build && {
        area: build.area,
        used: build.placement.used,
        frequency: build.placement.frequency,
        load,
      }),
    });
  else process.stdout.write(`${report(paths, rate, build, load)}\n`);
}

function report(
  paths: readonly string[],
  { clock, baud }: BoardRate,
  build: BoardBuild | undefined,
  load: string | undefined,
): string {
  const written = table(
    ['file'],
    paths.map((path) => [path]),
  );
  if (!build || load === undefined) return written;
  const { used, frequency } = build.placement;
  const rows = Object.entries(used)
    .filter(([, { used }]) => used > 0)
    .map(([kind, { used, available }]) => [kind, `${used}`, `${available}`]);
  return [
    written,
    table(['cells', 'used', 'of'], rows),
    `It runs at ${frequency.toFixed(1)} MHz, and the board at ${clock / 1e6} MHz.`,
    `Load it with  ${paint('bold', load)}\nand open the serial port at ${baud} baud, 8N1; ? and Enter shows what can be typed.`,
  ].join('\n\n');
}

/** Nothing here waits, so Ctrl-C has to be let through between lines. */
async function type(board: Board, { type: lines, clock, json }: Arguments): Promise<void> {
  await interruptible(async (signal) => {
    const console = new Console(board, clock === undefined ? {} : { clock });
    const dialogue: { line: string; replies: string[] }[] = [];
    for (const line of lines) {
      await new Promise(setImmediate);
      signal.throwIfAborted();
      const replies = console.line(line);
      dialogue.push({ line, replies });
      if (!json) process.stdout.write([`> ${line}`, ...replies, ''].join('\n'));
    }
    if (json) printJson(dialogue);
  });
}
