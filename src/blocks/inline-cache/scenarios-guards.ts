/** Directed corners of guards: where a write falls, when it comes, and what happens when versions run out. */
import type { Steps } from '../../testing/index.js';
import { highMask, lowMask } from './field.js';
import { hosted, type Host, type Token } from './host.js';
import type { Key } from './model.js';
import type { InlineCacheParameters } from './parameters.js';

const guarded = ({ guards, addressBits }: InlineCacheParameters) => guards > 0 && addressBits >= 8;
const wraps = (parameters: InlineCacheParameters) => guarded(parameters) && parameters.versionBits <= 8;

/** A range that no other one in here touches; 0 to 63. */
const spare = (index: number): readonly [number, number] => [128 + 2 * index, 129 + 2 * index];

/** Opens a range and fills a key under it. */
function* fillUnder(host: Host, key: Key, base: number, last: number): Steps<Token> {
  const token = yield* host.open(base, last);
  yield* host.fill(key, token);
  return token;
}

/** Guard 0 on address 2, all others on ranges apart; they get these numbers since lower ones are given first. */
function* occupyAll(host: Host): Steps<Token> {
  const first = yield* host.open(2, 2);
  for (let guard = 1; guard < host.parameters.guards; guard++) yield* host.open(...spare(guard));
  return first;
}

/** Ends and opens guard 0 on address 2 until its version is the last one before 0. */
function* ageFirst(host: Host, end: (token: Token) => Steps, first: Token): Steps<Token> {
  let token = first;
  for (let version = 1; version < 2 ** host.parameters.versionBits; version++) {
    yield* end(token);
    token = yield* host.open(2, 2);
  }
  return token;
}

/**
 * Ends a guard on its spare range, which has version 0, as often as it has versions; -1: once less, and it stays open.
 * All others are live or retired, so it is always the one that is given again.
 */
function* ageTo(host: Host, guard: number, version: 0 | -1): Steps {
  const [base, last] = spare(guard);
  for (let ends = 1; ends < 2 ** host.parameters.versionBits; ends++) {
    host.offerWrite(last); // in the cycle of the handshake, and before it
    yield* host.open(base, last);
  }
  if (version === 0) yield* host.write(base);
}

/** Guard 0 wraps; only a walk can give it back, and no entry of its youth may come back with it. */
function* wrapFirst(host: Host, end: (token: Token) => Steps): Steps {
  const [old, kept] = [host.key(), host.key()];
  const first = yield* occupyAll(host);
  yield* host.fill(old, first);
  yield* host.fill(kept);
  const last = yield* ageFirst(host, end, first);
  yield* end(last);
  yield* host.lookUp(old, kept);
  for (let count = 0; count < host.parameters.sets + 8; count++) host.offerLookup(count < 4 ? kept : old);
  const again = yield* host.open(2, 2);
  yield* host.lookUp(old, kept);
  yield* host.fill(old, again);
  yield* host.lookUp(old, kept);
  yield* host.write(2);
  yield* host.lookUp(old, kept);
  yield* host.rest();
}

export const guardScenarios = [
  hosted(
    'write-beside-ranges',
    'Writes at, in and just outside of ranges, and one bit away from an address',
    function* (host) {
      const key = host.key();
      const { addressBits } = host.parameters;
      const [topLow, topHigh] = [lowMask(addressBits), highMask(addressBits)];
      for (const [base, last] of [
        [8, 11],
        [16, 17],
        [5, 5],
        [0, 0],
        [127, 129],
      ] as const) {
        for (const address of [base - 1, base, last, last + 1]) {
          if (address < 0) continue;
          const token = yield* fillUnder(host, key, base, last);
          yield* host.write(address);
          yield* host.lookUp(key);
          yield* host.release(token);
        }
      }
      yield* host.perform(
        host.commandOf('open_guard', {
          baseLow: topLow,
          baseHigh: topHigh,
          lastLow: topLow,
          lastHigh: topHigh,
        }),
      );
      const { guard, version } = host.script.environment;
      yield* host.fill(key, { guard, version });
      for (let bit = 0; bit < addressBits; bit++) {
        const low = bit < 32 ? topLow ^ (1 << bit) : topLow;
        yield* host.write(low, bit < 32 ? topHigh : topHigh ^ (1 << (bit - 32)));
      }
      yield* host.lookUp(key);
      yield* host.write(topLow, topHigh);
      yield* host.lookUp(key);
      yield* host.perform(host.commandOf('open_guard', { baseLow: 9, lastLow: 8 }));
      yield* host.perform(
        host.commandOf('open_guard', { baseLow: topLow, baseHigh: topHigh, lastLow: 0, lastHigh: 0 }),
      );
      yield* host.rest();
    },
    guarded,
  ),
  hosted(
    'overlapping-ranges',
    'One write ends several guards and spares another',
    function* (host) {
      const [a, b, c] = [host.key(), host.key(), host.key()];
      yield* fillUnder(host, a, 8, 12);
      yield* fillUnder(host, b, 12, 14);
      yield* fillUnder(host, c, 13, 14);
      yield* host.write(12);
      yield* host.lookUp(a, b, c);
      yield* host.rest();
    },
    guarded,
  ),
  hosted(
    'all-guards-taken',
    'Every guard opened, each shared, one more refused, one released and given again',
    function* (host) {
      const keys: Key[] = [];
      const tokens: Token[] = [];
      for (let guard = 0; guard < host.parameters.guards; guard++) {
        const key = host.key();
        keys.push(key);
        tokens.push(yield* fillUnder(host, key, ...spare(guard)));
      }
      yield* host.open(4, 5);
      for (let guard = 0; guard < host.parameters.guards; guard++) yield* host.open(...spare(guard));
      yield* host.open(4, 5);
      const middle = tokens[tokens.length >> 1] as Token;
      yield* host.release({ ...middle, version: middle.version ^ 1 });
      yield* host.release(middle);
      yield* host.release(middle);
      yield* host.lookUp(...keys);
      yield* host.open(4, 5);
      yield* host.write(spare(0)[0]);
      yield* host.lookUp(...keys);
      yield* host.open(6, 6);
      yield* host.open(7, 7);
      yield* host.perform(host.commandOf('flush'));
      yield* host.open(7, 7);
      yield* host.fill(host.key(), tokens[0]);
      yield* host.rest();
    },
    guarded,
  ),
  hosted(
    'stale-fills',
    'Fills whose guard was written, released, never opened, or does not exist',
    function* (host) {
      const key = host.key();
      const written = yield* host.open(4, 5);
      yield* host.write(5);
      yield* host.fill(key, written);
      const released = yield* host.open(4, 5);
      yield* host.release(released);
      yield* host.fill(key, released);
      const present = yield* host.open(4, 5);
      yield* host.fill(key, { ...present, version: present.version ^ 1 });
      const numbers = 2 ** Math.max(1, Math.ceil(Math.log2(host.parameters.guards)));
      for (let guard = 0; guard < numbers; guard++) yield* host.fill(key, { ...present, guard });
      yield* host.lookUp(key);
      yield* host.rest();
    },
    guarded,
  ),
  hosted(
    'write-around-fill',
    'A write into the range one cycle before to five after the fill, with lookups whenever one is taken',
    function* (host) {
      const key = host.key();
      for (const offset of [-1, 0, 1, 2, 3, 4, 5]) {
        const token = yield* host.open(4, 5);
        for (let count = 0; count < 8; count++) host.offerLookup(key);
        yield* host.timeline(
          [1, () => host.offer(host.fillOf(key, token))],
          [1 + offset, () => host.offerWrite(4)],
        );
        yield* host.rest();
      }
    },
    guarded,
  ),
  hosted(
    'write-around-lookup',
    'A write into the range around a lookup, its answer taken at once or held',
    function* (host) {
      const key = host.key();
      for (const ready of ['1', '0000001']) {
        for (const offset of [-1, 0, 1, 2, 3]) {
          yield* fillUnder(host, key, 4, 5);
          host.answers.pattern(ready);
          yield* host.timeline([1, () => host.offerLookup(key)], [1 + offset, () => host.offerWrite(5)]);
          yield* host.rest();
          yield* host.lookUp(key);
        }
      }
      yield* host.rest();
    },
    guarded,
  ),
  hosted(
    'write-around-open',
    'A write into the range around the command that opens or shares its guard',
    function* (host) {
      const key = host.key();
      for (const shares of [false, true]) {
        for (const offset of [-1, 0, 1, 2, 3, 4]) {
          if (shares) yield* host.open(4, 5);
          else yield* host.write(4);
          yield* host.script.cycles(1);
          yield* host.timeline(
            [1, () => host.offer(host.commandOf('open_guard', { baseLow: 4, lastLow: 5 }))],
            [1 + offset, () => host.offerWrite(4)],
          );
          yield* host.rest();
          const { guard, version } = host.script.environment;
          yield* host.fill(key, { guard, version });
          yield* host.lookUp(key);
        }
      }
      yield* host.rest();
    },
    guarded,
  ),
  hosted(
    'write-around-release',
    'A write into the range around its release, with a lookup in every cycle',
    function* (host) {
      const key = host.key();
      for (const offset of [-1, 0, 1, 2]) {
        const token = yield* fillUnder(host, key, 4, 5);
        for (let count = 0; count < 8; count++) host.offerLookup(key);
        yield* host.timeline(
          [2, () => host.offer(host.commandOf('release_guard', token))],
          [2 + offset, () => host.offerWrite(5)],
        );
        yield* host.rest();
        yield* host.open(4, 5);
      }
      yield* host.rest();
    },
    guarded,
  ),
  hosted(
    'write-around-flush',
    'A write into a range around a flush, which ends its guard, too',
    function* (host) {
      const key = host.key();
      for (const offset of [-1, 0, 1, 2]) {
        const token = yield* fillUnder(host, key, 4, 5);
        yield* host.timeline(
          [2, () => host.offer(host.commandOf('flush'))],
          [2 + offset, () => host.offerWrite(5)],
        );
        yield* host.rest();
        yield* host.fill(key, token);
        yield* host.lookUp(key);
      }
      yield* host.rest();
    },
    guarded,
  ),
  hosted(
    'version-wrap-by-writes',
    'A guard written until its version is that of an old entry',
    (host) => wrapFirst(host, () => host.write(2)),
    wraps,
  ),
  hosted(
    'version-wrap-by-releases',
    'A guard released until its version is that of an old entry',
    (host) => wrapFirst(host, (token) => host.release(token)),
    wraps,
  ),
  hosted(
    'retired-guards',
    'A retired guard comes back by an invalidation, by a flush, and not by the walk in which it was retired',
    function* (host) {
      const old = host.key();
      const write = () => host.write(2);
      let first = yield* occupyAll(host);
      yield* host.fill(old, first);
      yield* ageFirst(host, write, first);
      yield* write();
      yield* host.perform(host.commandOf('invalidate_shape', host.key()));
      first = yield* host.open(2, 2);
      yield* host.lookUp(old);

      yield* host.fill(old, first);
      yield* ageFirst(host, write, first);
      host.offer(host.commandOf('invalidate_shape', host.key()));
      yield* host.script.cycles(2); // in the walk, even over one set
      yield* write();
      yield* host.rest();
      first = yield* host.open(2, 2);
      yield* host.lookUp(old);

      yield* host.fill(old, first);
      yield* ageFirst(host, write, first);
      yield* write();
      yield* host.perform(host.commandOf('flush'));
      first = yield* host.open(2, 2);
      yield* host.lookUp(old);
      yield* host.fill(old, first);
      yield* host.lookUp(old);
      yield* host.rest();
    },
    wraps,
  ),
  hosted(
    'every-guard-wraps',
    'Each guard retired in a walk, all of them given back by one walk, all of them given back by a flush',
    function* (host) {
      const guards = Array.from({ length: host.parameters.guards }, (_, guard) => guard);
      const keys = guards.map(() => host.key());
      const openAll = function* (): Steps {
        for (const [guard, key] of keys.entries()) yield* fillUnder(host, key, ...spare(guard));
      };
      yield* openAll();
      for (const [guard, key] of keys.entries()) {
        yield* ageTo(host, guard, -1);
        host.offer(host.commandOf('invalidate_shape', host.key()));
        yield* host.script.cycles(2);
        yield* host.write(spare(guard)[0]);
        yield* host.rest();
        yield* host.lookUp(...keys);
        yield* fillUnder(host, key, ...spare(guard));
        yield* host.lookUp(...keys);
      }
      for (const guard of guards) yield* ageTo(host, guard, 0);
      yield* host.lookUp(...keys);
      yield* openAll();
      yield* host.lookUp(...keys);
      for (const guard of guards) yield* ageTo(host, guard, 0);
      yield* host.perform(host.commandOf('flush'));
      yield* openAll();
      yield* host.lookUp(...keys);
      yield* host.rest();
    },
    wraps,
  ),
];
