/** Directed corners of the wrappers: what the pins show of what happens inside. The host does it by registers, or by instructions. */
import { scenario, type Scenario } from '../../../testing/index.js';
import { statuses as sweeperStatuses } from '../../gc-sweeper/operations.js';
import { statuses as tableStatuses } from '../../inline-cache/operations.js';
import { ask, type Job, type Reply, type Step } from '../job.js';
import { operations } from '../operations.js';
import type { AcceleratorParameters } from '../parameters.js';
import { hasFinalisers } from '../registers-collector.js';
import { magic } from '../registers-system.js';
import { cacheHitStatus, ownStatuses, statusBases } from '../statuses.js';
import type { WrapperEnvironment } from './environment.js';

const { allocator_allocate, cache_fill, cache_lookup, cache_open_guard, marker_mark, marker_root } =
  operations;
const { register_read, register_write, sweeper_run, sweeper_sweep } = operations;

/** A heap of blocks that are all dead, and its allocation table, which ends where a page does. */
const pageBytes = 0x1000;
const tableBytes = 64;
const heapBytes = 16 * 4 * tableBytes;

interface Heap {
  readonly heap: number;
  readonly table: number;
}

function makeHeap({ workers: { memory } }: WrapperEnvironment): Heap {
  const heap = Math.ceil(memory.base / pageBytes) * pageBytes + 4 * pageBytes;
  const table = heap + 4 * pageBytes - tableBytes;
  for (let at = 0; at < pageBytes; at += 4) memory.write32(table + tableBytes - pageBytes + at, 0);
  for (let at = 0; at < tableBytes; at += 4) memory.write32(table + at, 0x55555555);
  return { heap, table };
}

type Asking<T> = Generator<Step, T, Reply>;

/** Writes go the way of the job, so in the order of its commands. */
function* aimAt({ host: { p } }: WrapperEnvironment, { heap, table }: Heap): Asking<void> {
  yield* ask({ write: 'heap_base', value: heap });
  yield* ask({ write: 'heap_end', value: heap + heapBytes });
  yield* ask({ write: 'mark_base', value: table });
  if (hasFinalisers(p)) yield* ask({ write: 'finaliser_base', value: table + tableBytes - pageBytes });
}

function check(
  { host: { context } }: WrapperEnvironment,
  what: string,
  expected: number,
  actual: number,
): void {
  if (expected !== actual) context.fail({ what, expected, actual });
}

function* sweep(environment: WrapperEnvironment, expected: number): Asking<void> {
  const heap = makeHeap(environment);
  yield* aimAt(environment, heap);
  yield* sweepIt(environment, expected);
}

/** Without an allocator the host takes the free runs meanwhile. */
function* sweepIt(environment: WrapperEnvironment, expected: number): Asking<void> {
  const { host } = environment;
  let ended = false;
  const taken = host.p.allocator
    ? () => true
    : host.start(
        takeRuns(() => ended),
        'registers',
      );
  const { status } = yield* ask({ command: sweeper_sweep.code });
  ended = true;
  check(environment, 'a sweep ends otherwise', expected, status);
  while (!taken()) yield* ask({ wait: 1 });
}

function* takeRuns(isLast: () => boolean): Job {
  for (;;) {
    const last = isLast();
    const { status } = yield* ask({ command: sweeper_run.code });
    if (last && status !== ownStatuses.ok) return;
  }
}

function* failingMemory(environment: WrapperEnvironment): Job {
  const { failing } = environment;
  failing.reads = true;
  yield* sweep(environment, statusBases.sweeper + sweeperStatuses.read_error);
  failing.reads = false;
  failing.writes = true;
  yield* sweep(environment, statusBases.sweeper + sweeperStatuses.write_error);
  failing.writes = false;
  yield* sweep(environment, ownStatuses.ok);
}

const site = 0x123;
const shape = 0x4567;

/** An entry that holds as long as nobody writes to these addresses. */
function* fillGuarded(environment: WrapperEnvironment, first: number, last: number): Asking<number> {
  const { status, low: guard } = yield* ask({ command: cache_open_guard.code, a: first, b: last });
  check(environment, 'a guard cannot be opened', ownStatuses.ok, status);
  yield* ask({ write: 'cache_kind', value: 1 });
  yield* ask({ write: 'cache_value', value: 0xcafe });
  yield* ask({ write: 'cache_guard', value: (guard | 0x80000000) >>> 0 });
  const filled = yield* ask({ command: cache_fill.code, a: site, b: shape });
  check(environment, 'a fill is not entered', ownStatuses.ok, filled.status);
  yield* lookup(environment, 'what was entered is not found', cacheHitStatus + 1);
  return guard;
}

function* lookup(environment: WrapperEnvironment, what: string, expected: number): Asking<void> {
  const { status } = yield* ask({ command: cache_lookup.code, a: site, b: shape });
  check(environment, what, expected, status);
}

function* ownWrites(environment: WrapperEnvironment): Job {
  const heap = makeHeap(environment);
  yield* aimAt(environment, heap);
  yield* fillGuarded(environment, heap.table, heap.table + tableBytes - 1);
  yield* sweepIt(environment, ownStatuses.ok);
  yield* lookup(environment, 'a guard outlives a write of the accelerator', ownStatuses.cache_miss);
}

function* hostWrites(environment: WrapperEnvironment): Job {
  const { base } = environment.workers.memory;
  yield* fillGuarded(environment, base + 0x100, base + 0x11f);
  // Writes beside the guard end nothing.
  for (const address of [base + 0xff, base + 0x120]) environment.write(address);
  while (environment.writesLeft > 0) yield* ask({ wait: 1 });
  yield* lookup(environment, 'a write beside a guard ends it', cacheHitStatus + 1);
  environment.write(base + 0x110);
  while (environment.writesLeft > 0) yield* ask({ wait: 1 });
  yield* lookup(environment, 'a guard outlives a write of the host', ownStatuses.cache_miss);
  const { status } = yield* ask({ command: cache_fill.code, a: site, b: shape });
  check(
    environment,
    'a fill under a guard that has ended is entered',
    statusBases.cache + tableStatuses.stale,
    status,
  );
}

/** A response that waits raises the line, if that is unmasked, and only then. */
function* interruptLine(environment: WrapperEnvironment): Job {
  const command = { command: 0xff };
  yield* ask(command);
  check(environment, 'the line was high for a masked interrupt', 0, environment.raised);
  yield* ask({ write: 'interrupt_mask', value: 1 });
  yield* ask(command);
  check(environment, 'the line stays low for a response', 1, environment.raised > 0 ? 1 : 0);
  yield* ask({ wait: 8 });
  check(environment, 'the line stays high', 0, environment.interrupt ? 1 : 0);
}

/** What a sweep has found is given by the allocator. */
function* allocate(environment: WrapperEnvironment): Job {
  const { context } = environment.host;
  const { heap } = makeHeap(environment);
  yield* sweep(environment, ownStatuses.ok);
  for (let count = 0; count < 4; count++) {
    const { status, low } = yield* ask({ command: allocator_allocate.code, a: 256 });
    check(environment, 'an allocation is refused', ownStatuses.ok, status);
    const address = low >>> 0;
    check(
      environment,
      'an object is not of the heap',
      1,
      heap <= address && address < heap + heapBytes ? 1 : 0,
    );
    context.cover('allocated').hit();
  }
}

/** A marking is held, and goes on. */
function* pause(environment: WrapperEnvironment): Job {
  const { host } = environment;
  const { heap, table } = makeHeap(environment);
  yield* ask({ write: 'heap_base', value: heap });
  yield* ask({ write: 'heap_end', value: heap + heapBytes });
  yield* ask({ write: 'mark_base', value: table });
  yield* ask({ write: 'marker_spill_base', value: heap + heapBytes });
  yield* ask({ write: 'marker_spill_end', value: heap + heapBytes + 64 });
  yield* ask({ write: 'marker_control', value: 1 });
  let objects = -1;
  const marking = markOne(environment, heap + 32, (count) => (objects = count));
  const ended = host.start(marking, 'registers');
  for (let left = 20; (yield* ask({ read: 'marker_state' })).low === 0; left--)
    if (left === 0) host.context.fail({ what: 'the marker is not held', expected: 1, actual: 0 });
  yield* ask({ wait: 200 });
  check(environment, 'a marking ends while it is held', -1, objects);
  host.context.cover('marking paused').hit();
  yield* ask({ write: 'marker_control', value: 0 });
  while (!ended()) yield* ask({ wait: 1 });
  check(environment, 'another number of objects is marked', 1, objects);
}

/** Nothing in the object is a pointer. */
function* markOne(environment: WrapperEnvironment, root: number, marked: (objects: number) => void): Job {
  const { host, workers } = environment;
  for (let at = 0; at < 16; at += 4) workers.memory.write32(root + at, 0);
  const given = host.start(giveRoot(root), 'registers');
  const { status, low } = yield* ask({ command: marker_mark.code });
  check(environment, 'a marking ends otherwise', ownStatuses.ok, status);
  while (!given()) yield* ask({ wait: 1 });
  marked(low);
}

function* giveRoot(root: number): Job {
  while ((yield* ask({ command: marker_root.code, a: root, b: 1 })).status !== ownStatuses.ok);
}

/** Accesses to registers by commands, good and bad ones. */
function* registersByCommand(environment: WrapperEnvironment): Job {
  const { registers } = environment.host;
  const word = 0x12345678;
  const offset = registers.has('heap_base') ? registers.named('heap_base').offset : 0;
  const attempts: readonly (readonly [
    command: number,
    a: number,
    b: number,
    status: number,
    word: number,
  ])[] = [
    [register_read.code, registers.named('magic').offset, word, ownStatuses.ok, magic],
    [register_write.code, registers.named('magic').offset, word, ownStatuses.bad_register, 0],
    [register_read.code, 0x7fc, word, ownStatuses.bad_register, 0],
    [register_read.code, 0x1000 + offset, word, ownStatuses.bad_register, 0],
    ...(registers.has('heap_base')
      ? ([
          [register_write.code, offset, word, ownStatuses.ok, 0],
          [register_read.code, offset, 0, ownStatuses.ok, word],
        ] as const)
      : []),
  ];
  for (const [command, first, second, expected, read] of attempts) {
    const { status, low } = yield* ask({ command, a: first, b: second });
    check(environment, 'an access by a command is answered otherwise', expected, status);
    if (command === register_read.code && expected === ownStatuses.ok)
      check(environment, 'a register reads something else', read, low >>> 0);
  }
}

function run(
  name: string,
  description: string,
  jobs: (environment: WrapperEnvironment) => readonly Job[],
  applies: (p: AcceleratorParameters) => boolean,
  byRegisters = false,
): Scenario<AcceleratorParameters, WrapperEnvironment> {
  return scenario(
    name,
    description,
    function* (script) {
      const { environment } = script;
      const route = environment.hasPort && !byRegisters ? 'port' : 'registers';
      const ended = jobs(environment).map((job) => environment.host.start(job, route));
      yield* script.until('the host has done everything', () => ended.every((hasEnded) => hasEnded()));
    },
    applies,
  );
}

const guards = ({ cache, cacheGuards }: AcceleratorParameters): boolean => cache && cacheGuards > 0;
const sweeps = ({ sweeper, heapLayout }: AcceleratorParameters): boolean =>
  sweeper && heapLayout === 'micropython';

export const scenarios: readonly Scenario<AcceleratorParameters, WrapperEnvironment>[] = [
  run(
    'failing-memory',
    'Memory answers with errors; the status says so, and later commands work',
    (e) => [failingMemory(e)],
    sweeps,
    true,
  ),
  run(
    'own-writes-end-guards',
    'A sweep writes to the allocation table, over which a guard stands',
    (e) => [ownWrites(e)],
    (p) => guards(p) && sweeps(p),
    true,
  ),
  run(
    'host-writes-end-guards',
    'The host writes beside a guard, and into it',
    (e) => [hostWrites(e)],
    guards,
  ),
  run(
    'interrupt-line',
    'A response waits, masked and unmasked',
    (e) => [interruptLine(e)],
    () => true,
    true,
  ),
  run(
    'allocate-what-was-swept',
    'A sweep gives its run to the allocator, which gives objects to the host',
    (e) => [allocate(e)],
    (p) => sweeps(p) && p.allocator && p.granuleBytes === 16,
    true,
  ),
  run(
    'marking-held',
    'A marking is held for a while',
    (e) => [pause(e)],
    ({ marker, heapLayout }) => marker && heapLayout === 'micropython',
    true,
  ),
  run(
    'registers-by-command',
    'Registers are read and written by commands, and some that cannot be',
    (e) => [registersByCommand(e)],
    () => true,
  ),
];
