import type { MicroProgramName } from '../../bytecode/micro-programs.js';
import type { FormatName, WordWidth } from '../../formats/index.js';

/** One configuration, as the README's table describes it. */
export interface SequencerParameters {
  readonly set: MicroProgramName;
  readonly width: WordWidth;
  readonly format: FormatName;
  readonly addressBits: number;
  readonly handlerBits: number;
  readonly dataBits: 32 | 64 | 128;
  readonly tagBits: number;
  readonly stackEntries: number;
  readonly localEntries: number;
  readonly constantEntries: number;
  readonly outstandingWrites: number;
  readonly referenceCounts: 'none' | 'stream';
  readonly multiplier: 'pipelined' | 'iterative' | 'none';
  readonly multiplierStages: number;
  readonly multiplierBitsPerCycle: 1 | 2 | 4 | 8;
  readonly divider: 'iterative' | 'none';
  readonly dividerBitsPerCycle: 1 | 2 | 4;
  readonly counterBits: number;
}
