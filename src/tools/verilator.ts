/** Verilator: lint, and Verilog to C++. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AdderError } from '../netlist/error.js';
import { findTool, type Tool } from './find.js';
import { formatMessage, parseVerilatorMessages, type ToolMessage, type VerilogSource } from './message.js';
import { outcome, quote, run, type RunResult } from './run.js';
import { inTemporaryFolder, writeSources } from './scratch.js';

export interface LintOptions {
  readonly top: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Everything Verilator has to say against the design under `-Wall`: errors and warnings, in its order.
 *
 * @throws AdderError T01..T04 where Verilator is missing or breaks down
 */
export async function lintWithVerilator(
  sources: readonly VerilogSource[],
  { top, signal }: LintOptions,
): Promise<ToolMessage[]> {
  return inTemporaryFolder(async (folder) => {
    await writeSources(folder, sources);
    const { messages } = await verilator(
      ['--lint-only', '-Wall', '--no-timing', ...fixedArguments(top), ...sources.map(({ name }) => name)],
      folder,
      signal,
    );
    return messages;
  });
}

export interface VerilateOptions extends LintOptions {
  /**
   * Variables kept under their names in the C++ class, in whichever module they stand. Verilator merges registers that
   * always load the same, so without this a state cannot be loaded into both.
   */
  readonly publicNames?: readonly string[] | undefined;
  /** One C++ class for the whole hierarchy, its members named by their paths. */
  readonly flatten?: boolean | undefined;
  readonly defines?: readonly string[] | undefined;
  /** For Verilog that is not ours: warnings do not stop us, but for those about widths in these files. */
  readonly tolerant?: { readonly exceptIn: readonly string[] } | undefined;
  /** What the Verilog is for, for messages. */
  readonly title: string;
}

/** The class that Verilator writes, whatever the design; a fixed name keeps the C++ around it the same. */
export const modelClass = 'Model';

/** The name Verilator gives an identifier within itself and in C++. */
export function verilatedName(identifier: string): string {
  return identifier.replace(/__/g, '___05F');
}

/** Everything Verilator is told; with the sources it decides what comes out. */
export interface Verilation {
  readonly args: readonly string[];
  /** The configuration file, on which the arguments rely. */
  readonly exposed: string;
}

export function planVerilation(options: Omit<VerilateOptions, 'title' | 'signal'>): Verilation {
  const { top, publicNames = [], flatten = false, defines = [], tolerant } = options;
  const exposed = publicNames.map((name) => `public_flat_rw -module "*" -var "${verilatedName(name)}"`);
  return {
    args: [
      ...['--cc', '--prefix', modelClass, '--Mdir', 'model', '-O3', '--no-timing'],
      ...['--x-assign', 'fast', '--x-initial', 'fast'],
      // Loops that only exist between whole vectors are no loops; a name that C++ reserves is dealt with.
      ...['-Wno-UNOPTFLAT', '-Wno-SYMRSVDWORD'],
      ...(tolerant ? ['-Wno-fatal', '-Wno-lint', '-Wno-style', '-Wwarn-WIDTH'] : []),
      ...(flatten ? ['--flatten'] : []),
      ...defines.map((name) => `-D${name}`),
      ...fixedArguments(top),
      'exposed.vlt',
    ],
    exposed: ['`verilator_config', ...exposed, ''].join('\n'),
  };
}

/**
 * Translates the sources, already in `folder`, to C++ in its subfolder `model`.
 *
 * @throws AdderError T05 with the first messages where Verilator refuses them
 */
export async function verilate(
  sources: readonly VerilogSource[],
  folder: string,
  options: VerilateOptions,
): Promise<void> {
  const { title, tolerant, signal } = options;
  const { args, exposed } = planVerilation(options);
  await writeFile(join(folder, 'exposed.vlt'), exposed);
  const files = sources.map(({ name }) => name);
  const { result, messages } = await verilator([...args, ...files], folder, signal);
  const { exceptIn = [] } = tolerant ?? {};
  const complaints = messages.filter(
    ({ severity, file = '' }) => result.exitCode !== 0 || (severity === 'warning' && exceptIn.includes(file)),
  );
  if (complaints.length === 0) return;
  // Errors say more than the warnings around them.
  complaints.sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
  const shown = complaints.slice(0, 5).map((message) => `\n  ${formatMessage(message)}`);
  throw new AdderError({
    code: 'T05',
    what: `Verilator refuses the Verilog for the ${title}:${shown.join('')}${complaints.length > 5 ? '\n  and more' : ''}\n`,
  });
}

/** The folder with Verilator's headers and runtime. */
export async function verilatorRoot(tool: Tool): Promise<string> {
  const { stdout } = await run(tool, ['--getenv', 'VERILATOR_ROOT']);
  if (stdout === '') {
    throw new AdderError({
      code: 'T04',
      what: `${tool.path} does not know where its headers are`,
      fix: 'Set the environment variable VERILATOR_ROOT to the folder that holds include/verilated.h',
    });
  }
  return stdout;
}

const fixedArguments = (top: string): string[] => ['--top-module', top];

async function verilator(
  args: readonly string[],
  cwd: string,
  signal: AbortSignal | undefined,
): Promise<{ result: RunResult; messages: ToolMessage[] }> {
  const tool = await findTool('verilator');
  const result = await run(tool, args, { cwd, signal, accept: [0, 1] });
  const messages = parseVerilatorMessages(result.stderr);
  if (result.exitCode !== 0 && messages.length === 0) {
    throw new AdderError({
      code: 'T03',
      what: `Verilator ${outcome(result.exitCode, undefined)}${quote(result.stderr, result.stdout)}`,
    });
  }
  return { result, messages };
}
