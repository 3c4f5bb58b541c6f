/** Yosys: a script for each family of devices. */
import type { OutputFile } from '../verify/files.js';
import { render } from '../verify/referee/template.js';
import type { Handoff } from './design.js';
import { yosysWord } from './quote.js';

interface Family {
  readonly name: string;
  readonly title: string;
  /** The synthesis command of Yosys, without -top. */
  readonly command: string;
  /** Who takes the JSON. */
  readonly next: string;
}

export const families: readonly Family[] = [
  { name: 'ice40', title: 'Lattice iCE40', command: 'synth_ice40 -dsp', next: 'nextpnr-ice40' },
  { name: 'ecp5', title: 'Lattice ECP5', command: 'synth_ecp5', next: 'nextpnr-ecp5' },
  {
    name: 'xilinx',
    title: 'Xilinx 7 series',
    command: 'synth_xilinx -family xc7 -flatten',
    next: 'nextpnr-xilinx',
  },
  { name: 'gowin', title: 'Gowin GW1N and GW2A', command: 'synth_gowin', next: 'nextpnr-gowin' },
  {
    name: 'intel',
    title: 'Intel Cyclone V',
    command: 'synth_intel_alm -family cyclonev',
    next: 'nextpnr-mistral',
  },
];

export function yosysFiles({ top, sources }: Handoff): OutputFile[] {
  return families.map(({ name, title, command, next }) => ({
    path: `yosys/${top}_${name}.ys`,
    text: render('handoff/yosys.ys', {
      top,
      title,
      command: `${command} -top ${top}`,
      next,
      script: `yosys/${top}_${name}.ys`,
      json: `yosys/${top}_${name}.json`,
      sources: sources.map(yosysWord),
    }),
  }));
}
