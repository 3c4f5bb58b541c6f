/** Directed corners of guards whose versions run out. */
import type { Steps } from '../../testing/index.js';
import { hosted, type Host, type Token } from './host.js';
import { fillUnder, spare, wraps } from './ranges.js';

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

export const versionScenarios = [
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
