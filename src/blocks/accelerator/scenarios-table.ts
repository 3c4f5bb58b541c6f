/** Directed corners of the table of inline caches in the accelerator: what ends its guards, what new ones wait for, its contexts. */
import { scenario } from '../../testing/index.js';
import { expect, rounds, runs, type Corner } from './corner.js';
import { writes } from './coverage.js';
import type { Host } from './host.js';
import { ask, type Job, type Reply, type Step } from './job.js';
import { switchContexts } from './job-context.js';
import { operations } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { hasFinalisers } from './registers-collector.js';
import { ownStatuses } from './statuses.js';

const { cache_lookup, cache_fill, cache_open_guard, cache_release_guard } = operations;
const { refcount_increment, refcount_drain, refcount_set_heap, sweeper_sweep, sweeper_run } = operations;

const guarded = ({ cache, cacheGuards }: AcceleratorParameters): boolean => cache && cacheGuards > 0;

/** Fills an entry under a new guard on one address, and finds it. */
function* guardedEntry(
  host: Host,
  address: number,
): Generator<Step, () => Generator<Step, number, Reply>, Reply> {
  const lookUp = function* (): Generator<Step, number, Reply> {
    const { status } = yield* ask({ command: cache_lookup.code, a: 5, b: 7 });
    return status;
  };
  const { low } = yield* ask({ command: cache_open_guard.code, a: address, b: address });
  yield* ask({ write: 'cache_context', value: 1 });
  yield* ask({ write: 'cache_kind', value: 1 });
  yield* ask({ write: 'cache_guard', value: low | (1 << 31) });
  const { status: filled } = yield* ask({ command: cache_fill.code, a: 5, b: 7 });
  expect(host, 'the fill', ownStatuses.ok, filled);
  expect(host, 'the lookup before the write', 0x81, yield* lookUp());
  return lookUp;
}

/** The host writes next to what a guard watches, and then to it. */
function* hostWrites(host: Host, address: number): Job {
  const lookUp = yield* guardedEntry(host, address);
  const unit = Math.max(host.p.width, host.p.memoryBits) / 8;
  for (const [place, status] of [
    [address + unit, 0x81],
    [address - unit, 0x81],
    [address + unit - 1, ownStatuses.cache_miss],
  ] as const) {
    const before = host.writes;
    host.queueWrite(place);
    while (host.writes === before) yield* ask({ wait: 2 });
    expect(host, `the lookup after the write to ${place}`, status, yield* lookUp());
  }
  // A fill under the guard that has ended.
  const { status } = yield* ask({ command: cache_fill.code, a: 5, b: 7 });
  expect(host, 'the fill under the old guard', 0x21, status);
}

const hostWrite: Corner = scenario(
  'host-write-ends-a-guard',
  'The host writes to both neighbours of a guarded unit of memory, and then to its last byte',
  function* (script) {
    const { host } = script.environment;
    yield* runs(script, hostWrites(host, 0x8000), host.cacheRoute);
  },
  guarded,
);

function* takeRuns(goesOn: () => boolean): Job {
  while (goesOn()) {
    yield* ask({ command: sweeper_run.code });
    yield* ask({ wait: 8 });
  }
}

/** A write of the accelerator itself: by the reference-count buffer, or by the sweeper. */
function* ownWrites(host: Host, places: { readonly sweeper: number; readonly refcount: number }): Job {
  const { p } = host;
  const address = p.refcount ? places.refcount : places.sweeper;
  if (p.refcount) {
    yield* ask({ write: 'refcount_heap_base', value: address });
    yield* ask({ write: 'refcount_heap_limit', value: address + 64 });
    yield* ask({ command: refcount_set_heap.code });
  }
  const lookUp = yield* guardedEntry(host, address);
  if (p.refcount) {
    yield* ask({ command: refcount_increment.code, a: address });
    const { status } = yield* ask({ command: refcount_drain.code });
    expect(host, 'the drain', ownStatuses.ok, status);
  } else {
    // Four blocks a byte: the first word of the table tells of 16 blocks, all of them dead.
    const heap = places.sweeper + 0x400;
    yield* ask({ write: 'mark_base', value: address });
    if (hasFinalisers(p)) yield* ask({ write: 'finaliser_base', value: address + 0x40 });
    yield* ask({ write: 'heap_base', value: heap });
    yield* ask({ write: 'heap_end', value: heap + 0x400 });
    let ended = false;
    const taking = host.start(
      takeRuns(() => !ended),
      host.cacheRoute,
    );
    const { status } = yield* ask({ command: sweeper_sweep.code });
    expect(host, 'the sweep', ownStatuses.ok, status);
    ended = true;
    while (!taking()) yield* ask({ wait: 4 });
  }
  expect(host, 'the lookup after the write', ownStatuses.cache_miss, yield* lookUp());
}

const ownWrite: Corner = scenario(
  'own-write-ends-a-guard',
  'A block writes to memory that a guard watches',
  function* (script) {
    const { host, workers } = script.environment;
    const { memory, places } = workers;
    if (host.p.refcount) memory.write32(places.refcount, 5 << host.p.refcountCountPosition);
    else for (let at = 0; at < 0x80; at += 4) memory.write32(places.sweeper + at, at < 0x40 ? 0x55555555 : 0);
    yield* runs(script, ownWrites(host, places), host.cacheRoute);
  },
  (p) => guarded(p) && (p.refcount || (p.sweeper && !p.allocator && p.heapLayout === 'micropython')),
);

/** Opens guards and ends them while the host writes, too. */
function* openGuards(host: Host, goesOn: () => boolean): Job {
  for (let count = 0; goesOn(); count++) {
    host.queueWrite(0x9000 + 16 * (count & 15));
    const { low } = yield* ask({ command: cache_open_guard.code, a: 0x8000, b: 0x8000 });
    yield* ask({ command: cache_release_guard.code, a: low });
  }
}

const busyMemory: Corner = scenario(
  'guards-and-writes-wait-for-memory',
  'Guards are opened, and the host writes, while blocks have requests in flight',
  function* (script) {
    const { host, workers } = script.environment;
    const { sweeper, marker, refcount } = workers;
    const counters = ['guard waits for memory', 'host write waits'].map((name) => host.context.cover(name));
    for (let round = 0; round < rounds && counters.some(({ count }) => count === 0); round++) {
      const work = refcount?.job(60, 'port') ?? sweeper?.job('port') ?? marker?.job('port');
      if (!work) return;
      const ended = host.start(work, 'port');
      yield* runs(
        script,
        openGuards(host, () => !ended()),
        host.cacheRoute,
      );
    }
  },
  (p) => writes(p) && (p.sweeper || p.marker || p.refcount),
);

const contexts: Corner = scenario(
  'cache-contexts-change',
  'The registers of a context of the table are read, those of another one written, and the first put back',
  function* (script) {
    const { host } = script.environment;
    for (let round = 0; round < 4; round++) yield* runs(script, switchContexts(host), host.cacheRoute);
  },
  ({ cache }) => cache,
);

export const tableScenarios: readonly Corner[] = [hostWrite, ownWrite, busyMemory, contexts];
