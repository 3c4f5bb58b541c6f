/** Runs the regression on one mutant after the other and tells which ones it lets pass. */
import type { Verification } from '../../blocks/index.js';
import { AdderError } from '../../netlist/error.js';
import type { Module } from '../../netlist/node.js';
import { simulate } from '../../sim/index.js';
import { Random } from '../../testing/random.js';
import { runEnvironment } from '../../testing/run.js';
import { elaborate } from '../design.js';
import { chooseMutants, type Mutant } from './mutants.js';

export interface MutationRequest {
  readonly verification: Verification;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly seed: number;
  readonly count: number;
  /** Random transactions of each run: a short one first, then three of this length, each with a seed of its own. */
  readonly transactions: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, survivors: number) => void;
}

export interface MutantVerdict {
  readonly mutant: Mutant;
  readonly caught: boolean;
  /** What caught it: the mismatch, or the rule that refuses such a design. */
  readonly by: string | undefined;
}

/** Most faults show at once; only those that do not get the long run. */
const shortRun = 2_000;

/** Runs the regression on `count` mutants of a block, with up to four seeds; coverage points do not count. */
export async function mutate(request: MutationRequest): Promise<MutantVerdict[]> {
  const { verification, seed, count, signal, onProgress } = request;
  const design = elaborate(verification.block as never, request.parameters);
  const mutants = chooseMutants(design.module, count, new Random(seed).fork('mutants'));
  const verdicts: MutantVerdict[] = [];
  for (const mutant of mutants) {
    if (signal?.aborted) break;
    const by = await whatCatches(mutant, request, design.parameters);
    verdicts.push({ mutant, caught: by !== undefined, by });
    onProgress?.(verdicts.length, verdicts.filter(({ caught }) => !caught).length);
  }
  return verdicts;
}

async function whatCatches(
  mutant: Mutant,
  { verification, seed, transactions, signal }: MutationRequest,
  parameters: Readonly<Record<string, string | number | boolean>>,
): Promise<string | undefined> {
  // Other seeds mean other initial states too: half of the missing resets start with the right value by chance.
  const runs = [Math.min(shortRun, transactions), transactions, transactions, transactions];
  for (const [index, length] of runs.entries()) {
    const device = buildOrRefuse(mutant.mutate(), seed + index);
    if (typeof device === 'string') return device;
    const { failure } = await runEnvironment(device, verification, {
      parameters,
      seed: seed + index,
      transactions: length,
      ...(signal ? { signal } : {}),
    });
    if (failure) return failure.what;
  }
  return undefined;
}

/** A fault may close a combinational loop, which the engine refuses. */
function buildOrRefuse(module: Module, seed: number): ReturnType<typeof simulate> | string {
  try {
    return simulate(module, { seed });
  } catch (error) {
    if (error instanceof AdderError) return error.what;
    throw error;
  }
}
