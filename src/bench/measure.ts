/** What a benchmark says: one JSON line each. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  /** The median of the runs in `details`; of what can be done only once, that one. */
  readonly value: number;
  readonly details?: Readonly<Record<string, number | string>>;
  /** What it should reach; told, never enforced, since machines are noisy. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
}

/** The middle value, or the mean of the middle two; NaN for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** Does the measurement reach its target? True where it has none. */
export function meets({ value, target }: Measurement): boolean {
  if (!target) return true;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}
