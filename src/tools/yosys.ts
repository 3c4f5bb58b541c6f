/** Yosys, as the one tool that sees several drivers of one net. */
import { AdderError } from '../netlist/error.js';
import { findTool } from './find.js';
import { parseYosysMessages, type ToolMessage, type VerilogSource } from './message.js';
import { outcome, quote, run } from './run.js';
import { inTemporaryFolder, writeSources } from './scratch.js';

export interface YosysResult {
  readonly passed: boolean;
  readonly messages: readonly ToolMessage[];
}

/**
 * Reads the design, elaborates it from `top` and runs `check -assert`: undriven and multiply driven nets, loops.
 *
 * @throws AdderError T01..T04 where Yosys is missing or breaks down
 */
export async function checkWithYosys(
  sources: readonly VerilogSource[],
  { top, signal }: { readonly top: string; readonly signal?: AbortSignal | undefined },
): Promise<YosysResult> {
  return inTemporaryFolder(async (folder) => {
    await writeSources(folder, sources);
    const script = [
      `read_verilog ${sources.map(({ name }) => name).join(' ')}`,
      `hierarchy -check -top ${top}`,
      'proc',
      'check -assert',
    ].join('; ');
    const { passed, messages } = await runYosys(script, folder, signal);
    return { passed, messages };
  });
}

/** Runs a script (commands separated by `;`) in `folder`. */
export async function runYosys(
  script: string,
  folder: string,
  signal?: AbortSignal,
): Promise<YosysResult & { readonly output: string }> {
  const tool = await findTool('yosys');
  // -T: no footer; -q would also silence what `check` prints.
  const { stdout, stderr, exitCode } = await run(tool, ['-T', '-p', script], {
    cwd: folder,
    signal,
    accept: [0, 1],
  });
  const messages = parseYosysMessages(`${stdout}\n${stderr}`);
  if (exitCode !== 0 && messages.length === 0) {
    throw new AdderError({
      code: 'T03',
      what: `Yosys ${outcome(exitCode, undefined)}${quote(stderr, stdout)}`,
    });
  }
  return { passed: exitCode === 0, messages: distinct(messages), output: stdout };
}

/** Yosys prints errors to both of its outputs and repeats warnings at its end. */
function distinct(messages: readonly ToolMessage[]): ToolMessage[] {
  return [...new Map(messages.map((message) => [JSON.stringify(message), message])).values()];
}
