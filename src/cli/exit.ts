import { AdderError } from '../netlist/error.js';
import { authorPlace } from './author.js';

/** What the shell is told; documented in `adder --help`. */
export const ExitCode = { done: 0, failed: 1, usage: 2, tool: 3, interrupted: 130 } as const;

/** Thrown where Ctrl-C ended the work. */
export class Interruption extends Error {}

/** Thrown where a check failed and everything about it has been printed. */
export class CheckFailed extends Error {}

/** Prints an error for people and gives its exit code; a stack trace only for defects of Adder itself. */
export function reportError(error: unknown): number {
  if (error instanceof CheckFailed) return ExitCode.failed;
  if (error instanceof Interruption) {
    process.stderr.write('adder: interrupted\n');
    return ExitCode.interrupted;
  }
  if (error instanceof AdderError) {
    process.stderr.write(`adder: ${error.message}\n`);
    return codeOf(error);
  }
  const place = authorPlace(error);
  if (place !== undefined) {
    process.stderr.write(`adder: F07 ${place}: ${String(error)}. tsc may say more.\n`);
    return ExitCode.usage;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`adder: this is a defect of Adder, please report it:\n${text}\n`);
  return ExitCode.failed;
}

function codeOf({ code }: AdderError): number {
  // Verilog that Verilator refuses has failed a check, whoever wrote it.
  if (code === 'T05') return ExitCode.failed;
  return code.startsWith('T') ? ExitCode.tool : ExitCode.usage;
}

/** Runs work that Ctrl-C can end: the signal is aborted, the work cleans up, and the exit code says 130. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => controller.abort(new Interruption());
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const result = await work(controller.signal);
    if (controller.signal.aborted) throw new Interruption();
    return result;
  } catch (error) {
    if (controller.signal.aborted) throw new Interruption();
    throw error;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
