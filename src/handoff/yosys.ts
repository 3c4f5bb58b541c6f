/** Yosys: a script for each family of devices. */
import { families } from '../fpga/target.js';
import type { OutputFile } from '../verify/files.js';
import { render } from '../verify/referee/template.js';
import type { Handoff } from './design.js';
import { yosysWord } from './quote.js';

/** Who takes the JSON of a family. */
const placers: Readonly<Record<(typeof families)[number]['name'], string>> = {
  ice40hx: 'nextpnr-ice40',
  ice40up: 'nextpnr-ice40',
  ecp5: 'nextpnr-ecp5',
  xilinx: 'nextpnr-xilinx',
  gowin: 'nextpnr-himbaechel',
  cyclonev: 'nextpnr-mistral',
};

/** With the commands of `adder synth`, so that its figures are theirs. */
export function yosysFiles({ top, sources }: Handoff): OutputFile[] {
  return families.map(({ name, title, synthesis }) => ({
    path: `yosys/${top}_${name}.ys`,
    text: render('handoff/yosys.ys', {
      top,
      title,
      commands: synthesis.area.commands(top),
      next: placers[name],
      script: `yosys/${top}_${name}.ys`,
      json: `yosys/${top}_${name}.json`,
      sources: sources.map(yosysWord),
    }),
  }));
}
