/** Directed corners of lookups, fills, invalidations and epochs. */
import type { Random, Steps } from '../../testing/index.js';
import { hosted, type Host } from './host.js';
import { copyKey, newKey } from './keys.js';
import type { Command, Key } from './model.js';
import { absentKind, type Operation } from './operations.js';

const invalidations: readonly Operation[] = ['invalidate_site', 'invalidate_shape', 'invalidate_context'];

/** The key with the other's contents in some fields. */
function mixed(base: Key, other: Key, fields: { context?: boolean; site?: boolean; shape?: boolean }): Key {
  const key = newKey();
  copyKey(base, key);
  if (fields.context) [key.contextLow, key.contextHigh] = [other.contextLow, other.contextHigh];
  if (fields.site) [key.siteLow, key.siteHigh] = [other.siteLow, other.siteHigh];
  if (fields.shape) [key.shapeLow, key.shapeHigh] = [other.shapeLow, other.shapeHigh];
  return key;
}

/** All keys that have each field from one of the two. */
function combinations(a: Key, b: Key): Key[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].map((choice) =>
    mixed(a, b, { context: (choice & 1) !== 0, site: (choice & 2) !== 0, shape: (choice & 4) !== 0 }),
  );
}

/** In any order; for a policy that looks at hits, what comes last decides. */
function shuffled(keys: readonly Key[], random: Random): Key[] {
  return keys
    .map((key) => ({ key, rank: random.next32() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ key }) => key);
}

/** Fills a set, then one entry more at a time; after each, what was thrown out shows. */
function* crowd(host: Host, keys: readonly Key[]): Steps {
  const { random } = host.script;
  for (const key of keys.slice(0, host.parameters.ways)) yield* host.fill(key);
  yield* host.lookUp(...keys);
  for (let round = 0; round < 8 * host.parameters.ways; round++) {
    yield* host.fill(random.pick(keys));
    yield* host.lookUp(...shuffled(keys, random));
  }
}

/** While the answer is held, something happens that would change it. */
function* holdOver(host: Host, key: Key, disturbance: Command): Steps {
  yield* host.fill(key);
  host.answers.stall();
  yield* host.lookUp(key);
  yield* host.perform(disturbance);
  yield* host.script.cycles(4);
  yield* host.rest();
}

export const tableScenarios = [
  hosted(
    'lookups-after-reset',
    'Lookups and a fill from the first cycle on, while the table is cleared',
    function* (host) {
      const key = host.key();
      host.offer(host.fillOf(key));
      for (let count = 0; count < host.parameters.sets + 12; count++) host.offerLookup(key);
      yield* host.rest();
    },
  ),
  hosted('whole-key', 'Lookups whose keys differ from an entry in one field or one bit', function* (host) {
    for (const [a, b] of [[host.key(), host.key()], host.keysOfOneSet(2) as [Key, Key]] as const) {
      yield* host.fill(a, undefined, absentKind);
      yield* host.lookUp(...combinations(a, b), ...host.neighbours(a), a);
    }
    yield* host.rest();
  }),
  hosted('full-set', 'More keys of one set than it has ways, again after a flush', function* (host) {
    const keys = host.keysOfOneSet(2 * host.parameters.ways + 1);
    yield* crowd(host, keys);
    yield* host.perform(host.commandOf('flush'));
    yield* crowd(host, keys);
    // A hole in the middle is filled before anything is thrown out.
    for (const key of keys) {
      yield* host.perform(host.commandOf('invalidate_site', key));
      yield* host.fill(key);
      yield* host.fill(host.script.random.pick(keys));
      yield* host.lookUp(...keys);
    }
    yield* host.rest();
  }),
  hosted(
    'fill-among-lookups',
    'A lookup in every cycle in which one is taken around fills',
    function* (host) {
      const [a, b] = host.keysOfOneSet(2) as [Key, Key];
      for (let round = 0; round < 4; round++) {
        for (let count = 0; count < 12; count++) host.offerLookup(count % 2 === 0 ? a : b);
        yield* host.timeline([2 + round, () => host.offer(host.fillOf(round % 2 === 0 ? a : b))]);
        yield* host.rest();
      }
    },
  ),
  hosted('answer-holds', 'Fill, flush and walks while an answer is held', function* (host) {
    const key = host.key();
    yield* holdOver(host, key, host.fillOf(key));
    yield* holdOver(host, key, host.fillOf(host.key()));
    for (const operation of invalidations) yield* holdOver(host, key, host.commandOf(operation, key));
    yield* holdOver(host, key, host.commandOf('flush'));
  }),
  hosted('done-holds', 'Results that are not taken, with lookups going on', function* (host) {
    const key = host.key();
    for (const command of [host.fillOf(key), host.commandOf('invalidate_shape', host.key())]) {
      host.done.stall();
      host.offer(command);
      yield* host.done.offering();
      host.offer(host.commandOf('flush'));
      yield* host.lookUp(key, key, key, key, key, key);
      yield* host.rest();
    }
  }),
  hosted('walks', 'Lookups in every cycle before, in and after a walk', function* (host) {
    const a = host.key();
    const away = host.keyApartFrom(a);
    const others = combinations(a, away).slice(1, 7);
    for (const operation of invalidations) {
      // These two last, so that they are there however small the table is.
      for (const key of [...others, away, a]) yield* host.fill(key);
      const inWalk = host.parameters.sets + 5;
      for (let count = 0; count < 4; count++) host.offerLookup(a);
      for (let count = 0; count < inWalk; count++) host.offerLookup(away);
      yield* host.timeline([2, () => host.offer(host.commandOf(operation, a))]);
      yield* host.rest();
      yield* host.lookUp(a, ...others, away);
      yield* host.rest();
    }
  }),
  hosted(
    'epoch-wrap',
    'Flushes until the epoch is that of an old entry again',
    function* (host) {
      const [old, key] = [host.key(), host.key()];
      yield* host.fill(old);
      for (let flushes = 0; flushes < 2 ** host.parameters.epochBits; flushes++) {
        yield* host.fill(key);
        for (let count = 0; count < 8; count++) host.offerLookup(count % 2 === 0 ? key : old);
        yield* host.perform(host.commandOf('flush'));
      }
      yield* host.lookUp(old, key);
      yield* host.fill(key);
      yield* host.lookUp(old, key);
      yield* host.rest();
    },
    ({ epochBits }) => epochBits <= 8,
  ),
  hosted('unknown-operation', 'Code 7 changes nothing', function* (host) {
    const key = host.key();
    yield* host.fill(key);
    yield* host.perform({ ...host.fillOf(key), operation: 7 });
    yield* host.lookUp(key);
    yield* host.rest();
  }),
  hosted(
    'counters',
    'All counters read, cleared amid events, and read again',
    function* (host) {
      const key = host.key();
      const { counters } = host.script.environment;
      for (const clears of [false, true, true]) {
        yield* host.fill(key);
        yield* host.lookUp(key, key, key);
        if (counters && clears) counters.clearNext = true;
        yield* host.lookUp(key, key, host.key());
        yield* host.script.cycles(64);
      }
      yield* host.perform(host.commandOf('flush'));
      yield* host.perform(host.commandOf('invalidate_context', key));
      yield* host.perform(host.commandOf('release_guard'));
      yield* host.script.cycles(64);
    },
    ({ counterBits }) => counterBits > 0,
  ),
];
