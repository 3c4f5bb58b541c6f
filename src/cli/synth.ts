import { basename, dirname } from 'node:path';
import type { CommandModule } from 'yargs';
import { estimateAll, type Estimate } from '../fpga/estimate.js';
import { exportEstimates } from '../fpga/files.js';
import { htmlReport } from '../fpga/html.js';
import { findTarget, targets, type Goal } from '../fpga/target.js';
import type { Yosys } from '../tools/yosys.js';
import { elaborate } from '../verify/design.js';
import { writeFiles } from '../verify/files.js';
import { CheckFailed, interruptible } from './exit.js';
import {
  chosenYosys,
  checks,
  examples,
  someText,
  wholeNumber,
  withSelection,
  yosysOption,
  type SelectionArguments,
} from './options.js';
import { printJson, ProgressLine } from './output.js';
import { configure, selectBlocks } from './select.js';
import { estimateToJson, printEstimates } from './synth-report.js';

interface Arguments extends SelectionArguments {
  target: string[];
  seeds: number;
  clock?: number;
  place: boolean;
  yosys: Yosys['kind'];
  goal: Goal;
  out?: string;
  html?: string;
  json: boolean;
}

export const synthCommand: CommandModule<object, Arguments> = {
  command: 'synth [blocks..]',
  describe: 'Area and speed of blocks in an FPGA',
  builder: (parser) =>
    withSelection(parser)
      .option('target', {
        type: 'string',
        array: true,
        requiresArg: true,
        default: ['hx8k'],
        defaultDescription: 'hx8k',
        describe: `${targets.map(({ name }) => name).join(', ')}, or several with commas`,
      })
      .option('seeds', {
        default: 3,
        requiresArg: true,
        describe: 'seeds of the placer; the clock frequency is their median',
      })
      .option('clock', {
        requiresArg: true,
        defaultDescription: 'ambitious',
        describe: 'in MHz, what the placer works towards',
      })
      .option('place', {
        type: 'boolean',
        default: true,
        describe: 'place and route; --no-place tells the area alone and needs nothing but Node',
      })
      .option('goal', {
        choices: ['area', 'speed'] as const,
        default: 'area',
        requiresArg: true,
        describe: 'of synthesis: fewer cells, or a higher frequency, where a family knows the difference',
      })
      .option('yosys', yosysOption)
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'folder for netlists, and for the placed blocks in their harness with bitstreams',
      })
      .option('html', { type: 'string', requiresArg: true, describe: 'file for a report that browsers show' })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' })
      .check(
        checks({ seeds: wholeNumber(1, 100), clock: wholeNumber(1, 2000), out: someText, html: someText }),
      )
      .epilogue(
        examples(
          ['synth boxing-unit inline-cache', 'two blocks for iCE40 HX8K, as Adder ships them'],
          ['synth inline-cache --param ways=1,2,4 --target ecp5-25k', 'what ways cost on ECP5'],
          ['synth boxing-unit --target xilinx-7,gowin,cyclone-v', 'area where no open tool places'],
          ['synth tagged-alu --no-place', 'area alone'],
          ['synth allocator --yosys native --seeds 9 --clock 80', 'faster, and with more seeds'],
          ['synth ./my-block.ts --out build --html build/area.html', 'a block of your own, with all files'],
        ),
      ) as never,
  handler: async (given) => {
    const chosen = [...new Set(given.target.flatMap((text) => text.split(',')))].map(findTarget);
    const standard = [{ name: 'default', parameters: {} }];
    const selections = configure(await selectBlocks(given.blocks), given.param, () => standard);
    const yosys = await chosenYosys(given.yosys);
    const progress = new ProgressLine();
    let estimates: Estimate[] = [];
    try {
      await interruptible(async (signal) => {
        const items = selections.flatMap(({ entry, configuration, parameters }) =>
          chosen.map((target) => ({
            ...{ block: entry.name, configuration, target },
            design: elaborate(entry.block, parameters),
          })),
        );
        const say = (message: string): void =>
          progress.show(`${estimates.length} of ${items.length} done; ${message}`);
        const options = {
          ...{ yosys, goal: given.goal, signal, frequency: given.clock, onProgress: say },
          seeds: given.place ? given.seeds : 0,
        };
        // In the order in which they were asked for, whichever was ready first.
        estimates = await estimateAll(items, options, (estimate) => {
          estimates.push(estimate);
          say(`${estimate.block} for ${estimate.target.name}`);
        });
        if (given.out !== undefined) await exportEstimates(given.out, estimates, yosys, signal);
        if (given.html !== undefined)
          await writeFiles(
            dirname(given.html),
            [{ path: basename(given.html), text: htmlReport(estimates) }],
            { option: '--html', signal },
          );
      });
    } finally {
      progress.clear();
      // Also what was finished before Ctrl-C or before a tool broke down.
      if (estimates.length > 0)
        if (given.json) printJson(estimates.map(estimateToJson));
        else printEstimates(estimates);
    }
    if (estimates.some(({ excess }) => excess.length > 0)) throw new CheckFailed();
  },
};
