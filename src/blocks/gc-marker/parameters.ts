import type { HeapLayoutName } from '../../formats/heap-layouts.js';

/** One configuration, as the README's table describes it. */
export interface MarkerParameters {
  readonly layout: HeapLayoutName;
  readonly granuleBytes: 8 | 16;
  readonly addressBits: number;
  readonly dataBits: 32 | 64 | 128;
  readonly inFlight: number;
  readonly burstBeats: number;
  readonly queueDepth: number;
  readonly markWords: number;
  readonly counterBits: number;
}
