import type { Layout } from './operations.js';

/** One configuration, as the README's table describes it. */
export interface SweeperParameters {
  readonly layout: Layout;
  readonly granuleBytes: number;
  readonly addressBits: number;
  readonly dataBits: number;
  readonly tagBits: number;
  readonly maxBeats: number;
  readonly bufferWords: number;
  readonly writesInFlight: number;
  readonly runDepth: number;
  readonly minimumRun: number;
  readonly finalisers: boolean;
  readonly counterBits: number;
}
