/** Directed corners of the accelerator: jobs of the host that bring about what random traffic meets rarely. */
import { scenario, type Scenario, type Script, type Steps } from '../../testing/index.js';
import { blockNumbers } from './blocks.js';
import { coverage, writes } from './coverage.js';
import type { AcceleratorEnvironment } from './environment.js';
import type { Host } from './host.js';
import type { Route } from './host-command.js';
import { interruptSources } from './interrupts.js';
import { ask, type Job, type Reply, type Step } from './job.js';
import { switchContexts } from './job-context.js';
import { operations } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { hasFinalisers } from './registers-collector.js';
import { ownStatuses } from './statuses.js';

type Corner = Scenario<AcceleratorParameters, AcceleratorEnvironment>;
type Running = Script<AcceleratorParameters, AcceleratorEnvironment>;

const { cache_lookup, cache_fill, cache_open_guard, cache_release_guard, register_read } = operations;
const { barrier_clear } = operations;
const { refcount_increment, refcount_drain, refcount_set_heap, sweeper_sweep, sweeper_run } = operations;

const guarded = ({ cache, cacheGuards }: AcceleratorParameters): boolean => cache && cacheGuards > 0;

function* runs(script: Running, job: Job, route: Route): Steps {
  yield* script.until('the end of a job', script.environment.host.start(job, route));
}

/** More commands at once through registers than their responses have room for. */
const fullQueue: Corner = scenario(
  'submissions-fill-their-queue',
  'Commands through registers until no response has room any more, and one command more',
  function* (script) {
    const { environment, parameters } = script;
    function* one(): Job {
      yield* ask({ command: register_read.code });
    }
    for (let round = 0; round < 6; round++) {
      const ends = Array.from({ length: parameters.registerQueueDepth + 2 }, () =>
        environment.host.start(one(), 'registers'),
      );
      yield* script.until('all responses', () => ends.every((ended) => ended()));
    }
  },
);

/** Looks at interrupts all the time, under one mask and another, and ends events. */
function* watch(host: Host, goesOn: () => boolean): Job {
  const { random } = host;
  const events = interruptSources.reduce(
    (bits, { kind, bit }) => (kind === 'event' ? bits | (1 << bit) : bits),
    0,
  );
  while (goesOn()) {
    yield* ask({ write: 'interrupt_mask', value: random.bits(2) === 0 ? 0 : -1 });
    for (let looks = 0; looks < 6; looks++) {
      yield* ask({ read: 'interrupt_status' });
      yield* ask({ wait: 1 + random.bits(4) });
    }
    if (random.bits(1)) yield* ask({ write: 'interrupt_status', value: events });
  }
}

/** What the jobs of each block should have met in the end. */
const pointsOf = {
  barrier: ['store remembered', 'barrier full', 'interrupt remembered'],
  sweeper: ['sweep', 'allocated', 'surplus'].concat(
    ['sweeper', 'run', 'finaliser', 'surplus'].map((source) => `interrupt ${source}`),
  ),
  sequencer: ['interrupt sequencer'],
  marker: ['marking', 'marking paused', 'interrupt marker'],
  refcount: ['change refused', 'count refused', 'interrupt zero', 'interrupt refused'],
  registers: ['interrupt response', 'interrupt masked'],
} as const;

const rounds = 60;

const everySource: Corner = scenario(
  'every-source-raises-the-line',
  'Jobs of each block, one after the other, until all of its rare answers and interrupts were seen, under changing masks',
  function* (script) {
    const { environment, parameters, random } = script;
    const { host, workers } = environment;
    const { barrier, sweeper, sequencer, marker, refcount } = workers;
    let goesOn = true;
    const watching = host.start(
      watch(host, () => goesOn),
      'registers',
    );
    function* submits(): Job {
      yield* ask({ command: register_read.code });
    }
    const jobs: Readonly<Record<keyof typeof pointsOf, (() => Job) | undefined>> = {
      barrier: barrier && (() => barrier.job(20 + random.below(80))),
      sweeper: sweeper && (() => sweeper.job('port')),
      sequencer: sequencer && (() => sequencer.job()),
      marker: marker && (() => marker.job('port')),
      refcount: refcount && (() => refcount.job(20 + random.below(80), 'port')),
      registers: submits,
    };
    for (const [name, points] of Object.entries(pointsOf)) {
      const job = jobs[name as keyof typeof pointsOf];
      const counters = coverage
        .filter((point) => (points as readonly string[]).includes(point.name))
        .filter((point) => point.applies?.(parameters) ?? true)
        .map(({ name: point }) => host.context.cover(point));
      for (let round = 0; job && round < rounds && counters.some(({ count }) => count === 0); round++)
        yield* runs(script, job(), name === 'registers' ? 'registers' : 'port');
    }
    goesOn = false;
    yield* script.until('the watch to end', watching);
  },
);

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

function expect(host: Host, what: string, expected: number, actual: number): void {
  if (expected !== actual)
    host.context.fail({ what: `${what} is answered otherwise`, stream: 'response', expected, actual });
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

/** Two commands of the write barrier at a time: the second one is refused, if the first is still at work. */
const longTwice: Corner = scenario(
  'long-command-while-one-works',
  'A command of the write barrier that walks its table, and another one at once',
  function* (script) {
    const { host } = script.environment;
    const refused = host.context.cover('long command refused');
    function* clear(): Job {
      const { status } = yield* ask({ command: barrier_clear.code });
      if (status === ownStatuses.busy) refused.hit();
      else expect(host, 'the command', ownStatuses.ok, status);
    }
    const before = refused.count;
    for (let round = 0; round < rounds && refused.count === before; round++) {
      const ends = [host.start(clear(), 'port'), host.start(clear(), 'port')];
      yield* script.until('both answers', () => ends.every((ended) => ended()));
    }
    if (refused.count === before) expect(host, 'a second command', ownStatuses.busy, ownStatuses.ok);
  },
  ({ barrier }) => barrier,
);

/** What one command of each block counts, by the number of a counter. */
const counted = {
  boxing: { command: operations.boxing_box_none.code, index: 0 },
  cache: { command: cache_lookup.code, index: 0 },
  barrier: { command: operations.barrier_store.code, index: 0 },
} as const;

function* counts(host: Host): Job {
  const { p } = host;
  const blocks = (['boxing', 'cache', 'barrier'] as const).filter((name) => p[name]);
  const read = function* (block: number, index: number): Generator<Step, number, Reply> {
    yield* ask({ write: 'counter_select', value: (block << 8) | index });
    const { low } = yield* ask({ read: 'counter_value' });
    return low;
  };
  yield* ask({ write: 'counter_clear', value: -1 });
  for (const [more, name] of blocks.entries())
    for (let count = 0; count < 3 + more; count++) yield* ask({ command: counted[name].command });
  for (const cleared of [...blocks.keys(), -1]) {
    for (const [more, name] of blocks.entries()) {
      const known = more < cleared || cleared < 0 ? 0 : 3 + more;
      const told = yield* read(blockNumbers[name], counted[name].index);
      expect(host, `the counter of ${name}`, known, told);
    }
    const name = blocks[cleared];
    if (name) yield* ask({ write: 'counter_clear', value: 1 << blockNumbers[name] });
  }
  expect(host, 'a counter of no block', 0, yield* read(15, 0));
  expect(host, 'a counter that is none', 0, yield* read(blockNumbers.cache, 31));
}

const counters: Corner = scenario(
  'counters-of-each-block',
  'Commands are counted by their block; clearing the counters of one leaves the others',
  function* (script) {
    const { host } = script.environment;
    yield* runs(script, counts(host), host.cacheRoute);
  },
  ({ counterBits }) => counterBits > 0,
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

const resumed: Corner = scenario(
  'program-goes-on-after-another',
  'A program is stopped, another one runs, and the first goes on with its state put back',
  function* (script) {
    const { sequencer } = script.environment.workers;
    for (const route of ['port', 'registers'] as const)
      if (sequencer) yield* runs(script, sequencer.resumed(), route);
  },
  ({ sequencer }) => sequencer,
);

export const scenarios: readonly Corner[] = [
  fullQueue,
  everySource,
  hostWrite,
  ownWrite,
  busyMemory,
  longTwice,
  counters,
  contexts,
  resumed,
];
