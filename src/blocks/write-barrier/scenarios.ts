/** Directed corners of the write barrier. */
import type { Steps } from '../../testing/index.js';
import { lowMask } from '../inline-cache/field.js';
import { heap, hosted, rangesOf, type Host } from './host.js';
import type { Store } from './model.js';

const indices = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Stores of which each is remembered, one more than the buffer holds. */
function overflowing(host: Host): Store[] {
  return indices(host.parameters.depth + 2).map((number) => host.crossing(number));
}

/** Fills the buffer while nothing is taken, with a store that waits behind it. */
function* fill(host: Host): Steps {
  host.remembered.stall();
  for (const store of overflowing(host)) host.offer(store);
  yield* host.script.until('a store to wait', () => host.script.sink('store').pending === 1);
  yield* host.script.cycles(4);
}

/** Stores of one set, one more than it has ways; fewer where the addresses are too few. */
function crowd(host: Host): Store[] {
  const { model } = host.environment;
  const { ways, sets } = host.parameters;
  const setOf = ({ slotLow }: Store): number => model.setOf(slotLow & (-1 << host.parameters.granuleBits), 0);
  const wanted = setOf(host.crossing(0));
  return indices((ways + 1) * sets)
    .map((number) => host.crossing(number))
    .filter((store) => setOf(store) === wanted)
    .slice(0, ways + 1);
}

/** Where the addresses of 16 bits have granules enough. */
const roomy = ({ addressBits, granuleBits, depth }: Host['parameters']) =>
  addressBits >= 32 || depth << Math.max(2, granuleBits) < 0xa000;

export const scenarios = [
  hosted('edges', 'Objects and values at, and next to, all the limits of both ranges', function* (host) {
    const sites = [heap.base, heap.nursery, heap.nurseryLimit, heap.limit];
    const around = sites.flatMap((site) => [site - 4, site - 1, site, site + 1, site + 4]);
    yield* host.perform('set_ranges', rangesOf([heap.nursery, heap.nurseryLimit], [heap.base, heap.limit]));
    for (const object of around) {
      yield* host.perform('clear');
      yield* host.stores(...around.map((value, index) => host.storeOf(object, value, 256 * index)));
    }
    yield* host.rest();
  }),
  hosted('immediates', 'Every pattern of the low bits, and each bit of a pointer flipped', function* (host) {
    yield* host.open();
    const pointer = host.crossing(0);
    for (let bit = 0; bit < host.parameters.wordBits; bit++) {
      yield* host.perform('clear');
      const flipped = { ...pointer };
      if (bit < 32) flipped.valueLow ^= 1 << bit;
      else flipped.valueHigh ^= 1 << (bit - 32);
      yield* host.stores(flipped);
    }
    for (let low = 0; low < 8; low++) {
      yield* host.perform('clear');
      yield* host.stores({ ...pointer, valueLow: pointer.valueLow | low });
    }
    yield* host.rest();
  }),
  hosted('granules', 'Addresses that differ in one bit, within a granule and beyond it', function* (host) {
    yield* host.open();
    const base = host.crossing(0);
    for (let bit = 0; bit < Math.min(31, host.parameters.addressBits); bit++) {
      yield* host.perform('clear');
      yield* host.stores(base, { ...base, slotLow: base.slotLow ^ (1 << bit) }, base);
      yield* host.stores({ ...base, objectLow: base.objectLow ^ (1 << bit) }, base);
    }
    yield* host.rest();
  }),
  hosted('same-granule', 'The same store in every cycle, then two in turn', function* (host) {
    yield* host.open();
    yield* host.stores(...indices(12).map(() => host.crossing(1)));
    yield* host.perform('clear');
    yield* host.stores(...indices(12).map((number) => host.crossing(number & 1)));
    yield* host.rest();
  }),
  hosted('crowded-set', 'One granule more than a set has ways, round and round', function* (host) {
    const { ways } = host.parameters;
    yield* host.open();
    const stores = crowd(host);
    for (let round = 0; round < 3; round++) yield* host.stores(...stores);
    for (let round = 0; round < 12; round++)
      yield* host.stores(...indices(ways + 1).map(() => host.script.random.pick(stores)));
    // The least recently used one, then those that are left.
    yield* host.stores(...stores.slice(0, ways), ...stores.slice(0, ways).reverse(), ...stores);
    // Each rank in turn comes to the front, with all ways in use.
    for (let rank = 0; rank < ways; rank++) {
      yield* host.stores(...stores.slice(0, ways));
      yield* host.stores(...stores.slice(ways - 1 - rank, ways - rank), ...stores.slice(ways), ...stores);
    }
    yield* host.rest();
  }),
  hosted('clear', 'What was known is remembered anew, in every set', function* (host) {
    const { sets, ways } = host.parameters;
    yield* host.open();
    const all = indices(Math.min(sets * ways, 256)).map((number) => host.crossing(number));
    for (const operation of ['clear', 'drain', 'unknown', 'set_ranges'] as const) {
      yield* host.stores(...all);
      if (operation === 'set_ranges') yield* host.open();
      else yield* host.perform(operation);
      yield* host.stores(...all.slice(0, sets));
    }
    yield* host.rest();
  }),
  hosted('set-of-ranges', 'Ranges change amid stores, and bad ones change nothing', function* (host) {
    yield* host.open();
    const store = host.crossing(3);
    const young = [heap.nursery, heap.nurseryLimit] as const;
    const old = [heap.nurseryLimit, heap.limit] as const;
    const lists = [
      rangesOf([heap.nursery, heap.nursery], old),
      rangesOf(young, [heap.limit, heap.limit]),
      rangesOf([heap.nurseryLimit, heap.limit], [heap.base, heap.limit]),
      rangesOf(young, old),
      rangesOf([heap.nursery + 1, heap.nursery], old),
      rangesOf(young, [heap.limit, heap.base]),
      rangesOf([heap.nursery + 4, heap.nurseryLimit], old),
    ];
    for (const ranges of lists) {
      for (let count = 0; count < 6; count++) host.offer(store);
      yield* host.perform('set_ranges', ranges);
      yield* host.stores(store, store);
      yield* host.rest();
    }
  }),
  hosted(
    'full-buffer',
    'A store waits for the full buffer; others that do not cross, and known ones, behind it',
    function* (host) {
      yield* host.open();
      yield* fill(host);
      host.remembered.pattern('10000100001');
      yield* host.script.cycles(12);
      host.remembered.stall();
      for (const number of [0, 1, 2]) host.offer(host.crossing(number));
      host.offer(host.storeOf(heap.nursery, heap.nursery));
      yield* host.script.cycles(6);
      yield* host.rest();
    },
    roomy,
  ),
  hosted(
    'known-store-waits',
    'A store of a known granule waits for the full buffer while one of another set is offered',
    function* (host) {
      const { depth, ways, sets } = host.parameters;
      yield* host.open();
      const few = Math.min(depth, ways * sets);
      for (let round = 0; round < 3; round++) {
        host.remembered.stall();
        yield* host.stores(...indices(depth).map((number) => host.crossing(number + round * depth)));
        const known = indices(few).map((back) => host.crossing((round + 1) * depth - 1 - back));
        for (const store of known.slice(round).concat(known)) host.offer(store);
        yield* host.script.cycles(3);
        host.environment.clearCounters = true;
        yield* host.script.cycles(24);
        host.remembered.pattern('10');
        yield* host.script.cycles(8);
        yield* host.rest();
      }
    },
    ({ addressBits, granuleBits, depth }) =>
      addressBits >= 31 || (4 * depth) << Math.max(2, granuleBits) < 0xa000,
  ),
  hosted(
    'other-stores-pass',
    'While the buffer is full, stores that do not cross go on',
    function* (host) {
      yield* host.open();
      host.remembered.stall();
      yield* host.stores(...indices(host.parameters.depth).map((number) => host.crossing(number)));
      yield* host.stores(...indices(10).map(() => host.storeOf(heap.nursery, heap.nursery)));
      yield* host.rest();
    },
    roomy,
  ),
  hosted(
    'command-behind-a-waiting-store',
    'Clear and drain while a store waits for the full buffer',
    function* (host) {
      yield* host.open();
      for (const operation of ['clear', 'drain'] as const) {
        host.remembered.stall();
        for (const store of overflowing(host).slice(0, -1)) host.offer(store);
        yield* host.script.until('all to be taken', () => host.script.sink('store').pending === 0);
        host.offerCommand(operation);
        host.offer(host.crossing(0));
        yield* host.script.cycles(6);
        host.remembered.pattern('1000001');
        yield* host.script.cycles(8);
        yield* host.rest();
      }
    },
    roomy,
  ),
  hosted('store-with-a-command', 'A store that crosses in the cycle of each command', function* (host) {
    yield* host.open();
    for (const operation of ['clear', 'drain', 'unknown', 'clear', 'drain'] as const) {
      yield* host.rest();
      host.offer(host.crossing(5));
      host.offerCommand(operation);
      yield;
      host.offer(host.crossing(5));
      yield* host.rest();
    }
    host.offer(host.crossing(6));
    host.offerCommand('set_ranges', rangesOf([heap.base, heap.base], [heap.base, heap.limit]));
    yield;
    host.offer(host.crossing(7));
    yield* host.rest();
  }),
  hosted('drain-one-by-one', 'A drain waits for the last entry, taken late', function* (host) {
    yield* host.open();
    for (let round = 0; round < 2; round++) {
      host.remembered.stall();
      yield* host.stores(host.crossing(0));
      host.offerCommand('drain');
      yield* host.script.cycles(9);
      host.remembered.flow();
      yield* host.rest();
    }
    yield* host.perform('drain');
  }),
  hosted('done-held', 'Results that are not taken, with stores going on', function* (host) {
    yield* host.open();
    for (const operation of ['clear', 'unknown'] as const) {
      host.done.stall();
      host.offerCommand(operation);
      yield* host.done.offering();
      host.offerCommand('clear');
      for (let number = 0; number < 6; number++) host.offer(host.crossing(number));
      yield* host.script.cycles(8);
      yield* host.rest();
    }
  }),
  hosted(
    'counters',
    'All counters read, cleared amid events, and read again',
    function* (host) {
      yield* host.open();
      for (const clears of [false, true, true]) {
        for (let number = 0; number < 3; number++) host.offer(host.crossing(number));
        host.offer({ ...host.crossing(0), valueLow: 1, valueHigh: 0 });
        host.offer(host.crossing(0));
        yield;
        yield;
        host.environment.clearCounters = clears;
        yield* host.script.cycles(34);
      }
      yield* host.perform('drain');
      yield* host.script.cycles(34);
    },
    ({ counterBits }) => counterBits > 0,
  ),
  // Last, so that a reset left out leaves the ranges of the others.
  hosted('after-reset', 'Stores before any range is known', function* (host) {
    host.offerCommand('drain');
    yield* host.stores(...indices(4).map((number) => host.crossing(number)));
    yield* host.stores(host.storeOf(0, 0));
    // Of ranges that were anything, some would have these within.
    const { random } = host.script;
    const mask = lowMask(Math.min(31, host.parameters.addressBits));
    yield* host.stores(
      ...indices(200).map(() =>
        host.storeOf(random.nextInt32() & mask, random.nextInt32() & mask & ~3, random.nextInt32() & mask),
      ),
    );
    yield* host.rest();
  }),
];
