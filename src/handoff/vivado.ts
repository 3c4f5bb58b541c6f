/** Vivado: a script for synthesis out of context, and its constraints. */
import type { OutputFile } from '../verify/files.js';
import { render } from '../verify/referee/template.js';
import { constraintsOf } from './constraints.js';
import type { Handoff } from './design.js';
import { tclWord } from './quote.js';

export function vivadoFiles(handoff: Handoff): OutputFile[] {
  const { top, sources } = handoff;
  return [
    {
      path: `vivado/${top}.tcl`,
      text: render('handoff/vivado.tcl', { top, sources: sources.map(tclWord) }),
    },
    { path: `vivado/${top}.xdc`, text: render('handoff/vivado.xdc', constraintsOf(handoff)) },
  ];
}
