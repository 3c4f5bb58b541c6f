/** A list of the Verilog files, as `-f` of most simulators and linters takes it. */
import type { OutputFile } from '../verify/files.js';
import { render } from '../verify/referee/template.js';
import type { Handoff } from './design.js';

export function filelistFiles({ top, sources }: Handoff): OutputFile[] {
  return [{ path: `${top}.f`, text: render('handoff/filelist.f', { sources }) }];
}
