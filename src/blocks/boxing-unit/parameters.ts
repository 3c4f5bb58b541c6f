import type { FormatName, WordWidth } from '../../formats/index.js';

/** One configuration, as the README's table describes it. */
export interface BoxingUnitParameters {
  readonly width: WordWidth;
  readonly format: FormatName;
  readonly tagBits: number;
  readonly inOrder: boolean;
  readonly multiplier: 'pipelined' | 'iterative' | 'none';
  readonly multiplierStages: number;
  readonly multiplierBitsPerCycle: number;
  readonly divider: 'iterative' | 'none';
  readonly dividerBitsPerCycle: number;
  readonly requestQueueDepth: number;
  readonly responseQueueDepth: number;
  readonly counterBits: number;
}
