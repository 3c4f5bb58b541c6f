/** Puts the named faults of a block in, one after the other, and tells what the regression says to each. */
import type { Verification } from '../../blocks/index.js';
import type { Fault } from '../../testing/fault.js';
import { regress, type RegressionResult } from '../regress.js';

export interface FaultsRequest {
  readonly verification: Verification;
  /** That the block comes from, where it is none of ours. */
  readonly file?: string;
  readonly seed: number;
  /** Random transactions that a fault must survive. */
  readonly transactions: number;
  /** Folder for the waves of the failures. */
  readonly waves: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, all: number, fault: Fault) => void;
}

export interface FaultVerdict {
  readonly fault: Fault;
  /** In which it was put in. */
  readonly configuration: string;
  readonly caught: boolean;
  /** What caught it: the first mismatch, or the coverage points that were not met any more. */
  readonly by: string;
  readonly result: RegressionResult;
}

/**
 * Regresses a block with each of its faults on the embedded engine; stops early where interrupted.
 *
 * @throws AdderError E01..E03 for a fault whose place in the design does not exist any more
 */
export async function tryFaults(request: FaultsRequest): Promise<FaultVerdict[]> {
  const { verification, signal, onProgress } = request;
  const faults = verification.faults ?? [];
  const verdicts: FaultVerdict[] = [];
  for (const fault of faults) {
    onProgress?.(verdicts.length, faults.length, fault);
    const verdict = await tryFault(fault, request);
    if (signal?.aborted) break;
    verdicts.push(verdict);
  }
  return verdicts;
}

/** Regresses a block with one of its faults. */
export async function tryFault(fault: Fault, request: FaultsRequest): Promise<FaultVerdict> {
  const { verification, file, seed, transactions, waves, signal } = request;
  const { name, parameters } = configurationOf(fault, verification);
  const result = await regress({
    verification,
    ...(file === undefined ? {} : { file }),
    parameters,
    fault,
    seed,
    transactions,
    engines: ['embedded'],
    replayCycles: 0,
    waves,
    ...(signal ? { signal } : {}),
  });
  return { fault, configuration: name, caught: !result.passed, by: caughtBy(result), result };
}

/** The configuration in which a fault shows. */
export function configurationOf(
  { name, configuration }: Fault,
  { configurations }: Verification,
): { readonly name: string; readonly parameters: RegressionResult['parameters'] } {
  const found = configurations.find((each, index) =>
    configuration === undefined ? index === 0 : each.name === configuration,
  );
  if (!found)
    throw new Error(`fault '${name}' is for a configuration '${configuration}' that does not exist`);
  return { name: found.name, parameters: found.parameters as RegressionResult['parameters'] };
}

function caughtBy({ failure, missing, passed }: RegressionResult): string {
  if (failure) return failure.what;
  return passed ? '' : `coverage points not met: ${missing.map(({ name }) => name).join('; ')}`;
}
