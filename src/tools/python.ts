/** CPython 3.11, the oracle of what Python's operators answer. */
import { findTool } from './find.js';
import { run } from './run.js';

/**
 * Runs a Python script in isolation from the user's packages and settings, and returns what it printed.
 *
 * @throws AdderError T01, T02 where there is no CPython 3.11; T03 with its traceback where the script fails
 */
export async function runPython(
  script: string,
  args: readonly string[] = [],
  { input, signal }: { readonly input?: string; readonly signal?: AbortSignal } = {},
): Promise<string> {
  const tool = await findTool('python');
  const { stdout } = await run(tool, ['-I', script, ...args], { input, signal });
  return stdout;
}
