/** Unsigned numbers of 64 bits as two int32 words, and half-open ranges of them. */

export interface Range {
  baseLow: number;
  baseHigh: number;
  limitLow: number;
  limitHigh: number;
}

export const emptyRange = (): Range => ({ baseLow: 0, baseHigh: 0, limitLow: 0, limitHigh: 0 });

export function isBelow(aLow: number, aHigh: number, bLow: number, bHigh: number): boolean {
  return aHigh === bHigh ? aLow >>> 0 < bLow >>> 0 : aHigh >>> 0 < bHigh >>> 0;
}

export function isWithin(range: Range, low: number, high: number): boolean {
  return (
    !isBelow(low, high, range.baseLow, range.baseHigh) && isBelow(low, high, range.limitLow, range.limitHigh)
  );
}

/** False where the limit is below the base. */
export function isRange(range: Range): boolean {
  return !isBelow(range.limitLow, range.limitHigh, range.baseLow, range.baseHigh);
}

export function copyRange(from: Range, to: Range): void {
  to.baseLow = from.baseLow;
  to.baseHigh = from.baseHigh;
  to.limitLow = from.limitLow;
  to.limitHigh = from.limitHigh;
}
