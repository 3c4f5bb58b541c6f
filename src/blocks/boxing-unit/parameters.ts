import type { FormatName, WordWidth } from '../../formats/index.js';
import type { Group } from '../tagged-alu/groups.js';

/** One configuration, as the README's table describes it. */
export interface BoxingUnitParameters extends Readonly<Record<Group, boolean>> {
  readonly width: WordWidth;
  readonly format: FormatName;
  readonly tagBits: number;
  readonly inOrder: boolean;
  readonly simpleLatency: 1 | 2;
  readonly multiplier: 'pipelined' | 'iterative' | 'none';
  readonly multiplierStages: number;
  readonly multiplierBitsPerCycle: number;
  readonly divider: 'iterative' | 'none';
  readonly dividerBitsPerCycle: number;
  readonly requestQueueDepth: number;
  readonly responseQueueDepth: number;
  readonly counterBits: number;
}

/** Which units a configuration has: a group of operations that is left out needs none. */
export function unitsOf({
  multiplier,
  multiplication,
  divider,
  division,
}: Pick<BoxingUnitParameters, 'multiplier' | 'multiplication' | 'divider' | 'division'>): {
  readonly multiplier: boolean;
  readonly divider: boolean;
} {
  return { multiplier: multiplication && multiplier !== 'none', divider: division && divider !== 'none' };
}
