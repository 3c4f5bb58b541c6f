/** What a benchmark says: one JSON line each. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  /** The median of several. */
  readonly value: number;
  readonly details?: Readonly<Record<string, number | string>>;
  /** What it should reach; told, never enforced, since machines are noisy. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

export function meets({ value, target }: Measurement): boolean {
  if (!target) return true;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}
