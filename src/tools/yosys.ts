/** Yosys: sees several drivers of one net as no other tool does, and synthesises. */
import { AdderError } from '../netlist/error.js';
import { findTool, type Program } from './find.js';
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

/** A Yosys that can be used: the one on PATH, or the one that comes with Adder. */
export interface Yosys {
  /** `native` is the one on PATH, and faster; `pinned` comes with Adder and gives the same figures on every machine. */
  readonly kind: 'native' | 'pinned';
  /** `0.55`. */
  readonly version: string;
  /** The program, and what stands before Yosys' own arguments. */
  readonly program: Program;
  readonly firstArguments: readonly string[];
}

/** The Yosys on PATH. */
export async function nativeYosys(): Promise<Yosys> {
  const tool = await findTool('yosys');
  return { kind: 'native', version: tool.version, program: tool, firstArguments: [] };
}

/** What a script did. */
export interface YosysRun extends YosysResult {
  readonly output: string;
}

/**
 * Runs a script (commands separated by `;`) in `folder`, on the Yosys on PATH where none is given.
 *
 * @throws AdderError T01..T04 where Yosys is missing or breaks down without a message
 */
export async function runYosys(
  script: string,
  folder: string,
  signal?: AbortSignal,
  yosys?: Yosys,
): Promise<YosysRun> {
  const { program, firstArguments } = yosys ?? (await nativeYosys());
  // -T: no footer; -q would also silence what `check` prints.
  const { stdout, stderr, exitCode } = await run(program, [...firstArguments, '-T', '-p', script], {
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
