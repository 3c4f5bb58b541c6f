/** Quartus: a script that makes a project, and its constraints. */
import type { OutputFile } from '../verify/files.js';
import { render } from '../verify/referee/template.js';
import { constraintsOf } from './constraints.js';
import type { Handoff } from './design.js';
import { tclWord } from './quote.js';

export function quartusFiles(handoff: Handoff): OutputFile[] {
  const { top, sources, ports, clocks } = handoff;
  const virtual = ports.filter(({ name }) => clocks.every((clock) => clock.name !== name));
  return [
    {
      path: `quartus/${top}.tcl`,
      text: render('handoff/quartus.tcl', { top, sources: sources.map(tclWord), virtual }),
    },
    { path: `quartus/${top}.sdc`, text: render('handoff/quartus.sdc', constraintsOf(handoff)) },
  ];
}
