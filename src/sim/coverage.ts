/** What a simulation has exercised, by the places of the author's TypeScript: the raw material of a coverage report. */
import type { Source } from '../netlist/source.js';
import type { CoverageLayout } from './layout.js';
import type { Slot } from './value.js';

/** A multiplexer: `when`, `switch`, `mux`. One statement can make several, and every instance has its own. */
export interface BranchCoverage {
  readonly source: Source;
  /** Cycles in which the condition was high, and low. */
  readonly high: number;
  readonly low: number;
}

export interface ToggleCoverage {
  readonly path: readonly string[];
  readonly source: Source;
  readonly width: number;
  /** Bits that went from 0 to 1 at a clock edge at least once, and from 1 to 0. */
  readonly rose: bigint;
  readonly fell: bigint;
}

export interface Coverage {
  readonly branches: readonly BranchCoverage[];
  readonly toggles: readonly ToggleCoverage[];
}

export function readCoverage(layout: CoverageLayout | undefined, buffer: ArrayBuffer): Coverage {
  if (!layout) return { branches: [], toggles: [] };
  const view = new DataView(buffer);
  const count = (address: number): number => Number(view.getBigUint64(address, true));
  const bits = (slots: readonly Slot[]): bigint =>
    slots.reduceRight((value, { address }) => (value << 64n) | view.getBigUint64(address, true), 0n);
  return {
    branches: layout.branches.map(({ node, high, low }) => ({
      source: node.source,
      high: count(high),
      low: count(low),
    })),
    toggles: layout.toggles.map(({ register, rose, fell }) => {
      const { path, source, width } = register;
      return { path, source, width, rose: bits(rose), fell: bits(fell) };
    }),
  };
}
