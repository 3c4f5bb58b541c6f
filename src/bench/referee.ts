/** What Verilator as a referee costs: on an unchanged block, and after an edit. */
import type { Block } from '../hdl/index.js';
import { simulate } from '../sim/index.js';
import { TraceRecorder } from '../testing/record.js';
import { elaborate, verilogOf } from '../verify/design.js';
import { ReplaySession } from '../verify/referee/replay.js';
import { median, type Measurement } from './measure.js';

const runs = 5;

/** Seconds until a replay of a few cycles has its verdict: built before, and built anew. */
export async function refereeOverhead(name: string, block: Block): Promise<Measurement[]> {
  const design = elaborate(block, {});
  const sources = verilogOf(design);
  const judge = async (comment: string): Promise<number> => {
    const device = simulate(design.module, { seed: 1 });
    const recorder = new TraceRecorder(device);
    for (let cycle = 0; cycle < 100; cycle++) {
      device.cycle();
      recorder.after();
    }
    const edited = sources.map((file) => ({ ...file, text: `${file.text}${comment}` }));
    const begin = performance.now();
    const session = await ReplaySession.open({ top: design.module.name, sources: edited }, recorder.header);
    for (const chunk of recorder.finish().chunks) await session.write(chunk);
    const { difference } = await session.finish();
    if (difference)
      throw new Error(`the benchmark of ${name} found a difference in cycle ${difference.cycle}`);
    return (performance.now() - begin) / 1000;
  };
  await judge('');
  const unchanged: number[] = [];
  const edited: number[] = [];
  for (let run = 0; run < runs; run++) {
    unchanged.push(await judge(''));
    // A text that no cache has seen.
    edited.push(await judge(`// edit ${process.pid} ${run} ${Date.now()}\n`));
  }
  return [
    {
      name: `${name}: Verilator on an unchanged block`,
      unit: 's',
      value: round(median(unchanged)),
      details: { runs },
      target: { atMost: 0.3 },
    },
    {
      name: `${name}: Verilator after an edit`,
      unit: 's',
      value: round(median(edited)),
      details: { runs },
      target: { atMost: 3 },
    },
  ];
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
