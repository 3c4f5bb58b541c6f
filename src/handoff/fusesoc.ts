/** FuseSoC: a core in the format CAPI2, with what its targets read. */
import type { OutputFile } from '../verify/files.js';
import { render } from '../verify/referee/template.js';
import { fatalTestbench } from '../verify/testbench/files.js';
import { recordTraffic } from '../verify/testbench/record.js';
import { constraintsOf } from './constraints.js';
import { vendor, library, type Handoff } from './design.js';
import { quoted } from './quote.js';

/**
 * The core, constraints, and for a block with a verification a testbench that ends with an error where an output differs.
 *
 * @throws AdderError V24 where the block disagrees with its golden model, V25 where outputs that count are unknown
 */
export async function fusesocFiles(handoff: Handoff): Promise<OutputFile[]> {
  const { top, summary, sources, version, block, design } = handoff;
  const { verification } = block;
  const simulation = verification && {
    ...fatalTestbench({ top: design.module, recording: await recordTraffic(design, verification) }),
  };
  return [
    {
      path: `${top}.core`,
      text: render('handoff/fusesoc.core', {
        top,
        vlnv: [vendor, library, top, version].join(':'),
        summary: quoted(summary),
        sources: sources.map((path) => (/^[\w./-]+$/.test(path) ? path : quoted(path))),
        testbench: simulation?.testbench ?? '',
        cycles: simulation?.cycles ?? 0,
        noTestbench: block.within
          ? `the block is verified inside of ${block.within}, whose core has one`
          : 'the block has no verification that a testbench could be recorded from',
      }),
    },
    { path: `fusesoc/${top}.xdc`, text: render('handoff/vivado.xdc', constraintsOf(handoff)) },
    { path: `fusesoc/${top}_out_of_context.tcl`, text: render('handoff/fusesoc.tcl', { top }) },
    ...(simulation?.files ?? []).map(({ path, text }) => ({ path: `sim/${path}`, text })),
  ];
}
