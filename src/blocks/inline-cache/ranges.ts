/** Ranges and guards as the scenarios use them. */
import type { Steps } from '../../testing/index.js';
import type { Host, Token } from './host.js';
import type { Key } from './model.js';
import type { InlineCacheParameters } from './parameters.js';

/** Where the scenarios' addresses exist. */
export const guarded = ({ guards, addressBits }: InlineCacheParameters) => guards > 0 && addressBits >= 8;
/** Where versions wrap within bearable time. */
export const wraps = (parameters: InlineCacheParameters) =>
  guarded(parameters) && parameters.versionBits <= 8;

/** A range that no other one in here touches; 0 to 63. */
export const spare = (index: number): readonly [number, number] => [128 + 2 * index, 129 + 2 * index];

/** Opens a range and fills a key under it. */
export function* fillUnder(host: Host, key: Key, base: number, last: number): Steps<Token> {
  const token = yield* host.open(base, last);
  yield* host.fill(key, token);
  return token;
}
