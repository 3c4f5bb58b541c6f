/**
 * The seed of this folder's tests. It is the same in every run, so that the simulators that Verilator builds for them are
 * in the cache the next time; `ADDER_SEED` explores.
 */
export const seed = Number(process.env.ADDER_SEED ?? 1);

/** The command that repeats a test of a file of this folder. */
export function repeating(file: string): string {
  return `ADDER_SEED=${seed} npx vitest run src/verify/equivalence/${file}`;
}
