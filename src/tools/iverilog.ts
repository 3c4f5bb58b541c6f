/** Icarus Verilog: lint, and four-state simulation. */
import { AdderError } from '../netlist/error.js';
import { findTool } from './find.js';
import { formatMessage, parseIcarusMessages, type ToolMessage, type VerilogSource } from './message.js';
import { outcome, quote, run, type RunResult } from './run.js';
import { inTemporaryFolder, writeSources } from './scratch.js';

export interface IcarusOptions {
  readonly top: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Everything Icarus has to say against the design under `-Wall`.
 *
 * @throws AdderError T01..T04 where Icarus is missing or breaks down
 */
export async function lintWithIcarus(
  sources: readonly VerilogSource[],
  { top, signal }: IcarusOptions,
): Promise<ToolMessage[]> {
  return inTemporaryFolder(async (folder) => {
    await writeSources(folder, sources);
    return (await compile(sources, ['-Wall', '-t', 'null', '-s', top], folder, signal)).messages;
  });
}

/**
 * Compiles the design and runs it until `$finish`; `sources` may include data files (`.hex`) that it reads.
 *
 * @returns what the simulation printed
 * @throws AdderError T01..T04, T06 with the first messages where Icarus refuses the Verilog
 */
export async function simulateWithIcarus(
  sources: readonly VerilogSource[],
  { top, signal }: IcarusOptions,
): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    await writeSources(folder, sources);
    const verilog = sources.filter(({ name }) => !name.endsWith('.hex'));
    const { result, messages } = await compile(verilog, ['-o', 'design.vvp', '-s', top], folder, signal);
    if (result.exitCode !== 0) {
      const shown = messages.slice(0, 5).map((message) => `\n  ${formatMessage(message)}`);
      throw new AdderError({
        code: 'T06',
        what: `Icarus Verilog refuses the Verilog of ${top}:${shown.join('')}\n`,
      });
    }
    const vvp = await findTool('vvp');
    // -N: `$stop` ends the run, where it would otherwise ask a person.
    const { stdout } = await run(vvp, ['-N', 'design.vvp'], { cwd: folder, signal, accept: [0, 1] });
    return stdout;
  });
}

async function compile(
  sources: readonly VerilogSource[],
  args: readonly string[],
  cwd: string,
  signal: AbortSignal | undefined,
): Promise<{ result: RunResult; messages: ToolMessage[] }> {
  const tool = await findTool('iverilog');
  const files = sources.map(({ name }) => name);
  const result = await run(tool, ['-g2005', ...args, ...files], {
    cwd,
    signal,
    // iverilog exits with the number of errors.
    accept: Array.from({ length: 128 }, (_, code) => code),
  });
  const messages = parseIcarusMessages(`${result.stderr}\n${result.stdout}`);
  if (result.exitCode !== 0 && messages.length === 0) {
    throw new AdderError({
      code: 'T03',
      what: `Icarus Verilog ${outcome(result.exitCode, undefined)}${quote(result.stderr, result.stdout)}`,
    });
  }
  return { result, messages };
}
