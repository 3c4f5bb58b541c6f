/** Directed corners of the reference-count buffer. */
import { scenario, type Steps } from '../../testing/index.js';
import { Host, hosted, type Update } from './host.js';

const more = (object: number): Update => [object, 1];
const less = (object: number): Update => [object, -1];
const repeated = (update: Update, count: number): Update[] => Array.from({ length: count }, () => update);

/** Pushes everything out that is held, without a command; the fillers' addresses are refused. */
function* evictAll(host: Host): Steps {
  yield* host.updates(...host.fillers.map(more));
}

/** Empties the entries without leaving a change of the fillers behind. */
function* begin(host: Host): Steps {
  yield* host.perform('drain');
  yield* host.rest();
}

export const scenarios = [
  scenario<Host['parameters'], Host['environment']>(
    'after-reset',
    'Updates before the heap is known are refused, every one',
    function* (script) {
      const host = new Host(script);
      yield* host.updates(...host.wild.map(more), ...host.objects('misplaced').map(less));
      yield* host.perform('drain');
      yield* host.rest();
    },
  ),
  hosted('cancelled', 'Increments and decrements that cancel out, in pairs and nested', function* (host) {
    const some = host.wild.slice(0, host.parameters.entries);
    for (const object of some) yield* host.updates(more(object), less(object));
    yield* host.updates(...some.map(more), ...some.map(less), ...some.map(less), ...some.map(more));
    yield* host.updates(...some.map(more), ...some.toReversed().map(less));
    yield* host.perform('drain');
  }),
  hosted('order', 'The least recently changed object leaves first, whatever its place', function* (host) {
    const { random } = host.script;
    const objects = [...host.wild, ...host.objects('misplaced')].slice(0, host.parameters.entries + 3);
    for (const object of host.wild) host.setCount(object, 5 & host.environment.model.count.mostLow);
    for (let round = 0; round < 6; round++) {
      yield* host.updates(...objects.map(more));
      // Holes in the midst of the list, filled again in another order.
      const holes = objects.filter(() => random.chance(0.3));
      yield* host.updates(...holes.map(less));
      for (let count = 0; count < 2 * host.parameters.entries; count++)
        yield* host.updates([random.pick(objects), random.chance(0.5) ? 1 : -1]);
      if (round % 2 === 1) yield* begin(host);
    }
    yield* host.rest();
  }),
  hosted('limits', 'A net change that reaches its greatest and its least value', function* (host) {
    const most = 2 ** (host.parameters.changeBits - 1);
    const [object, other] = host.wild as [number, number];
    host.setCountBelowMost(object, Math.min(host.environment.model.count.mostLow, 4 * most + 1));
    yield* host.updates(more(other), ...repeated(more(object), most - 1), more(other));
    yield* host.updates(more(object), more(object), less(other));
    yield* begin(host);
    yield* host.updates(more(other), ...repeated(less(object), most), less(other));
    yield* host.updates(less(object), less(other), more(object));
    yield* begin(host);
    yield* host.script.cycles(40);
    if (host.environment.quiet) host.environment.quiet.clearNext = true;
    yield* host.script.cycles(40);
  }),
  hosted('limits-in-each-place', 'A net change at its limits in each place of the list', function* (host) {
    const { entries, changeBits } = host.parameters;
    const most = 2 ** (changeBits - 1);
    const [object = 0, ...others] = host.wild;
    const fillers = [...host.objects('misplaced'), ...others].slice(0, entries - 1);
    for (const [update, limit] of [[more, most - 1] as const, [less, most] as const])
      for (let place = 0; place <= fillers.length; place++) {
        yield* begin(host);
        host.setCountBelowMost(object, Math.min(host.environment.model.count.mostLow, 2 * most + 1));
        const below = fillers.slice(0, place).map(more);
        // One that stays, and one that is too many.
        yield* host.updates(...repeated(update(object), limit - 1));
        yield* host.updates(...below, update(object), ...below, update(object));
      }
    yield* begin(host);
  }),
  hosted(
    'settled',
    'Zeros of which nothing is pending: by eviction, by a limit, in a drain',
    function* (host) {
      const [object, other] = host.wild as [number, number];
      for (const evicts of [true, false]) {
        yield* begin(host);
        host.setCount(object, 1);
        host.setCount(other, 2);
        yield* host.updates(less(object), less(other));
        if (evicts) yield* evictAll(host);
        else yield* host.perform('drain');
        yield* host.rest();
      }
    },
  ),
  hosted('unsettled', 'Zeros of objects that change again before they are reported', function* (host) {
    const { entries } = host.parameters;
    const [object] = host.wild as [number];
    for (const delay of [0, 1, 2, 3, 4, 6, 9]) {
      yield* begin(host);
      host.setCount(object, 1);
      yield* host.updates(less(object));
      yield* evictAll(host);
      yield* host.script.cycles(delay);
      yield* host.updates(more(object));
      // The change moves through every place of the list.
      for (const filler of host.fillers.slice(0, entries - 1)) {
        yield* host.updates(less(filler));
        if (delay > 3) yield;
      }
      yield* host.rest();
    }
  }),
  hosted(
    'unsettled-by-a-younger-eviction',
    'An object is evicted at a limit while its zero is on its way, and then nothing of it is left in the list',
    function* (host) {
      const most = 2 ** (host.parameters.changeBits - 1) - 1;
      const [object] = host.wild as [number];
      for (const tail of [less, more]) {
        yield* begin(host);
        host.setCount(object, 1);
        const { latency } = host.environment.memory;
        latency.min = latency.max = 2 * most + 40;
        yield* host.updates(less(object));
        yield* evictAll(host);
        yield* host.updates(...repeated(more(object), most + 1), tail(object));
        yield* host.rest();
        yield* host.perform('drain');
      }
    },
  ),
  hosted('reported-late', 'The reports wait, and so does what comes behind them', function* (host) {
    const { zeroDepth, inFlight, entries } = host.parameters;
    const objects = [...host.wild, ...host.objects('regular')].slice(0, zeroDepth + inFlight + 2);
    for (const stream of [host.zeros, host.refused]) {
      yield* begin(host);
      for (const object of objects) host.setCount(object, 1);
      stream.stall();
      for (const object of objects) host.offer(less(object));
      for (const object of host.objects('misplaced')) host.offer(less(object));
      yield* host.script.cycles(60 + 8 * objects.length);
      host.offerCommand('drain');
      yield* host.script.cycles(60 + 4 * entries);
      stream.pattern('100010001');
      yield* host.script.cycles(10);
      yield* host.rest();
    }
  }),
  hosted('evicted-again', 'An object is evicted again and again while memory is slow', function* (host) {
    const [object, other] = host.wild as [number, number];
    for (let round = 0; round < 10; round++) {
      yield* host.updates(more(object), more(object));
      yield* host.updates(...host.fillers.map(round % 2 === 0 ? more : less));
      yield* host.updates(less(object), more(other));
      yield* evictAll(host);
    }
    yield* host.perform('drain');
  }),
  hosted(
    'evicted-again-at-once',
    'An object comes back and leaves again, again and again, with few evictions between and slow memory',
    function* (host) {
      const { heap, memory, model } = host.environment;
      const [object, ...others] = [...host.wild, ...host.objects('regular')] as [number, ...number[]];
      memory.latency.min = memory.latency.max = 40;
      yield* begin(host);
      for (const each of [object, ...others]) host.setCount(each, 1);
      for (let round = 0; round < 12; round++) {
        yield* host.updates(more(object));
        const isHeld = (each: number) => model.changeOf(heap.address(each)) !== 0;
        // What is held is changed again, and so the object is the next to leave.
        yield* host.updates(...others.filter(isHeld).map(more));
        const newcomers = others.filter((each) => !isHeld(each));
        while (isHeld(object) && newcomers.length > 0) yield* host.updates(more(newcomers.shift() ?? 0));
      }
      yield* host.perform('drain');
    },
  ),
  hosted('many-under-way', 'More evictions than places, of different objects', function* (host) {
    yield* begin(host);
    for (const object of host.wild) host.setCount(object, 2 & host.environment.model.count.mostLow);
    for (let round = 0; round < 3; round++) {
      yield* host.updates(...host.wild.map(more), ...host.fillers.map(more));
      yield* host.updates(...host.fillers.map(less), ...host.wild.map(less));
    }
    yield* host.perform('drain');
  }),
  hosted('greatest-counts', 'Sums around all ones, one after the other', function* (host) {
    const [object] = host.wild as [number];
    const { mostLow } = host.environment.model.count;
    const most = 2 ** (host.parameters.changeBits - 1) - 1;
    for (let below = 0; below <= Math.min(3, mostLow); below++) {
      for (const change of [-1, 1, 2, 3, 4]) {
        if (change > 2 * most) continue;
        yield* begin(host);
        host.setCountBelowMost(object, below);
        yield* host.updates(...repeated(change < 0 ? less(object) : more(object), Math.abs(change)));
        yield* host.perform('drain');
      }
    }
    yield* host.rest();
  }),
  hosted('least-counts', 'Sums around zero, one after the other', function* (host) {
    const [object] = host.wild as [number];
    for (let count = 0; count <= Math.min(3, host.environment.model.count.mostLow - 1); count++) {
      for (const change of [1, 2, 3, 4]) {
        yield* begin(host);
        host.setCount(object, count);
        yield* host.updates(...repeated(less(object), change));
        yield* host.perform('drain');
      }
    }
    yield* host.rest();
  }),
  hosted(
    'borrows',
    'Changes that carry and borrow through the whole count',
    function* (host) {
      const [object] = host.wild as [number];
      for (const [low, high] of [
        [0, 1],
        [1, 1],
        [-1, 0],
        [-2, 0],
      ] as const) {
        for (const update of [more(object), less(object)]) {
          yield* begin(host);
          host.setCount(object, low, high);
          yield* host.updates(update, update);
          yield* host.perform('drain');
        }
      }
      yield* host.rest();
    },
    ({ countBits }) => countBits > 32,
  ),
  hosted('memory-errors', 'Headers that memory refuses to read or to write', function* (host) {
    const broken = [...host.objects('unreadable'), ...host.objects('unwritable')];
    for (const update of [more, less]) {
      yield* host.updates(...broken.map(update), more(host.wild[0] ?? 0), ...broken.map(update));
      yield* host.perform('drain');
    }
    yield* host.rest();
  }),
  hosted('heaps', 'Headers at and next to the limits of heaps of all kinds', function* (host) {
    const { heap } = host.environment;
    const bytes = host.parameters.headerBits / 8;
    const first = heap.base;
    const ranges: (readonly [number, number])[] = [
      [first, first],
      [first, first + bytes],
      [first + bytes, first + 3 * bytes],
      [first + 3 * bytes, first + bytes],
      [first, first - bytes],
      [first + 1, heap.limit],
      [first, heap.limit - 1],
      [first + bytes / 2, heap.limit],
      [first, heap.limit - bytes / 2],
      [first - bytes, heap.limit + bytes],
      [first, heap.limit],
    ];
    const near = [...host.wild, ...host.objects('misplaced')];
    for (const [base, limit] of ranges) {
      yield* host.perform('set_heap', base, limit);
      yield* host.updates(...near.map(more));
      yield* host.perform('drain', limit, base);
      yield* host.updates(...near.map(less));
    }
    yield* host.perform('set_heap');
    yield* host.rest();
  }),
  hosted('update-with-a-command', 'An update in the cycle of a command comes before it', function* (host) {
    const [object, other] = host.wild as [number, number];
    for (const operation of ['drain', 'set_heap', 'drain'] as const) {
      yield* host.updates(more(other));
      host.offer(more(object));
      host.offerCommand(operation);
      yield;
      host.offer(less(object));
      yield* host.rest();
    }
  }),
  hosted('done-held', 'Results that are not taken, with updates going on', function* (host) {
    const [object] = host.wild as [number];
    yield* host.updates(more(object));
    host.done.stall();
    host.offerCommand('drain');
    yield* host.done.offering();
    host.offerCommand('drain');
    for (const filler of host.fillers) host.offer(more(filler));
    yield* host.script.cycles(host.parameters.entries + 8);
    yield* host.rest();
  }),
  hosted('full-drain', 'All entries, holes between them, and none', function* (host) {
    const objects = host.fillers;
    yield* begin(host);
    yield* host.updates(...objects.map(more));
    yield* begin(host);
    yield* host.updates(...objects.map(more));
    yield* host.updates(...objects.filter((_, index) => index % 2 === 0).map(less));
    yield* begin(host);
    yield* begin(host);
  }),
  hosted(
    'counters',
    'All counters read at rest, cleared, and read again',
    function* (host) {
      const { quiet } = host.environment;
      const [object, other] = host.wild as [number, number];
      for (const clears of [false, true]) {
        if (quiet && clears) {
          // An update that enters in the cycle of the clear, and does nothing else that is counted.
          quiet.clearNext = true;
          host.offer(more(host.wild[2] ?? 0));
        }
        yield* host.script.cycles(1);
        host.setCount(object, 1);
        yield* host.updates(less(object), more(other), less(other), more(other));
        yield* evictAll(host);
        yield* host.perform('drain');
        yield* host.rest();
        yield* host.script.cycles(80);
      }
    },
    ({ counterBits }) => counterBits > 0,
  ),
];
