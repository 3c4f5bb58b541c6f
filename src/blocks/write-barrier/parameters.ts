import type { FormatName } from '../../formats/index.js';
import type { remembering } from './operations.js';

/** One configuration, as the README's table describes it. */
export interface WriteBarrierParameters {
  readonly addressBits: number;
  readonly wordBits: 32 | 64;
  readonly format: FormatName | 'addresses';
  readonly remember: (typeof remembering)[number];
  readonly granuleBits: number;
  readonly sets: number;
  readonly ways: number;
  readonly depth: number;
  readonly counterBits: number;
}
