import type { CounterStorage } from '../../library/performance-counters.js';
import type { Replacement } from './operations.js';

/** One configuration, as the README's table describes it. */
export interface InlineCacheParameters {
  readonly sets: number;
  readonly ways: number;
  readonly contextBits: number;
  readonly siteBits: number;
  readonly shapeBits: number;
  readonly kindBits: number;
  readonly valueBits: number;
  readonly guards: number;
  readonly addressBits: number;
  readonly versionBits: number;
  readonly epochBits: number;
  readonly replacement: Replacement;
  readonly counterBits: number;
  readonly counterStorage: CounterStorage;
  readonly answerLatency: number;
}
