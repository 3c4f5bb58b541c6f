/** Directed corners of guards: where a write falls, and when it comes. */
import { highMask, lowMask } from './field.js';
import { hosted, type Token } from './host.js';
import type { Key } from './model.js';
import { fillUnder, guarded, spare } from './ranges.js';

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
    'one-guard-left',
    'Each guard in turn is the only live one, with entries under it in every way',
    function* (host) {
      const keys = host.keysOfOneSet(host.parameters.ways);
      for (let kept = 0; kept < host.parameters.guards; kept++) {
        const tokens: Token[] = [];
        for (let guard = 0; guard < host.parameters.guards; guard++)
          tokens.push(yield* host.open(...spare(guard)));
        const token = tokens[kept] as Token;
        for (const key of keys) yield* host.fill(key, token);
        for (let guard = 0; guard < host.parameters.guards; guard++)
          if (guard !== kept) yield* host.write(spare(guard)[1]);
        yield* host.lookUp(...keys);
        for (const key of keys) yield* host.fill(key, token);
        yield* host.lookUp(...keys);
        yield* host.release(token);
        yield* host.lookUp(...keys);
        yield* host.perform(host.commandOf('flush'));
      }
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
];
